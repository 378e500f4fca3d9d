/* Mail that waits for a person: what there is, let it through, or drop it. */
#include "cmd/cmd.h"

#include "base/clock.h"
#include "base/error.h"
#include "cmd/json.h"
#include "cmd/pile.h"
#include "cmd/table.h"

#include <stdio.h>

static gboolean dry_run;

static const GOptionEntry act_options[] = {
    {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "say what would be done", NULL},
    {NULL},
};

static void add_pile(struct table *table, const struct pile *pile)
{
	g_autofree char *name = g_strdup_printf("pile-%" G_GINT64_FORMAT, pile->number);
	g_autofree char *since = instant_words(pile->at, zone_utc());
	g_autofree char *size = pile_size(pile);

	table_row(
	    table, name, since, pile->inbox == NULL ? "the outbox" : pile->inbox, size, pile->why);
}

static void print_table(GPtrArray *piles, GPtrArray *held)
{
	static const char *const titles[] = {"N", "SINCE (UTC)", "FROM", "SUBJECT", "WHY", NULL};
	AUTO(table) *table = table_new(titles);

	for (guint i = 0; i < piles->len; i++)
		add_pile(table, g_ptr_array_index(piles, i));
	for (guint i = 0; i < held->len; i++) {
		const struct held *h = g_ptr_array_index(held, i);
		g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, h->number);
		g_autofree char *since = instant_words(h->at, zone_utc());
		table_row(table, number, since, h->from, h->subject, h->why);
	}
	table_print(table, "no mail is held");
}

static int run_held(struct app *app, int argc, char **argv)
{
	AUTO(store) *store = NULL;
	g_autoptr(GPtrArray) held = NULL, piles = NULL;
	GError *error = NULL;

	if (argc > 0)
		return app_usage(&command_held, "takes no arguments");
	if ((store = app_store(app, STORE_READ, &error)) == NULL ||
	    (piles = store_piles(store, &error)) == NULL ||
	    (held = store_held(store, &error)) == NULL)
		return app_fail(error);
	if (!app->json)
		print_table(piles, held);
	for (guint i = 0; app->json && i < piles->len; i++)
		json_line(json_pile(g_ptr_array_index(piles, i)));
	for (guint i = 0; app->json && i < held->len; i++)
		json_line(json_held(g_ptr_array_index(held, i)));
	return EX_OK;
}

static bool is_held(struct store *store, int64_t number, GError **error)
{
	g_autoptr(GPtrArray) held = store_held(store, error);

	if (held == NULL)
		return false;
	for (guint i = 0; i < held->len; i++)
		if (((struct held *)g_ptr_array_index(held, i))->number == number)
			return true;
	return fail(error, EX_DATAERR,
	    "no mail %" G_GINT64_FORMAT " is held; \"callbox held\" shows them", number);
}

typedef bool (*act_on_held)(struct store *store, int64_t mail, GError **error);

static bool act(
    struct store *store, int64_t number, act_on_held verb, const char *done, GError **error)
{
	if (!store_begin(store, error))
		return false;
	if (verb(store, number, error) &&
	    store_event(store, clock_now(), done, "by the operator", number, 0, 0, error) &&
	    store_commit(store, error))
		return true;
	store_rollback(store);
	return false;
}

/* Does VERB to each mail of ARGV; all numbers are checked before the first act. */
static int act_on_each(
    struct app *app, int argc, char **argv, act_on_held verb, const char *done, const char *after)
{
	AUTO(store) *store = NULL;
	g_autofree int64_t *numbers = g_new0(int64_t, (gsize)argc);
	GError *error = NULL;

	if ((store = app_store(app, STORE_WRITE, &error)) == NULL)
		return app_fail(error);
	for (int i = 0; i < argc; i++)
		if (!app_number(argv[i], "held mail", &numbers[i], &error) ||
		    !is_held(store, numbers[i], &error))
			return app_fail(error);
	for (int i = 0; i < argc; i++) {
		if (!dry_run && !act(store, numbers[i], verb, done, &error))
			return app_fail(error);
		printf("%smail %" G_GINT64_FORMAT "%s\n", dry_run ? "dry run: " : "", numbers[i],
		    after);
	}
	return EX_OK;
}

static int run_release(struct app *app, int argc, char **argv)
{
	if (argc == 0)
		return app_usage(
		    &command_release, "names no mail; \"callbox held\" shows their numbers");
	if (is_pile_name(argv[0]))
		return piles_release(app, argc, argv, dry_run);
	return act_on_each(app, argc, argv, store_release_held, "released",
	    " released: the next pass works on it");
}

static int run_drop(struct app *app, int argc, char **argv)
{
	if (argc == 0)
		return app_usage(
		    &command_drop, "names no mail; \"callbox held\" shows their numbers");
	if (is_pile_name(argv[0]))
		return piles_drop(app, argc, argv, dry_run);
	return act_on_each(
	    app, argc, argv, store_drop_held, "dropped", " dropped: it stays stored and counted");
}

const struct command command_held = {
    .name = "held",
    .arguments = "",
    .summary = "mail that waits for a person, and why",
    .example = "callbox held",
    .need = NEED_CONFIG,
    .run = run_held,
};

const struct command command_release = {
    .name = "release",
    .arguments = "N...",
    .summary = "let held mail through, or answer a pile of old mail",
    .example = "callbox release 12; callbox release pile-1",
    .need = NEED_CONFIG,
    .options = act_options,
    .run = run_release,
};

const struct command command_drop = {
    .name = "drop",
    .arguments = "N...",
    .summary = "take held mail, or a pile of old mail, off the list; it stays stored",
    .example = "callbox drop 12; callbox drop pile-1",
    .need = NEED_CONFIG,
    .options = act_options,
    .run = run_drop,
};
