#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/*
 * The only place that asks the time. clock_fix() makes clock_now() stand still
 * at an instant (--now): for tests, and for organizers who rehearse.
 */

/* The current instant, in UTC seconds since 1970. */
int64_t clock_now(void);

/* Makes clock_now() return INSTANT (UTC seconds) from here on. */
void clock_fix(int64_t instant);

/* Milliseconds of a clock that never jumps and is never fixed: for time-outs only. */
int64_t clock_monotonic_ms(void);

#endif
