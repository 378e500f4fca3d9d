/* See the header. */
#include "cmd/patience.h"

#include "base/error.h"
#include "base/log.h"
#include "base/random.h"
#include "cmd/health.h"
#include "store/ballast.h"

enum { FIRST_S = 2, LAST_S = 300 };

struct patience patience_new(const struct config *config, const char *door, int64_t soon)
{
	return (struct patience){.config = config, .door = door, .soon = soon, .backoff = FIRST_S};
}

void patience_clear(struct patience *patience)
{
	g_clear_pointer(&patience->problem, g_free);
}

static void tell(struct patience *patience, const char *problem)
{
	bool known = g_strcmp0(problem, patience->problem) == 0;

	log_line(known ? LOG_LEVEL_INFO : LOG_LEVEL_ERROR, "door", patience->door,
	    known ? "still" : "problem", problem, NULL);
	g_free(patience->problem);
	patience->problem = g_strdup(problem);
}

static int64_t seconds_after(struct patience *patience, int code)
{
	int64_t wait = patience->backoff;

	if (code == EX_NOPERM)
		return DOOR_REST_S;
	if (code == EX_TEMPFAIL || code == EX_IOERR)
		wait = MIN(wait, patience->soon);
	patience->backoff = MIN(patience->backoff * 2, LAST_S);
	return wait;
}

int64_t patience_fail(struct patience *patience, struct store *store, GError *error)
{
	if (ballast_throw(patience->config->data, patience->config->ballast))
		log_line(LOG_LEVEL_WARNING, "disk", "full", "ballast",
		    "given back, so that what was begun can be finished", NULL);
	tell(patience, error->message);
	door_fail(store, patience->door, error);
	int64_t seconds = seconds_after(patience, error->code);
	g_error_free(error);
	return seconds * 1000 + (int64_t)((double)seconds * 500 * random_fraction());
}

void patience_rest(struct patience *patience)
{
	if (patience->problem != NULL)
		log_line(LOG_LEVEL_WARNING, "door", patience->door, "works", "again", NULL);
	g_clear_pointer(&patience->problem, g_free);
	patience->backoff = FIRST_S;
}
