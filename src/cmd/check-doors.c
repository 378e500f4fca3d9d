/* The doors of the configuration, each as far as it can be tried without a letter. */
#include "cmd/finding.h"

#include "base/clock.h"
#include "base/error.h"
#include "cmd/health.h"
#include "net/certificate.h"
#include "step/step.h"

#include <unistd.h>

/* A door of the configuration: "inbox main" or "outbox". */
struct gate {
	const char *section;
	const struct endpoint *at;
	const struct credentials *login;
};

/* The option of SECTION, new. */
static char *option(const struct gate *gate, const char *name)
{
	return g_strdup_printf("%s/%s", gate->section, name);
}

static const char *secret_option(const struct gate *gate)
{
	return gate->login->oauth2_token_command != NULL ? "oauth2_token_command"
							 : "password_command";
}

/* Servers that refuse the login, and programs that give no password, are a matter of that option.
 */
static char *place_of(const struct gate *gate, const GError *error)
{
	bool login = error != NULL && (error->code == EX_NOPERM || error->code == EX_TEMPFAIL) &&
		     gate->at->user != NULL;

	return option(gate, login ? secret_option(gate) : "url");
}

static bool has_program(const struct gate *gate, GError **error)
{
	char **command = gate->login->oauth2_token_command != NULL
			     ? gate->login->oauth2_token_command
			     : gate->login->password_command;
	g_autofree char *found = command == NULL ? NULL : g_find_program_in_path(command[0]);

	return command == NULL || found != NULL ||
	       fail(error, EX_CONFIG,
		   "%s: there is no program \"%s\" that can be run; install it or write its whole "
		   "path",
		   secret_option(gate), command[0]);
}

static bool has_authority(const struct gate *gate, GError **error)
{
	const char *file = gate->login->ca_file;

	if (file == NULL)
		return true;
	if (access(file, R_OK) != 0)
		return fail(error, EX_CONFIG, "ca_file \"%s\" cannot be read: %s; correct the path",
		    file, g_strerror(errno));
	return certificate_in_file(file) ||
	       fail(error, EX_CONFIG,
		   "ca_file \"%s\" holds no certificate; it must be one in PEM, "
		   "\"-----BEGIN CERTIFICATE-----\"",
		   file);
}

/* What needs no server. */
static bool check_login(struct findings *findings, const struct gate *gate)
{
	g_autofree char *command = option(gate, secret_option(gate));
	g_autofree char *authority = option(gate, "ca_file");
	GError *problem = NULL, *other = NULL;
	bool ok = has_program(gate, &problem);

	ok = has_authority(gate, &other) && ok;
	if (problem != NULL)
		finding_tell(findings, gate->section, command, NULL, problem);
	if (other != NULL)
		finding_tell(findings, gate->section, authority, NULL, other);
	return ok;
}

/* A door that was left alone after a refused login may be tried again. */
static void note_open(const struct app *app, const char *door)
{
	AUTO(store) *store = app_store(app, STORE_WRITE, NULL);

	if (store != NULL)
		door_open_again(store, door);
}

static void check_source(
    struct findings *findings, const struct gate *gate, const struct inbox *inbox)
{
	AUTO(source) *source = source_new(inbox, clock_now);
	g_autofree char *words = NULL, *done = NULL;
	GError *error = NULL;

	if (source_check(source, &words, &error))
		note_open(findings->app, inbox->name);
	g_autofree char *place = place_of(gate, error);
	bool ok = error == NULL;
	finding_tell(findings, gate->section, place, words, error);
	if (!ok || inbox->done == NULL)
		return;
	error = NULL;
	source_check_done(source, &done, &error);
	g_autofree char *folder = option(gate, "done");
	finding_tell(findings, gate->section, folder, done, error);
}

static void check_sender(struct findings *findings, const struct gate *gate)
{
	AUTO(sender) *sender = sender_new(&findings->app->config->outbox);
	g_autofree char *words = NULL;
	GError *error = NULL;

	if (sender_check(sender, &words, &error))
		note_open(findings->app, "outbox");
	g_autofree char *place = place_of(gate, error);
	finding_tell(findings, gate->section, place, words, error);
}

static bool is_tried(const struct endpoint *at, enum reach_out online)
{
	return online == ONLINE || at->scheme == SCHEME_MAILDIR || at->scheme == SCHEME_SENDMAIL;
}

void check_doors(struct findings *findings, enum reach_out online)
{
	const struct config *config = findings->app->config;

	for (guint i = 0; i < config->inboxes->len; i++) {
		const struct inbox *inbox = g_ptr_array_index(config->inboxes, i);
		g_autofree char *section = g_strdup_printf("inbox %s", inbox->name);
		struct gate gate = {section, &inbox->at, &inbox->login};
		if (check_login(findings, &gate) && is_tried(&inbox->at, online))
			check_source(findings, &gate, inbox);
	}
	struct gate gate = {"outbox", &config->outbox.at, &config->outbox.login};
	if (check_login(findings, &gate) && is_tried(gate.at, online))
		check_sender(findings, &gate);
}
