#ifndef CMD_OUTBOX_H
#define CMD_OUTBOX_H

#include "step/step.h"

/* Settles what a pass left in the middle of sending; while the clock is not set, that waits, too.
 * False with ERROR if the database failed. */
bool outbox_recover(struct store *store, GError **error);

/* One pass of the outbox unless it rests, and its health after it, for commands that end. *DELIVERY
 * is filled either way, its "shut" the caller's. False with ERROR: it rests or is shut, or the
 * database failed. */
bool outbox_pass(
    struct store *store, const struct outbox *outbox, struct delivery *delivery, GError **error);

/* The health of the outbox after a pass that found it open; one without letters tells nothing. */
void outbox_note(struct store *store, const struct delivery *delivery);

/* Logs that the answers of the hour are used up, if they are (P-16). */
void outbox_tell_breaker(const struct delivery *delivery, const struct outbox *outbox);

#endif
