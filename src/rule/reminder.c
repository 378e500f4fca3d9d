/* The times of reminders. What was sent already is the store's to know. */
#include "rule/reminder.h"

#include "rule/sync.h"

#include <string.h>

enum {
	HASTY = 12 * 3600 /* seconds after an acceptance in which nobody is asked again */
};

int64_t reminder_floor(const GArray *leads, guint i)
{
	int64_t lead = g_array_index(leads, int64_t, i);

	if (i + 1 == leads->len)
		return 0;
	int64_t next = g_array_index(leads, int64_t, i + 1);
	return MIN(2 * next, next + (lead - next) / 2);
}

/* The start of the first session after AT that is for the author of STORY; INT64_MAX if none is. */
static int64_t first_start(const struct call *call, const struct story *story, int64_t at)
{
	int64_t first = INT64_MAX;

	for (guint i = 0; i < call->sessions->len; i++) {
		const struct session *session = g_ptr_array_index(call->sessions, i);
		if (session->start > at && session_covers(session, story))
			first = MIN(first, session->start);
	}
	return first;
}

int64_t asking_again_at(const struct call *call, const struct story *story, int64_t *until)
{
	int64_t wait = call->ask_again;

	*until = INT64_MAX;
	if (wait < 0 || story->state != STATE_ACCEPTED || story->coming != COMING_UNKNOWN ||
	    story->asked_again != 0 || story->decided == 0)
		return INT64_MAX;
	*until = first_start(call, story, story->decided);
	if (*until != INT64_MAX)
		wait = MIN(wait, (*until - story->decided) / 2);
	else if (call->sessions->len > 0)
		return INT64_MAX;
	return wait < HASTY ? INT64_MAX : story->decided + wait;
}

bool is_silent_about(const GPtrArray *invites, int64_t now)
{
	bool any = false, silent = false;

	for (guint i = 0; i < invites->len; i++) {
		const struct invite *invite = g_ptr_array_index(invites, i);
		if (invite->cancelled || invite->end <= now)
			continue;
		if (strcmp(invite->partstat, "DECLINED") == 0)
			return false;
		silent = silent || strcmp(invite->partstat, "NEEDS-ACTION") == 0;
		any = true;
	}
	return silent || !any;
}

int64_t closing_at(const struct call *call)
{
	return call->closing < 0 ? INT64_MAX : call->deadline.cutoff - call->closing;
}
