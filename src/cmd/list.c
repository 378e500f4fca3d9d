/* The stories, as a table, CSV or JSON lines. */
#include "cmd/cmd.h"

#include "base/address.h"
#include "base/clean.h"
#include "base/error.h"
#include "base/width.h"
#include "cmd/csv.h"
#include "cmd/json.h"
#include "cmd/table.h"

#include <stdio.h>

static struct {
	gboolean late, csv;
	char *state, *kind, *grep, *call;
} given;

static const GOptionEntry options[] = {
    {"late", 0, 0, G_OPTION_ARG_NONE, &given.late, "only late ones", NULL},
    {"state", 0, 0, G_OPTION_ARG_STRING, &given.state,
	"received, accepted, waitlisted, declined or withdrawn", "S"},
    {"kind", 0, 0, G_OPTION_ARG_STRING, &given.kind, "one of the call's kinds", "K"},
    {"grep", 0, 0, G_OPTION_ARG_STRING, &given.grep, "words in title, text or author", "WORDS"},
    {"call", 0, 0, G_OPTION_ARG_STRING, &given.call, "of this call only", "CALL"},
    {"csv", 0, 0, G_OPTION_ARG_NONE, &given.csv, "print CSV", NULL},
    {NULL},
};

/* "on time, 51h45m before" or "late by 1s". */
static char *verdict_words(const struct revision *r)
{
	g_autofree char *margin = duration_words(r->margin);

	if (r->verdict == VERDICT_ON_TIME)
		return g_strdup_printf("on time, %s before", margin);
	return g_strdup_printf("%s by %s", verdict_name(r->verdict), margin);
}

static void print_table(GPtrArray *stories)
{
	static const char *const titles[] = {
	    "ID", "RECEIVED (UTC)", "VERDICT", "STATE", "KIND", "AUTHOR", "TITLE", NULL};
	AUTO(table) *table = table_new(titles);

	for (guint i = 0; i < stories->len; i++) {
		const struct story *s = g_ptr_array_index(stories, i);
		g_autofree char *id = story_id(s);
		g_autofree char *received = instant_words(s->record.received, zone_utc());
		g_autofree char *verdict = verdict_words(&s->record);
		g_autofree char *title = width_cut(s->record.title, CLEAN_SUBJECT_SHOWN);
		table_row(
		    table, id, received, verdict, story_standing(s), s->tag, s->address, title);
	}
	table_print(table, "no stories");
}

static char *person_key(const char *call, const char *address)
{
	g_autofree char *key = address_key(address);

	return g_strconcat(call, " ", key, NULL);
}

/* An invitation is to a person, whichever of their stories it hangs on. */
static GHashTable *by_person(GPtrArray *invites)
{
	GHashTable *people = g_hash_table_new_full(
	    g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);

	for (guint i = 0; i < invites->len; i++) {
		struct invite *invite = g_ptr_array_index(invites, i);
		g_autofree char *key = person_key(invite->call, invite->address);
		GPtrArray *own = g_hash_table_lookup(people, key);
		if (own == NULL) {
			own = g_ptr_array_new();
			g_hash_table_insert(people, g_steal_pointer(&key), own);
		}
		g_ptr_array_add(own, invite);
	}
	return people;
}

static void print_json(GPtrArray *stories, GPtrArray *invites)
{
	g_autoptr(GHashTable) people = by_person(invites);

	for (guint i = 0; i < stories->len; i++) {
		const struct story *story = g_ptr_array_index(stories, i);
		g_autofree char *key = person_key(story->call, story->address);
		json_line(json_story(story, g_hash_table_lookup(people, key)));
	}
}

static bool check_options(const struct app *app, GError **error)
{
	enum story_state state;

	if (given.state != NULL && !state_from_name(given.state, &state))
		return fail(error, EX_USAGE,
		    "\"%s\" is no state; write received, accepted, waitlisted, declined or "
		    "withdrawn",
		    given.state);
	if (given.call != NULL && config_call(app->config, given.call) == NULL)
		return fail(error, EX_USAGE, "the configuration has no call \"%s\"", given.call);
	return true;
}

static int run(struct app *app, int argc, char **argv)
{
	AUTO(store) *store = NULL;
	g_autoptr(GPtrArray) stories = NULL, invites = NULL;
	GError *error = NULL;
	struct story_filter filter = {.call = given.call,
	    .state = given.state,
	    .tag = given.kind,
	    .grep = given.grep,
	    .late = given.late};

	if (argc > 0)
		return app_usage(&command_list, "takes options only");
	if (!check_options(app, &error) || (store = app_store(app, STORE_READ, &error)) == NULL ||
	    (stories = store_stories(store, &filter, &error)) == NULL ||
	    (invites = store_invites(store, given.call, &error)) == NULL)
		return app_fail(error);
	if (app->json)
		print_json(stories, invites);
	else if (given.csv)
		csv_stories(stdout, stories);
	else
		print_table(stories);
	return EX_OK;
}

const struct command command_list = {
    .name = "list",
    .arguments = "",
    .summary = "the stories (--late, --state, --kind, --grep, --csv)",
    .example = "callbox list --late --grep \"merge conflict\"",
    .need = NEED_CONFIG,
    .options = options,
    .run = run,
};
