#ifndef STEP_MAILING_H
#define STEP_MAILING_H

#include "letter/letter.h"
#include "step/step.h"

/*
 * Letters to one author about one story, whatever led to them: a mail of
 * theirs, or what an organizer decided. Runs inside a transaction.
 */
struct mailing {
	struct step *step;
	const struct call *call;
	const struct story *story;
	const char *to;
	int64_t cause;          /* raw id of the mail that led here, 0 if none */
	bool answers;           /* a mail of theirs, in its thread (RE-15) */
	bool counts;            /* in the limit of such answers (RE-10) */
	int64_t now;            /* UTC seconds */
	int64_t later;          /* when it goes out, UTC seconds; 0: now */
	const char *parent;     /* Message-ID of the mail that is answered, or NULL */
	const char *references; /* that mail's own, references_of(), or NULL */
	const char *token;      /* in Reply-To and Message-ID; the story's, or a question's */
};

/* To the author of STORY (borrowed), below no mail of theirs. */
struct mailing mailing_of_its_own(
    struct step *step, const struct call *call, const struct story *story, int64_t now);

/* The same in the story's thread, below the version that counts. */
struct mailing mailing_to_author(
    struct step *step, const struct call *call, const struct story *story, int64_t now);

/* What one letter is about, besides the story. */
struct topic {
	const char *name;                /* of the letter */
	const struct revision *revision; /* that it tells of */
	const struct revision *replaced; /* that it displaced, or NULL */
	const char *taken_back;          /* what the organizers undo ("accepted"), or NULL */
	bool cut;                        /* only the start of the mail was kept (B-17) */
	const struct call *other;        /* that the mail was sent to, too, or NULL */
	GPtrArray *sessions;             /* of struct session, borrowed: to be invited to with it */
	GPtrArray *staying;              /* mailing_staying(), borrowed; may be NULL */
};

/* Posts the letter of TOPIC with the first invitation inside it, and each further one as its own
 * mail (CO-35, CO-36). */
bool mailing_tell(struct mailing *mailing, const struct topic *topic, GError **error);

/* Posts the letter NAME about the version of the story that counts, without an invitation. */
bool mailing_tell_alone(struct mailing *mailing, const char *name, GError **error);

/* Posts the invitation to SESSION as a mail of its own; a cancelled one is renewed. */
bool mailing_invite(const struct mailing *mailing, const struct session *session, GError **error);

/* Renews, each by a mail of its own, the invitations of this person that were cancelled and that
 * the story is a reason for. */
bool mailing_renew(const struct mailing *mailing, GError **error);

/* The subject and text that mailing_tell() would post for TOPIC. New strings. */
void mailing_preview(
    const struct mailing *mailing, const struct topic *topic, char **subject, char **text);

/*
 * Sessions of the call that the story gives a reason for, that this person has no open invitation
 * to and that have not ended (CO-20, CO-33). Borrows; new array. NULL with ERROR.
 */
GPtrArray *mailing_sessions(const struct mailing *mailing, GError **error);

/* The person's open invitations that stay when the story has ended, each because of another story
 * of theirs: of struct staying, new; empty while the story has not. NULL with ERROR. */
GPtrArray *mailing_staying(const struct mailing *mailing, GError **error);

/* An object that rides in a letter, with its method and its ORGANIZER, NULL for none; and the
 * invitation that the letter is about alone, 0 if it tells of more. */
struct object {
	const char *ics, *method, *organizer;
	int64_t invite;
};

/* Posts NAME with OBJECT as the begin of a thread of its own: calendars file it by its subject. */
bool mailing_post_apart(const struct mailing *mailing, const char *name, json_t *facts,
    const struct object *object, GError **error);

#endif
