/* How a letter about a story is put together: facts, rendering, thread, invitation. */
#include "step/mailing.h"

#include "base/address.h"
#include "base/random.h"
#include "rule/sync.h"
#include "step/invitation.h"
#include "step/post.h"

#include <string.h>

struct mailing mailing_of_its_own(
    struct step *step, const struct call *call, const struct story *story, int64_t now)
{
	return (struct mailing){.step = step,
	    .call = call,
	    .story = story,
	    .to = story->address,
	    .now = now,
	    .token = story->token};
}

struct mailing mailing_to_author(
    struct step *step, const struct call *call, const struct story *story, int64_t now)
{
	struct mailing mailing = mailing_of_its_own(step, call, story, now);

	mailing.parent = story->record.message_id;
	mailing.references = story->record.references;
	return mailing;
}

static char *thread_id(const struct mailing *mailing, unsigned number)
{
	return g_strdup_printf("cb1.%s.%u@%s", mailing->token, number, call_domain(mailing->call));
}

static char *reply_address(const struct mailing *mailing)
{
	return post_reply_address(mailing->call, mailing->story->call_address, mailing->token);
}

/* Renders NAME with FACTS and posts it into the author's thread. */
static bool post(
    struct mailing *m, const char *name, json_t *facts, const struct object *object, GError **error)
{
	unsigned place;
	g_autofree char *subject = NULL, *text = NULL, *html = NULL;

	if (!store_number_letter(m->step->store, m->story->id, &place, error))
		return false;
	g_autofree char *own_last = place == 1 ? NULL : thread_id(m, place - 1);
	g_autofree char *id = thread_id(m, place);
	g_autofree char *reply_to = reply_address(m);
	letterbox_render(m->step->letterbox, name, facts, &subject, &text, &html);
	struct post letter = {
	    .call = m->call,
	    .what = name,
	    .message_id = id,
	    .story = m->story->id,
	    .cause = m->cause,
	    .invite = object->invite,
	    .counts = m->counts,
	    .now = m->now,
	    .later = m->later,
	    .letter = {.from_name = m->call->title,
		.from = object->organizer != NULL ? object->organizer : m->story->call_address,
		.to = m->to,
		.reply_to = *m->call->subaddress == '\0' ? NULL : reply_to,
		.subject = subject,
		.in_reply_to = m->parent,
		.references = m->references,
		.own_last = own_last,
		.answer = m->answers,
		.text = text,
		.html = html,
		.ics = object->ics,
		.ics_method = object->method},
	};
	return post_letter(m->step, &letter, error);
}

bool mailing_post_apart(const struct mailing *m, const char *name, json_t *facts,
    const struct object *object, GError **error)
{
	struct mailing apart = *m;

	apart.parent = apart.references = NULL;
	apart.answers = false;
	return post(&apart, name, facts, object, error);
}

static bool is_for(const struct session *session, const struct mailing *m)
{
	return session_covers(session, m->story) && session->end > m->now &&
	       !address_same(m->to, m->story->call_address);
}

GPtrArray *mailing_sessions(const struct mailing *m, GError **error)
{
	g_autoptr(GPtrArray) chosen = g_ptr_array_new();

	for (guint i = 0; i < m->call->sessions->len; i++) {
		struct session *session = g_ptr_array_index(m->call->sessions, i);
		bool invited;
		if (!is_for(session, m))
			continue;
		if (!store_is_invited(
			m->step->store, m->story, session->name, m->to, &invited, error))
			return NULL;
		if (!invited)
			g_ptr_array_add(chosen, session);
	}
	return g_steal_pointer(&chosen);
}

/* The reason of INVITE among STORIES, but for this one; NULL if there is none. */
static const struct story *other_reason(
    const struct mailing *m, const struct invite *invite, const GPtrArray *stories)
{
	const struct session *session = call_session(m->call, invite->session);
	const struct story *reason = NULL;

	for (guint i = 0; session != NULL && reason == NULL && i < stories->len; i++) {
		const struct story *story = g_ptr_array_index(stories, i);
		if (story->id != m->story->id && session_covers(session, story))
			reason = story;
	}
	return reason;
}

static bool add_staying(
    GPtrArray *staying, const struct mailing *m, const struct invite *invite, GError **error)
{
	if (invite->story == 0 || invite->cancelled || invite->end <= m->now)
		return true;
	g_autoptr(GPtrArray) stories =
	    store_stories_of(m->step->store, m->call->name, invite->address, error);
	const struct story *reason = stories == NULL ? NULL : other_reason(m, invite, stories);
	if (reason != NULL) {
		struct staying one = {g_strdup(invite->title), story_id(reason)};
		g_ptr_array_add(staying, g_memdup2(&one, sizeof(one)));
	}
	return stories != NULL;
}

GPtrArray *mailing_staying(const struct mailing *m, GError **error)
{
	bool ended = m->story->state == STATE_WITHDRAWN || m->story->state == STATE_DECLINED;
	g_autoptr(GPtrArray) staying = g_ptr_array_new_with_free_func((GDestroyNotify)staying_free);

	if (!ended)
		return g_steal_pointer(&staying);
	g_autoptr(GPtrArray) invites =
	    store_invites_of(m->step->store, m->call->name, m->story->address, error);
	bool ok = invites != NULL;
	for (guint i = 0; ok && i < invites->len; i++)
		ok = add_staying(staying, m, g_ptr_array_index(invites, i), error);
	return ok ? g_steal_pointer(&staying) : NULL;
}

static struct invite *new_invite(const struct mailing *m, const struct session *session)
{
	struct invite *invite = g_new0(struct invite, 1);
	g_autofree char *token = random_token(TOKEN);

	invite->story = m->story->id;
	invite->call = g_strdup(m->call->name);
	invite->session = g_strdup(session->name);
	invite->uid = g_strdup_printf("cb1-%s-%s@%s", m->call->name, token, call_domain(m->call));
	invite->address = g_strdup(m->to);
	invite->organizer = g_strdup(m->story->call_address);
	invite->dtstamp = m->now;
	invite->start = session->start;
	invite->end = session->end;
	invite->title = g_strdup(session->title);
	invite->url = g_strdup(session->url);
	invite->place = g_strdup(session->place);
	invite->repeated = -1;
	invite->partstat = g_strdup("NEEDS-ACTION");
	invite->reply_sequence = -1;
	return invite;
}

/* The invitation of INVITES to SESSION, stolen from them; NULL if there is none. */
static struct invite *take_invite(GPtrArray *invites, const struct session *session)
{
	for (guint i = 0; i < invites->len; i++) {
		const struct invite *invite = g_ptr_array_index(invites, i);
		if (strcmp(invite->session, session->name) == 0)
			return g_ptr_array_steal_index(invites, i);
	}
	return NULL;
}

/* One person has one UID for a session, also after it was cancelled (CO-21, CO-34). */
static struct invite *stored_invite(
    const struct mailing *m, const struct session *session, GError **error)
{
	g_autoptr(GPtrArray) known = store_invites_to(m->step->store, m->call->name, m->to, error);
	AUTO(invite) *invite = known == NULL ? NULL : take_invite(known, session);

	if (known == NULL)
		return NULL;
	if (invite == NULL) {
		invite = new_invite(m, session);
		return store_add_invite(m->step->store, invite, error) ? g_steal_pointer(&invite)
								       : NULL;
	}
	invitation_renew(invite, m->story, session, m->now);
	return store_update_invite(m->step->store, invite, error) ? g_steal_pointer(&invite) : NULL;
}

/* Nearly all are first invitations, and differ only in a person's lines. */
static char *request_ics(const struct mailing *m, const struct session *session,
    const struct invite *invite, GError **error)
{
	const char *other = g_hash_table_lookup(m->step->requests, session);

	if (invite->sequence > 0)
		return invite_ics(invite, m->call, session, "REQUEST", error);
	if (other != NULL)
		return invite_ics_like(other, invite, m->call, error);
	char *first = invite_ics(invite, m->call, session, "REQUEST", error);
	if (first != NULL)
		g_hash_table_insert(m->step->requests, (void *)session, g_strdup(first));
	return first;
}

/* The invitation to SESSION, which is stored; NULL with ERROR. *ICS gets its object, new. */
static struct invite *make_object(
    const struct mailing *m, const struct session *session, char **ics, GError **error)
{
	AUTO(invite) *invite = stored_invite(m, session, error);

	if (invite == NULL)
		return NULL;
	*ics = request_ics(m, session, invite, error);
	return *ics == NULL ? NULL : g_steal_pointer(&invite);
}

/* The facts of TOPIC; a new object. */
static json_t *topic_facts(const struct mailing *m, const struct topic *topic)
{
	g_autofree char *reply = reply_address(m);
	struct story_facts from = {.call = m->call,
	    .story = m->story,
	    .revision = topic->revision,
	    .replaced = topic->replaced,
	    .staying = topic->staying,
	    .taken_back = topic->taken_back,
	    .cut = topic->cut,
	    .other = topic->other,
	    .invited = topic->sessions,
	    .reply_address = reply,
	    .now = MAX(m->now, m->later)};

	return story_letter_facts(&from);
}

static bool post_topic(struct mailing *m, const struct topic *topic, GError **error)
{
	g_autofree char *ics = NULL;
	AUTO(invite) *invite = NULL;
	struct object object = {0};

	if (topic->sessions->len > 0) {
		invite = make_object(m, g_ptr_array_index(topic->sessions, 0), &ics, error);
		if (invite == NULL)
			return false;
		object = (struct object){ics, "REQUEST", invite->organizer, 0};
	}
	json_t *facts = topic_facts(m, topic);
	bool ok = post(m, topic->name, facts, &object, error);
	json_decref(facts);
	return ok;
}

void mailing_preview(
    const struct mailing *m, const struct topic *topic, char **subject, char **text)
{
	g_autofree char *html = NULL;
	json_t *facts = topic_facts(m, topic);

	letterbox_render(m->step->letterbox, topic->name, facts, subject, text, &html);
	json_decref(facts);
}

bool mailing_invite(const struct mailing *m, const struct session *session, GError **error)
{
	g_autofree char *ics = NULL;
	AUTO(invite) *invite = make_object(m, session, &ics, error);

	if (invite == NULL)
		return false;
	json_t *facts = invite_letter_facts(m->call, session, m->story, NULL, m->now);
	bool ok = mailing_post_apart(m, "invite", facts,
	    &(struct object){ics, "REQUEST", invite->organizer, invite->id}, error);
	json_decref(facts);
	return ok;
}

bool mailing_tell(struct mailing *m, const struct topic *topic, GError **error)
{
	if (!post_topic(m, topic, error))
		return false;
	for (guint i = 1; i < topic->sessions->len; i++)
		if (!mailing_invite(m, g_ptr_array_index(topic->sessions, i), error))
			return false;
	return true;
}

bool mailing_tell_alone(struct mailing *m, const char *name, GError **error)
{
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	struct topic topic = {.name = name, .revision = &m->story->record, .sessions = none};

	return mailing_tell(m, &topic, error);
}

bool mailing_renew(const struct mailing *m, GError **error)
{
	g_autoptr(GPtrArray) known = store_invites_to(m->step->store, m->call->name, m->to, error);
	g_autoptr(GPtrArray) sessions = known == NULL ? NULL : mailing_sessions(m, error);

	for (guint i = 0; sessions != NULL && i < sessions->len; i++) {
		const struct session *session = g_ptr_array_index(sessions, i);
		AUTO(invite) *invite = take_invite(known, session);
		if (invite != NULL && !mailing_invite(m, session, error))
			return false;
	}
	return sessions != NULL;
}
