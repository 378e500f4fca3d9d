#ifndef CMD_HEALTH_H
#define CMD_HEALTH_H

#include "store/store.h"

/*
 * The health of each door (an inbox by its name, "outbox", "work") and of each process of "run",
 * kept as facts so that "status" can tell it.
 */

/* DOOR works, or not for PROBLEM; NULL: it works. */
void door_note(struct store *store, const char *door, const char *problem);

/* DOOR failed with ERROR. One that refused our login rests for DOOR_REST_S seconds, so that "once"
 * from cron does not get the account locked (F-25). */
void door_fail(struct store *store, const char *door, const GError *error);
enum { DOOR_REST_S = 600 };

/* Our login was accepted: DOOR need not rest. */
void door_open_again(struct store *store, const char *door);

/* True with ERROR (EX_NOPERM) while DOOR rests. "check" tries it at once. */
bool door_rests(struct store *store, const char *door, GError **error);

/* Why DOOR is shut, new; NULL if it works or was never tried. *SINCE: UTC seconds of the last note,
 * 0 if none. */
char *door_problem(struct store *store, const char *door, int64_t *since);

/* PROCESS ends again and again for PROBLEM; NULL: it does not. */
void process_note(struct store *store, const char *process, const char *problem);

/* Why PROCESS ends again and again, new; NULL if it does not. *SINCE as above. */
char *process_problem(struct store *store, const char *process, int64_t *since);

#endif
