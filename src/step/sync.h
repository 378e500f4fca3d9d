#ifndef STEP_SYNC_H
#define STEP_SYNC_H

#include "rule/sync.h"
#include "step/step.h"

/* One person who was told otherwise than the configuration says. */
struct syncing {
	enum sync sync;
	const char *to;        /* points into INVITE or STORY */
	const char *name;      /* of the session; points into INVITE or SESSION */
	struct invite *invite; /* that no longer says so; NULL for SYNC_INVITE */
	struct invite *told;   /* of it, the session as the person was told before; or NULL */
	struct story *story;   /* that is the reason of SYNC_INVITE; else NULL */
	const struct call *call;
	const struct session *session; /* NULL: the configuration has it no more */
};

/* Every such person at NOW, of all calls; array of struct syncing, NULL with ERROR. */
GPtrArray *sync_find(struct step *step, int64_t now, GError **error);

/* The letter that ONE would get, which is changed to what it says and sent no more. New strings. */
bool sync_preview(struct step *step, struct syncing *one, int64_t now, char **subject, char **text,
    GError **error);

/* Sends the UPDATE, CANCEL or REQUEST of each of FOUND, and notes it in the trail; inside the
 * transaction that found them, so that two of these at once send nothing twice. */
bool sync_send(struct step *step, GPtrArray *found, int64_t now, GError **error);

#endif
