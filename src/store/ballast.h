#ifndef STORE_BALLAST_H
#define STORE_BALLAST_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Room on the disk (F-6). A full disk cannot be cleaned from inside: even to
 * delete a row, SQLite needs space. So a file of the spool takes up SIZE octets
 * on purpose, and is deleted when nothing else is left: what was begun can then
 * be finished. SIZE is also the low-water mark: with less than that free, no
 * new mail is fetched. A SIZE of 0 does nothing of this.
 */

/* Makes the ballast of DATA if it is missing and there is room for twice as much. Not being able to
 * is no error. */
void ballast_lay(const char *data, int64_t size);

/* Deletes it if next to nothing is free on the disk; true if it did. */
bool ballast_throw(const char *data, int64_t size);

/* Octets that are free for us on the disk of DATA; INT64_MAX if nobody can tell. */
int64_t disk_free(const char *data);

/* False with ERROR (EX_TEMPFAIL) when less than SIZE is free, or twice that without the ballast:
 * what it gave back is for what was begun. */
bool ballast_room(const char *data, int64_t size, GError **error);

/* True if nothing can be written to the file system of PATH. */
bool disk_read_only(const char *path);

#endif
