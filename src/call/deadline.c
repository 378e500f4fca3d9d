/* What an organizer wrote, turned into the one number that decides. */
#include "call/deadline.h"

#include "base/civil.h"
#include "base/error.h"

#include <string.h>

static bool refuse(GError **error, const char *text, const char *why, const char *day)
{
	return fail(error, EX_CONFIG,
	    "deadline \"%s\" %s; write \"%s AoE\" or \"%s 23:59 Europe/Berlin\"", text, why, day,
	    day);
}

static int64_t length_of(enum civil_unit unit)
{
	return unit == CIVIL_DAY ? 0 : unit == CIVIL_MINUTE ? MINUTE : 1;
}

/*
 * The first instant after the reading C: for a day that is the next midnight,
 * also when the day has 23 or 25 hours.
 */
static bool find_cutoff(
    const struct zone *zone, const struct civil *c, enum civil_unit unit, int64_t *cutoff)
{
	if (!civil_instant(zone, c, cutoff))
		return false;
	if (unit != CIVIL_DAY) {
		if (!civil_shown(zone, c))
			return false;
		*cutoff += length_of(unit);
		return true;
	}
	struct civil next;
	civil_at_offset(&next, 0, (civil_days(c->year, c->month, c->day) + 1) * DAY);
	return civil_instant(zone, &next, cutoff);
}

/* Nobody knows which of two equal hours was meant; a day has one end. */
static bool is_clear(const struct zone *zone, const struct civil *c, enum civil_unit unit,
    const char *text, GError **error)
{
	int64_t again;

	if (unit == CIVIL_DAY || !civil_twice(zone, c, &again))
		return true;
	g_autofree char *choice = civil_choice(zone, c, (int)length_of(unit));
	return fail(
	    error, EX_CONFIG, "deadline \"%s\" %s (each is the first late second)", text, choice);
}

static bool parse_in_zone(const char *text, struct deadline *d, GError **error)
{
	struct civil c;
	enum civil_unit unit;
	const char *rest = civil_scan(&c, &unit, text);

	if (rest == NULL)
		return refuse(error, text, "is no date", "2021-07-20");
	g_autofree char *name = g_strstrip(g_strdup(rest));
	if (*name == '\0') {
		g_autofree char *day = g_strndup(text, strlen("2021-07-20"));
		return refuse(error, text, "names no zone", day);
	}
	if (!g_ascii_isspace(*rest))
		return refuse(error, text, "is no date", "2021-07-20");
	struct zone *zone = zone_new(name, error);
	if (zone == NULL) {
		g_prefix_error(error, "deadline \"%s\": ", text);
		return false;
	}
	d->tail = length_of(unit);
	bool ok = find_cutoff(zone, &c, unit, &d->cutoff) && is_clear(zone, &c, unit, text, error);
	zone_free(zone);
	if (!ok && (error == NULL || *error == NULL))
		refuse(error, text, "is no date and time that a clock there shows", "2021-07-20");
	return ok;
}

/* An instant has its offset behind its time ("2021-07-21T12:00:00Z"), and no zone in a word of its
 * own. */
static bool is_instant(const char *text)
{
	return strlen(text) > 10 && text[10] == 'T' && strchr(text, ' ') == NULL;
}

bool deadline_parse(struct deadline *d, const char *text, GError **error)
{
	struct deadline parsed = {0};

	if (!(is_instant(text) && instant_parse(text, &parsed.cutoff, NULL)) &&
	    !parse_in_zone(text, &parsed, error))
		return false;
	*d = parsed;
	d->words = g_strdup(text);
	return true;
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
