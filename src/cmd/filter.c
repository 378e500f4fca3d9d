/*
 * One mail on standard input. Exit 0 means that it is stored and synced; every
 * fault of ours is EX_TEMPFAIL, so that the mail server tries again (P-4).
 */
#include "cmd/cmd.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "source/source.h"
#include "step/step.h"
#include "store/ballast.h"

#include <unistd.h>

enum { PATIENCE_MS = 3000 };

static bool keep(const struct app *app, struct raw *raw, GError **error)
{
	AUTO(store) *store = app_store(app, STORE_WRITE, error);
	bool is_new;

	if (store == NULL)
		return false;
	store_set_patience(store, PATIENCE_MS);
	return receive_one(store, raw, &is_new, error);
}

/* The database is busy or full: the local Maildir keeps the mail until the next pass reads it. */
static bool keep_in_maildir(const struct app *app, const struct raw *raw, GError **error)
{
	g_autofree char *inbox = g_build_filename(app->config->data, "inbox", NULL);

	return source_put_aside(inbox, raw, error);
}

static int run(struct app *app, int argc, char **argv)
{
	g_autoptr(GError) busy = NULL;
	GError *error = NULL;
	AUTO(raw) *raw = NULL;

	if (argc > 0)
		return app_usage(
		    &command_filter, "reads one mail on standard input and takes no arguments");
	raw = source_read_pipe(STDIN_FILENO, clock_now(), &error);
	if (raw == NULL)
		return app_fail(error) == EX_USAGE ? EX_USAGE : EX_TEMPFAIL;
	if (!ballast_room(app->config->data, app->config->ballast, &error)) {
		app_fail(error);
		return EX_TEMPFAIL;
	}
	if (keep(app, raw, &busy))
		return EX_OK;
	/* A spool that is not ours, or leads elsewhere, is no place for its Maildir either (F-38).
	 */
	if (busy->code != EX_NOPERM && keep_in_maildir(app, raw, &error))
		return EX_OK;
	log_line(LOG_LEVEL_ERROR, "filter", "not stored", "why", busy->message, NULL);
	if (error != NULL)
		app_fail(error);
	return EX_TEMPFAIL;
}

const struct command command_filter = {
    .name = "filter",
    .arguments = "< MAIL",
    .summary =
	"keep one mail from standard input: exit 0 only when it is stored and synced, else 75",
    .example = "callbox -c /etc/callbox/callbox.conf filter < mail.eml",
    .need = NEED_CONFIG,
    .run = run,
};
