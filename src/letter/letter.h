#ifndef LETTER_LETTER_H
#define LETTER_LETTER_H

#include "rule/record.h"

#include <jansson.h>

/* Facts -> the bytes of one outgoing mail. Pure: every instant, token and id comes in. */

/* The header and the parts of one outgoing mail. Borrowed strings; NULL where a field is left out.
 */
struct letter {
	const char *from_name, *from; /* From: the call (CO-18) */
	const char *to_name, *to;     /* To: one person */
	const char *reply_to;         /* the token address (RE-16) */
	const char *subject;
	int64_t date;
	const char *message_id;  /* "cb1.<token>.<n>@domain", without brackets */
	const char *in_reply_to; /* one id without brackets (RE-17) */
	const char *references;  /* "<a> <b>" as stored; capped at 32 and checked here (RE-18) */
	const char *own_last;    /* our last id in the thread, placed before the parent; or NULL */
	bool answer;             /* Auto-Submitted: auto-replied, else auto-generated (RE-15) */
	const char *instance;    /* X-Callbox-Loop (RE-08) */
	const char *list_id;     /* the digest's (CT-13), in its angle brackets */
	const char *list_unsubscribe; /* "<mailto:...>" */
	const char *boundary;         /* random token; the boundaries are made of it */
	const char *text, *html;      /* rendered */
	const char *ics;              /* the object with CRLF, or NULL; method from ICS_METHOD */
	const char *ics_method;       /* "REQUEST", "CANCEL" */
	GBytes *png;                  /* inline picture, or NULL */
	const char *png_cid;          /* its Content-ID without brackets */
};

/*
 * The mail as RFC 5322 octets, CRLF, lines of at most 998 octets, 7 bit, shaped as RULES CO-01
 * and section 12 when there is an ics, else multipart/alternative; multipart/related around the
 * HTML when there is a picture. ERROR (EX_SOFTWARE) if the reparsed header set differs from what
 * was meant (P-22), or method= and METHOD differ (CO-04).
 */
GBytes *letter_compose(const struct letter *letter, GError **error);

/* The iCalendar object (RULES section 2.2, golden objects in section 12), CRLF, folded, new; METHOD
 * is "REQUEST" or "CANCEL". NULL with ERROR (EX_SOFTWARE) if an address or the UID is none. */
char *invite_ics(const struct invite *invite, const struct call *call,
    const struct session *session, const char *method, GError **error);

/*
 * The same for INVITE, whose SEQUENCE is 0 as that of OTHER was: the REQUEST of another person to
 * the same session as it is now, whose lines it repeats but for a person's own.
 */
char *invite_ics_like(
    const char *other, const struct invite *invite, const struct call *call, GError **error);

/*
 * All sessions of CALL as one calendar without METHOD, for anybody to subscribe to or to import:
 * nobody is in it, and no token. A session's UID is its own and stays; its SEQUENCE is the highest
 * that INVITES (of struct invite) were told. CHANGED: UTC seconds of the last change of the
 * sessions. CRLF, folded; new.
 */
char *sessions_ics(const struct call *call, GPtrArray *invites, int64_t changed);

/* Lines "PDT: Thu 22 Jul 2021, 08:00-11:00 (America/Los_Angeles)", AoE, UTC (CO-32); new, joined by
 * \n. */
char *session_times(const struct call *call, const struct session *session);

/* An invitation to SESSION (its title) that stays though a story ended: STORY (story_id()) of the
 * same person is a reason for it. */
struct staying {
	char *session, *story;
};
void staying_free(struct staying *staying);

/* The time that a calendar proposed, as WRITTEN in rsvp.proposal (NULL is ""), for people: "Thu 22
 * Jul 2021, 09:00 PDT" in ZONE; what is not in UTC is said as their clock shows it. New. */
char *proposal_words(const char *written, const struct zone *zone);

/* What the letters about one story are made of. Borrowed. */
struct story_facts {
	const struct call *call;
	const struct story *story;
	const struct revision *revision; /* the one this letter is about */
	const struct revision *replaced; /* that it displaced, or NULL */
	GPtrArray *invited; /* of const struct session *: who gets an invitation with or after this
			       letter; may be empty */
	const GPtrArray *staying;  /* of struct staying; may be NULL */
	const char *taken_back;    /* what the organizers undo ("accepted"), or NULL */
	const char *reply_address; /* token address, or the call's address without subaddressing */
	bool cut;                  /* only the start of the mail was kept (B-17) */
	const struct call *other;  /* that the mail was sent to, too, or NULL */
	int64_t now;
};

/* Facts for the templates receipt, revised, withdrawn, unreadable, held, help, status, note, ...; a
 * new object. */
json_t *story_letter_facts(const struct story_facts *facts);

/* Facts for the templates "invite" (a further session's own mail), "updated" and "cancelled".
 * BEFORE is the invitation as its person was told of SESSION last, where that has changed; else
 * NULL. */
json_t *invite_letter_facts(const struct call *call, const struct session *session,
    const struct story *story, const struct invite *before, int64_t now);

/* Facts for the template "reminder" of SESSION, to which INVITE invited. The author's offset is a
 * label and converts nothing (TI-12). */
json_t *reminder_letter_facts(const struct call *call, const struct session *session,
    const struct story *story, const struct invite *invite, int64_t now);

/* What became of one order, as its organizers are told. */
struct order_result {
	char *line;    /* "accept 3" */
	char *about;   /* what it is about; somebody else wrote that; or NULL */
	char *problem; /* why it was not done, or NULL */
};
void order_result_free(struct order_result *result);

/* What the letters to organizers are made of. Borrowed; NULL where it does not apply. */
struct orders_facts {
	const struct call *call;
	const char *by;            /* the organizer's address */
	const GPtrArray *results;  /* of struct order_result */
	const char *ignored;       /* lines that were no orders */
	const char *reason;        /* why nothing was done */
	const char *reply_address; /* of the letter, with its token */
	unsigned undo_days;        /* how long UNDO can answer it; 0: not at all */
	bool undone;               /* it is about taking back */
};

/* Facts for the templates "orders", "confirm-orders" and "refused"; a new object. */
json_t *orders_facts(const struct orders_facts *from);

/* Samples for template_check, by letter name; NULL for an unknown letter. */
json_t *letter_sample(const char *name);

/* The names of all letters, NULL-terminated; each has templates NAME.txt, NAME.html and a subject
 * line (first line of NAME.txt: "Subject: ..."). */
extern const char *const letter_names[];

#endif
