/*
 * When the nightly digests come, and their end: nobody wants one about nothing for
 * months.
 */
#include "rule/nights.h"

#include "base/civil.h"

enum { NOON = 12, QUIET = 7 * DAY };

/* When CALL's digest is due on the local date that a clock shows as C. */
static int64_t due_on(const struct call *call, const struct civil *c)
{
	struct civil at = {.year = c->year,
	    .month = c->month,
	    .day = c->day,
	    .hour = call->digest_minute / 60,
	    .minute = call->digest_minute % 60};
	int64_t due = 0;

	civil_instant(call->zone, &at, &due);
	return due;
}

char *digest_date(const struct call *call, int64_t now)
{
	struct civil c;

	civil_at(&c, call->zone, now);
	if (due_on(call, &c) <= now)
		return instant_date(now, call->zone);
	struct civil noon = {.year = c.year, .month = c.month, .day = c.day, .hour = NOON};
	int64_t today = now;
	civil_instant(call->zone, &noon, &today);
	return instant_date(today - DAY, call->zone);
}

int64_t digest_rests_at(const struct call *call, int64_t news)
{
	int64_t last = MAX(call->deadline.cutoff + call->deadline.grace, news);

	return MAX(last, call_last_end(call)) + QUIET;
}
