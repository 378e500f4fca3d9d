#ifndef CMD_TRIAL_H
#define CMD_TRIAL_H

#include "cmd/cmd.h"

/*
 * Does mail to a call's tagged address, where the answers of authors go, come
 * back to us (TR-17)? A trial mail says so: queued by "check --send", sent and
 * read by the next passes, looked at by every "check" after that.
 */

/* Queues a mail from CALL's address to that address with a tag. False with ERROR. */
bool trial_queue(struct app *app, const struct call *call, GError **error);

/* What became of the last one, in words, new; NULL if there was none. ERROR is set too when it did
 * not arrive. */
char *trial_words(struct store *store, const struct call *call, GError **error);

#endif
