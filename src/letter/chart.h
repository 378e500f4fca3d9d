#ifndef LETTER_CHART_H
#define LETTER_CHART_H

#include "letter/digest.h"

/*
 * What both charts draw: arrivals counted in steps of equal length. A step begins or ends exactly
 * at the cutoff, so that no bar stands on both sides of the deadline.
 */

struct bar {
	unsigned on_time; /* within grace included */
	unsigned late;
};

struct arrivals {
	int64_t horizon;                 /* UTC seconds; what came before it has no bar */
	int64_t begin;                   /* UTC seconds; the left edge of the first bar */
	int64_t step;                    /* seconds */
	GArray *bars;                    /* of struct bar; never empty */
	struct bar earlier, later;       /* too far from the deadline for a bar of their own */
	unsigned on_time, late, highest; /* the first two of all, the last of the bars */
};

/* Counts STORIES in at most LIMIT steps; the window holds the cutoff and, at most, NOW. */
void arrivals_count(struct arrivals *arrivals, const struct call *call, GPtrArray *stories,
    int64_t now, unsigned limit);
void arrivals_clear(struct arrivals *arrivals);

/* "Wed 21 Jul, 05:00 PDT = end of 2021-07-20 AoE", or the minute that the organizers named; new. */
char *deadline_label(const struct call *call);

/* "Wed 21 Jul" in the call's zone; new. */
char *day_label(const struct call *call, int64_t instant);

#endif
