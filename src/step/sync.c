/* After a change of sessions in the configuration: exactly those who were told otherwise are told.
 */
#include "step/sync.h"

#include "step/invitation.h"

static void syncing_free(struct syncing *syncing)
{
	invite_free(syncing->invite);
	g_free(syncing);
}

/* Adds INVITE, which is taken, to FOUND if there is something to do. */
static void judge(GPtrArray *found, const struct call *call, struct invite *invite,
    const GPtrArray *stories, int64_t now)
{
	const struct session *session = call_session(call, invite->session);
	struct syncing one = {sync_judge(invite, session, stories, now), invite, call, session};

	if (one.sync == SYNC_NOTHING)
		invite_free(invite);
	else
		g_ptr_array_add(found, g_memdup2(&one, sizeof(one)));
}

static bool find_in(
    const struct step *step, const struct call *call, int64_t now, GPtrArray *found, GError **error)
{
	g_autoptr(GPtrArray) invites = store_invites(step->store, call->name, error);

	if (invites == NULL)
		return false;
	while (invites->len > 0) {
		AUTO(invite) *invite = g_ptr_array_steal_index(invites, 0);
		g_autoptr(GPtrArray) stories =
		    store_stories_of(step->store, call->name, invite->address, error);
		if (stories == NULL)
			return false;
		judge(found, call, g_steal_pointer(&invite), stories, now);
	}
	return true;
}

GPtrArray *sync_find(const struct step *step, int64_t now, GError **error)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)syncing_free);

	for (guint i = 0; i < step->config->calls->len; i++)
		if (!find_in(step, g_ptr_array_index(step->config->calls, i), now, found, error))
			return NULL;
	return g_steal_pointer(&found);
}

static bool send_one(const struct occasion *occasion, struct syncing *one, GError **error)
{
	switch (one->sync) {
	case SYNC_MOVE:
		invitation_move(one->invite, one->session);
		return invitation_update(occasion, one->session, one->invite, error);
	case SYNC_CHANGE:
		return invitation_update(occasion, one->session, one->invite, error);
	case SYNC_REMOVE:
		return invitation_cancel(occasion, one->invite, error);
	default:
		return true;
	}
}

bool sync_send(struct step *step, GPtrArray *found, int64_t now, GError **error)
{
	for (guint i = 0; i < found->len; i++) {
		struct syncing *one = g_ptr_array_index(found, i);
		struct occasion occasion = {.step = step, .call = one->call, .now = now};
		g_autofree char *why =
		    g_strdup_printf("%s, in the configuration", one->invite->session);
		if (!send_one(&occasion, one, error) ||
		    !store_event(step->store, now, sync_name(one->sync), why, 0, one->invite->story,
			0, error))
			return false;
	}
	return true;
}
