/* After a session changed in the configuration: those who were told otherwise are told. */
#include "cmd/cmd.h"

#include "base/clean.h"
#include "base/clock.h"
#include "base/error.h"
#include "cmd/json.h"
#include "step/sync.h"

#include <stdio.h>

static gboolean dry_run, sync_sessions;

static const GOptionEntry options[] = {
    {"sync", 0, 0, G_OPTION_ARG_NONE, &sync_sessions,
	"send what changed in the configuration since the last invitation", NULL},
    {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "say what would be sent", NULL},
    {NULL},
};

static void print_json(const struct syncing *one)
{
	const struct invite *invite = one->invite;

	json_line(json_pack("{s:s, s:s, s:s, s:s, s:I, s:b}", "to", invite->address, "call",
	    invite->call, "session", invite->session, "change", sync_name(one->sync), "sequence",
	    (json_int_t)invite->sequence, "sent", !dry_run));
}

static void print_words(const struct syncing *one)
{
	g_autofree char *to = clean_terminal(one->invite->address);
	g_autofree char *session = clean_terminal(one->invite->session);

	printf("%s%s: %s is %s, %s gets %s\n", dry_run ? "dry run: " : "", one->call->name, session,
	    sync_name(one->sync), to, one->sync == SYNC_REMOVE ? "a cancellation" : "an update");
}

static void print_all(const struct app *app, GPtrArray *found)
{
	for (guint i = 0; i < found->len; i++) {
		if (app->json)
			print_json(g_ptr_array_index(found, i));
		else
			print_words(g_ptr_array_index(found, i));
	}
	if (found->len == 0 && !app->json)
		puts("every invitation says what the configuration says; nothing is sent");
}

/* All of it in one transaction. */
static bool synchronise(const struct app *app, struct step *step, GError **error)
{
	if (!store_begin(step->store, error))
		return false;
	int64_t now = clock_now();
	g_autoptr(GPtrArray) found = sync_find(step, now, error);
	bool ok = found != NULL && (dry_run || sync_send(step, found, now, error));

	if (!ok || dry_run)
		store_rollback(step->store);
	else
		ok = store_commit(step->store, error);
	if (ok)
		print_all(app, found);
	return ok;
}

static int run(struct app *app, int argc, char **argv)
{
	struct step step;
	GError *error = NULL;

	if (argc > 0 || !sync_sessions)
		return app_usage(&command_invite, "takes --sync and no arguments");
	if (!step_open(&step, app->config, &error))
		return app_fail(error);
	bool ok = synchronise(app, &step, &error);
	step_close(&step);
	return ok ? EX_OK : app_fail(error);
}

const struct command command_invite = {
    .name = "invite",
    .arguments = "--sync",
    .summary = "after sessions changed: updates and cancellations to exactly those concerned",
    .example = "callbox invite --sync --dry-run",
    .need = NEED_CONFIG,
    .options = options,
    .run = run,
};
