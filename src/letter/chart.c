/*
 * Counting arrivals for the charts. An arrival far from the deadline (a forged or broken clock, or
 * a call that was open for long) is counted beside the bars: it must not squeeze the others into
 * one, nor stand under a date that is not its own.
 */
#include "letter/chart.h"
#include "base/civil.h"

#include <string.h>

static const int64_t before = 90 * DAY, after = 30 * DAY, longest = 364 * DAY;

static const int64_t steps[] = {
    HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY};

/* The beginning of what has bars. While the deadline is far, that is what came in the last weeks.
 */
static int64_t horizon(const struct call *call, int64_t now)
{
	int64_t ahead = call->deadline.cutoff - now;

	return call->deadline.cutoff - CLAMP(ahead + 30 * DAY, before, longest);
}

/* How far outside of the chart STORY arrived: below 0 earlier, above 0 later. */
static int outside(
    const struct arrivals *arrivals, const struct call *call, const struct story *story)
{
	int64_t received = story->record.received;

	return received < arrivals->horizon                ? -1
	       : received >= call->deadline.cutoff + after ? 1
							   : 0;
}

/* Whole steps from the cutoff to INSTANT, rounded down. */
static int64_t steps_from(int64_t cutoff, int64_t instant, int64_t step)
{
	int64_t distance = instant - cutoff;

	return distance >= 0 ? distance / step : -((-distance + step - 1) / step);
}

static void window(const struct arrivals *arrivals, const struct call *call, GPtrArray *stories,
    int64_t now, int64_t *first, int64_t *last)
{
	int64_t cutoff = call->deadline.cutoff;

	*first = cutoff - 6 * HOUR;
	*last = cutoff;
	if (now > cutoff)
		*last = MIN(now, cutoff + 6 * HOUR);
	for (guint i = 0; i < stories->len; i++) {
		const struct story *story = stories->pdata[i];
		if (outside(arrivals, call, story) != 0)
			continue;
		*first = MIN(*first, story->record.received);
		*last = MAX(*last, story->record.received);
	}
}

static struct bar *bar_of(
    struct arrivals *arrivals, const struct call *call, const struct story *story)
{
	int where = outside(arrivals, call, story);

	if (where != 0)
		return where < 0 ? &arrivals->earlier : &arrivals->later;
	return &g_array_index(arrivals->bars, struct bar,
	    (story->record.received - arrivals->begin) / arrivals->step);
}

static void count_one(struct arrivals *arrivals, const struct call *call, const struct story *story)
{
	struct bar *bar = bar_of(arrivals, call, story);

	if (story->record.verdict == VERDICT_LATE) {
		bar->late++;
		arrivals->late++;
	} else {
		bar->on_time++;
		arrivals->on_time++;
	}
	if (outside(arrivals, call, story) == 0)
		arrivals->highest = MAX(arrivals->highest, bar->on_time + bar->late);
}

void arrivals_count(struct arrivals *arrivals, const struct call *call, GPtrArray *stories,
    int64_t now, unsigned limit)
{
	int64_t cutoff = call->deadline.cutoff, first, last, left = 0, right = 0;

	*arrivals = (struct arrivals){.horizon = horizon(call, now)};
	window(arrivals, call, stories, now, &first, &last);
	for (guint i = 0; i < G_N_ELEMENTS(steps); i++) {
		arrivals->step = steps[i];
		left = steps_from(cutoff, first, steps[i]);
		right = steps_from(cutoff, last, steps[i]) + 1;
		if (right - left <= (int64_t)limit)
			break;
	}
	arrivals->begin = cutoff + left * arrivals->step;
	arrivals->bars = g_array_new(FALSE, TRUE, sizeof(struct bar));
	g_array_set_size(arrivals->bars, right - left);
	for (guint i = 0; i < stories->len; i++)
		count_one(arrivals, call, stories->pdata[i]);
}

void arrivals_clear(struct arrivals *arrivals)
{
	g_clear_pointer(&arrivals->bars, g_array_unref);
}

char *day_label(const struct call *call, int64_t instant)
{
	g_autofree char *day = instant_day(instant, call->zone);

	return g_strndup(day, strlen(day) > 5 ? strlen(day) - 5 : 0);
}

char *deadline_label(const struct call *call)
{
	/* The minute that the organizers wrote, all of which counts; a day ends at the cutoff. */
	int64_t named = call->deadline.cutoff - call->deadline.tail;
	g_autofree char *day = day_label(call, named);
	g_autofree char *minute = instant_minute(named, call->zone);
	g_autofree char *aoe_day = instant_date(call->deadline.cutoff - 1, zone_aoe());
	g_autofree char *aoe_minute = instant_minute(named, zone_aoe());
	struct civil local;

	civil_at(&local, call->zone, named);
	if (call->deadline.tail == 0 && strcmp(aoe_minute, "00:00") == 0)
		return g_strdup_printf(
		    "%s, %s %s = end of %s AoE", day, minute, local.label, aoe_day);
	return g_strdup_printf(
	    "%s, %s %s = %s %s AoE", day, minute, local.label, aoe_day, aoe_minute);
}
