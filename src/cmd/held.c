/* What waits for a person: piles of old mail, held mail, guests who ask to join, and letters that
 * did not go out. */
#include "cmd/cmd.h"

#include "base/clean.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/width.h"
#include "cmd/json.h"
#include "cmd/pile.h"
#include "cmd/table.h"
#include "rule/guest.h"
#include "rule/order.h"

#include <stdio.h>

/* All that there is, of each sort a list. */
struct waiting {
	GPtrArray *piles, *held, *guests, *letters;
};

static void waiting_clear(struct waiting *w)
{
	g_clear_pointer(&w->piles, g_ptr_array_unref);
	g_clear_pointer(&w->held, g_ptr_array_unref);
	g_clear_pointer(&w->guests, g_ptr_array_unref);
	g_clear_pointer(&w->letters, g_ptr_array_unref);
}

static bool look(struct waiting *w, struct store *store, GError **error)
{
	return (w->piles = store_piles(store, error)) != NULL &&
	       (w->held = store_held(store, NULL, error)) != NULL &&
	       (w->guests = store_guests(store, NULL, 0, clock_now(), error)) != NULL &&
	       (w->letters = store_troubled_letters(store, NULL, error)) != NULL;
}

static void add_pile(struct table *table, const struct pile *pile)
{
	g_autofree char *name = g_strdup_printf("pile-%" G_GINT64_FORMAT, pile->number);
	g_autofree char *since = instant_words(pile->at, zone_utc());
	g_autofree char *size = pile_size(pile);

	table_row(
	    table, name, since, pile->inbox == NULL ? "the outbox" : pile->inbox, size, pile->why);
}

static void add_row(struct table *table, int64_t number, int64_t at, const char *from,
    const char *subject, const char *why)
{
	g_autofree char *words = g_strdup_printf("%" G_GINT64_FORMAT, number);
	g_autofree char *since = instant_words(at, zone_utc());

	g_autofree char *shown = width_cut(subject == NULL ? "" : subject, CLEAN_SUBJECT_SHOWN);

	table_row(table, words, since, from, shown, why);
}

/* What is uncertain is tried again by itself. */
static bool waits(const struct outgoing *letter)
{
	return letter->state != LETTER_UNCERTAIN;
}

static void add_letter(struct table *table, const struct outgoing *letter)
{
	g_autofree char *name = g_strdup_printf(LETTER_PREFIX "%" G_GINT64_FORMAT, letter->id);
	g_autofree char *since = instant_words(letter->created, zone_utc());
	g_autofree char *to = g_strdup_printf("to %s", letter->to);
	g_autofree char *shown = width_cut(letter->subject, CLEAN_SUBJECT_SHOWN);
	g_autofree char *why = g_strdup_printf("%s: %s; release sends it again, drop leaves it",
	    letter->state == LETTER_HELD ? "nobody knows whether it arrived" : "not sent",
	    letter->error == NULL ? letter->what : letter->error);

	table_row(table, name, since, to, shown, why);
}

static bool is_admissible(const struct app *app, const struct guest *guest)
{
	const struct call *call =
	    guest->call == NULL ? NULL : config_call(app->config, guest->call);

	return call != NULL && guest_is_admissible(guest, call, clock_now());
}

static const char *guest_words(const struct app *app, const struct guest *guest)
{
	return is_admissible(app, guest)
		   ? "a guest asks to join: admit or drop"
		   : "a calendar answered, and nothing is left to admit to: drop";
}

static void print_table(const struct app *app, const struct waiting *w)
{
	static const char *const titles[] = {"N", "SINCE (UTC)", "FROM", "SUBJECT", "WHY", NULL};
	AUTO(table) *table = table_new(titles);

	for (guint i = 0; i < w->piles->len; i++)
		add_pile(table, g_ptr_array_index(w->piles, i));
	for (guint i = 0; i < w->held->len; i++) {
		const struct held *h = g_ptr_array_index(w->held, i);
		add_row(table, h->number, h->at, h->from, h->subject, h->why);
	}
	for (guint i = 0; i < w->guests->len; i++) {
		const struct guest *g = g_ptr_array_index(w->guests, i);
		add_row(table, g->mail, g->at, g->address, g->session, guest_words(app, g));
	}
	for (guint i = 0; i < w->letters->len; i++)
		if (waits(g_ptr_array_index(w->letters, i)))
			add_letter(table, g_ptr_array_index(w->letters, i));
	table_print(table, "nothing waits for a person");
}

/* Prints OBJECT, which is taken, as one of that TYPE: the lists stand one behind the other. */
static void print_one(const char *type, json_t *object)
{
	json_object_set_new(object, "type", json_string(type));
	json_line(object);
}

static void print_guest(const struct app *app, const struct guest *guest)
{
	json_t *object = json_guest(guest);

	json_object_set_new(object, "admissible", json_boolean(is_admissible(app, guest)));
	print_one("guest", object);
}

static void print_json(const struct app *app, const struct waiting *w)
{
	for (guint i = 0; i < w->piles->len; i++)
		print_one("pile", json_pile(g_ptr_array_index(w->piles, i)));
	for (guint i = 0; i < w->held->len; i++)
		print_one("mail", json_held(g_ptr_array_index(w->held, i)));
	for (guint i = 0; i < w->guests->len; i++)
		print_guest(app, g_ptr_array_index(w->guests, i));
	for (guint i = 0; i < w->letters->len; i++)
		if (waits(g_ptr_array_index(w->letters, i)))
			print_one("letter", json_letter(g_ptr_array_index(w->letters, i)));
}

static int run_held(struct app *app, int argc, char **argv)
{
	AUTO(store) *store = NULL;
	struct waiting waiting = {0};
	GError *error = NULL;

	if (argc > 0)
		return app_usage(&command_held, "takes no arguments");
	if ((store = app_store(app, STORE_READ, &error)) == NULL)
		return app_fail(error);
	bool ok = look(&waiting, store, &error);
	if (ok)
		(app->json ? print_json : print_table)(app, &waiting);
	waiting_clear(&waiting);
	return ok ? EX_OK : app_fail(error);
}

const struct command command_held = {
    .name = "held",
    .arguments = "",
    .summary = "mail, guests and letters that wait for a person, and why",
    .example = "callbox held",
    .need = NEED_CONFIG,
    .run = run_held,
};
