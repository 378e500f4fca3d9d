/* The one clock. Everything else takes its instants as arguments. */
#include "base/clock.h"

#include <glib.h>
#include <stdbool.h>
#include <time.h>

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

int64_t clock_monotonic_ms(void)
{
	return g_get_monotonic_time() / 1000;
}
