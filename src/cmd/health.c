/* Health, as two facts each: "door.NAME" ("" when it works) and "door.NAME.at"; "process.NAME" for
 * processes. */
#include "cmd/health.h"

#include "base/civil.h"
#include "base/clock.h"
#include "base/error.h"

static char *rest_name(const char *door)
{
	return g_strdup_printf("door.%s.rest", door);
}

/* Until when DOOR rests, UTC seconds; 0: it does not. */
static int64_t rest_of(struct store *store, const char *door)
{
	g_autofree char *name = rest_name(door);
	g_autofree char *until = store_fact(store, name);

	return until == NULL ? 0 : g_ascii_strtoll(until, NULL, 10);
}

static void set_rest(struct store *store, const char *door, int64_t until)
{
	g_autofree char *name = rest_name(door);
	g_autofree char *words = g_strdup_printf("%" G_GINT64_FORMAT, until);

	store_set_fact(store, name, words, NULL);
}

void door_open_again(struct store *store, const char *door)
{
	if (rest_of(store, door) != 0)
		set_rest(store, door, 0);
}

static void note(struct store *store, const char *name, const char *problem)
{
	g_autofree char *when = g_strdup_printf("%s.at", name);
	g_autofree char *at = g_strdup_printf("%" G_GINT64_FORMAT, clock_now());

	/* Health is a courtesy: if it cannot be kept, the work that failed has said so already. */
	if (store_begin(store, NULL))
		store_end(store,
		    store_set_fact(store, name, problem == NULL ? "" : problem, NULL) &&
			store_set_fact(store, when, at, NULL),
		    NULL);
}

void door_note(struct store *store, const char *door, const char *problem)
{
	g_autofree char *name = g_strdup_printf("door.%s", door);

	if (problem == NULL)
		door_open_again(store, door);
	note(store, name, problem);
}

void process_note(struct store *store, const char *process, const char *problem)
{
	g_autofree char *name = g_strdup_printf("process.%s", process);

	note(store, name, problem);
}

void door_fail(struct store *store, const char *door, const GError *error)
{
	door_note(store, door, error->message);
	if (error->code == EX_NOPERM)
		set_rest(store, door, clock_now() + DOOR_REST_S);
}

bool door_rests(struct store *store, const char *door, GError **error)
{
	int64_t until = rest_of(store, door), now = clock_now(), since;
	g_autofree char *problem = door_problem(store, door, &since);

	if (now >= until || until - now > DOOR_REST_S)
		return false;
	g_autofree char *when = instant_words(until, zone_utc());
	fail(error, EX_NOPERM,
	    "%s is left alone until %s UTC, because more attempts may lock the account; \"callbox "
	    "check\" tries at once. What it said: %s",
	    door, when, problem == NULL ? "nothing" : problem);
	return true;
}

/* What was noted by a clock that was never set is over once it is. */
static char *noted(struct store *store, const char *name, int64_t *since)
{
	g_autofree char *when = g_strdup_printf("%s.at", name);
	g_autofree char *at = store_fact(store, when);
	g_autofree char *problem = store_fact(store, name);

	*since = at == NULL ? 0 : g_ascii_strtoll(at, NULL, 10);
	if (!clock_can_show(*since) && clock_is_set(NULL)) {
		*since = 0;
		return NULL;
	}
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
