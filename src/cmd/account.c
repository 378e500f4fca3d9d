/* In = the sum of all classes. A difference would mean that a mail was lost from sight, so it is an
 * error. */
#include "cmd/cmd.h"

#include "base/error.h"
#include "cmd/json.h"

#include <stdio.h>

static int64_t sum_of(GPtrArray *tallies)
{
	int64_t sum = 0;

	for (guint i = 0; i < tallies->len; i++)
		sum += ((struct tally *)g_ptr_array_index(tallies, i))->count;
	return sum;
}

static void print_json(GPtrArray *tallies, int64_t in)
{
	json_t *classes = json_object();

	for (guint i = 0; i < tallies->len; i++) {
		const struct tally *t = g_ptr_array_index(tallies, i);
		json_object_set_new(classes, t->name, json_integer((json_int_t)t->count));
	}
	json_line(json_pack("{s:I, s:o, s:I}", "in", (json_int_t)in, "classes", classes,
	    "difference", (json_int_t)(in - sum_of(tallies))));
}

static void print_words(GPtrArray *tallies, int64_t in)
{
	printf("%8" G_GINT64_FORMAT "  mails in\n", in);
	for (guint i = 0; i < tallies->len; i++) {
		const struct tally *t = g_ptr_array_index(tallies, i);
		if (t->count != 0)
			printf("%8" G_GINT64_FORMAT "  %s\n", t->count, t->name);
	}
	printf("%8" G_GINT64_FORMAT "  difference\n", in - sum_of(tallies));
}

static int run(struct app *app, int argc, char **argv)
{
	AUTO(store) *store = NULL;
	g_autoptr(GPtrArray) tallies = NULL;
	GError *error = NULL;
	int64_t in;

	if (argc > 0)
		return app_usage(&command_account, "takes no arguments");
	if ((store = app_store(app, STORE_READ, &error)) == NULL ||
	    (tallies = store_account(store, NULL, &in, &error)) == NULL)
		return app_fail(error);
	if (app->json)
		print_json(tallies, in);
	else
		print_words(tallies, in);
	if (in == sum_of(tallies))
		return EX_OK;
	fputs("callbox: the classes do not add up to the mails that came in; please report this, "
	      "with a backup\n",
	    stderr);
	return EX_SOFTWARE;
}

const struct command command_account = {
    .name = "account",
    .arguments = "",
    .summary = "mails in = the sum of all classes; a difference is an error",
    .example = "callbox account",
    .need = NEED_CONFIG,
    .run = run,
};
