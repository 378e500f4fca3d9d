/* Whoever was told nothing yet: no receipt, no decision, a mail that waits. */
#include "cmd/cmd.h"

#include "base/clock.h"
#include "base/error.h"
#include "cmd/json.h"
#include "cmd/reach.h"
#include "cmd/table.h"

/* Somebody who waits to hear from us. */
struct silence {
	char *id;   /* "open-collab-7", or "mail-812" */
	char *from; /* or NULL */
	const char *lacks;
	char *why;
};

static void silence_free(struct silence *silence)
{
	g_free(silence->id);
	g_free(silence->from);
	g_free(silence->why);
	g_free(silence);
}

static void add(GPtrArray *all, char *id, const char *from, const char *lacks, char *why)
{
	struct silence silence = {id, g_strdup(from), lacks, why};

	g_ptr_array_add(all, g_memdup2(&silence, sizeof(silence)));
}

static char *since(const struct story *story)
{
	g_autofree char *age = duration_words(clock_now() - story->created);

	return g_strdup_printf("nobody decided about it yet; it came %s ago", age);
}

static bool look_at_story(
    struct store *store, const struct story *story, GPtrArray *all, GError **error)
{
	if (story->state == STATE_WITHDRAWN)
		return true;
	g_autoptr(GPtrArray) reaches = store_reaches(store, story->id, error);
	if (reaches == NULL)
		return false;
	g_autofree char *why = reach_problem(reaches);
	if (why != NULL && reaches->len == 0 && story->silent_because != NULL)
		add(all, story_id(story), story->address, "receipt",
		    g_strdup(story->silent_because));
	else if (why != NULL)
		add(all, story_id(story), story->address, "receipt", g_steal_pointer(&why));
	else if (story->state == STATE_RECEIVED)
		add(all, story_id(story), story->address, "decision", since(story));
	return true;
}

static bool look_at_stories(struct store *store, GPtrArray *all, GError **error)
{
	struct story_filter every = {0};
	g_autoptr(GPtrArray) stories = store_stories(store, &every, error);

	for (guint i = 0; stories != NULL && i < stories->len; i++)
		if (!look_at_story(store, g_ptr_array_index(stories, i), all, error))
			return false;
	return stories != NULL;
}

static bool look_at_held(struct store *store, GPtrArray *all, GError **error)
{
	g_autoptr(GPtrArray) held = store_held(store, NULL, error);

	for (guint i = 0; held != NULL && i < held->len; i++) {
		const struct held *h = g_ptr_array_index(held, i);
		add(all, g_strdup_printf("mail-%" G_GINT64_FORMAT, h->number), h->from, "reading",
		    g_strdup_printf("it is held: %s", h->why));
	}
	return held != NULL;
}

static void print_table(const GPtrArray *all)
{
	static const char *const titles[] = {"ID", "FROM", "LACKS", "WHY", NULL};
	AUTO(table) *table = table_new(titles);

	for (guint i = 0; i < all->len; i++) {
		const struct silence *s = g_ptr_array_index(all, i);
		table_row(table, s->id, s->from, s->lacks, s->why);
	}
	table_print(table, "everybody was told what there is to tell");
}

static void print_json(const GPtrArray *all)
{
	for (guint i = 0; i < all->len; i++) {
		const struct silence *s = g_ptr_array_index(all, i);
		json_line(json_pack("{s:s, s:o, s:s, s:s}", "id", s->id, "from", json_text(s->from),
		    "lacks", s->lacks, "why", s->why));
	}
}

static int run(struct app *app, int argc, char **argv)
{
	AUTO(store) *store = NULL;
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)silence_free);
	GError *error = NULL;

	if (argc > 0)
		return app_usage(&command_silent, "takes no arguments");
	if ((store = app_store(app, STORE_READ, &error)) == NULL ||
	    !look_at_stories(store, all, &error) || !look_at_held(store, all, &error))
		return app_fail(error);
	(app->json ? print_json : print_table)(all);
	return EX_OK;
}

const struct command command_silent = {
    .name = "silent",
    .arguments = "",
    .summary = "who was told nothing yet: no receipt, no decision, a mail that waits; and why",
    .example = "callbox silent",
    .need = NEED_CONFIG,
    .run = run,
};
