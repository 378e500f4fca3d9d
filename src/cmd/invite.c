/* After a session changed in the configuration: those who were told otherwise are told. */
#include "cmd/cmd.h"

#include "base/clean.h"
#include "base/clock.h"
#include "base/error.h"
#include "cmd/json.h"
#include "cmd/letter.h"
#include "step/sync.h"

#include <stdio.h>

static gboolean dry_run, preview, sync_sessions;

static const GOptionEntry options[] = {
    {"sync", 0, 0, G_OPTION_ARG_NONE, &sync_sessions,
	"send what changed in the configuration since the last invitation", NULL},
    {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "say what would be sent", NULL},
    {"preview", 0, 0, G_OPTION_ARG_NONE, &preview, "print the letters, send nothing", NULL},
    {NULL},
};

static void print_json(const struct syncing *one)
{
	int64_t sequence = one->invite == NULL ? 0 : one->invite->sequence;

	json_line(json_pack("{s:s, s:s, s:s, s:s, s:I, s:b}", "to", one->to, "call",
	    one->call->name, "session", one->name, "change", sync_name(one->sync), "sequence",
	    (json_int_t)sequence, "sent", !dry_run));
}

static void print_words(const struct syncing *one)
{
	static const char *const letters[SYNC_COUNT] = {[SYNC_MOVE] = "an update",
	    [SYNC_CHANGE] = "an update",
	    [SYNC_REMOVE] = "a cancellation",
	    [SYNC_INVITE] = "an invitation"};
	g_autofree char *to = clean_terminal(one->to);
	g_autofree char *session = clean_terminal(one->name);

	printf("%s%s: %s is %s, %s gets %s\n", dry_run ? "dry run: " : "", one->call->name, session,
	    sync_name(one->sync), to, letters[one->sync]);
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

static bool print_letters(
    const struct app *app, struct step *step, GPtrArray *found, int64_t now, GError **error)
{
	for (guint i = 0; i < found->len; i++) {
		struct syncing *one = g_ptr_array_index(found, i);
		g_autofree char *subject = NULL, *text = NULL;
		if (!sync_preview(step, one, now, &subject, &text, error))
			return false;
		letter_print(app, one->to, subject, text);
	}
	return true;
}

static bool synchronise(const struct app *app, struct step *step, GError **error)
{
	if (!store_begin(step->store, error))
		return false;
	int64_t now = clock_now();
	g_autoptr(GPtrArray) found = sync_find(step, now, error);
	if (found == NULL)
		return store_end(step->store, false, error);
	bool ok = preview ? print_letters(app, step, found, now, error)
			  : dry_run || sync_send(step, found, now, error);

	if (ok && (preview || dry_run))
		store_take_back(step->store);
	else
		ok = store_end(step->store, ok, error);
	if (ok && !preview)
		print_all(app, found);
	return ok;
}

static int run(struct app *app, int argc, char **argv)
{
	struct step step;
	GError *error = NULL;

	if (argc > 0 || !sync_sessions)
		return app_usage(&command_invite, "takes --sync and no arguments");
	if (!app_step(app, &step, &error))
		return app_fail(error);
	bool ok = synchronise(app, &step, &error);
	step_close(&step);
	return ok ? EX_OK : app_fail(error);
}

const struct command command_invite = {
    .name = "invite",
    .arguments = "--sync",
    .summary =
	"after sessions changed: updates, cancellations, invitations to exactly those concerned",
    .example = "callbox invite --sync --dry-run",
    .need = NEED_CONFIG,
    .options = options,
    .run = run,
};
