/* Compares what was last sent with what the configuration says. */
#include "rule/sync.h"

const char *sync_name(enum sync sync)
{
	static const char *const names[SYNC_COUNT] = {
	    [SYNC_MOVE] = "moved", [SYNC_CHANGE] = "changed", [SYNC_REMOVE] = "cancelled"};

	return names[sync];
}

/* Whether the session's policy still covers the person; an organizer's guest is covered while
 * anybody is. */
static bool covers(const struct session *session, const struct story *story)
{
	if (session->invite == INVITE_NOBODY)
		return false;
	return story == NULL || session->invite == INVITE_SUBMITTED ||
	       story->state == STATE_ACCEPTED;
}

enum sync sync_judge(const struct invite *invite, const struct session *session,
    const struct story *story, int64_t now)
{
	if (invite->cancelled || invite->end <= now)
		return SYNC_NOTHING;
	if (session == NULL || !covers(session, story))
		return SYNC_REMOVE;
	if (session->end <= now)
		return SYNC_NOTHING;
	if (session->start != invite->start || session->end != invite->end)
		return SYNC_MOVE;
	if (g_strcmp0(session->title, invite->title) != 0 ||
	    g_strcmp0(session->place, invite->place) != 0 ||
	    g_strcmp0(session->url, invite->url) != 0)
		return SYNC_CHANGE;
	return SYNC_NOTHING;
}
