/*
 * Orders by mail. Each is carried out by itself, so that one that makes no
 * sense does not stop the others; every organizer is told what was done and
 * what was not, and can take it back (RULES CT-05).
 */
#include "step/mandate.h"
#include "step/matter.h"
#include "step/post.h"

#include "base/civil.h"
#include "base/error.h"
#include "base/random.h"
#include "rule/command.h"

enum { UNDO_DAYS = 7 };

static struct mandate mandate_of(const struct matter *matter)
{
	return (struct mandate){.step = matter->step,
	    .call = matter->thread.call,
	    .by = matter->organizer,
	    .cause = matter->raw->id,
	    .now = matter->now};
}

/* --- letters to organizers --- */

/* Posts NAME to one organizer under TOKEN. */
static bool post_to(const struct matter *matter, const char *name, const struct orders_facts *from,
    const char *to, const char *token, GError **error)
{
	const struct call *call = matter->thread.call;
	g_autofree char *subject = NULL, *text = NULL, *html = NULL;
	g_autofree char *id = g_strdup_printf("cb1.%s.1@%s", token, call_domain(call));
	g_autofree char *reply = post_reply_address(call, call->addresses[0], token);
	struct orders_facts with_address = *from;

	with_address.reply_address = *call->subaddress == '\0' ? NULL : reply;
	json_t *facts = orders_facts(&with_address);
	letterbox_render(matter->step->letterbox, name, facts, &subject, &text, &html);
	json_decref(facts);
	struct post post = {
	    .call = call,
	    .what = name,
	    .message_id = id,
	    .cause = matter->raw->id,
	    .now = matter->now,
	    .letter = {.from_name = call->title,
		.from = call->addresses[0],
		.to = to,
		.reply_to = with_address.reply_address,
		.subject = subject,
		.text = text,
		.html = html},
	};
	return post_letter(matter->step, &post, error);
}

/* An echo goes out under a token that can only undo, and only if there is something to undo. */
static bool echo_to(const struct matter *matter, const struct organizer *organizer,
    const struct orders_facts *from, GError **error)
{
	g_autofree char *token = random_token(TOKEN);
	struct orders_facts facts = *from;
	struct request request = {.what = REQUEST_ECHO,
	    .call = matter->thread.call->name,
	    .address = organizer->address,
	    .mail = matter->raw->id,
	    .expires = matter->now + UNDO_DAYS * DAY};

	facts.undo_days = organizer->decides ? from->undo_days : 0;
	if (facts.undo_days > 0 && !store_ask(matter->step->store, token, &request, error))
		return false;
	return post_to(matter, "orders", &facts, organizer->address, token, error);
}

/* Everybody who reads the digest or decides hears of it. */
static bool echo(const struct matter *matter, const struct orders_facts *from, GError **error)
{
	const GPtrArray *organizers = matter->thread.call->organizers;

	for (guint i = 0; i < organizers->len; i++) {
		const struct organizer *organizer = g_ptr_array_index(organizers, i);
		if ((organizer->digest || organizer->decides) &&
		    !echo_to(matter, organizer, from, error))
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

/* --- orders --- */

/* The orders in WORDS; a token speaks of what its digest could tell of (CT-07). */
static GArray *read_orders(const struct matter *matter, const char *words, char **ignored)
{
	const struct grant *grant = matter->grant;
	struct order_bounds bounds;

	if (grant != NULL)
		bounds = (struct order_bounds){grant->stories, grant->mails, grant->letters};
	return orders_read(words, matter->thread.call, grant == NULL ? NULL : &bounds, ignored);
}

typedef bool (*verb)(const struct mandate *, const struct ordered *, char **about, GError **);

/* What became of one order; takes ABOUT and PROBLEM, which may be NULL. */
static void add_result(GPtrArray *results, const char *line, char *about, GError *problem)
{
	struct order_result *result = g_new0(struct order_result, 1);

	result->line = g_strdup(line);
	result->about = about;
	result->problem = problem == NULL ? NULL : g_strdup(problem->message);
	g_clear_error(&problem);
	g_ptr_array_add(results, result);
}

/* The same, but false if it is the store that failed: an order that makes no sense is a result. */
static bool take_result(
    GPtrArray *results, const char *line, char *about, GError *problem, GError **error)
{
	if (problem != NULL && problem->code != EX_DATAERR) {
		g_free(about);
		g_propagate_error(error, problem);
		return false;
	}
	add_result(results, line, about, problem);
	return true;
}

static bool do_one(const struct matter *matter, const struct ordered *one, verb act,
    GPtrArray *results, GError **error)
{
	struct mandate mandate = mandate_of(matter);
	GError *problem = NULL;
	g_autofree char *line = ordered_words(one);
	char *about = NULL;

	act(&mandate, one, &about, &problem);
	return take_result(results, line, about, problem, error);
}

static bool do_all(
    const struct matter *matter, const GArray *orders, verb act, GPtrArray *results, GError **error)
{
	for (guint i = 0; i < orders->len; i++)
		if (!do_one(matter, &g_array_index(orders, struct ordered, i), act, results, error))
			return false;
	return true;
}

static unsigned count_done(const GPtrArray *results)
{
	unsigned done = 0;

	for (guint i = 0; i < results->len; i++)
		done +=
		    ((const struct order_result *)g_ptr_array_index(results, i))->problem == NULL;
	return done;
}

bool orders_carry_out(struct matter *matter, GError **error)
{
	const char *words =
	    matter->question == NULL ? command_text(matter->message) : matter->question->words;
	g_autofree char *ignored = NULL;
	g_autoptr(GArray) orders = read_orders(matter, words, &ignored);
	g_autoptr(GPtrArray) results =
	    g_ptr_array_new_with_free_func((GDestroyNotify)order_result_free);

	if (!use_question(matter, error) ||
	    !do_all(matter, orders, mandate_carry_out, results, error))
		return false;
	struct orders_facts from = {.call = matter->thread.call,
	    .by = matter->organizer,
	    .results = results,
	    .ignored = ignored,
	    .undo_days = count_done(results) > 0 ? UNDO_DAYS : 0};
	return echo(matter, &from, error);
}

/* The orders that can be carried out, as they will be read again when they are confirmed. New. */
static char *sound_lines(const GPtrArray *results)
{
	GString *lines = g_string_new(NULL);

	for (guint i = 0; i < results->len; i++) {
		const struct order_result *result = g_ptr_array_index(results, i);
		if (result->problem == NULL)
			g_string_append_printf(lines, "%s\n", result->line);
	}
	return g_string_free(lines, FALSE);
}

/* Asks about what FROM tells; the answer is good for a day. */
static bool ask(const struct matter *matter, struct request *request,
    const struct orders_facts *from, GError **error)
{
	g_autofree char *token = random_token(TOKEN);

	request->call = matter->thread.call->name;
	request->address = matter->organizer;
	request->expires = matter->now + DAY;
	return store_ask(matter->step->store, token, request, error) &&
	       post_to(matter, "confirm-orders", from, matter->organizer, token, error);
}

static bool tell_refusal(
    const struct matter *matter, const struct orders_facts *from, GError **error)
{
	g_autofree char *token = random_token(TOKEN);
	const struct mailbox *author = message_author(matter->message);

	return post_to(matter, "refused", from, author->address, token, error);
}

bool orders_ask(struct matter *matter, GError **error)
{
	g_autofree char *ignored = NULL;
	g_autoptr(GArray) orders = read_orders(matter, command_text(matter->message), &ignored);
	g_autoptr(GPtrArray) results =
	    g_ptr_array_new_with_free_func((GDestroyNotify)order_result_free);

	if (!do_all(matter, orders, mandate_rehearse, results, error))
		return false;
	g_autofree char *words = sound_lines(results);
	struct orders_facts from = {.call = matter->thread.call,
	    .by = matter->organizer,
	    .results = results,
	    .ignored = ignored,
	    .reason = "None of your orders can be carried out."};
	struct request request = {.what = REQUEST_ORDERS, .words = words, .mail = matter->raw->id};
	return *words == '\0' ? tell_refusal(matter, &from, error)
			      : ask(matter, &request, &from, error);
}

/* --- back --- */

static bool undo_one(
    const struct matter *matter, const struct deed *deed, GPtrArray *results, GError **error)
{
	struct mandate mandate = mandate_of(matter);
	struct ordered ordered = {.order = deed->order, .number = deed->number, .kind = deed->kind};
	GError *problem = NULL;
	g_autofree char *line = ordered_words(&ordered);
	char *about = NULL;

	mandate_undo(&mandate, deed, &about, &problem);
	return take_result(results, line, about, problem, error);
}

bool orders_undo(struct matter *matter, GError **error)
{
	g_autoptr(GPtrArray) results =
	    g_ptr_array_new_with_free_func((GDestroyNotify)order_result_free);
	g_autoptr(GPtrArray) deeds =
	    store_deeds(matter->step->store, matter->question->mail, error);

	if (deeds == NULL || !use_question(matter, error))
		return false;
	for (guint i = 0; i < deeds->len; i++)
		if (!undo_one(matter, g_ptr_array_index(deeds, i), results, error))
			return false;
	struct orders_facts from = {.call = matter->thread.call,
	    .by = matter->organizer,
	    .results = results,
	    .undone = true};
	return echo(matter, &from, error);
}

bool orders_ask_undo(struct matter *matter, GError **error)
{
	g_autoptr(GPtrArray) results =
	    g_ptr_array_new_with_free_func((GDestroyNotify)order_result_free);
	g_autoptr(GPtrArray) deeds =
	    store_deeds(matter->step->store, matter->question->mail, error);
	struct request request = {.what = REQUEST_UNDO, .mail = matter->question->mail};

	for (guint i = 0; deeds != NULL && i < deeds->len; i++) {
		const struct deed *deed = g_ptr_array_index(deeds, i);
		struct ordered ordered = {
		    .order = deed->order, .number = deed->number, .kind = deed->kind};
		g_autofree char *line = ordered_words(&ordered);
		add_result(results, line, NULL, NULL);
	}
	struct orders_facts from = {.call = matter->thread.call,
	    .by = matter->organizer,
	    .results = results,
	    .undone = true};
	return deeds != NULL && ask(matter, &request, &from, error);
}

bool orders_refuse(struct matter *matter, GError **error)
{
	g_autofree char *ignored = NULL;
	g_autoptr(GArray) orders = read_orders(matter, command_text(matter->message), &ignored);
	struct orders_facts from = {.call = matter->thread.call,
	    .reason = matter->decision.why,
	    .ignored = orders->len > 0 ? NULL : ignored};

	return matter->decision.answer == NULL || tell_refusal(matter, &from, error);
}
