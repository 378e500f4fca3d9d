#ifndef STEP_POST_H
#define STEP_POST_H

#include "letter/letter.h"
#include "step/step.h"

/* One letter on its way into the outbox. */
struct post {
	const struct call *call;
	const char *what;       /* "receipt", "invite", "digest", ... */
	const char *message_id; /* without brackets */
	int64_t story, cause;   /* ids, 0 if none */
	int64_t invite;         /* that the letter is about alone, 0 if none */
	bool counts;            /* an automatic answer, for the breaker */
	int64_t now;            /* UTC seconds */
	int64_t later;          /* when it goes out and is dated, UTC seconds; 0: now */
	struct letter letter;   /* all but date, message_id, instance and boundary */
};

/* Composes POST and adds it to the outbox; inside a transaction. ERROR EX_DATAERR when nobody can
 * be written to at that address. */
bool post_letter(struct step *step, struct post *post, GError **error);

/* CALL_ADDRESS with TOKEN, or CALL_ADDRESS itself where the provider has no subaddresses (RE-16).
 * New. */
char *post_reply_address(const struct call *call, const char *call_address, const char *token);

#endif
