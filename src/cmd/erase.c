/* Removes a person everywhere; stories keep their number, and other people's receipts stay true. */
#include "cmd/cmd.h"

#include "base/address.h"
#include "base/clean.h"
#include "base/clock.h"
#include "base/count.h"
#include "base/error.h"
#include "cmd/json.h"
#include "store/keep.h"
#include "store/lock.h"

#include <stdio.h>

static gboolean dry_run;

static const GOptionEntry options[] = {
    {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "say what would be removed", NULL},
    {NULL},
};

/* One thing a line, each list behind its name. */
static void print_list(const char *name, const GPtrArray *list)
{
	for (guint i = 0; i < list->len; i++) {
		g_autofree char *safe = clean_terminal(g_ptr_array_index(list, i));
		printf("%-8s %s\n", i == 0 ? name : "", safe);
	}
}

/* The configuration is its writers' own: they are told where it names the person. */
static void print_configured(const struct config *config, const char *address)
{
	for (guint i = 0; i < config->calls->len; i++) {
		const struct call *call = g_ptr_array_index(config->calls, i);
		for (guint k = 0; k < call->organizers->len; k++) {
			const struct organizer *o = g_ptr_array_index(call->organizers, k);
			if (address_same(o->address, address))
				printf(
				    "%s names this address as an organizer of %s, who goes on to "
				    "get mail; remove it there\n",
				    config->file, call->name);
		}
	}
}

static void print_words(const struct erasure *what)
{
	if (what->stories->len + what->mails->len + what->letters->len + what->masked->len == 0) {
		puts("nothing is held about this address");
		return;
	}
	if (dry_run) {
		print_list("stories", what->stories);
		print_list("mails", what->mails);
		print_list("letters", what->letters);
		print_list("copies", what->copies);
		print_list("masked", what->masked);
		print_list("files", what->files);
	}
	g_autofree char *stories = count_words(what->stories->len, "story", "stories");
	g_autofree char *mails = count_words(what->mails->len, "mail", "mails");
	g_autofree char *letters = count_words(what->letters->len, "letter", "letters");
	g_autofree char *places = count_words(what->masked->len, "other place", "other places");
	printf("%s%s, %s, %s; the address is masked in %s\n",
	    dry_run ? "would remove " : "removed ", stories, mails, letters, places);
	if (what->named->len > 0)
		puts("Stories of others hold the bare name, and stay as they are:");
	print_list("", what->named);
	puts("Copies in organizers' mailboxes, at the mail server and in backups are out of reach: "
	     "remove those by hand.");
}

static json_t *words_json(const GPtrArray *list)
{
	json_t *array = json_array();

	for (guint i = 0; i < list->len; i++)
		json_array_append_new(array, json_text(g_ptr_array_index(list, i)));
	return array;
}

static void print_json(const struct erasure *what)
{
	json_t *list =
	    json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "stories", words_json(what->stories),
		"mails", words_json(what->mails), "letters", words_json(what->letters), "copies",
		words_json(what->copies), "masked", words_json(what->masked), "files",
		words_json(what->files), "named", words_json(what->named));

	json_line(json_pack("{s:i, s:i, s:i, s:i, s:b, s:o}", "stories", (int)what->stories->len,
	    "mails", (int)what->mails->len, "letters", (int)what->letters->len, "masked",
	    (int)what->masked->len, "dry_run", dry_run, "list", list));
}

static int run(struct app *app, int argc, char **argv)
{
	AUTO(store) *store = NULL;
	AUTO(lock) *lock = NULL;
	struct erasure what = {0};
	GError *error = NULL;

	if (argc != 1)
		return app_usage(&command_erase, "takes one address");
	/* A sender at work could still write a letter that is being erased. */
	if ((!dry_run && (lock = spool_lock(app->config->data, &error)) == NULL) ||
	    (store = app_store(app, STORE_WRITE, &error)) == NULL ||
	    !store_erase_person(store, argv[0], clock_now(), dry_run, &what, &error)) {
		erasure_clear(&what);
		return app_fail(error);
	}
	if (app->json)
		print_json(&what);
	else
		print_words(&what);
	if (!app->json)
		print_configured(app->config, argv[0]);
	erasure_clear(&what);
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
