#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * The only place that asks the time. clock_fix() makes clock_now() stand still
 * at an instant (--now): for tests, and for organizers who rehearse.
 */

/* The current instant, in UTC seconds since 1970. */
int64_t clock_now(void);

/* Makes clock_now() return INSTANT (UTC seconds) from here on. */
void clock_fix(int64_t instant);

/* False if INSTANT (UTC seconds) can only come from a clock that was never set. A fixed clock shows
 * any. */
bool clock_can_show(int64_t instant);

/* Whether somebody said what time it is (clock_fix()), who is believed. */
bool clock_is_fixed(void);

/*
 * False with ERROR (EX_TEMPFAIL) while the clock shows a time before there was callbox: it was
 * never set, and nothing should be decided or sent by it (F-29). A fixed clock is believed.
 */
bool clock_is_set(GError **error);

/* Milliseconds of a clock that never jumps and is never fixed: for time-outs only. */
int64_t clock_monotonic_ms(void);

#endif
