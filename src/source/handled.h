#ifndef SOURCE_HANDLED_H
#define SOURCE_HANDLED_H

#include "call/call.h"

/*
 * Where handled mail of a Maildir goes: to its cur/, or to the Maildir `done` of the
 * configuration. One that cannot be had keeps nobody from reading mail: it stays in cur/ then.
 */

/* Makes `done` if it is missing. Why it cannot be used, new; NULL if it can, or there is none. */
char *handled_problem(const struct inbox *inbox);

/*
 * Moves PATH ("new/NAME") of INBOX to its place as ORIGIN; a file that went away is somebody
 * else's. It goes to cur/ if *STAYS is not NULL, or when it cannot be moved to `done`: *STAYS (new)
 * says why from then on. False with ERROR (EX_IOERR) if not even that can be done.
 */
bool handled_move(
    const struct inbox *inbox, const char *path, const char *origin, char **stays, GError **error);

/* Whether `done` is there, or could be made, on the file system of the Maildir; changes nothing.
 * ERROR (EX_CONFIG) says why not. */
bool handled_check(const struct inbox *inbox, GError **error);

#endif
