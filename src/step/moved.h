#ifndef STEP_MOVED_H
#define STEP_MOVED_H

#include "step/step.h"

/*
 * A deadline that an organizer moved. It is a fact of the store and stands
 * above the configuration until the configuration says the same.
 */

/* Puts what the store says into the calls of CONFIG; cheap, asked before each pass. */
void moved_follow(struct store *store, const struct config *config);

/* A story whose verdict the new deadline changed, or which of its versions counts (TI-13). */
struct rejudged {
	struct story *story; /* as it is now */
	enum verdict before;
	unsigned version; /* the number of that which counted before */
};

/*
 * Moves CALL's deadline to WHEN: judges every version of every story again and
 * writes to the authors of those that changed. BY is who, for the trail. New array of
 * struct rejudged; NULL with ERROR (EX_DATAERR when WHEN is no deadline). Inside a transaction.
 */
GPtrArray *moved_move(struct step *step, struct call *call, const char *when, const char *by,
    int64_t now, GError **error);

#endif
