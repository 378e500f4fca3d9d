#ifndef CMD_DOOR_H
#define CMD_DOOR_H

#include "store/store.h"

/* The health of each door, kept as facts so that status can tell it. PROBLEM NULL: the door works.
 */
void door_note(struct store *store, const char *door, const char *problem);

/* The outbox after a pass that sent SENT letters; SHUT as deliver_pass() tells it. A pass without
 * letters tells nothing. */
void outbox_note(struct store *store, unsigned sent, const char *shut);

/* Why DOOR is shut, new; NULL if it works or was never tried. *SINCE: UTC seconds of the last note,
 * 0 if none. */
char *door_problem(struct store *store, const char *door, int64_t *since);

#endif
