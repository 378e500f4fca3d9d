/* Knowing and deciding: gathers what the store knows about one mail and asks the thinking rooms. */
#include "step/matter.h"

#include "base/address.h"
#include "base/civil.h"
#include "base/error.h"

enum { DIGEST_LIFE = 14 * DAY };

/*
 * A mail to nobody in particular (Bcc) still belongs to the call when there is only one, or to that
 * whose organizers let it through. The thread
 * of a call that the configuration lost does not: its numbers are those of other stories.
 */
static void assume_only_call(struct matter *matter)
{
	const GPtrArray *calls = matter->step->config->calls;

	if (matter->thread.call != NULL || calls->len == 0 || matter->story != NULL ||
	    matter->organizer != NULL)
		return;
	if (calls->len == 1 || matter->view.released) {
		const struct call *named = config_call(matter->step->config, matter->let_in);
		matter->thread.call = named != NULL ? named : g_ptr_array_index(calls, 0);
		matter->thread.call_address = matter->thread.call->addresses[0];
	}
}

static bool is_found(const struct known *known)
{
	return known->story || known->digest || known->orders || known->guest;
}

/* A question about a story is a part of its thread, also when it is over. */
static void find_asked_story(
    struct matter *matter, const struct request *asked, struct known *known, GError **error)
{
	matter->story = store_story_by_id(matter->step->store, asked->story, error);
	known->story = matter->story != NULL;
	known->question = known->story && asked->stage == REQUEST_OPEN;
	matter->view.over = known->story && asked->stage == REQUEST_OVER;
}

static void look_up_question(
    struct matter *matter, const char *token, struct known *known, GError **error)
{
	AUTO(request) *asked = store_question(matter->step->store, token, matter->now, error);

	if (asked == NULL)
		return;
	g_free(matter->question_token);
	matter->question_token = g_strdup(token);
	if (asked->story != 0) {
		find_asked_story(matter, asked, known, error);
	} else if (asked->stage == REQUEST_OPEN) {
		known->orders = true;
		matter->organizer = g_strdup(asked->address);
		matter->thread.call = config_call(matter->step->config, asked->call);
	}
	if (asked->stage == REQUEST_OPEN)
		matter->question = g_steal_pointer(&asked);
}

static void look_up_digest(
    struct matter *matter, const char *token, struct known *known, GError **error)
{
	matter->grant = store_grant(matter->step->store, token, matter->now - DIGEST_LIFE, error);
	known->digest = matter->grant != NULL;
	if (!known->digest)
		return;
	matter->organizer = g_strdup(matter->grant->address);
	matter->thread.call = config_call(matter->step->config, matter->grant->call);
}

static void look_up_story(
    struct matter *matter, const char *token, struct known *known, GError **error)
{
	matter->story = store_story_by_token(matter->step->store, token, error);
	known->story = matter->story != NULL;
}

static void look_up_guest(
    struct matter *matter, const char *token, struct known *known, GError **error)
{
	const struct call *call = matter->thread.call;

	if (call != NULL)
		matter->guest =
		    store_guest_invite(matter->step->store, token, call_domain(call), error);
	known->guest = matter->guest != NULL;
}

/* Whose TOKEN is it: a story's, a question's, an organizer's, a guest's? */
static bool look_up_token(
    struct matter *matter, const char *token, struct known *known, GError **error)
{
	static void (*const owners[])(struct matter *, const char *, struct known *, GError **) = {
	    look_up_story, look_up_question, look_up_digest, look_up_guest};

	ERROR_GUARD(error);
	for (gsize i = 0; i < G_N_ELEMENTS(owners) && *error == NULL && !is_found(known); i++)
		owners[i](matter, token, known, error);
	return *error == NULL;
}

/* The first token, strongest carrier first, that the store knows (CT-11). */
static bool find_thread_owner(struct matter *matter, struct known *known, GError **error)
{
	const GPtrArray *tokens = matter->thread.tokens;

	for (guint i = 0; i < tokens->len && !is_found(known); i++)
		if (!look_up_token(matter, g_ptr_array_index(tokens, i), known, error))
			return false;
	if (known->story)
		matter->thread.call = config_call(matter->step->config, matter->story->call);
	known->stale = tokens->len > 0 && !is_found(known);
	return true;
}

static bool find_invites(struct matter *matter, GError **error)
{
	ERROR_GUARD(error);
	for (guint i = 0; i < matter->message->rsvps->len; i++) {
		const struct rsvp *rsvp = &g_array_index(matter->message->rsvps, struct rsvp, i);
		struct invite *invite =
		    rsvp->uid == NULL ? NULL
				      : store_invite_by_uid(matter->step->store, rsvp->uid, error);
		if (*error != NULL)
			return false;
		g_ptr_array_add(matter->view.invites, invite);
	}
	return true;
}

/* The letter of ours that a report returns: by its VERP token, else by a returned Message-ID
 * (TR-15). */
static bool find_letter(struct matter *matter, GError **error)
{
	ERROR_GUARD(error);
	struct store *store = matter->step->store;

	if (matter->message->report_kind == REPORT_NONE)
		return true;
	if (matter->thread.bounce_token != NULL)
		matter->letter = store_letter_by_verp(store, matter->thread.bounce_token, error);
	for (char **id = matter->message->returned_ids;
	     *id != NULL && matter->letter == NULL && *error == NULL; id++)
		matter->letter = store_letter_by_message_id(store, *id, error);
	return *error == NULL;
}

static bool count_misfits(struct matter *matter, GError **error)
{
	const struct mailbox *author = message_author(matter->message);

	return author == NULL || matter->thread.tokens->len == 0 ||
	       store_misfits(matter->step->store, author->address, matter->now - DAY,
		   &matter->view.misfits, error);
}

/* A pile that a person let go is answered like any other mail. */
static bool look_up_silence(struct matter *matter, GError **error)
{
	bool let_go;

	if (!store_pile_let_go(matter->step->store, matter->raw->id, &let_go, error))
		return false;
	matter->view.silent = matter->raw->silent && !let_go;
	return true;
}

static bool look_up(struct matter *matter, struct known *known, GError **error)
{
	struct store *store = matter->step->store;

	if (store == NULL)
		return true;
	known->instance = matter->step->instance;
	return find_thread_owner(matter, known, error) && find_invites(matter, error) &&
	       find_letter(matter, error) && count_misfits(matter, error) &&
	       store_same_id(store, matter->raw, &matter->view.same_id, error) &&
	       store_was_released(store, matter->raw->id, &matter->view.released, error) &&
	       (!matter->view.released ||
		   store_mail_call(store, matter->raw->id, &matter->let_in, error)) &&
	       store_is_vouched(store, matter->raw->id, &matter->view.vouched, error) &&
	       look_up_silence(matter, error);
}

/* When the limit lets an answer to KEY out; one that waits about the same story gives its place. */
static bool find_window(
    struct matter *matter, const char *key, unsigned limit, int64_t *window, GError **error)
{
	struct store *store = matter->step->store;
	int64_t waiting = 0, last = 0;

	if (matter->story != NULL &&
	    !store_waiting_answer(store, matter->story->id, matter->now, &waiting, error))
		return false;
	if (!store_last_answer(store, key, matter->now - DAY, limit, &last, error))
		return false;
	*window = waiting != 0 ? waiting : last + DAY + 1;
	return true;
}

/* What the address that the letter goes to was answered already. */
static bool count_answers(struct matter *matter, struct quota *quota, GError **error)
{
	struct store *store = matter->step->store;
	unsigned limit = matter->step->config->outbox.limit_per_address;

	*quota = (struct quota){0};
	if (store == NULL || matter->decision.to == NULL)
		return true;
	g_autofree char *key = address_key(matter->decision.to);
	if (!store_answers(store, key, matter->now - DAY, &quota->used, error))
		return false;
	return quota->used < limit || find_window(matter, key, limit, &quota->window, error);
}

bool matter_decide(struct matter *matter, GError **error)
{
	struct known known = {0};
	struct quota quota;

	matter->view = (struct view){.now = matter->now,
	    .truncated = matter->raw->truncated && !raw_is_withheld(matter->raw),
	    .withheld = raw_is_withheld(matter->raw),
	    .invites = g_ptr_array_new_with_free_func((GDestroyNotify)invite_free)};
	list_unwrap(matter->step->config, matter->inbox, matter->message);
	thread_find(&matter->thread, matter->step->config, matter->message);
	arrival_judge(&matter->arrival, matter->inbox, matter->raw, matter->message);
	if (!look_up(matter, &known, error))
		return false;
	matter->view.story = matter->story;
	matter->view.letter = matter->letter;
	matter->view.guest = matter->guest;
	matter->view.request = known.question || known.orders ? matter->question : NULL;
	matter->view.organizer = matter->organizer;
	matter->view.stale = known.stale;
	matter->view.asked = matter->step->store != NULL;
	assume_only_call(matter);
	matter->sorting = sort_mail(
	    matter->step->config, matter->inbox, matter->message, &matter->thread, &known);
	struct situation situation = {matter->step->config, matter->inbox, matter->message,
	    &matter->thread, &matter->arrival, &matter->view};
	decide(&matter->decision, &situation, &matter->sorting);
	if (!count_answers(matter, &quota, error))
		return false;
	decide_within(&matter->decision, &situation, &quota);
	return true;
}

void matter_clear(struct matter *matter)
{
	thread_clear(&matter->thread);
	arrival_clear(&matter->arrival);
	decision_clear(&matter->decision);
	g_clear_pointer(&matter->view.invites, g_ptr_array_unref);
	g_clear_pointer(&matter->story, story_free);
	g_clear_pointer(&matter->question, request_free);
	g_clear_pointer(&matter->question_token, g_free);
	g_clear_pointer(&matter->grant, grant_free);
	g_clear_pointer(&matter->guest, invite_free);
	g_clear_pointer(&matter->organizer, g_free);
	g_clear_pointer(&matter->let_in, g_free);
	g_clear_pointer(&matter->letter, outgoing_free);
	revision_clear(&matter->revision);
	revision_clear(&matter->replaced);
}
