/*
 * The letters of a decision: one answer in the author's thread, with the first
 * invitation inside it and each further one as its own mail (RULES CO-35, CO-36).
 */
#include "step/matter.h"
#include "step/post.h"

#include "base/address.h"
#include "base/random.h"

#include <string.h>

enum { TOKEN = 20 };

/* What all letters of one answer share. */
struct answer {
	struct matter *matter;
	const struct call *call;
	const struct story *story;
	const char *to;
	char *reply_address;
	unsigned letters;    /* of this thread so far; numbers the Message-IDs */
	GPtrArray *sessions; /* of struct session, borrowed: to be invited to now */
};

static const struct revision *answered_revision(const struct matter *matter)
{
	return matter->revision.id != 0 ? &matter->revision : &matter->story->record;
}

/* Sessions that a story's author is invited to on submission and was not yet (CO-20, CO-33). */
static bool wants_invitation(const struct answer *answer, const struct session *session)
{
	return session->invite == INVITE_SUBMITTED && session->end > answer->matter->now &&
	       !address_same(answer->to, answer->story->call_address) &&
	       !store_is_invited(
		   answer->matter->step->store, answer->call->name, session->name, answer->to);
}

static void choose_sessions(struct answer *answer)
{
	const GPtrArray *sessions = answer->call->sessions;

	answer->sessions = g_ptr_array_new();
	if (answer->matter->decision.act != ACT_STORY)
		return;
	for (guint i = 0; i < sessions->len; i++)
		if (wants_invitation(answer, g_ptr_array_index(sessions, i)))
			g_ptr_array_add(answer->sessions, g_ptr_array_index(sessions, i));
}

static struct invite *new_invite(const struct answer *answer, const struct session *session)
{
	struct invite *invite = g_new0(struct invite, 1);
	g_autofree char *token = random_token(TOKEN);

	invite->story = answer->story->id;
	invite->call = g_strdup(answer->call->name);
	invite->session = g_strdup(session->name);
	invite->uid =
	    g_strdup_printf("cb1-%s-%s@%s", answer->call->name, token, call_domain(answer->call));
	invite->address = g_strdup(answer->to);
	invite->organizer = g_strdup(answer->story->call_address);
	invite->dtstamp = answer->matter->now;
	invite->start = session->start;
	invite->end = session->end;
	invite->url = g_strdup(session->url);
	invite->partstat = g_strdup("NEEDS-ACTION");
	invite->reply_sequence = -1;
	return invite;
}

/* The object for a new invitation, which is stored; NULL with ERROR. */
static char *invitation(struct answer *answer, const struct session *session, GError **error)
{
	AUTO(invite) *invite = new_invite(answer, session);

	if (!store_add_invite(answer->matter->step->store, invite, error))
		return NULL;
	return invite_ics(invite, answer->call, session, "REQUEST", error);
}

static char *thread_id(const struct answer *answer, unsigned number)
{
	return g_strdup_printf(
	    "cb1.%s.%u@%s", answer->story->token, number, call_domain(answer->call));
}

/* Header fields that tie LETTER to the author's mail (RE-17). */
static void join_thread(struct letter *letter, const struct answer *answer, const char *own_last)
{
	letter->answer = true;
	letter->in_reply_to = answer->matter->message->message_id;
	letter->references = answered_revision(answer->matter)->references;
	letter->own_last = own_last;
}

/* Renders NAME with FACTS and posts it; ICS rides along if not NULL. */
static bool post(
    struct answer *answer, const char *name, json_t *facts, const char *ics, GError **error)
{
	struct matter *matter = answer->matter;
	g_autofree char *subject = NULL, *text = NULL, *html = NULL;
	g_autofree char *own_last =
	    answer->letters == 0 ? NULL : thread_id(answer, answer->letters);
	g_autofree char *id = thread_id(answer, ++answer->letters);

	letterbox_render(matter->step->letterbox, name, facts, &subject, &text, &html);
	struct post post = {
	    .call = answer->call,
	    .what = name,
	    .message_id = id,
	    .story = answer->story->id,
	    .cause = matter->raw->id,
	    .counts = true,
	    .now = matter->now,
	    .letter = {.from_name = answer->call->title,
		.from = answer->story->call_address,
		.to = answer->to,
		.reply_to = *answer->call->subaddress == '\0' ? NULL : answer->reply_address,
		.subject = subject,
		.text = text,
		.html = html,
		.ics = ics,
		.ics_method = ics == NULL ? NULL : "REQUEST"},
	};
	if (strcmp(name, "invite") != 0)
		join_thread(&post.letter, answer, own_last);
	return post_letter(matter->step, &post, error);
}

static bool post_answer(struct answer *answer, GError **error)
{
	const struct matter *matter = answer->matter;
	g_autofree char *ics = NULL;
	struct story_facts facts = {
	    .call = answer->call,
	    .story = answer->story,
	    .revision = answered_revision(matter),
	    .replaced = matter->replaced.id != 0 ? &matter->replaced : NULL,
	    .invited = answer->sessions,
	    .reply_address = answer->reply_address,
	    .now = matter->now,
	};

	if (answer->sessions->len > 0) {
		ics = invitation(answer, g_ptr_array_index(answer->sessions, 0), error);
		if (ics == NULL)
			return false;
	}
	json_t *object = story_letter_facts(&facts);
	bool ok = post(answer, matter->decision.answer, object, ics, error);
	json_decref(object);
	return ok;
}

static bool post_invitation(struct answer *answer, const struct session *session, GError **error)
{
	g_autofree char *ics = invitation(answer, session, error);

	if (ics == NULL)
		return false;
	json_t *facts =
	    invite_letter_facts(answer->call, session, answer->story, answer->matter->now);
	bool ok = post(answer, "invite", facts, ics, error);
	json_decref(facts);
	return ok;
}

static bool post_all(struct answer *answer, GError **error)
{
	if (!post_answer(answer, error))
		return false;
	for (guint i = 1; i < answer->sessions->len; i++)
		if (!post_invitation(answer, g_ptr_array_index(answer->sessions, i), error))
			return false;
	return true;
}

/* A change of a story is told to the address it was first sent from, whoever asked for it (P-21).
 */
static const char *addressee(const struct matter *matter)
{
	bool changes = matter->decision.act == ACT_ASK || matter->decision.act == ACT_WITHDRAW ||
		       matter->decision.act == ACT_REVISION;

	return changes ? matter->story->address : answer_address(matter->message);
}

bool matter_answer(struct matter *matter, GError **error)
{
	if (matter->decision.answer == NULL || matter->story == NULL)
		return true;
	const char *to = addressee(matter);
	if (to == NULL || !address_valid(to))
		return true;
	struct answer answer = {.matter = matter,
	    .call = matter->thread.call,
	    .story = matter->story,
	    .to = to,
	    .letters = store_letters_of(matter->step->store, matter->story->id)};
	answer.reply_address =
	    post_reply_address(answer.call, matter->story->call_address, matter->story->token);
	choose_sessions(&answer);
	bool ok = post_all(&answer, error);
	g_ptr_array_unref(answer.sessions);
	g_free(answer.reply_address);
	return ok;
}
