/* A consistent copy of a live database. */
#include "cmd/cmd.h"

#include "base/error.h"
#include "cmd/json.h"
#include "store/keep.h"

#include <stdio.h>

static int run(struct app *app, int argc, char **argv)
{
	AUTO(store) *store = NULL;
	GError *error = NULL;

	if (argc != 1)
		return app_usage(&command_backup, "takes one file, which must not exist yet");
	if ((store = app_store(app, STORE_READ, &error)) == NULL ||
	    !store_backup(store, argv[0], &error))
		return app_fail(error);
	if (app->json)
		json_line(
		    json_pack("{s:o, s:s}", "file", json_text(argv[0]), "data", app->config->data));
	else
		printf("%s holds the database; to go back, stop callbox and put it in place of "
		       "%s/callbox.db\n",
		    argv[0], app->config->data);
	return EX_OK;
}

const struct command command_backup = {
    .name = "backup",
    .arguments = "FILE",
    .summary = "a consistent copy of the live database",
    .example = "callbox backup /var/backups/callbox-$(date +%F).db",
    .need = NEED_CONFIG,
    .run = run,
};
