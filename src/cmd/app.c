/* What most commands need: the store, and stories by the names that people write. */
#include "cmd/cmd.h"

#include "base/clock.h"
#include "base/error.h"
#include "step/moved.h"
#include "step/step.h"

#include <string.h>

struct store *app_store(const struct app *app, enum store_mode mode, GError **error)
{
	struct store *store = store_open(app->config->data, mode, error);

	if (store != NULL)
		moved_follow(store, app->config);
	return store;
}

bool app_step(const struct app *app, struct step *step, GError **error)
{
	return clock_is_set(error) && step_open(step, app->config, error);
}

bool app_number(const char *text, const char *what, int64_t *number, GError **error)
{
	guint64 value;

	if (!g_ascii_string_to_unsigned(text, 10, 1, G_MAXINT64, &value, NULL))
		return fail(
		    error, EX_USAGE, "\"%s\" is no %s; write a number such as 7", text, what);
	*number = (int64_t)value;
	return true;
}

/* Splits "open-collab-7" into call and number; a bare number will do when there is one call. */
static const struct call *split_id(
    const struct app *app, const char *id, int64_t *number, GError **error)
{
	const char *dash = strrchr(id, '-');
	const GPtrArray *calls = app->config->calls;

	if (dash == NULL && calls->len == 1)
		return app_number(id, "story", number, error) ? g_ptr_array_index(calls, 0) : NULL;
	g_autofree char *name = dash == NULL ? NULL : g_strndup(id, (gsize)(dash - id));
	const struct call *call = name == NULL ? NULL : config_call(app->config, name);
	if (call != NULL)
		return app_number(dash + 1, "story", number, error) ? call : NULL;
	fail(error, EX_USAGE, "\"%s\" names no story; write CALL-NUMBER, such as %s-7", id,
	    calls->len > 0 ? ((struct call *)g_ptr_array_index(calls, 0))->name : "call");
	return NULL;
}

struct story *app_story(const struct app *app, struct store *store, const char *id, GError **error)
{
	ERROR_GUARD(error);
	int64_t number = 0;
	const struct call *call = split_id(app, id, &number, error);

	if (call == NULL)
		return NULL;
	struct story *story = store_story(store, call->name, number, error);
	if (story == NULL && *error == NULL)
		fail(
		    error, EX_DATAERR, "there is no story %s; \"callbox list\" shows them all", id);
	return story;
}
