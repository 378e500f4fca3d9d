/* Moving a deadline from the command line. */
#include "cmd/cmd.h"

#include "base/clean.h"
#include "base/clock.h"
#include "base/error.h"
#include "cmd/json.h"
#include "step/moved.h"

#include <stdio.h>

static gboolean dry_run;

static const GOptionEntry options[] = {
    {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "say whose verdict would change", NULL},
    {NULL},
};

/* "on time, was late"; where that is the same, which version counts instead of which. New. */
static char *change_words(const struct rejudged *one)
{
	const struct revision *now = &one->story->record;

	if (now->verdict == one->before)
		return g_strdup_printf(
		    "version %u counts, was version %u", now->number, one->version);
	return g_strdup_printf("%s, was %s", verdict_name(now->verdict), verdict_name(one->before));
}

static void print_changed(const struct app *app, const struct rejudged *one)
{
	g_autofree char *change = change_words(one);
	g_autofree char *id = story_id(one->story);
	g_autofree char *to = clean_terminal(one->story->address);
	const char *before = verdict_name(one->before);
	const char *after = verdict_name(one->story->record.verdict);

	if (app->json)
		json_line(json_pack("{s:s, s:s, s:s, s:s, s:i, s:b}", "id", id, "to",
		    one->story->address, "before", before, "verdict", after, "version",
		    (int)one->story->record.number, "sent", !dry_run));
	else
		printf("%s%s: %s; %s %s\n", dry_run ? "dry run: " : "", id, change, to,
		    one->story->state == STATE_WITHDRAWN ? "took it back and gets nothing"
							 : "gets a letter");
}

static void print_all(const struct app *app, const struct call *call, GPtrArray *changed)
{
	g_autofree char *cutoff = instant_words(call->deadline.cutoff, zone_utc());

	for (guint i = 0; i < changed->len; i++)
		print_changed(app, g_ptr_array_index(changed, i));
	if (app->json)
		return;
	printf("%s%s: the deadline is %s, before %s UTC; %u %s changed\n",
	    dry_run ? "dry run: " : "", call->name, call->deadline.words, cutoff, changed->len,
	    changed->len == 1 ? "verdict" : "verdicts");
	if (call->configured.words != NULL)
		printf("write deadline = \"%s\" in %s, so that both agree\n", call->deadline.words,
		    app->config->file);
}

static bool move(
    const struct app *app, struct step *step, struct call *call, const char *when, GError **error)
{
	if (!store_begin(step->store, error))
		return false;
	g_autoptr(GPtrArray) changed =
	    moved_move(step, call, when, "the operator", clock_now(), error);
	bool ok = true;

	if (changed == NULL)
		return store_end(step->store, false, error);
	if (dry_run)
		store_take_back(step->store);
	else
		ok = store_end(step->store, true, error);
	if (ok)
		print_all(app, call, changed);
	return ok;
}

static struct call *named_call(const struct config *config, const char *name)
{
	for (guint i = 0; i < config->calls->len; i++) {
		struct call *call = g_ptr_array_index(config->calls, i);
		if (g_strcmp0(call->name, name) == 0)
			return call;
	}
	return NULL;
}

static bool is_deadline(const char *when, GError **error)
{
	struct deadline read;

	if (!deadline_parse(&read, when, error))
		return false;
	deadline_clear(&read);
	return true;
}

static int run(struct app *app, int argc, char **argv)
{
	struct step step;
	GError *error = NULL;

	if (argc != 2)
		return app_usage(
		    &command_deadline, "takes a call and a deadline in one argument, quoted");
	struct call *call = named_call(app->config, argv[0]);
	if (call == NULL)
		return app_usage(&command_deadline, "the configuration has no such call");
	if (!is_deadline(argv[1], &error)) {
		int code = app_usage(&command_deadline, error->message);
		g_error_free(error);
		return code;
	}
	if (!app_step(app, &step, &error))
		return app_fail(error);
	bool ok = move(app, &step, call, argv[1], &error);
	step_close(&step);
	return ok ? EX_OK : app_fail(error);
}

const struct command command_deadline = {
    .name = "deadline",
    .arguments = "CALL WHEN",
    .summary = "move a deadline: every story is judged again, changed verdicts are told",
    .example = "callbox deadline open-collab \"2021-07-22 AoE\" --dry-run",
    .need = NEED_CONFIG,
    .options = options,
    .run = run,
};
