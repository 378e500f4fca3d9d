#ifndef STORE_LOCK_H
#define STORE_LOCK_H

#include "base/auto.h"

#include <stdbool.h>

/*
 * One instance works on a spool at a time (P-9, F-27). The kernel lets the lock
 * go when the process that took it is gone, and every child that it forked
 * without exec, so a kill needs no cleaning up.
 */
struct lock;

/* Never waits: EX_TEMPFAIL, naming the other process, if the lock is taken. Creates the spool. */
struct lock *spool_lock(const char *data, GError **error);

/* Lets it go. NULL is fine. */
void spool_unlock(struct lock *lock);

static inline void lock_free(struct lock *lock)
{
	spool_unlock(lock);
}
DEFINE_AUTO(lock)

#endif
