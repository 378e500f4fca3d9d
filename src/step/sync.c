/* After a change of sessions in the configuration: exactly those who were told otherwise are told.
 */
#include "step/sync.h"

#include "base/address.h"
#include "base/error.h"
#include "step/invitation.h"
#include "step/mailing.h"

static void syncing_free(struct syncing *syncing)
{
	g_clear_pointer(&syncing->invite, invite_free);
	g_clear_pointer(&syncing->told, invite_free);
	g_clear_pointer(&syncing->story, story_free);
	g_free(syncing);
}

/* Adds INVITE, which is taken, to FOUND if there is something to do. */
static void judge(GPtrArray *found, const struct call *call, struct invite *invite,
    const GPtrArray *stories, int64_t now)
{
	const struct session *session = call_session(call, invite->session);
	struct syncing one = {.sync = sync_judge(invite, session, stories, now),
	    .to = invite->address,
	    .name = invite->session,
	    .invite = invite,
	    .call = call,
	    .session = session};

	if (one.sync == SYNC_NOTHING)
		invite_free(invite);
	else
		g_ptr_array_add(found, g_memdup2(&one, sizeof(one)));
}

static bool find_changed(
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

static bool add_new(GPtrArray *found, const struct call *call, const struct session *session,
    struct store *store, int64_t story, GError **error)
{
	ERROR_GUARD(error);
	struct syncing one = {.sync = SYNC_INVITE,
	    .name = session->name,
	    .story = store_story_by_id(store, story, error),
	    .call = call,
	    .session = session};

	if (one.story == NULL)
		return *error == NULL;
	one.to = one.story->address;
	g_ptr_array_add(found, g_memdup2(&one, sizeof(one)));
	return true;
}

/* Whoever was told something about their story and is not invited to a session that is for them;
 * INVITED remembers those who are found, as one person may have many stories. */
static bool find_uninvited(struct step *step, const struct call *call, const struct story *story,
    int64_t now, GHashTable *invited, GPtrArray *found, GError **error)
{
	struct mailing mailing = mailing_of_its_own(step, call, story, now);
	g_autoptr(GPtrArray) sessions = mailing_sessions(&mailing, error);
	g_autofree char *person = address_key(story->address);

	for (guint i = 0; sessions != NULL && i < sessions->len; i++) {
		const struct session *session = g_ptr_array_index(sessions, i);
		if (g_hash_table_add(invited, g_strconcat(session->name, " ", person, NULL)) &&
		    !add_new(found, call, session, step->store, story->id, error))
			return false;
	}
	return sessions != NULL;
}

static bool find_new(
    struct step *step, const struct call *call, int64_t now, GPtrArray *found, GError **error)
{
	struct story_filter filter = {.call = call->name};
	g_autoptr(GPtrArray) stories = store_stories(step->store, &filter, error);
	g_autoptr(GHashTable) invited =
	    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; stories != NULL && i < stories->len; i++) {
		const struct story *story = g_ptr_array_index(stories, i);
		bool told = story->answered || story->decided != 0;
		if (told && address_valid(story->address) &&
		    !find_uninvited(step, call, story, now, invited, found, error))
			return false;
	}
	return stories != NULL;
}

GPtrArray *sync_find(struct step *step, int64_t now, GError **error)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)syncing_free);

	for (guint i = 0; i < step->config->calls->len; i++) {
		const struct call *call = g_ptr_array_index(step->config->calls, i);
		if (!find_changed(step, call, now, found, error) ||
		    !find_new(step, call, now, found, error))
			return NULL;
	}
	return g_steal_pointer(&found);
}

static bool invite_one(const struct occasion *occasion, const struct syncing *one, GError **error)
{
	struct mailing mailing =
	    mailing_of_its_own(occasion->step, one->call, one->story, occasion->now);

	return mailing_invite(&mailing, one->session, error);
}

/* What the letter about a change compares with. */
static struct invite *as_told(const struct invite *invite)
{
	struct invite *told = g_new0(struct invite, 1);

	*told = (struct invite){.start = invite->start,
	    .end = invite->end,
	    .title = g_strdup(invite->title),
	    .place = g_strdup(invite->place),
	    .url = g_strdup(invite->url)};
	return told;
}

/* Notes in the invitation what its person is to be told. */
static void note_change(struct syncing *one)
{
	if (one->sync == SYNC_MOVE || one->sync == SYNC_CHANGE)
		one->told = as_told(one->invite);
	if (one->sync == SYNC_MOVE)
		invitation_move(one->invite, one->session);
	if (one->sync == SYNC_MOVE || one->sync == SYNC_CHANGE)
		invitation_describe(one->invite, one->session);
}

static bool send_one(const struct occasion *occasion, struct syncing *one, GError **error)
{
	note_change(one);
	switch (one->sync) {
	case SYNC_MOVE:
	case SYNC_CHANGE:
		return invitation_update(occasion, one->invite, one->told, error);
	case SYNC_REMOVE:
		return invitation_cancel(occasion, one->invite, error);
	case SYNC_INVITE:
		return invite_one(occasion, one, error);
	default:
		return true;
	}
}

static void preview_invitation(
    const struct occasion *occasion, const struct syncing *one, char **subject, char **text)
{
	json_t *facts =
	    invite_letter_facts(one->call, one->session, one->story, NULL, occasion->now);
	g_autofree char *html = NULL;

	letterbox_render(occasion->step->letterbox, "invite", facts, subject, text, &html);
	json_decref(facts);
}

bool sync_preview(struct step *step, struct syncing *one, int64_t now, char **subject, char **text,
    GError **error)
{
	struct occasion occasion = {.step = step, .call = one->call, .now = now};

	if (one->sync == SYNC_INVITE) {
		preview_invitation(&occasion, one, subject, text);
		return true;
	}
	note_change(one);
	return invitation_preview(&occasion, one->sync == SYNC_REMOVE ? "cancelled" : "updated",
	    one->invite, one->told, subject, text, error);
}

bool sync_send(struct step *step, GPtrArray *found, int64_t now, GError **error)
{
	for (guint i = 0; i < found->len; i++) {
		struct syncing *one = g_ptr_array_index(found, i);
		struct occasion occasion = {.step = step, .call = one->call, .now = now};
		g_autofree char *why = g_strdup_printf("%s, in the configuration", one->name);
		int64_t story = one->sync == SYNC_INVITE ? one->story->id : one->invite->story;
		if (!send_one(&occasion, one, error) ||
		    !store_event(step->store, now, sync_name(one->sync), why,
			(struct about){.story = story}, error))
			return false;
	}
	return true;
}
