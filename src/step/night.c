/*
 * The night's digest. Due at the call's hour in its zone; the local date is a
 * unique key, so that clock jumps, changes of daylight saving and restarts
 * never make a second one, and an outage makes one catch-up (P-8). When a call
 * is over and quiet the last one says so, and the next comes with the next news.
 */
#include "step/night.h"

#include "base/civil.h"
#include "base/random.h"
#include "rule/nights.h"
#include "step/post.h"
#include "step/retention.h"

#include <string.h>

/*
 * Sets *FIRST to the local date of the first pass over CALL; it is kept, so that a pass which never
 * comes between the digest's hour and midnight makes digests, too.
 */
static bool first_night(
    struct step *step, const struct call *call, int64_t now, char **first, GError **error)
{
	g_autofree char *fact = g_strdup_printf("nights.%s", call->name);

	*first = store_fact(step->store, fact);
	if (*first != NULL)
		return true;
	*first = instant_date(now, call->zone);
	return store_set_fact(step->store, fact, *first, error);
}

/* Nothing was missed before callbox began, so the digest of DATE is due on no night before FIRST.
 */
static bool is_due(const char *date, const char *first, const char *last)
{
	return last == NULL ? strcmp(date, first) >= 0 : strcmp(date, last) > 0;
}

/* --- rest --- */

static char *rest_fact(const struct call *call)
{
	return g_strdup_printf("resting.%s", call->name);
}

/* The date of the last digest before the rest, new; NULL while there is none. */
static char *resting_since(struct store *store, const struct call *call)
{
	g_autofree char *fact = rest_fact(call);
	g_autofree char *date = store_fact(store, fact);

	return date == NULL || *date == '\0' ? NULL : g_steal_pointer(&date);
}

static bool is_resting(struct store *store, const struct call *call)
{
	g_autofree char *date = resting_since(store, call);

	return date != NULL;
}

/* Whether nothing has come for a week, and nothing waits for a person. */
static bool is_over(
    struct store *store, const struct call *call, int64_t now, bool *over, GError **error)
{
	int64_t news;
	bool waits = true;

	if (!store_last_news(store, call->name, &news, error))
		return false;
	*over = now >= digest_rests_at(call, news);
	if (*over && !store_waits(store, call->name, now, &waits, error))
		return false;
	*over = *over && !waits;
	return true;
}

char *night_rests_since(struct store *store, const struct call *call, int64_t now)
{
	g_autofree char *date = resting_since(store, call);
	bool over = false;

	return date != NULL && is_over(store, call, now, &over, NULL) && over
		   ? g_steal_pointer(&date)
		   : NULL;
}

/* --- one night --- */

/* One that is due, on DATE at NOW; LAST is when the one before was made, 0: never. */
struct slot {
	const struct call *call;
	int64_t now, last;
	const char *date;
};

static enum night_kind kind_of(struct store *store, const struct slot *slot, bool over)
{
	bool missed = slot->last != 0 && slot->now - slot->last > DAY + DAY / 2;

	if (over)
		return NIGHT_LAST;
	return missed && !is_resting(store, slot->call) ? NIGHT_CATCH_UP : NIGHT_ORDINARY;
}

/* *FIRST says whether the night was not claimed yet. What is decided from now on is the next one's.
 */
static bool claim(struct step *step, const struct slot *slot, bool *first, GError **error)
{
	step->told = MAX(step->told, slot->now);
	return store_claim_digest(
	    step->store, slot->call->name, slot->date, slot->now, first, error);
}

static bool queue_night(struct step *step, const struct slot *slot, bool over, GError **error)
{
	g_autofree char *fact = rest_fact(slot->call);
	enum night_kind kind = kind_of(step->store, slot, over);
	bool first;

	if (!claim(step, slot, &first, error))
		return false;
	if (!first)
		return true;
	AUTO(night) *night =
	    night_new(step, slot->call, slot->last, slot->now, kind, slot->date, error);
	return night != NULL && night_queue(step, night, error) &&
	       store_set_fact(step->store, fact, over ? slot->date : "", error);
}

/* A night of the rest is over without a word, so that what comes next is told in a night's time. */
static bool pass_by(struct step *step, const struct slot *slot, GError **error)
{
	bool first;

	return claim(step, slot, &first, error);
}

static bool make_night(struct step *step, const struct slot *slot, GError **error)
{
	bool over;

	if (!is_over(step->store, slot->call, slot->now, &over, error))
		return false;
	return over && is_resting(step->store, slot->call) ? pass_by(step, slot, error)
							   : queue_night(step, slot, over, error);
}

static bool in_transaction(struct step *step, const struct slot *slot, GError **error)
{
	return store_begin(step->store, error) &&
	       store_end(step->store, make_night(step, slot, error), error);
}

static bool digest_pass(struct step *step, const struct call *call, int64_t now, GError **error)
{
	struct slot slot = {.call = call, .now = now};
	g_autofree char *last_date = store_last_digest(step->store, call->name, now, &slot.last);
	g_autofree char *first_date = NULL;
	g_autofree char *date = digest_date(call, now);

	if (last_date == NULL && !first_night(step, call, now, &first_date, error))
		return false;
	slot.date = date;
	return !is_due(date, first_date, last_date) || in_transaction(step, &slot, error);
}

bool night_pass(struct step *step, int64_t now, GError **error)
{
	for (guint i = 0; i < step->config->calls->len; i++) {
		const struct call *call = g_ptr_array_index(step->config->calls, i);
		if (!retention_pass(step, call, now, error) || !digest_pass(step, call, now, error))
			return false;
	}
	return true;
}
