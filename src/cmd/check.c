/*
 * Everything that a start needs, tried without changing anything at a server, but that a missing
 * IMAP folder `done` is made there.
 * The configuration was read already: a broken one ends before this.
 */
#include "base/clean.h"
#include "base/count.h"
#include "cmd/cmd.h"

#include "cmd/finding.h"
#include "cmd/trial.h"
#include "step/step.h"
#include "store/keep.h"

#include <stdio.h>

static gboolean offline, send;

static const GOptionEntry options[] = {
    {"offline", 0, 0, G_OPTION_ARG_NONE, &offline, "no connection to any server", NULL},
    {"send", 0, 0, G_OPTION_ARG_NONE, &send,
	"mail each call's own tagged address; later checks say whether it came back", NULL},
    {NULL},
};

static void check_config(struct findings *findings)
{
	const struct config *config = findings->app->config;
	g_autofree char *calls = count_words(config->calls->len, "call", "calls");
	g_autofree char *inboxes = count_words(config->inboxes->len, "inbox", "inboxes");
	g_autofree char *words = g_strdup_printf("%s: %s, %s", config->file, calls, inboxes);

	finding_tell(findings, "configuration", NULL, words, NULL);
	for (guint i = 0; i < config->calls->len; i++) {
		const struct call *call = g_ptr_array_index(config->calls, i);
		g_autofree char *cutoff = instant_words(call->deadline.cutoff, zone_utc());
		g_autofree char *sessions = count_words(call->sessions->len, "session", "sessions");
		g_autofree char *line =
		    g_strdup_printf("%s: deadline %s = before %s UTC; zone %s; %s", call->name,
			call->deadline.words, cutoff, zone_name(call->zone), sessions);
		finding_tell(findings, "call", NULL, line, NULL);
	}
	for (char **warning = config->warnings; *warning != NULL; warning++)
		finding_warn(findings, "configuration", *warning);
}

static void check_unused(struct findings *findings)
{
	const struct config *config = findings->app->config;
	g_autoptr(GPtrArray) unused = templates_unused(config);

	for (guint i = 0; i < unused->len; i++) {
		g_autofree char *name = clean_terminal(g_ptr_array_index(unused, i));
		g_autofree char *line = g_strdup_printf(
		    "%s:%u: \"%s\" in %s takes the place of no template and none includes it; "
		    "name it like one of those shipped",
		    config->file, config_line(config, "templates"), name, config->templates);
		finding_warn(findings, "templates", line);
	}
}

static void check_templates(struct findings *findings)
{
	GError *error = NULL;
	AUTO(letterbox) *letterbox = templates_load(findings->app->config, &error);

	finding_tell(findings, "templates", NULL,
	    "every letter has its templates and every name in them is known", error);
	check_unused(findings);
}

/* A deadline that an organizer moved counts; the file should say so, too. */
static void check_deadlines(struct findings *findings)
{
	const struct config *config = findings->app->config;

	for (guint i = 0; i < config->calls->len; i++) {
		const struct call *call = g_ptr_array_index(config->calls, i);
		if (call->configured.words == NULL)
			continue;
		g_autofree char *key = g_strdup_printf("call %s/deadline", call->name);
		g_autofree char *line = g_strdup_printf(
		    "%s:%u: the deadline of %s was moved to %s, which counts; the configuration "
		    "says %s: write it there, too",
		    config->file, config_line(config, key), call->name, call->deadline.words,
		    call->configured.words);
		finding_warn(findings, "deadline", line);
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
	finding_tell(findings, "database", "data", words, error);
	check_deadlines(findings);
}

static void check_trial(struct findings *findings, struct store *store, const struct call *call)
{
	GError *error = NULL;
	g_autofree char *words = NULL;

	if (send && !trial_queue(findings->app, call, &error))
		words = g_strdup("");
	else
		words = trial_words(store, call, &error);
	g_autofree char *key = g_strdup_printf("call %s/subaddress", call->name);
	if (words != NULL)
		finding_tell(findings, "trial mail", key, words, error);
}

static void check_trials(struct findings *findings)
{
	const GPtrArray *calls = findings->app->config->calls;
	AUTO(store) *store = app_store(findings->app, STORE_WRITE, NULL);

	for (guint i = 0; store != NULL && i < calls->len; i++)
		check_trial(findings, store, g_ptr_array_index(calls, i));
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
	check_doors(&findings, offline ? OFFLINE : ONLINE);
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
