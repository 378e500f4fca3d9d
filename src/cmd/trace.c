/* Everything that ever happened to a story or a mail, in order (P-25). */
#include "cmd/cmd.h"

#include "base/clean.h"
#include "base/error.h"
#include "cmd/json.h"

#include <stdio.h>
#include <string.h>

static void print_event(const struct event *event)
{
	g_autofree char *at = instant_rfc3339(event->at);
	g_autofree char *why = clean_line(event->why == NULL ? "" : event->why, -1, 0);
	g_autofree char *safe = clean_terminal(why);

	printf("%s  %-10s %s", at, event->what, safe);
	if (event->mail != 0)
		printf("  mail=%" G_GINT64_FORMAT, event->mail);
	if (event->letter != 0)
		printf("  letter=%" G_GINT64_FORMAT, event->letter);
	putchar('\n');
}

/* What came in has at least one event. */
static GPtrArray *mail_events(struct store *store, int64_t mail, GError **error)
{
	GPtrArray *events = store_events(store, mail, 0, error);

	if (events == NULL || events->len > 0)
		return events;
	g_ptr_array_unref(events);
	fail(error, EX_DATAERR, "there is no mail %" G_GINT64_FORMAT ", or it was erased", mail);
	return NULL;
}

/* "mail-812" is a mail of any kind, as the log and the digest name it; all else is a story. */
static GPtrArray *events_of(
    const struct app *app, struct store *store, const char *id, GError **error)
{
	int64_t mail;

	if (g_str_has_prefix(id, "mail-"))
		return app_number(id + strlen("mail-"), "mail", &mail, error)
			   ? mail_events(store, mail, error)
			   : NULL;
	AUTO(story) *story = app_story(app, store, id, error);
	return story == NULL ? NULL : store_events(store, 0, story->id, error);
}

static int run(struct app *app, int argc, char **argv)
{
	AUTO(store) *store = NULL;
	g_autoptr(GPtrArray) events = NULL;
	GError *error = NULL;

	if (argc != 1)
		return app_usage(&command_trace, "takes one story, or a mail as mail-NUMBER");
	if ((store = app_store(app, STORE_READ, &error)) == NULL ||
	    (events = events_of(app, store, argv[0], &error)) == NULL)
		return app_fail(error);
	for (guint i = 0; i < events->len; i++) {
		if (app->json)
			json_line(json_event(g_ptr_array_index(events, i)));
		else
			print_event(g_ptr_array_index(events, i));
	}
	return EX_OK;
}

const struct command command_trace = {
    .name = "trace",
    .arguments = "ID",
    .summary = "everything that ever happened to a story (or to mail-NUMBER), in order",
    .example = "callbox trace open-collab-7",
    .need = NEED_CONFIG,
    .run = run,
};
