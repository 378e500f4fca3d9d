/*
 * Orders by mail. Each is carried out by itself, so that one that makes no
 * sense does not stop the others; every organizer is told what was done and
 * what was not (RULES CT-05).
 */
#include "step/mandate.h"
#include "step/matter.h"
#include "step/post.h"

#include "base/error.h"
#include "base/random.h"

enum { TOKEN = 20, DAY = 86400 };

/* "accept 3": done, or why not. */
static void add_result(json_t *results, const struct ordered *one, const char *problem)
{
	const struct order_effect *effect = order_effect(one->order);
	g_autofree char *line = g_strdup_printf("%s %" G_GINT64_FORMAT, effect->word, one->number);

	json_array_append_new(
	    results, json_pack("{s:s, s:b, s:s}", "line", line, "done", problem == NULL, "words",
			 problem == NULL ? effect->done : problem));
}

/* False only if the store fails; an order that makes no sense is a result. */
static bool carry_out_one(
    const struct mandate *mandate, const struct ordered *one, json_t *results, GError **error)
{
	GError *problem = NULL;
	AUTO(story) *story =
	    store_story(mandate->step->store, mandate->call->name, one->number, &problem);

	if (story == NULL && problem == NULL)
		fail(&problem, EX_DATAERR, "there is no such story");
	else if (story != NULL)
		mandate_carry_out(mandate, one->order, story, &problem);
	if (problem != NULL && problem->code != EX_DATAERR) {
		g_propagate_error(error, problem);
		return false;
	}
	add_result(results, one, problem == NULL ? NULL : problem->message);
	g_clear_error(&problem);
	return true;
}

static bool carry_out_all(
    const struct mandate *mandate, const GArray *orders, json_t *results, GError **error)
{
	for (guint i = 0; i < orders->len; i++)
		if (!carry_out_one(
			mandate, &g_array_index(orders, struct ordered, i), results, error))
			return false;
	return true;
}

/* Posts NAME to one organizer under TOKEN. */
static bool post_to(const struct matter *matter, const char *name, json_t *facts, const char *to,
    const char *token, GError **error)
{
	const struct call *call = matter->thread.call;
	g_autofree char *subject = NULL, *text = NULL, *html = NULL;
	g_autofree char *id = g_strdup_printf("cb1.%s.1@%s", token, call_domain(call));
	g_autofree char *reply = post_reply_address(call, call->addresses[0], token);

	letterbox_render(matter->step->letterbox, name, facts, &subject, &text, &html);
	struct post post = {
	    .call = call,
	    .what = name,
	    .message_id = id,
	    .cause = matter->raw->id,
	    .now = matter->now,
	    .letter = {.from_name = call->title,
		.from = call->addresses[0],
		.to = to,
		.reply_to = *call->subaddress == '\0' ? NULL : reply,
		.subject = subject,
		.text = text,
		.html = html},
	};
	return post_letter(matter->step, &post, error);
}

/* Everybody who reads the digest or decides hears of it. Its token is unknown to the store: an echo
 * is no remote control. */
static bool echo(const struct matter *matter, json_t *facts, GError **error)
{
	const GPtrArray *organizers = matter->thread.call->organizers;

	for (guint i = 0; i < organizers->len; i++) {
		const struct organizer *organizer = g_ptr_array_index(organizers, i);
		g_autofree char *token = random_token(TOKEN);
		if ((organizer->digest || organizer->decides) &&
		    !post_to(matter, "orders", facts, organizer->address, token, error))
			return false;
	}
	return true;
}

/* A question is used up by its answer. */
static bool use_question(const struct matter *matter, GError **error)
{
	return matter->question == NULL ||
	       store_answered(matter->step->store, matter->question_token, matter->now, error);
}

bool orders_carry_out(struct matter *matter, GError **error)
{
	struct mandate mandate = {.step = matter->step,
	    .call = matter->thread.call,
	    .by = matter->organizer,
	    .cause = matter->raw->id,
	    .now = matter->now};
	const char *words =
	    matter->question == NULL ? matter->message->reply : matter->question->words;
	g_autofree char *ignored = NULL;
	g_autoptr(GArray) orders = orders_read(words, &ignored);
	json_t *results = json_array();
	bool ok = use_question(matter, error) && carry_out_all(&mandate, orders, results, error);
	json_t *facts = orders_facts(matter->thread.call, matter->organizer, results, ignored);

	ok = ok && echo(matter, facts, error);
	json_decref(facts);
	return ok;
}

/* What was understood, so that the organizer sees what CONFIRM will do. */
static json_t *understood(const GArray *orders)
{
	json_t *results = json_array();

	for (guint i = 0; i < orders->len; i++)
		add_result(results, &g_array_index(orders, struct ordered, i), NULL);
	return results;
}

bool orders_ask(struct matter *matter, GError **error)
{
	static char what[] = "orders";
	const struct call *call = matter->thread.call;
	g_autofree char *ignored = NULL, *token = random_token(TOKEN);
	g_autoptr(GArray) orders = orders_read(matter->message->reply, &ignored);
	struct request request = {.what = what,
	    .call = call->name,
	    .address = matter->organizer,
	    .words = matter->message->reply,
	    .mail = matter->raw->id,
	    .expires = matter->now + DAY};
	json_t *facts = orders_facts(call, matter->organizer, understood(orders), ignored);
	bool ok = store_ask(matter->step->store, token, &request, error) &&
		  post_to(matter, "confirm-orders", facts, matter->organizer, token, error);

	json_decref(facts);
	return ok;
}
