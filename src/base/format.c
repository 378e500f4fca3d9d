/*
 * Instants and lengths of time in words. English and independent of any
 * locale: these strings go into headers, calendars and letters.
 */
#include "base/civil.h"

#include <string.h>

static const char *const months[] = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

static const struct {
	char letter;
	int64_t seconds;
} units[] = {{'d', DAY}, {'h', HOUR}, {'m', MINUTE}, {'s', 1}};

char *instant_rfc3339(int64_t instant)
{
	struct civil c;

	civil_at(&c, zone_utc(), instant);
	return g_strdup_printf(
	    "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day, c.hour, c.minute, c.second);
}

char *instant_rfc3339_offset(int64_t instant, int offset)
{
	struct civil c;
	g_autofree char *zone = offset_words(offset);

	civil_at_offset(&c, offset, instant);
	return g_strdup_printf("%04d-%02d-%02dT%02d:%02d:%02d%s", c.year, c.month, c.day, c.hour,
	    c.minute, c.second, zone + strlen("UTC"));
}

char *instant_rfc5322(int64_t instant)
{
	struct civil c;

	civil_at(&c, zone_utc(), instant);
	return g_strdup_printf("%s, %02d %s %04d %02d:%02d:%02d +0000", weekdays[c.weekday - 1],
	    c.day, months[c.month - 1], c.year, c.hour, c.minute, c.second);
}

bool instant_from_ics(const char *text, int64_t *instant)
{
	static const char shape[] = "ddddddddTddddddZ";

	if (strlen(text) != strlen(shape))
		return false;
	for (int i = 0; shape[i] != '\0'; i++)
		if (shape[i] == 'd' ? !g_ascii_isdigit(text[i]) : text[i] != shape[i])
			return false;
	int64_t day = g_ascii_strtoll(text, NULL, 10), clock = g_ascii_strtoll(text + 9, NULL, 10);
	struct civil c = {.year = (int)(day / 10000),
	    .month = (int)(day / 100 % 100),
	    .day = (int)(day % 100),
	    .hour = (int)(clock / 10000),
	    .minute = (int)(clock / 100 % 100),
	    .second = (int)(clock % 100)};
	return civil_instant(zone_utc(), &c, instant);
}

static void put_pair(char *at, int number)
{
	at[0] = (char)('0' + number / 10);
	at[1] = (char)('0' + number % 10);
}

/* Each letter tells ten of them, and as many days and minutes; printf takes ten times as long. */
char *instant_words(int64_t instant, const struct zone *zone)
{
	char words[] = "YYYY-MM-DD hh:mm:ss";
	struct civil c;

	civil_at(&c, zone, instant);
	const struct {
		gsize at;
		int number;
	} pairs[] = {{0, c.year / 100}, {2, c.year % 100}, {5, c.month}, {8, c.day}, {11, c.hour},
	    {14, c.minute}, {17, c.second}};
	for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++)
		put_pair(words + pairs[i].at, pairs[i].number);
	return g_strdup(words);
}

char *instant_day(int64_t instant, const struct zone *zone)
{
	char day[] = "DD", year[] = "YYYY";
	struct civil c;

	civil_at(&c, zone, instant);
	put_pair(day, c.day);
	put_pair(year, c.year / 100);
	put_pair(year + 2, c.year % 100);
	return g_strconcat(weekdays[c.weekday - 1], " ", c.day < 10 ? day + 1 : day, " ",
	    months[c.month - 1], " ", year, NULL);
}

char *instant_label(int64_t instant, const struct zone *zone)
{
	g_autofree char *day = instant_day(instant, zone);
	g_autofree char *minute = instant_minute(instant, zone);
	struct civil c;

	civil_at(&c, zone, instant);
	return g_strdup_printf("%s, %s %s", day, minute, c.label);
}

char *instant_date(int64_t instant, const struct zone *zone)
{
	struct civil c;

	civil_at(&c, zone, instant);
	return g_strdup_printf("%04d-%02d-%02d", c.year, c.month, c.day);
}

char *instant_minute(int64_t instant, const struct zone *zone)
{
	char words[] = "hh:mm";
	struct civil c;

	civil_at(&c, zone, instant);
	put_pair(words, c.hour);
	put_pair(words + 3, c.minute);
	return g_strdup(words);
}

char *offset_words(int offset)
{
	unsigned minutes = (unsigned)ABS(offset) / 60;

	return g_strdup_printf(
	    "UTC%c%02u:%02u", offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

/* Two units at most, and hours up to four days, because deadlines are counted in hours. */
char *duration_words(int64_t seconds)
{
	uint64_t left = seconds < 0 ? -(uint64_t)seconds : (uint64_t)seconds;
	size_t first = left == 0 ? 3 : 0;

	while (first < 3 && left < (uint64_t)units[first].seconds)
		first++;
	if (first == 0 && left % DAY != 0 && left < 4 * DAY)
		first = 1;
	uint64_t unit = (uint64_t)units[first].seconds;
	uint64_t next = first < 3 ? left % unit / (uint64_t)units[first + 1].seconds : 0;
	if (next == 0)
		return g_strdup_printf("%" G_GUINT64_FORMAT "%c", left / unit, units[first].letter);
	return g_strdup_printf("%" G_GUINT64_FORMAT "%c%" G_GUINT64_FORMAT "%c", left / unit,
	    units[first].letter, next, units[first + 1].letter);
}

bool duration_parse(const char *text, int64_t *seconds)
{
	int64_t sum = 0;
	size_t next = 0;

	for (const char *p = text; *p != '\0'; next++) {
		size_t digits = strspn(p, "0123456789");
		if (digits == 0 || digits > 9)
			return false;
		int64_t number = (int64_t)g_ascii_strtoull(p, NULL, 10);
		p += digits;
		while (next < G_N_ELEMENTS(units) && units[next].letter != *p)
			next++;
		if (next == G_N_ELEMENTS(units))
			return false;
		sum += number * units[next].seconds;
		p++;
	}
	if (next == 0)
		return false;
	*seconds = sum;
	return true;
}
