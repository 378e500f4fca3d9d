/* Door health, as two facts each: "door.NAME" ("" when it works) and "door.NAME.at"; "process.NAME"
 * for processes. */
#include "cmd/door.h"

#include "base/clock.h"
#include "base/log.h"

static void note(struct store *store, const char *name, const char *problem)
{
	g_autofree char *when = g_strdup_printf("%s.at", name);
	g_autofree char *at = g_strdup_printf("%" G_GINT64_FORMAT, clock_now());

	/* Health is a courtesy: if it cannot be kept, the work that failed has said so already. */
	if (!store_begin(store, NULL))
		return;
	if (store_set_fact(store, name, problem == NULL ? "" : problem, NULL) &&
	    store_set_fact(store, when, at, NULL))
		store_commit(store, NULL);
	else
		store_rollback(store);
}

void door_note(struct store *store, const char *door, const char *problem)
{
	g_autofree char *name = g_strdup_printf("door.%s", door);

	note(store, name, problem);
}

void process_note(struct store *store, const char *process, const char *problem)
{
	g_autofree char *name = g_strdup_printf("process.%s", process);

	note(store, name, problem);
}

void outbox_note(struct store *store, const struct delivery *delivery)
{
	if (delivery->sent > 0 || delivery->shut != NULL)
		door_note(store, "outbox", delivery->shut);
}

void breaker_tell(const struct delivery *delivery, const struct outbox *outbox)
{
	g_autofree char *letters = g_strdup_printf("%" G_GINT64_FORMAT, delivery->held_back);
	g_autofree char *why =
	    g_strdup_printf("%u automatic answers left within an hour, as many as limit_per_hour "
			    "allows; the others follow by themselves",
		outbox->limit_per_hour);

	if (delivery->held_back > 0)
		log_line(LOG_LEVEL_WARNING, "breaker", "open", "wait", letters, "why", why, NULL);
}

static char *noted(struct store *store, const char *name, int64_t *since)
{
	g_autofree char *when = g_strdup_printf("%s.at", name);
	g_autofree char *at = store_fact(store, when);
	g_autofree char *problem = store_fact(store, name);

	*since = at == NULL ? 0 : g_ascii_strtoll(at, NULL, 10);
	return problem == NULL || *problem == '\0' ? NULL : g_steal_pointer(&problem);
}

char *door_problem(struct store *store, const char *door, int64_t *since)
{
	g_autofree char *name = g_strdup_printf("door.%s", door);

	return noted(store, name, since);
}

char *process_problem(struct store *store, const char *process, int64_t *since)
{
	g_autofree char *name = g_strdup_printf("process.%s", process);

	return noted(store, name, since);
}
