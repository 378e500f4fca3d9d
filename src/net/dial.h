#ifndef NET_DIAL_H
#define NET_DIAL_H

#include "call/call.h"

/*
 * A connected, non-blocking TCP descriptor to AT before DEADLINE (on
 * clock_monotonic_ms()), or -1 with ERROR. LOOPBACK_ONLY: refuses every other
 * address (EX_CONFIG).
 */
int dial(const struct endpoint *at, bool loopback_only, int64_t deadline, GError **error);

/* Milliseconds to DEADLINE for poll(2), never negative. */
int dial_remaining(int64_t deadline);

#endif
