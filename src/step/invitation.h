#ifndef STEP_INVITATION_H
#define STEP_INVITATION_H

#include "step/step.h"

/*
 * Further mails about an invitation that was sent: the same UID, ORGANIZER and
 * person for ever, a newer DTSTAMP each time (RULES CO-19 to CO-25). Inside a transaction.
 */
struct occasion {
	struct step *step;
	const struct call *call;
	int64_t cause; /* raw id of the mail that led here, 0 if none */
	bool counts;   /* an automatic answer, for the breaker */
	int64_t now;   /* UTC seconds */
};

/* Sends INVITE again as it was last sent, in the letter NAME; nothing if it is cancelled or over.
 */
bool invitation_repeat(
    const struct occasion *occasion, const char *name, struct invite *invite, GError **error);

/* Notes SESSION's time in INVITE: the next SEQUENCE, and every answer is open again (CO-23). */
void invitation_move(struct invite *invite, const struct session *session);

/* Notes SESSION's title, place and link in INVITE, with the same SEQUENCE (CO-24). */
void invitation_describe(struct invite *invite, const struct session *session);

/* Sends what was noted in INVITE; the letter says what is otherwise than in TOLD, the same
 * invitation before. */
bool invitation_update(const struct occasion *occasion, struct invite *invite,
    const struct invite *told, GError **error);

/* The letter NAME about INVITE, without sending it; TOLD as above, or NULL. New strings. */
bool invitation_preview(const struct occasion *occasion, const char *name,
    const struct invite *invite, const struct invite *told, char **subject, char **text,
    GError **error);

/* Opens INVITE, which was cancelled, again for STORY and SESSION: the same UID, the next SEQUENCE,
 * no answer yet (CO-21 to CO-23). */
void invitation_renew(
    struct invite *invite, const struct story *story, const struct session *session, int64_t now);

/* Reminds the person of INVITE of SESSION, which is the one that it invited to. */
bool invitation_remind(const struct occasion *occasion, const struct session *session,
    const struct invite *invite, GError **error);

/* What letters to a guest need of a story: a thread of its own, from the call's address US. New. */
struct story *invitation_guest(const char *call, const char *guest, const char *us);

/* Takes INVITE back (CO-27). */
bool invitation_cancel(const struct occasion *occasion, struct invite *invite, GError **error);

/* After a story of ADDRESS ended or lost its place: takes back each invitation of theirs that none
 * of their stories is a reason for any more; what another one is a reason for hangs on that one. */
bool invitation_review(const struct occasion *occasion, const char *address, GError **error);

#endif
