/* Removes a person everywhere; stories keep their number, and other people's receipts stay true. */
#include "cmd/cmd.h"

#include "base/clock.h"
#include "base/error.h"
#include "cmd/json.h"
#include "store/lock.h"

#include <stdio.h>

static gboolean dry_run;

static const GOptionEntry options[] = {
    {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "say what would be removed", NULL},
    {NULL},
};

static void print_words(const struct app *app, const struct erasure *count)
{
	if (count->stories + count->mails + count->letters + count->masked == 0) {
		puts("nothing is held about this address");
		return;
	}
	printf("%s%" G_GINT64_FORMAT " stories, %" G_GINT64_FORMAT " mails, %" G_GINT64_FORMAT
	       " letters; the address is masked in %" G_GINT64_FORMAT
	       " other places\nCopies in organizers' mailboxes, at the mail server and in "
	       "backups are out of reach: remove those by hand.\n",
	    dry_run ? "would remove " : "removed ", count->stories, count->mails, count->letters,
	    count->masked);
}

static int run(struct app *app, int argc, char **argv)
{
	AUTO(store) *store = NULL;
	AUTO(lock) *lock = NULL;
	struct erasure count;
	GError *error = NULL;

	if (argc != 1)
		return app_usage(&command_erase, "takes one address");
	/* A sender at work could still write a letter that is being erased. */
	if ((!dry_run && (lock = spool_lock(app->config->data, &error)) == NULL) ||
	    (store = app_store(app, STORE_WRITE, &error)) == NULL ||
	    !store_erase_person(store, argv[0], clock_now(), dry_run, &count, &error))
		return app_fail(error);
	if (app->json)
		json_line(
		    json_pack("{s:I, s:I, s:I, s:I, s:b}", "stories", (json_int_t)count.stories,
			"mails", (json_int_t)count.mails, "letters", (json_int_t)count.letters,
			"masked", (json_int_t)count.masked, "dry_run", dry_run));
	else
		print_words(app, &count);
	return EX_OK;
}

const struct command command_erase = {
    .name = "erase",
    .arguments = "ADDRESS",
    .summary = "remove a person everywhere (--dry-run: say what would go)",
    .example = "callbox erase --dry-run ada@example.net",
    .need = NEED_CONFIG,
    .options = options,
    .run = run,
};
