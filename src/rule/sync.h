#ifndef RULE_SYNC_H
#define RULE_SYNC_H

#include "rule/record.h"

/* What a change of a session in the configuration means for one person. Pure. */
enum sync {
	SYNC_NOTHING,
	SYNC_MOVE,   /* another time: SEQUENCE + 1 (CO-23) */
	SYNC_CHANGE, /* another title, place or link: the same SEQUENCE (CO-24) */
	SYNC_REMOVE, /* the session is gone, or no longer for this person (CO-27) */
	SYNC_INVITE, /* a session that is new, or new for this person */
	SYNC_COUNT
};

/* What is done: "moved", "changed", "cancelled", "new"; NULL for SYNC_NOTHING. */
const char *sync_name(enum sync sync);

/* Whether SESSION is for the author of STORY, by its policy and by how the story stands. */
bool session_covers(const struct session *session, const struct story *story);

/* The first of STORIES (of struct story, one person's in one call) that SESSION covers; NULL if it
 * covers none. */
const struct story *session_reason(const struct session *session, const GPtrArray *stories);

/*
 * SESSION is the configuration's, NULL when it has none of that name; STORIES are all of the
 * invited person's in the call: an invitation is to a person, so each of them may carry it. What is
 * over, as sent or as configured, is left alone (CO-33).
 */
enum sync sync_judge(const struct invite *invite, const struct session *session,
    const GPtrArray *stories, int64_t now);

#endif
