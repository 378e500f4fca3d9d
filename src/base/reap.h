#ifndef BASE_REAP_H
#define BASE_REAP_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* The end of a program that was started to do one thing. */

/* Waits for the child process PID until DEADLINE (clock_monotonic_ms()), then kills it. Its wait
 * status, as of waitpid(2), in STATUS: -1, no exit, if it is not to be had. Whether it ended by
 * itself. */
bool reap(GPid pid, int64_t deadline, int *status);

#endif
