/* Decisions about stories from the command line: the same orders as by mail. */
#include "cmd/cmd.h"

#include "base/clean.h"
#include "base/clock.h"
#include "base/error.h"
#include "step/mandate.h"

#include <stdio.h>

static gboolean dry_run, preview;

static const GOptionEntry options[] = {
    {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "say what would be done", NULL},
    {"preview", 0, 0, G_OPTION_ARG_NONE, &preview, "print the letters, send nothing", NULL},
    {NULL},
};

static void print_preview(const struct mandate *mandate, enum order order, struct story *story)
{
	g_autofree char *subject = NULL, *text = NULL;

	mandate_preview(mandate, order, story, &subject, &text);
	g_autofree char *to = clean_terminal(story->address);
	g_autofree char *title = clean_terminal(subject);
	g_autofree char *body = clean_terminal(text);
	printf("To: %s\nSubject: %s\n\n%s\n", to, title, body);
}

static bool carry_out(
    const struct mandate *mandate, enum order order, struct story *story, GError **error)
{
	struct store *store = mandate->step->store;

	if (!store_begin(store, error))
		return false;
	if (mandate_carry_out(mandate, order, story, error) && store_commit(store, error))
		return true;
	store_rollback(store);
	return false;
}

static bool decide_one(
    struct app *app, struct step *step, const char *id, enum order order, GError **error)
{
	AUTO(story) *story = app_story(app, step->store, id, error);

	if (story == NULL)
		return false;
	g_autofree char *name = story_id(story);
	g_autofree char *to = clean_terminal(story->address);
	const char *objection = mandate_objection(order, story);
	struct mandate mandate = {.step = step,
	    .call = config_call(app->config, story->call),
	    .by = "the operator",
	    .now = clock_now()};
	if (objection != NULL)
		return fail(error, EX_DATAERR, "%s: nothing is done, because %s", name, objection);
	if (preview)
		print_preview(&mandate, order, story);
	else if (!dry_run && !carry_out(&mandate, order, story, error))
		return false;
	if (!preview)
		printf("%s%s %s; %s gets a letter\n", dry_run ? "dry run: " : "", name,
		    order_effect(order)->done, to);
	return true;
}

/* The command's name is the order's word, so one function serves them all. */
static int run(struct app *app, int argc, char **argv, const struct command *command)
{
	struct step step;
	enum order order;
	GError *error = NULL;
	int code = EX_OK;

	if (!order_from_word(command->name, &order) || argc == 0)
		return app_usage(command, "names no story");
	if (!step_open(&step, app->config, &error))
		return app_fail(error);
	for (int i = 0; i < argc; i++)
		if (!decide_one(app, &step, argv[i], order, &error))
			code = app_fail(g_steal_pointer(&error));
	step_close(&step);
	return code;
}

static int run_accept(struct app *app, int argc, char **argv)
{
	return run(app, argc, argv, &command_accept);
}

static int run_waitlist(struct app *app, int argc, char **argv)
{
	return run(app, argc, argv, &command_waitlist);
}

static int run_decline(struct app *app, int argc, char **argv)
{
	return run(app, argc, argv, &command_decline);
}

static int run_late_ok(struct app *app, int argc, char **argv)
{
	return run(app, argc, argv, &command_late_ok);
}

static int run_confirm(struct app *app, int argc, char **argv)
{
	return run(app, argc, argv, &command_confirm);
}

#define DECISION(word, words, sample, function)                                          \
	{                                                                                \
		.name = word, .arguments = "ID...", .summary = words, .example = sample, \
		.need = NEED_CONFIG, .options = options, .run = function                 \
	}

const struct command command_accept =
    DECISION("accept", "accept stories: their authors are told and invited",
	"callbox accept --preview 3 7", run_accept);
const struct command command_waitlist = DECISION("waitlist",
    "put stories on the waiting list, and tell their authors", "callbox waitlist 9", run_waitlist);
const struct command command_decline =
    DECISION("decline", "decline stories: told kindly, invitations taken back",
	"callbox decline --dry-run 4", run_decline);
const struct command command_late_ok = DECISION(
    "late-ok", "count late stories as if they were on time", "callbox late-ok 12", run_late_ok);
const struct command command_confirm =
    DECISION("confirm", "send the receipt that was held back", "callbox confirm 8", run_confirm);
