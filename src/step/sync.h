#ifndef STEP_SYNC_H
#define STEP_SYNC_H

#include "rule/sync.h"
#include "step/step.h"

/* One invitation that no longer says what the configuration says. */
struct syncing {
	enum sync sync;
	struct invite *invite;
	const struct call *call;
	const struct session *session; /* NULL: the configuration has it no more */
};

/* Every such invitation at NOW, of all calls; array of struct syncing, NULL with ERROR. */
GPtrArray *sync_find(const struct step *step, int64_t now, GError **error);

/* Sends the UPDATE or CANCEL of each of FOUND, and notes it in the trail; inside the transaction
 * that found them, so that two of these at once send nothing twice. */
bool sync_send(struct step *step, GPtrArray *found, int64_t now, GError **error);

#endif
