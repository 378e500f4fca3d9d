#ifndef BASE_MAILDIR_H
#define BASE_MAILDIR_H

#include <glib.h>
#include <stdbool.h>

/*
 * The Maildir format: how a file gets into one so that a reader never sees half
 * of it. Reading one is the source room's.
 */

/* Makes PATH and its tmp/, new/ and cur/ (0700) if they are missing; EX_NOPERM. */
bool maildir_make(const char *path, GError **error);

/* Writes BYTES to tmp/NAME, on disk when it returns true (0600; an older file of that name is
 * replaced); EX_IOERR. */
bool maildir_write(const char *path, const char *name, GBytes *bytes, GError **error);

/* Takes tmp/NAME away again. */
void maildir_discard(const char *path, const char *name);

/*
 * Moves tmp/NAME to new/NAME. False with EX_IOERR if that failed; *SYNCED tells whether the move is
 * on disk too: if not, the file is there but may be gone after a power cut.
 */
bool maildir_publish(const char *path, const char *name, bool *synced, GError **error);

#endif
