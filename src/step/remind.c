/*
 * Reminders: of a session, of an acceptance that nobody answered, and of the
 * deadline for those who asked. Each is written in one transaction with the row
 * that says so, so that an outage makes none twice and a late one only while
 * it helps.
 */
#include "step/invitation.h"
#include "step/mailing.h"

#include "base/random.h"
#include "rule/reminder.h"
#include "rule/sync.h"

enum { AT_ONCE = 100 };

/* One call at one instant. */
struct reminding {
	struct step *step;
	const struct call *call;
	int64_t now;
};

/* Does SOME of the work inside a transaction; *MORE says whether there is any left. */
typedef bool (*some)(const struct reminding *r, void *data, bool *more, GError **error);

static bool all_of(const struct reminding *r, some work, void *data, GError **error)
{
	struct store *store = r->step->store;
	bool more = true;

	while (more)
		if (!store_begin(store, error) ||
		    !store_end(store, work(r, data, &more, error), error))
			return false;
	return true;
}

/* --- sessions --- */

/* A session that moved or was dropped in the configuration is for "invite --sync" to tell first. */
static bool is_as_told(const struct invite *invite, const struct session *session, enum sync sync)
{
	return session != NULL && session->start == invite->start &&
	       (sync == SYNC_NOTHING || sync == SYNC_CHANGE);
}

static bool remind_one(
    const struct reminding *r, const struct invite *invite, int64_t lead, GError **error)
{
	struct store *store = r->step->store;
	struct occasion occasion = {.step = r->step, .call = r->call, .now = r->now};
	const struct session *session = call_session(r->call, invite->session);
	g_autoptr(GPtrArray) stories =
	    store_stories_of(store, r->call->name, invite->address, error);

	if (stories == NULL)
		return false;
	if (!is_as_told(invite, session, sync_judge(invite, session, stories, r->now)))
		return true;
	return store_add_reminder(store, invite, lead, r->now, error) &&
	       invitation_remind(&occasion, session, invite, error);
}

static bool some_sessions(const struct reminding *r, void *data, bool *more, GError **error)
{
	struct to_remind *which = data;
	g_autoptr(GPtrArray) invites =
	    store_to_remind(r->step->store, which, r->now, AT_ONCE, error);

	for (guint i = 0; invites != NULL && i < invites->len; i++) {
		const struct invite *invite = g_ptr_array_index(invites, i);
		which->after = invite->id;
		if (!remind_one(r, invite, which->lead, error))
			return false;
	}
	*more = invites != NULL && invites->len == AT_ONCE;
	return invites != NULL;
}

static bool remind_of_sessions(const struct reminding *r, GError **error)
{
	const GArray *leads = r->call->reminders;

	for (guint i = 0; i < leads->len; i++) {
		struct to_remind which = {.call = r->call->name,
		    .lead = g_array_index(leads, int64_t, i),
		    .floor = reminder_floor(leads, i)};
		if (!all_of(r, some_sessions, &which, error))
			return false;
	}
	return true;
}

/* --- acceptances --- */

static bool write_to(
    const struct reminding *r, const struct story *story, const char *name, GError **error)
{
	struct mailing mailing = mailing_to_author(r->step, r->call, story, r->now);

	return mailing_tell_alone(&mailing, name, error);
}

static bool ask_again(const struct reminding *r, const struct story *story, GError **error)
{
	struct store *store = r->step->store;
	int64_t until, at = asking_again_at(r->call, story, &until);

	if (r->now < at || r->now >= until)
		return true;
	g_autoptr(GPtrArray) invites =
	    store_invites_of(store, r->call->name, story->address, error);
	if (invites == NULL)
		return false;
	return !is_silent_about(invites, r->now) ||
	       (store_asked_again(store, story->id, r->now, error) &&
		   write_to(r, story, "unconfirmed", error));
}

static bool all_acceptances(const struct reminding *r, void *data, bool *more, GError **error)
{
	g_autoptr(GPtrArray) stories =
	    store_unanswered_acceptances(r->step->store, r->call->name, error);

	*more = false;
	for (guint i = 0; stories != NULL && i < stories->len; i++)
		if (!ask_again(r, g_ptr_array_index(stories, i), error))
			return false;
	return stories != NULL;
}

/* --- the deadline --- */

static bool remind_of_deadline(const struct reminding *r, const struct wish *wish, GError **error)
{
	g_autofree char *token = random_token(TOKEN);
	struct story nobodys = {.call = wish->call,
	    .token = token,
	    .address = wish->address,
	    .call_address = wish->call_address};

	return store_grant_wish(r->step->store, wish, r->now, error) &&
	       write_to(r, &nobodys, "closing", error);
}

static bool all_wishes(const struct reminding *r, void *data, bool *more, GError **error)
{
	g_autoptr(GPtrArray) wishes = store_wishes(r->step->store, r->call->name, error);

	*more = false;
	for (guint i = 0; wishes != NULL && i < wishes->len; i++)
		if (!remind_of_deadline(r, g_ptr_array_index(wishes, i), error))
			return false;
	return wishes != NULL;
}

bool remind_pass(struct step *step, int64_t now, GError **error)
{
	for (guint i = 0; i < step->config->calls->len; i++) {
		const struct call *call = g_ptr_array_index(step->config->calls, i);
		struct reminding r = {step, call, now};
		bool closing = now >= closing_at(call) && now < call->deadline.cutoff;
		if (!remind_of_sessions(&r, error) || !all_of(&r, all_acceptances, NULL, error) ||
		    (closing && !all_of(&r, all_wishes, NULL, error)))
			return false;
	}
	return true;
}
