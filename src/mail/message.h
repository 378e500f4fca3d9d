#ifndef MAIL_MESSAGE_H
#define MAIL_MESSAGE_H

#include "base/auto.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * One mail, read. Plain data: every string is cleaned (base/clean.h) valid
 * UTF-8, owned by the struct, and still not to be trusted. Arrays are never
 * NULL. Nothing here depends on the configuration, so a mail reads the same
 * for ever (ST-01).
 */

struct mailbox {
	char *address; /* address_normal(), or the raw text when it is none */
	char *name;    /* display name, or NULL */
};

/* A Date field; shown, never used for a decision (TI-04, TI-09). */
struct mail_date {
	bool known;
	int64_t instant;   /* UTC seconds */
	bool offset_known; /* false for -0000, unknown letters, more than 14 h */
	int offset;        /* seconds east of UTC */
};

/* One Received field, topmost first. */
struct received {
	char *by;        /* the host behind "by", lower-case, or "" */
	char *from;      /* who handed it over: a host, lower-case; "" the machine itself;
			    "unknown" when the name it gave is not the one that was looked up */
	bool known;      /* its date could be read */
	int64_t instant; /* UTC seconds */
};

/* One Authentication-Results field, topmost first (TR-13). */
struct auth_result {
	char *authserv_id;  /* lower-case */
	unsigned above;     /* how many Received fields stand above it */
	char *dmarc;        /* "pass", "fail", ... or NULL */
	char *dmarc_policy; /* "none", "quarantine", "reject" from a "p=" or policy.*, or NULL */
	char *dkim;         /* the best dkim result: "pass" if one of the signatures did */
	char *dkim_domains; /* header.d (or the domain of header.i) of it; of every one that passed,
			       a space between them */
	char *spf, *spf_domain; /* and the domain of smtp.mailfrom */
};

struct attachment {
	char *name;   /* cleaned basename, at most 100 octets, or NULL */
	char *type;   /* lower-case, "application/pdf" */
	int64_t size; /* decoded octets */
	char *sha256; /* of the decoded octets, 64 hex digits */
};

/* One VEVENT of a calendar object with a METHOD (RULES section 3). */
struct rsvp {
	char *uid;           /* trimmed, or NULL */
	char *attendee;      /* address_normal() of the selected ATTENDEE, or NULL */
	char *partstat;      /* upper-case word as written; NULL if absent */
	char *sent_by;       /* for display, or NULL */
	char *delegated_to;  /* or NULL */
	unsigned attendees;  /* how many ATTENDEEs the event has */
	int64_t sequence;    /* 0..2^31-1; 0 when missing or out of range (CI-16, CI-17) */
	bool sequence_odd;   /* it was out of range */
	char *dtstamp;       /* as written, or NULL */
	int64_t stamped;     /* the same in UTC seconds; 0 when missing or unreadable (CI-18) */
	char *recurrence_id; /* as written, or NULL */
	char *comment;       /* at most 1,000 characters, or NULL */
	char *proposal;      /* COUNTER: DTSTART as written, with its TZID, or NULL */
};

/* One recipient of a delivery report. */
struct report {
	char *recipient;  /* or NULL */
	char *action;     /* "failed", "delayed", "delivered", "relayed", "expanded" */
	char *status;     /* "5.1.1", or NULL */
	char *cause;      /* "user unknown", "mailbox full", "blocked", ... for people */
	char *diagnostic; /* the remote server's words, one line, or NULL */
	bool permanent;   /* of the failure (5.x.x) */
	bool dead;        /* the address does not exist */
};

enum report_kind {
	REPORT_NONE,
	REPORT_BOUNCE,    /* something failed or is delayed */
	REPORT_DELIVERED, /* success or relay only */
	REPORT_FEEDBACK,  /* abuse feedback (ARF) */
	REPORT_RECEIPT    /* disposition notification (MDN) */
};

/* Why a mail has no story text that could be read; READ_TEXT is the ordinary case. */
enum readable {
	READ_TEXT,
	READ_EMPTY,      /* ST-16 */
	READ_ATTACHMENT, /* the story seems to be in a document (ST-15) */
	READ_ENCRYPTED,  /* ST-05 */
	READ_PARTIAL,    /* message/partial (B-21) */
	READ_HELD        /* limits or no header: .held says why */
};

struct message {
	/* who */
	GPtrArray *from;    /* of struct mailbox: every mailbox of every From, in order */
	char *from_problem; /* why there is no single usable sender ("no usable sender: ..."), or
			       NULL */
	struct mailbox *sender;  /* or NULL */
	GPtrArray *reply_to;     /* of struct mailbox */
	GPtrArray *to;           /* of struct mailbox: To, Cc, Resent-To, Resent-Cc */
	GPtrArray *delivered_to; /* of struct mailbox: Delivered-To, X-Original-To, Envelope-To */
	char *return_path;       /* topmost; "" for <>; NULL if there is none */

	/* which */
	char *subject;      /* decoded, one line; "" if none */
	char *message_id;   /* without brackets; NULL if none or malformed (RE-18) */
	char **in_reply_to; /* well-formed ids without brackets */
	char **references;  /* the last 100 well-formed ids, in order */

	/* when */
	struct mail_date date;
	GArray *received;     /* of struct received, topmost first; at most 51 */
	GArray *auth_results; /* of struct auth_result, topmost first; at most 20 */

	/* signs of a machine; lower-case values, NULL if the field is absent */
	char *auto_submitted; /* its keyword only, "" when empty (RE-02) */
	char *precedence;
	char *suppress;      /* X-Auto-Response-Suppress */
	char *list_id;       /* inside the brackets; "" for other List-* fields without it */
	bool list_rewritten; /* From "X via List" with the author in Reply-To (CL-09) */
	char *loop;          /* top-level X-Callbox-Loop */
	bool loop_nested;    /* X-Callbox-Loop below message/rfc822 or in a returned header */
	bool auto_subject;   /* the Subject or the first words say "Automatic reply" in some
				language (CL-04) */
	bool auto_header;    /* another header only robots set (X-Autoreply, X-Autorespond, ...) */

	/* what */
	char *text;    /* all that the body says */
	char *reply;   /* what the person wrote: without quotes, signature, footer */
	char *removed; /* what was taken off text to get reply, in order (ST-01); "" if nothing */
	bool inline_reply; /* answers between quoted lines, kept whole (ST-10) */
	bool forwarded;    /* text was taken from an attached mail (ST-04) */
	bool attached;     /* text was taken from an attachment, for want of another (ST-03) */
	enum readable readable;
	char *held;             /* READ_HELD: what limit was passed, for a person; else NULL */
	GPtrArray *attachments; /* of struct attachment */

	/* calendar */
	char *calendar_method; /* upper-case METHOD of the chosen object; NULL if none */
	GArray *rsvps;         /* of struct rsvp; the events of that object */

	/* reports */
	enum report_kind report_kind;
	GArray *reports;     /* of struct report */
	char **returned_ids; /* Message-IDs found in the returned part, without brackets */

	GPtrArray *flags; /* of char *: short English notes, "charset guessed" */
};

/* A message with every array made and every string at its empty value. */
struct message *message_new(void);
void message_free(struct message *message);
DEFINE_AUTO(message)

struct mailbox *mailbox_new(const char *address, const char *name);
void mailbox_free(struct mailbox *mailbox);
void attachment_free(struct attachment *attachment);

/* Adds a note unless it is there already. */
void message_flag(struct message *message, const char *note);

/* The one usable author of the mail, or NULL (RE-11, ST-20). */
const struct mailbox *message_author(const struct message *message);

/*
 * Where in the reply its author's own words begin: behind empty lines, and behind quoted ones with
 * the words of a mail program that stand above them ("Ada wrote:"). Borrowed; its end if it has
 * none.
 */
const char *message_own_words(const struct message *message);

/* The first line of those, without space of any kind around it; its beginning if it is long. New.
 */
char *message_first_line(const struct message *message);

/* True if TEXT holds nothing but space of any kind. */
bool message_is_blank(const char *text);

/*
 * The message as bytes that cross the pipe from the sandbox, and back. The
 * reader trusts nothing: NULL and ERROR (EX_DATAERR) if the bytes are not exactly what
 * message_pack() makes or a string is not valid UTF-8.
 */
GBytes *message_pack(const struct message *message);
struct message *message_unpack(GBytes *bytes, GError **error);

#endif
