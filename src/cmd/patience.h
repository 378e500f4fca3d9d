#ifndef CMD_PATIENCE_H
#define CMD_PATIENCE_H

#include "call/call.h"
#include "store/store.h"

/*
 * What a process under the supervisor does about a failure of its door: one
 * alert for each problem, not for each attempt, and a wait that suits it. A
 * login that was refused is tried at most six times an hour (F-25), because more
 * may lock the account; what is wrong with the disk is looked at again soon,
 * because nobody is harmed by looking (F-6 to F-8); all else is tried again after
 * two seconds, doubling, with up to half as much by chance.
 */
struct patience {
	const struct config *config;
	const char *door; /* as door_note() names it */
	int64_t soon;     /* seconds after which the disk is looked at again */
	int64_t backoff;  /* seconds; the next wait */
	char *problem;    /* that was told, NULL: none */
};

struct patience patience_new(const struct config *config, const char *door, int64_t soon);
void patience_clear(struct patience *patience);

/* Notes and tells ERROR (taken), and gives the ballast back if the disk is full. Milliseconds to
 * wait. */
int64_t patience_fail(struct patience *patience, struct store *store, GError *error);

/* It works again. */
void patience_rest(struct patience *patience);

#endif
