/*
 * Civil time over GLib's zone data. AoE and UTC need no file. Dates are turned
 * into day numbers by arithmetic, so that nothing depends on the machine's zone
 * or locale.
 */
#include "base/civil.h"

#include "base/error.h"

#include <string.h>

enum { AOE_OFFSET = -12 * 3600, DAY = 86400 };

struct zone {
	char *name;
	GTimeZone *data; /* NULL: a fixed OFFSET */
	int offset;
};

static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
static const char *const months[] = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

const struct zone *zone_utc(void)
{
	static char name[] = "UTC";
	static const struct zone utc = {name, NULL, 0};

	return &utc;
}

const struct zone *zone_aoe(void)
{
	static char name[] = "AoE";
	static const struct zone aoe = {name, NULL, AOE_OFFSET};

	return &aoe;
}

/* GLib opens a file of this name, so it must not leave the zone folder. */
static bool name_is_safe(const char *name)
{
	for (const char *c = name; *c != '\0'; c++)
		if (!g_ascii_isalnum(*c) && strchr("_+/-", *c) == NULL)
			return false;
	return *name != '\0' && *name != '/' && strstr(name, "..") == NULL;
}

static struct zone *fixed_zone(const struct zone *like)
{
	struct zone *zone = g_new0(struct zone, 1);

	zone->name = g_strdup(like->name);
	zone->offset = like->offset;
	return zone;
}

struct zone *zone_new(const char *name, GError **error)
{
	GTimeZone *data;

	if (g_ascii_strcasecmp(name, "AoE") == 0)
		return fixed_zone(zone_aoe());
	if (strcmp(name, "UTC") == 0)
		return fixed_zone(zone_utc());
	data = name_is_safe(name) && !g_ascii_isdigit(*name) && strchr("+-", *name) == NULL
		   ? g_time_zone_new_identifier(name)
		   : NULL;
	if (data == NULL) {
		fail(error, EX_CONFIG,
		    "there is no time zone \"%s\"; write AoE, UTC or a name such as Europe/Berlin",
		    name);
		return NULL;
	}
	struct zone *zone = g_new0(struct zone, 1);
	zone->name = g_strdup(name);
	zone->data = data;
	return zone;
}

void zone_free(struct zone *zone)
{
	if (zone == NULL)
		return;
	g_clear_pointer(&zone->data, g_time_zone_unref);
	g_free(zone->name);
	g_free(zone);
}

const char *zone_name(const struct zone *zone)
{
	return zone->name;
}

/* Days since 1970-01-01 in the proleptic Gregorian calendar: years of 400 years, March first. */
int64_t civil_days(int year, int month, int day)
{
	int64_t y = month <= 2 ? (int64_t)year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void set_date(struct civil *c, int64_t days)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	c->day = (int)(doy - (153 * mp + 2) / 5 + 1);
	c->month = (int)(mp < 10 ? mp + 3 : mp - 9);
	c->year = (int)(yoe + era * 400 + (c->month <= 2));
	c->weekday = (int)(((days + 3) % 7 + 7) % 7 + 1);
}

void civil_at_offset(struct civil *c, int offset, int64_t instant)
{
	int64_t local = instant + offset;
	int64_t days = local / DAY - (local % DAY < 0);
	int rest = (int)(local - days * DAY);

	memset(c, 0, sizeof(*c));
	set_date(c, days);
	c->hour = rest / 3600;
	c->minute = rest / 60 % 60;
	c->second = rest % 60;
	c->offset = offset;
	g_autofree char *words = offset_words(offset);
	g_strlcpy(c->label, words, sizeof(c->label));
}

void civil_at(struct civil *c, const struct zone *zone, int64_t instant)
{
	gint interval;

	if (zone->data == NULL) {
		civil_at_offset(c, zone->offset, instant);
		g_strlcpy(c->label, zone->name, sizeof(c->label));
		return;
	}
	interval = g_time_zone_find_interval(zone->data, G_TIME_TYPE_UNIVERSAL, instant);
	civil_at_offset(c, g_time_zone_get_offset(zone->data, interval), instant);
	const char *label = g_time_zone_get_abbreviation(zone->data, interval);
	/* Zones without an abbreviation of their own carry their offset as one ("+0545"). */
	if (g_ascii_isalpha(*label))
		g_strlcpy(c->label, label, sizeof(c->label));
}

static int month_length(int year, int month)
{
	return g_date_get_days_in_month((GDateMonth)month, (GDateYear)year);
}

static bool reading_is_possible(int year, int month, int day, int hour, int minute, int second)
{
	return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
	       day <= month_length(year, month) && hour >= 0 && hour <= 23 && minute >= 0 &&
	       minute <= 59 && second >= 0 && second <= 59;
}

/* Offset of ZONE at the UTC instant. */
static int offset_at(const struct zone *zone, int64_t instant)
{
	if (zone->data == NULL)
		return zone->offset;
	return g_time_zone_get_offset(
	    zone->data, g_time_zone_find_interval(zone->data, G_TIME_TYPE_UNIVERSAL, instant));
}

bool civil_instant(const struct zone *zone, int year, int month, int day, int hour, int minute,
    int second, int64_t *instant)
{
	int64_t local;

	if (!reading_is_possible(year, month, day, hour, minute, second))
		return false;
	local = civil_days(year, month, day) * DAY + hour * 3600 + minute * 60 + second;
	/*
	 * A change of offset within a day of here leaves two candidates. The offset before it is
	 * right for every reading up to and including a skipped hour, and for the first of a
	 * repeated one.
	 */
	int before = offset_at(zone, local - DAY), after = offset_at(zone, local + DAY);
	int64_t early = local - before, late = local - after;
	*instant =
	    offset_at(zone, early) == before || offset_at(zone, late) != after ? early : late;
	return true;
}

/* Reads exactly DIGITS decimal digits. */
static bool read_number(const char **at, int digits, int *value)
{
	*value = 0;
	for (int i = 0; i < digits; i++, (*at)++) {
		if (!g_ascii_isdigit(**at))
			return false;
		*value = *value * 10 + (**at - '0');
	}
	return true;
}

static bool read_literal(const char **at, char c)
{
	if (**at != c)
		return false;
	(*at)++;
	return true;
}

static bool read_date(const char **at, int *year, int *month, int *day)
{
	return read_number(at, 4, year) && read_literal(at, '-') && read_number(at, 2, month) &&
	       read_literal(at, '-') && read_number(at, 2, day);
}

/* "08:14" or "08:14:51". */
static bool read_time(const char **at, int *hour, int *minute, int *second)
{
	*second = 0;
	if (!read_number(at, 2, hour) || !read_literal(at, ':') || !read_number(at, 2, minute))
		return false;
	return **at != ':' || (read_literal(at, ':') && read_number(at, 2, second));
}

/* "Z" or "+02:00", to the end of the text. */
static bool read_offset(const char **at, int *offset)
{
	int sign, hours, minutes;

	if ((**at == 'Z' || **at == 'z') && (*at)[1] == '\0') {
		*offset = 0;
		return true;
	}
	sign = **at == '-' ? -1 : 1;
	if (**at != '+' && **at != '-')
		return false;
	(*at)++;
	if (!read_number(at, 2, &hours) || !read_literal(at, ':') ||
	    !read_number(at, 2, &minutes) || **at != '\0' || hours > 23 || minutes > 59)
		return false;
	*offset = sign * (hours * 3600 + minutes * 60);
	return true;
}

static bool read_rfc3339(const char *text, int64_t *instant)
{
	const char *at = text;
	int year, month, day, hour, minute, second, offset;

	if (!read_date(&at, &year, &month, &day) || (*at != 'T' && *at != 't') || at++ == NULL ||
	    !read_time(&at, &hour, &minute, &second) || !read_offset(&at, &offset) ||
	    !civil_instant(zone_utc(), year, month, day, hour, minute, second, instant))
		return false;
	*instant -= offset;
	return true;
}

static bool read_in_zone(const char *text, int64_t *instant, GError **error)
{
	const char *at = text;
	int year, month, day, hour, minute, second;
	struct zone *zone;
	bool ok;

	if (!read_date(&at, &year, &month, &day) || !read_literal(&at, ' ') ||
	    !read_time(&at, &hour, &minute, &second) || !read_literal(&at, ' '))
		return fail(error, EX_CONFIG,
		    "\"%s\" is no instant; write 2021-07-21T11:59:59Z or \"2021-07-20 23:59:59 "
		    "AoE\"",
		    text);
	zone = zone_new(at, error);
	if (zone == NULL)
		return false;
	ok = civil_instant(zone, year, month, day, hour, minute, second, instant);
	zone_free(zone);
	return ok || fail(error, EX_CONFIG, "\"%s\" is no possible date and time", text);
}

bool instant_parse(const char *text, int64_t *instant, GError **error)
{
	return read_rfc3339(text, instant) || read_in_zone(text, instant, error);
}

char *instant_rfc3339(int64_t instant)
{
	struct civil c;

	civil_at(&c, zone_utc(), instant);
	return g_strdup_printf(
	    "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day, c.hour, c.minute, c.second);
}

/* "+02:00" */
static char *offset_text(int offset)
{
	int minutes = ABS(offset) / 60;

	return g_strdup_printf("%c%02d:%02d", offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

char *instant_rfc3339_offset(int64_t instant, int offset)
{
	struct civil c;
	g_autofree char *zone = offset_text(offset);

	civil_at_offset(&c, offset, instant);
	return g_strdup_printf("%04d-%02d-%02dT%02d:%02d:%02d%s", c.year, c.month, c.day, c.hour,
	    c.minute, c.second, zone);
}

char *instant_rfc5322(int64_t instant)
{
	struct civil c;

	civil_at(&c, zone_utc(), instant);
	return g_strdup_printf("%s, %02d %s %04d %02d:%02d:%02d +0000", weekdays[c.weekday - 1],
	    c.day, months[c.month - 1], c.year, c.hour, c.minute, c.second);
}

char *instant_ics(int64_t instant)
{
	struct civil c;

	civil_at(&c, zone_utc(), instant);
	return g_strdup_printf(
	    "%04d%02d%02dT%02d%02d%02dZ", c.year, c.month, c.day, c.hour, c.minute, c.second);
}

char *instant_words(int64_t instant, const struct zone *zone)
{
	struct civil c;

	civil_at(&c, zone, instant);
	return g_strdup_printf(
	    "%04d-%02d-%02d %02d:%02d:%02d", c.year, c.month, c.day, c.hour, c.minute, c.second);
}

char *instant_day(int64_t instant, const struct zone *zone)
{
	struct civil c;

	civil_at(&c, zone, instant);
	return g_strdup_printf(
	    "%s %d %s %04d", weekdays[c.weekday - 1], c.day, months[c.month - 1], c.year);
}

char *instant_date(int64_t instant, const struct zone *zone)
{
	struct civil c;

	civil_at(&c, zone, instant);
	return g_strdup_printf("%04d-%02d-%02d", c.year, c.month, c.day);
}

char *instant_minute(int64_t instant, const struct zone *zone)
{
	struct civil c;

	civil_at(&c, zone, instant);
	return g_strdup_printf("%02d:%02d", c.hour, c.minute);
}

char *offset_words(int offset)
{
	g_autofree char *text = offset_text(offset);

	return g_strconcat("UTC", text, NULL);
}

/* The two largest units that are not zero: 51h45m, 3d2h, 45m, 12s. Two days and less are told in
 * hours. */
char *duration_words(int64_t seconds)
{
	int64_t s = seconds < 0 ? -seconds : seconds;
	int64_t days = s > 3 * DAY ? s / DAY : 0;
	const struct {
		int64_t count;
		char unit;
	} parts[] = {
	    {days, 'd'}, {(s - days * DAY) / 3600, 'h'}, {s / 60 % 60, 'm'}, {s % 60, 's'}};
	GString *words = g_string_new(NULL);
	int used = 0;

	for (gsize i = 0; i < G_N_ELEMENTS(parts) && used < 2; i++) {
		if (parts[i].count == 0 && words->len == 0)
			continue;
		if (parts[i].count != 0)
			g_string_append_printf(
			    words, "%" G_GINT64_FORMAT "%c", parts[i].count, parts[i].unit);
		used++;
	}
	return words->len == 0 ? g_string_free(g_string_append(words, "0s"), FALSE)
			       : g_string_free(words, FALSE);
}

bool duration_parse(const char *text, int64_t *seconds)
{
	static const struct {
		char unit;
		int64_t length;
	} units[] = {{'d', DAY}, {'h', 3600}, {'m', 60}, {'s', 1}};
	const char *at = text;
	gsize next = 0;

	*seconds = 0;
	while (*at != '\0') {
		char *end;
		gint64 count = g_ascii_strtoll(at, &end, 10);
		if (!g_ascii_isdigit(*at) || count > 1000000)
			return false;
		while (next < G_N_ELEMENTS(units) && units[next].unit != *end)
			next++;
		if (next == G_N_ELEMENTS(units))
			return false;
		*seconds += count * units[next++].length;
		at = end + 1;
	}
	return at != text;
}
