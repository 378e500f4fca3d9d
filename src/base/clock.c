/* The one clock. Everything else takes its instants as arguments. */
#include "base/clock.h"

#include "base/civil.h"
#include "base/error.h"

#include <time.h>

#ifndef CLOCK_EARLIEST
#define CLOCK_EARLIEST 0 /* UTC seconds; the Makefile knows */
#endif

static bool fixed;
static int64_t fixed_at;

int64_t clock_now(void)
{
	return fixed ? fixed_at : (int64_t)time(NULL);
}

void clock_fix(int64_t instant)
{
	fixed = true;
	fixed_at = instant;
}

bool clock_can_show(int64_t instant)
{
	return fixed || instant >= CLOCK_EARLIEST;
}

bool clock_is_fixed(void)
{
	return fixed;
}

bool clock_is_set(GError **error)
{
	int64_t now = clock_now();

	if (clock_can_show(now))
		return true;
	g_autofree char *date = instant_date(now, zone_utc());
	return fail(error, EX_TEMPFAIL,
	    "the clock says %s, which was before there was callbox: set it; until then mail is "
	    "kept, and nothing is decided or sent",
	    date);
}

int64_t clock_monotonic_ms(void)
{
	return g_get_monotonic_time() / 1000;
}
