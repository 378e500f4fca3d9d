/* Compares what was last sent with what the configuration says. */
#include "rule/sync.h"

const char *sync_name(enum sync sync)
{
	static const char *const names[SYNC_COUNT] = {[SYNC_MOVE] = "moved",
	    [SYNC_CHANGE] = "changed",
	    [SYNC_REMOVE] = "cancelled",
	    [SYNC_INVITE] = "new"};

	return names[sync];
}

bool session_covers(const struct session *session, const struct story *story)
{
	switch (story->state) {
	case STATE_RECEIVED:
	case STATE_WAITLISTED:
		return session->invite == INVITE_SUBMITTED;
	case STATE_ACCEPTED:
		return session->invite != INVITE_NOBODY;
	default:
		return false;
	}
}

const struct story *session_reason(const struct session *session, const GPtrArray *stories)
{
	for (guint i = 0; i < stories->len; i++)
		if (session_covers(session, g_ptr_array_index(stories, i)))
			return g_ptr_array_index(stories, i);
	return NULL;
}

/* An organizer's guest has no story and is covered while anybody is. */
static bool is_covered(
    const struct invite *invite, const struct session *session, const GPtrArray *stories)
{
	return invite->story == 0 ? session->invite != INVITE_NOBODY
				  : session_reason(session, stories) != NULL;
}

enum sync sync_judge(const struct invite *invite, const struct session *session,
    const GPtrArray *stories, int64_t now)
{
	if (invite->cancelled || invite->end <= now)
		return SYNC_NOTHING;
	if (session == NULL || !is_covered(invite, session, stories))
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
