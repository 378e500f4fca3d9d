/* The one clock. Everything else takes its instants as arguments. */
#include "base/clock.h"

#include "base/civil.h"
#include "base/error.h"

#include <time.h>

enum { FIRST_CALL = 1609459200 }; /* UTC seconds: callbox is younger than 2021 */

/* Before this nobody's clock is right (F-29): the date of a reproducible build, if the Makefile has
 * one. */
#ifndef CLOCK_EARLIEST
#define CLOCK_EARLIEST FIRST_CALL
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
	return fixed || instant >= FIRST_CALL;
}

bool clock_is_fixed(void)
{
	return fixed;
}

bool clock_is_set(GError **error)
{
	int64_t now = clock_now();

	if (fixed || now >= CLOCK_EARLIEST)
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
