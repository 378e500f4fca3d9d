#ifndef RULE_SYNC_H
#define RULE_SYNC_H

#include "rule/record.h"

/* What a change of a session in the configuration means for one invitation. Pure. */
enum sync {
	SYNC_NOTHING,
	SYNC_MOVE,   /* another time: SEQUENCE + 1 (CO-23) */
	SYNC_CHANGE, /* another title, place or link: the same SEQUENCE (CO-24) */
	SYNC_REMOVE, /* the session is gone, or no longer for this person (CO-27) */
	SYNC_COUNT
};

/* What is done: "moved", "changed", "cancelled"; NULL for SYNC_NOTHING. */
const char *sync_name(enum sync sync);

/*
 * SESSION is the configuration's, NULL when it has none of that name; STORY is what INVITE hangs
 * on, NULL for a guest. What is over, as sent or as configured, is left alone (CO-33).
 */
enum sync sync_judge(const struct invite *invite, const struct session *session,
    const struct story *story, int64_t now);

#endif
