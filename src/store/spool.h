#ifndef STORE_SPOOL_H
#define STORE_SPOOL_H

#include "base/auto.h"

#include <stdbool.h>

/*
 * The folder that everything local lives in (INTERFACE section 3). It and what
 * is in it must be ours and no symlink, or nothing is written (F-38, B-64).
 */
struct spool;

/* Opens DATA; MAKE creates it and its folders, and takes away what others may do with them. */
struct spool *spool_open(const char *data, bool make, GError **error);
void spool_free(struct spool *spool);
DEFINE_AUTO(spool)

/*
 * The absolute path of file NAME in the spool, which is then a regular file of
 * ours, 0600. MAKE creates it if it is missing; else EX_NOINPUT. New string.
 */
char *spool_file(struct spool *spool, const char *name, bool make, GError **error);

/* Writes held/NAME in one step; the content is in the database too, so it is not synced. */
bool spool_hold(
    struct spool *spool, const char *name, const void *octets, size_t length, GError **error);
bool spool_holds(struct spool *spool, const char *name);
void spool_unhold(struct spool *spool, const char *name);

/* The names in held/, of char *. */
GPtrArray *spool_held(struct spool *spool, GError **error);

/*
 * Removes those files of the local mailboxes inbox/ and outbox/ that GONE says of, by the mailbox,
 * their name and their path. A file that cannot be removed is an ERROR (EX_IOERR).
 */
bool spool_sweep(struct spool *spool,
    bool (*gone)(void *data, const char *mailbox, const char *name, const char *path), void *data,
    GError **error);

#endif
