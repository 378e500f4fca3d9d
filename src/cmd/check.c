/*
 * Everything that a start needs, tried without changing anything at a server.
 * The configuration was read already: a broken one ends before this.
 */
#include "base/count.h"
#include "cmd/cmd.h"

#include "base/clock.h"
#include "base/error.h"
#include "cmd/door.h"
#include "cmd/json.h"
#include "cmd/trial.h"
#include "step/step.h"

#include <stdio.h>

static gboolean offline, send;

static const GOptionEntry options[] = {
    {"offline", 0, 0, G_OPTION_ARG_NONE, &offline, "no connection to any server", NULL},
    {"send", 0, 0, G_OPTION_ARG_NONE, &send,
	"mail each call's own tagged address; later checks say whether it came back", NULL},
    {NULL},
};

/* Collects findings; the first failure decides the exit code. */
struct findings {
	struct app *app;
	int code;
};

static void tell(struct findings *findings, const char *what, const char *words, GError *error)
{
	const char *line = error == NULL ? words : error->message;

	if (findings->app->json)
		json_line(
		    json_pack("{s:s, s:b, s:s}", "what", what, "ok", error == NULL, "words", line));
	else
		printf("%-4s %-14s %s\n", error == NULL ? "ok" : "FAIL", what, line);
	if (error != NULL && findings->code == EX_OK)
		findings->code = error_exit_code(error);
	g_clear_error(&error);
}

static void check_config(struct findings *findings)
{
	const struct config *config = findings->app->config;
	g_autofree char *calls = count_words(config->calls->len, "call", "calls");
	g_autofree char *inboxes = count_words(config->inboxes->len, "inbox", "inboxes");
	g_autofree char *words = g_strdup_printf("%s: %s, %s", config->file, calls, inboxes);

	tell(findings, "configuration", words, NULL);
	for (guint i = 0; i < config->calls->len; i++) {
		const struct call *call = g_ptr_array_index(config->calls, i);
		g_autofree char *cutoff = instant_words(call->deadline.cutoff, zone_utc());
		g_autofree char *line = g_strdup_printf(
		    "%s: deadline %s = before %s UTC; zone %s; %u sessions", call->name,
		    call->deadline.words, cutoff, zone_name(call->zone), call->sessions->len);
		tell(findings, "call", line, NULL);
	}
}

static void check_templates(struct findings *findings)
{
	GError *error = NULL;
	AUTO(letterbox) *letterbox = templates_load(findings->app->config, &error);

	tell(findings, "templates",
	    "every letter has its templates and every name in them is known", error);
}

/* A deadline that an organizer moved counts; the file should say so, too. */
static void check_deadlines(struct findings *findings)
{
	const GPtrArray *calls = findings->app->config->calls;

	for (guint i = 0; i < calls->len; i++) {
		const struct call *call = g_ptr_array_index(calls, i);
		if (call->configured.words == NULL)
			continue;
		g_autofree char *line = g_strdup_printf(
		    "%s: moved to %s, which counts; the configuration says %s: write it there, too",
		    call->name, call->deadline.words, call->configured.words);
		tell(findings, "deadline", line, NULL);
	}
}

static void check_database(struct findings *findings)
{
	GError *error = NULL;
	AUTO(store) *store = app_store(findings->app, STORE_WRITE, &error);
	g_autofree char *words =
	    g_strdup_printf("%s/callbox.db is whole", findings->app->config->data);

	if (store != NULL && store_prepare(store, &error))
		store_check(store, &error);
	tell(findings, "database", words, error);
	check_deadlines(findings);
}

/* A door that was left alone after a refused login may be tried again. */
static void note_open(const struct app *app, const char *door)
{
	AUTO(store) *store = app_store(app, STORE_WRITE, NULL);

	if (store != NULL)
		door_open_again(store, door);
}

static void check_trial(struct findings *findings, struct store *store, const struct call *call)
{
	GError *error = NULL;
	g_autofree char *words = NULL;

	if (send && !trial_queue(findings->app, call, &error))
		words = g_strdup("");
	else
		words = trial_words(store, call, &error);
	if (words != NULL)
		tell(findings, "trial mail", words, error);
}

static void check_trials(struct findings *findings)
{
	const GPtrArray *calls = findings->app->config->calls;
	AUTO(store) *store = app_store(findings->app, STORE_WRITE, NULL);

	for (guint i = 0; store != NULL && i < calls->len; i++)
		check_trial(findings, store, g_ptr_array_index(calls, i));
}

static void check_inbox(struct findings *findings, const struct inbox *inbox)
{
	AUTO(source) *source = source_new(inbox, clock_now);
	g_autofree char *words = NULL;
	g_autofree char *what = g_strdup_printf("inbox %s", inbox->name);
	GError *error = NULL;

	if (source_check(source, &words, &error))
		note_open(findings->app, inbox->name);
	tell(findings, what, words, error);
}

static void check_outbox(struct findings *findings)
{
	AUTO(sender) *sender = sender_new(&findings->app->config->outbox);
	g_autofree char *words = NULL;
	GError *error = NULL;

	if (sender_check(sender, &words, &error))
		note_open(findings->app, "outbox");
	tell(findings, "outbox", words, error);
}

static bool is_local(const struct endpoint *at)
{
	return at->scheme == SCHEME_MAILDIR || at->scheme == SCHEME_SENDMAIL;
}

static void check_doors(struct findings *findings)
{
	const struct config *config = findings->app->config;

	for (guint i = 0; i < config->inboxes->len; i++) {
		const struct inbox *inbox = g_ptr_array_index(config->inboxes, i);
		if (!offline || is_local(&inbox->at))
			check_inbox(findings, inbox);
	}
	if (!offline || is_local(&config->outbox.at))
		check_outbox(findings);
}

static int run(struct app *app, int argc, char **argv)
{
	struct findings findings = {.app = app};

	if (argc > 0)
		return app_usage(&command_check, "takes options only");
	check_config(&findings);
	check_templates(&findings);
	check_database(&findings);
	check_trials(&findings);
	check_doors(&findings);
	return findings.code;
}

const struct command command_check = {
    .name = "check",
    .arguments = "",
    .summary = "configuration, templates, database, zones and logins: every finding and what to do",
    .example = "callbox -c callbox.conf check --offline",
    .need = NEED_CONFIG,
    .options = options,
    .run = run,
};
