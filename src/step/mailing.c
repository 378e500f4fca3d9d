/* How a letter about a story is put together: facts, rendering, thread, invitation. */
#include "step/mailing.h"

#include "base/address.h"
#include "base/random.h"
#include "step/post.h"

#include <string.h>

enum { TOKEN = 20 };

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
	    .counts = m->counts,
	    .now = m->now,
	    .letter = {.from_name = m->call->title,
		.from = m->story->call_address,
		.to = m->to,
		.reply_to = *m->call->subaddress == '\0' ? NULL : reply_to,
		.subject = subject,
		.in_reply_to = m->parent,
		.references = m->references,
		.own_last = own_last,
		.answer = m->counts && !m->apart,
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
	apart.apart = true;
	return post(&apart, name, facts, object, error);
}

static bool wants_invitation(
    const struct mailing *m, const struct session *session, enum invite_policy policy)
{
	return session->invite != INVITE_NOBODY && session->invite <= policy &&
	       session->end > m->now && !address_same(m->to, m->story->call_address) &&
	       !store_is_invited(m->step->store, m->call->name, session->name, m->to);
}

GPtrArray *mailing_sessions(const struct mailing *m, enum invite_policy policy)
{
	GPtrArray *chosen = g_ptr_array_new();

	for (guint i = 0; i < m->call->sessions->len; i++)
		if (wants_invitation(m, g_ptr_array_index(m->call->sessions, i), policy))
			g_ptr_array_add(chosen, g_ptr_array_index(m->call->sessions, i));
	return chosen;
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

/* The object of a new invitation, which is stored; NULL with ERROR. */
static char *invitation(const struct mailing *m, const struct session *session, GError **error)
{
	AUTO(invite) *invite = new_invite(m, session);

	if (!store_add_invite(m->step->store, invite, error))
		return NULL;
	return invite_ics(invite, m->call, session, "REQUEST", error);
}

/* The facts of TOPIC; a new object. */
static json_t *topic_facts(const struct mailing *m, const struct topic *topic)
{
	g_autofree char *reply = reply_address(m);
	struct story_facts from = {.call = m->call,
	    .story = m->story,
	    .revision = topic->revision,
	    .replaced = topic->replaced,
	    .cut = topic->cut,
	    .invited = topic->sessions,
	    .reply_address = reply,
	    .now = m->now};

	return story_letter_facts(&from);
}

static bool post_topic(struct mailing *m, const struct topic *topic, GError **error)
{
	g_autofree char *ics = NULL;

	if (topic->sessions->len > 0) {
		ics = invitation(m, g_ptr_array_index(topic->sessions, 0), error);
		if (ics == NULL)
			return false;
	}
	json_t *facts = topic_facts(m, topic);
	bool ok = post(
	    m, topic->name, facts, &(struct object){ics, ics == NULL ? NULL : "REQUEST"}, error);
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

static bool post_invitation(const struct mailing *m, const struct session *session, GError **error)
{
	g_autofree char *ics = invitation(m, session, error);

	if (ics == NULL)
		return false;
	json_t *facts = invite_letter_facts(m->call, session, m->story, m->now);
	bool ok = mailing_post_apart(m, "invite", facts, &(struct object){ics, "REQUEST"}, error);
	json_decref(facts);
	return ok;
}

bool mailing_tell(struct mailing *m, const struct topic *topic, GError **error)
{
	if (!post_topic(m, topic, error))
		return false;
	for (guint i = 1; i < topic->sessions->len; i++)
		if (!post_invitation(m, g_ptr_array_index(topic->sessions, i), error))
			return false;
	return true;
}
