/* Drains the outbox now. */
#include "cmd/cmd.h"

#include "base/clock.h"
#include "base/count.h"
#include "base/error.h"
#include "cmd/json.h"
#include "cmd/outbox.h"
#include "cmd/table.h"
#include "step/step.h"
#include "store/keep.h"
#include "store/lock.h"

#include <stdio.h>

enum { ALL = 1000000 };

static gboolean dry_run;

static const GOptionEntry options[] = {
    {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "list the letters that would go out", NULL},
    {NULL},
};

static int print_due(const struct app *app, struct store *store)
{
	static const char *const titles[] = {"LETTER", "WHAT", "TO", "SUBJECT", NULL};
	AUTO(table) *table = table_new(titles);
	GError *error = NULL;
	g_autoptr(GPtrArray) due = store_due(store, clock_now(), DUE_ALL, ALL, &error);

	if (due == NULL)
		return app_fail(error);
	for (guint i = 0; app->json && i < due->len; i++)
		json_line(json_letter(g_ptr_array_index(due, i)));
	if (app->json)
		return EX_OK;
	for (guint i = 0; i < due->len; i++) {
		const struct outgoing *letter = g_ptr_array_index(due, i);
		g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, letter->id);
		table_row(table, id, letter->what, letter->to, letter->subject);
	}
	table_print(table, "no letter is due");
	return EX_OK;
}

static void tell(const struct app *app, const struct delivery *delivery)
{
	g_autofree char *words = count_words(delivery->sent, "letter sent", "letters sent");

	if (app->json)
		json_line(json_pack("{s:i, s:b, s:o, s:I}", "sent", delivery->sent, "door_down",
		    delivery->shut != NULL, "why", json_text(delivery->shut), "held_back",
		    (json_int_t)delivery->held_back));
	else
		puts(words);
}

static int drain(struct app *app, struct store *store)
{
	GError *error = NULL;
	struct delivery delivery;

	if (!store_check_first(store, clock_now(), &error) || !outbox_recover(store, &error))
		return app_fail(error);
	bool ok = outbox_pass(store, &app->config->outbox, &delivery, &error);
	if (ok || delivery.shut != NULL)
		tell(app, &delivery);
	g_free(delivery.shut);
	return ok ? EX_OK : app_fail(error);
}

static int run(struct app *app, int argc, char **argv)
{
	AUTO(store) *store = NULL;
	AUTO(lock) *lock = NULL;
	GError *error = NULL;

	if (argc > 0)
		return app_usage(&command_send, "takes no arguments");
	if ((store = app_store(app, STORE_WRITE, &error)) == NULL)
		return app_fail(error);
	if (dry_run)
		return print_due(app, store);
	if ((lock = spool_lock(app->config->data, &error)) == NULL)
		return app_fail(error);
	return drain(app, store);
}

const struct command command_send = {
    .name = "send",
    .arguments = "",
    .summary = "send every letter that is due now",
    .example = "callbox send --dry-run",
    .need = NEED_CONFIG,
    .options = options,
    .run = run,
};
