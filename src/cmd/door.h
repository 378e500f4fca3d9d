#ifndef CMD_DOOR_H
#define CMD_DOOR_H

#include "step/step.h"

/* The health of each door, kept as facts so that status can tell it. PROBLEM NULL: the door works.
 */
void door_note(struct store *store, const char *door, const char *problem);

/* The same for a process of run. */
void process_note(struct store *store, const char *process, const char *problem);

/* The same for a failure; one that refused our login lets the door rest, so that "once" from cron
 * does not get the account locked (F-25). */
void door_fail(struct store *store, const char *door, const GError *error);
enum { DOOR_REST_S = 600 };

/* Our login was accepted: DOOR need not rest. */
void door_open_again(struct store *store, const char *door);

/* True with ERROR (EX_NOPERM) while DOOR rests. "check" tries it at once. */
bool door_rests(struct store *store, const char *door, GError **error);

/* One pass of the outbox unless it rests, and its health after it, for commands that end. *DELIVERY
 * is filled either way, its "shut" the caller's. False with ERROR: it rests or is shut, or the
 * database failed. */
bool outbox_pass(
    struct store *store, const struct outbox *outbox, struct delivery *delivery, GError **error);

/* The outbox after a pass that found it open; one without letters tells nothing. */
void outbox_note(struct store *store, const struct delivery *delivery);

/* Logs that the answers of the hour are used up, if they are (P-16). */
void breaker_tell(const struct delivery *delivery, const struct outbox *outbox);

/* Why DOOR is shut, new; NULL if it works or was never tried. *SINCE: UTC seconds of the last note,
 * 0 if none. */
char *door_problem(struct store *store, const char *door, int64_t *since);

/* Why handled mail of the inbox DOOR is not moved to its folder `done`, new; NULL if nothing is
 * known to keep it. */
char *door_stays(struct store *store, const char *door);

/* Why PROCESS ends again and again, new; NULL if it does not. *SINCE as above. */
char *process_problem(struct store *store, const char *process, int64_t *since);

#endif
