/* Derives again, from the raw bytes, what a story says. What was decided (times, verdicts, letters)
 * stays. */
#include "cmd/cmd.h"

#include "base/clock.h"
#include "base/count.h"
#include "base/error.h"
#include "child/child.h"
#include "cmd/json.h"
#include "mail/subject.h"
#include "rule/attached.h"
#include "rule/tag.h"

#include <stdio.h>
#include <string.h>

static gboolean dry_run;

static const GOptionEntry options[] = {
    {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "say what would change", NULL},
    {NULL},
};

/* Sets *FIELD to VALUE (taken); true if that is a change. */
static bool renew(char **field, char *value)
{
	bool changed = g_strcmp0(*field, value) != 0;

	g_free(*field);
	*field = value;
	return changed;
}

static bool derive(struct revision *revision, const struct message *message)
{
	bool title = renew(&revision->title, bare_subject(message->subject));
	bool text = renew(&revision->text, story_text(message));
	bool attachments = renew(&revision->attachments, attached_lines(message));
	bool readable = revision->readable != message->readable;

	revision->readable = message->readable;
	return title || text || attachments || readable;
}

static bool save(
    struct store *store, const struct story *story, struct revision *revision, GError **error)
{
	return store_begin(store, error) &&
	       store_end(store,
		   store_update_revision(store, revision, error) &&
		       store_event(store, clock_now(), "reparsed", "its text was derived again",
			   (struct about){.mail = revision->mail, .story = story->id}, error),
		   error);
}

static void tell(const struct app *app, const char *id, unsigned version)
{
	if (app->json)
		json_line(json_pack(
		    "{s:s, s:i, s:b}", "id", id, "version", (int)version, "changed", !dry_run));
	else
		printf("%s version %u: %s\n", id, version, dry_run ? "would change" : "changed");
}

static bool reparse_revision(const struct app *app, struct store *store, struct child *child,
    const struct story *story, struct revision *revision, GError **error)
{
	AUTO(raw) *raw = store_raw(store, revision->mail, error);
	AUTO(message) *message = raw == NULL ? NULL : child_parse(child, raw->bytes, error);
	g_autofree char *id = story_id(story);

	if (message == NULL)
		return false;
	if (!derive(revision, message))
		return true;
	tell(app, id, revision->number);
	return dry_run || save(store, story, revision, error);
}

static bool reparse_story(const struct app *app, struct store *store, struct child *child,
    const struct story *story, GError **error)
{
	g_autoptr(GPtrArray) revisions = store_revisions(store, story->id, error);

	for (guint i = 0; revisions != NULL && i < revisions->len; i++)
		if (!reparse_revision(
			app, store, child, story, g_ptr_array_index(revisions, i), error))
			return false;
	return revisions != NULL;
}

static GPtrArray *named_stories(
    const struct app *app, struct store *store, int argc, char **argv, GError **error)
{
	struct story_filter everything = {0};
	g_autoptr(GPtrArray) stories = g_ptr_array_new_with_free_func((GDestroyNotify)story_free);

	if (argc == 0)
		return store_stories(store, &everything, error);
	for (int i = 0; i < argc; i++) {
		struct story *story = app_story(app, store, argv[i], error);
		if (story == NULL)
			return NULL;
		g_ptr_array_add(stories, story);
	}
	return g_steal_pointer(&stories);
}

static int run(struct app *app, int argc, char **argv)
{
	AUTO(store) *store = NULL;
	AUTO(child) *child = child_new(1);
	g_autoptr(GPtrArray) stories = NULL;
	GError *error = NULL;

	if ((store = app_store(app, STORE_WRITE, &error)) == NULL ||
	    (stories = named_stories(app, store, argc, argv, &error)) == NULL)
		return app_fail(error);
	for (guint i = 0; i < stories->len; i++)
		if (!reparse_story(app, store, child, g_ptr_array_index(stories, i), &error))
			return app_fail(error);
	g_autofree char *words = count_words(stories->len, "story", "stories");
	if (!app->json)
		printf("%s read again from the raw bytes%s\n", words,
		    dry_run ? "; nothing is changed" : "");
	return EX_OK;
}

const struct command command_reparse = {
    .name = "reparse",
    .arguments = "[ID...]",
    .summary = "derive the stories' texts again from the raw bytes (times and verdicts stay)",
    .example = "callbox reparse --dry-run open-collab-7",
    .need = NEED_CONFIG,
    .options = options,
    .run = run,
};
