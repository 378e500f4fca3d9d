/* What an organizer wrote, turned into the one number that decides. */
#include "call/deadline.h"

#include "base/error.h"

#include <stdio.h>
#include <string.h>

enum { DAY = 86400 };

/* The parts of "2021-07-20 23:59:59 Europe/Berlin"; TIME and ZONE may be empty. */
struct parts {
	char *date, *time, *zone;
};

static void split(struct parts *parts, const char *text)
{
	g_auto(GStrv) words = g_strsplit_set(text, " \t", -1);
	char **into[] = {&parts->date, &parts->time, &parts->zone};
	gsize next = 0;

	*parts = (struct parts){0};
	for (char **word = words; *word != NULL; word++) {
		if (**word == '\0')
			continue;
		/* Without a clock time the second word is the zone. */
		if (next == 1 && !g_ascii_isdigit(**word))
			next = 2;
		if (next == G_N_ELEMENTS(into)) {
			g_clear_pointer(&parts->date, g_free);
			return;
		}
		*into[next++] = g_strdup(*word);
	}
}

static void clear(struct parts *parts)
{
	g_free(parts->date);
	g_free(parts->time);
	g_free(parts->zone);
}

static bool refuse(GError **error, const char *text, const char *why, const char *day)
{
	return fail(error, EX_CONFIG,
	    "deadline \"%s\" %s; write \"%s AoE\" or \"%s 23:59 Europe/Berlin\"", text, why, day,
	    day);
}

/* Digits as "2021-07-20"; nothing else. */
static bool read_date(const char *date, int *year, int *month, int *day)
{
	int end = 0;

	return date != NULL && strlen(date) == 10 &&
	       sscanf(date, "%4d-%2d-%2d%n", year, month, day, &end) == 3 && end == 10 &&
	       strspn(date, "0123456789-") == 10;
}

/* How long the named reading lasts: a day without a time, a minute without seconds, else a second.
 */
static bool read_time(const char *time, int *hour, int *minute, int *second, int *length)
{
	int end = 0;

	*hour = *minute = *second = 0;
	*length = DAY;
	if (time == NULL)
		return true;
	if (strspn(time, "0123456789:") != strlen(time))
		return false;
	*length = strlen(time) == 8 ? 1 : 60;
	if (*length == 1)
		return sscanf(time, "%2d:%2d:%2d%n", hour, minute, second, &end) == 3 && end == 8;
	return sscanf(time, "%2d:%2d%n", hour, minute, &end) == 2 && end == 5;
}

/* The first instant after the reading: for a day that is the next midnight, also when the day has
 * 23 or 25 hours. */
static bool find_cutoff(const struct zone *zone, const struct parts *parts, int64_t *cutoff)
{
	int year, month, day, hour, minute, second, length;

	if (!read_date(parts->date, &year, &month, &day) ||
	    !read_time(parts->time, &hour, &minute, &second, &length) ||
	    !civil_instant(zone, year, month, day, hour, minute, second, cutoff))
		return false;
	if (length != DAY) {
		*cutoff += length;
		return true;
	}
	struct civil next;
	civil_at_offset(&next, 0, (civil_days(year, month, day) + 1) * DAY);
	return civil_instant(zone, next.year, next.month, next.day, 0, 0, 0, cutoff);
}

static bool parse_in_zone(
    const struct parts *parts, const char *text, int64_t *cutoff, GError **error)
{
	int year, month, day;

	if (!read_date(parts->date, &year, &month, &day))
		return refuse(error, text, "is no date", "2021-07-20");
	if (parts->zone == NULL)
		return refuse(error, text, "names no zone", parts->date);
	struct zone *zone = zone_new(parts->zone, error);
	if (zone == NULL) {
		g_prefix_error(error, "deadline \"%s\": ", text);
		return false;
	}
	bool ok = find_cutoff(zone, parts, cutoff);
	zone_free(zone);
	return ok || refuse(error, text, "is no possible date and time", "2021-07-20");
}

bool deadline_parse(struct deadline *d, const char *text, GError **error)
{
	int64_t cutoff;
	struct parts parts;
	bool ok;

	if (strlen(text) > 10 && text[10] == 'T' && instant_parse(text, &cutoff, NULL)) {
		ok = true;
	} else {
		split(&parts, text);
		ok = parse_in_zone(&parts, text, &cutoff, error);
		clear(&parts);
	}
	if (ok)
		*d = (struct deadline){.cutoff = cutoff, .words = g_strdup(text)};
	return ok;
}

void deadline_clear(struct deadline *d)
{
	g_clear_pointer(&d->words, g_free);
}

int64_t deadline_margin(const struct deadline *d, int64_t received)
{
	return d->cutoff - received;
}

enum verdict deadline_judge(const struct deadline *d, int64_t received)
{
	if (received < d->cutoff)
		return VERDICT_ON_TIME;
	return received < d->cutoff + d->grace ? VERDICT_GRACE : VERDICT_LATE;
}

static const char *const names[] = {
    [VERDICT_NONE] = NULL,
    [VERDICT_ON_TIME] = "on time",
    [VERDICT_GRACE] = "grace",
    [VERDICT_LATE] = "late",
};

const char *verdict_name(enum verdict verdict)
{
	return names[verdict];
}

enum verdict verdict_from_name(const char *name)
{
	for (gsize i = VERDICT_ON_TIME; i < G_N_ELEMENTS(names); i++)
		if (g_strcmp0(name, names[i]) == 0)
			return (enum verdict)i;
	return VERDICT_NONE;
}
