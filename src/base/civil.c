/*
 * Civil time by arithmetic on days, so that no local zone and no tm structure
 * is involved; GTimeZone is asked only which offset holds at an instant. Also
 * reading dates and instants; format.c writes them.
 */
#include "base/civil.h"

#include "base/error.h"
#include "base/zone-name.h"

#include <string.h>

enum { AOE_OFFSET = -12 * 3600 };

/* The first second of the year 1 and the last of 9999: what a date can be written for. */
static const int64_t EARLIEST = -62135596800, LATEST = 253402300799;

struct zone {
	char *name;
	GTimeZone *rules; /* NULL: always OFFSET */
	int offset;
};

static const struct zone utc = {.name = (char[]){"UTC"}};
static const struct zone aoe = {.name = (char[]){"AoE"}, .offset = AOE_OFFSET};

const struct zone *zone_utc(void)
{
	return &utc;
}

const struct zone *zone_aoe(void)
{
	return &aoe;
}

const char *zone_name(const struct zone *zone)
{
	return zone->name;
}

/* Every zone begins with a capital; what else lies beside them is the machine's own zone or another
 * reading of the same ones (TI-10). */
static bool is_zone_name(const char *name)
{
	return g_ascii_isupper(*name) && strstr(name, "..") == NULL &&
	       strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+/-") ==
		   strlen(name);
}

static const char *database(void)
{
	const char *directory = g_getenv("TZDIR");

	return directory != NULL ? directory : "/usr/share/zoneinfo";
}

/*
 * GLib also reads rules such as "GMT-3", whose sign means the opposite of what
 * people expect, so a zone counts only if the database has a file for it.
 */
static GTimeZone *rules_for(const char *name)
{
	g_autofree char *path = g_build_filename(database(), name, NULL);
	g_autofree char *bytes = NULL;
	gsize length = 0;

	if (!g_file_get_contents(path, &bytes, &length, NULL) || length < 44 ||
	    memcmp(bytes, "TZif", 4) != 0)
		return NULL;
	return g_time_zone_new_identifier(name);
}

static void refuse_zone(const char *name, GError **error)
{
	g_autofree char *meant = zone_name_meant(database(), name);

	if (meant != NULL)
		fail(error, EX_CONFIG, "\"%s\" is no time zone; perhaps \"%s\" is meant", name,
		    meant);
	else
		fail(error, EX_CONFIG,
		    "\"%s\" is no time zone; write \"AoE\", \"UTC\" or a name such as "
		    "\"Europe/Berlin\"",
		    name);
}

struct zone *zone_new(const char *name, GError **error)
{
	const struct zone *fixed = g_ascii_strcasecmp(name, "AoE") == 0   ? &aoe
				   : g_ascii_strcasecmp(name, "UTC") == 0 ? &utc
									  : NULL;
	GTimeZone *rules = NULL;

	if (fixed == NULL) {
		rules = is_zone_name(name) ? rules_for(name) : NULL;
		if (rules == NULL) {
			refuse_zone(name, error);
			return NULL;
		}
	}
	struct zone *zone = g_new0(struct zone, 1);
	zone->name = g_strdup(fixed != NULL ? fixed->name : name);
	zone->offset = fixed != NULL ? fixed->offset : 0;
	zone->rules = rules;
	return zone;
}

void zone_free(struct zone *zone)
{
	if (zone == NULL)
		return;
	g_clear_pointer(&zone->rules, g_time_zone_unref);
	g_free(zone->name);
	g_free(zone);
}

/* Seconds east of UTC at INSTANT; LABEL (may be NULL) gets the zone's short name. */
static int offset_at(const struct zone *zone, int64_t instant, const char **label)
{
	if (zone->rules == NULL) {
		if (label != NULL)
			*label = zone->name;
		return zone->offset;
	}
	int interval = g_time_zone_find_interval(zone->rules, G_TIME_TYPE_UNIVERSAL, instant);
	const char *name = g_time_zone_get_abbreviation(zone->rules, interval);
	if (label != NULL)
		*label = name;
	/* Past 2037 GLib takes an offset of 0 for one that was left out, as in "IST-1GMT0". */
	return g_str_equal(name, "GMT") ? 0 : g_time_zone_get_offset(zone->rules, interval);
}

/*
 * Years are counted from March, so that the leap day ends one; an era is 400
 * years, 146097 days.
 */
int64_t civil_days(int year, int month, int day)
{
	int64_t y = month <= 2 ? (int64_t)year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

/* The inverse of civil_days(). */
static void date_of_days(struct civil *c, int64_t days)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t day_of_era = z - era * 146097;
	int64_t year_of_era =
	    (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year =
	    day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month = (5 * day_of_year + 2) / 153;

	c->day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
	c->month = (int)(month < 10 ? month + 3 : month - 9);
	c->year = (int)(year_of_era + era * 400 + (c->month <= 2));
}

static void read_clock(struct civil *c, int offset, int64_t instant)
{
	int64_t local = CLAMP(instant, EARLIEST, LATEST) + offset;
	int64_t days = local / DAY - (local % DAY < 0);
	int left = (int)(local - days * DAY);

	date_of_days(c, days);
	c->hour = left / 3600;
	c->minute = left / 60 % 60;
	c->second = left % 60;
	c->weekday = (int)(((days + 3) % 7 + 7) % 7) + 1;
	c->offset = offset;
}

/* "UTC+05:45" */
static void label_with_offset(struct civil *c)
{
	g_autofree char *words = offset_words(c->offset);

	g_strlcpy(c->label, words, sizeof c->label);
}

void civil_at_offset(struct civil *c, int offset, int64_t instant)
{
	read_clock(c, offset, instant);
	label_with_offset(c);
}

/* A zone without a name for people calls itself "+0545"; its offset says more. */
void civil_at(struct civil *c, const struct zone *zone, int64_t instant)
{
	const char *label = "";
	int offset = offset_at(zone, CLAMP(instant, EARLIEST, LATEST), &label);

	read_clock(c, offset, instant);
	if (g_ascii_isalpha(*label))
		g_strlcpy(c->label, label, sizeof c->label);
	else
		label_with_offset(c);
}

static int days_of_month(const struct civil *c)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (c->year % 4 == 0 && c->year % 100 != 0) || c->year % 400 == 0;

	return days[c->month - 1] + (c->month == 2 && leap);
}

static bool is_possible(const struct civil *c)
{
	return c->year >= 1 && c->year <= 9999 && c->month >= 1 && c->month <= 12 && c->day >= 1 &&
	       c->day <= days_of_month(c) && c->hour >= 0 && c->hour <= 23 && c->minute >= 0 &&
	       c->minute <= 59 && c->second >= 0 && c->second <= 59;
}

bool civil_instant(const struct zone *zone, const struct civil *c, int64_t *instant)
{
	if (!is_possible(c))
		return false;
	int64_t local = civil_days(c->year, c->month, c->day) * DAY + c->hour * HOUR +
			c->minute * MINUTE + c->second;
	/* A day to each side is past any change of the offset that could matter. */
	int before = offset_at(zone, local - DAY, NULL);
	int after = offset_at(zone, local + DAY, NULL);

	*instant = local - before;
	if (offset_at(zone, local - before, NULL) != before &&
	    offset_at(zone, local - after, NULL) == after)
		*instant = local - after;
	return true;
}

bool civil_shown(const struct zone *zone, const struct civil *c)
{
	struct civil back;
	int64_t instant;

	if (!civil_instant(zone, c, &instant))
		return false;
	civil_at(&back, zone, instant);
	return back.day == c->day && back.hour == c->hour && back.minute == c->minute;
}

bool civil_twice(const struct zone *zone, const struct civil *c, int64_t *again)
{
	int64_t first;

	if (!civil_instant(zone, c, &first))
		return false;
	int before = offset_at(zone, first, NULL), after = offset_at(zone, first + DAY, NULL);
	*again = first + before - after;
	return after < before && offset_at(zone, *again, NULL) == after;
}

char *civil_choice(const struct zone *zone, const struct civil *c, int plus)
{
	int64_t first = 0, again = 0;

	civil_instant(zone, c, &first);
	civil_twice(zone, c, &again);
	g_autofree char *one = instant_rfc3339_offset(first + plus, offset_at(zone, first, NULL));
	g_autofree char *other = instant_rfc3339_offset(again + plus, offset_at(zone, again, NULL));
	return g_strdup_printf("is a time that clocks in %s show twice, as they go back; write "
			       "\"%s\" for the first or \"%s\" for the second",
	    zone->name, one, other);
}

/* Reads exactly DIGITS digits. Returns what follows, or NULL; NULL in, NULL out. */
static const char *scan_digits(const char *p, int digits, int *value)
{
	*value = 0;
	for (int i = 0; p != NULL && i < digits; i++, p++) {
		if (!g_ascii_isdigit(*p))
			return NULL;
		*value = *value * 10 + (*p - '0');
	}
	return p;
}

static const char *scan_char(const char *p, const char *set)
{
	return p != NULL && *p != '\0' && strchr(set, *p) != NULL ? p + 1 : NULL;
}

const char *civil_scan(struct civil *c, enum civil_unit *unit, const char *text)
{
	*c = (struct civil){0};
	const char *p = scan_digits(text, 4, &c->year);
	p = scan_digits(scan_char(p, "-"), 2, &c->month);
	p = scan_digits(scan_char(p, "-"), 2, &c->day);
	if (p == NULL || g_ascii_isdigit(*p))
		return NULL;
	*unit = CIVIL_DAY;
	if (!((*p == 'T' || *p == 't' || *p == ' ') && g_ascii_isdigit(p[1])))
		return p;
	p = scan_digits(p + 1, 2, &c->hour);
	p = scan_digits(scan_char(p, ":"), 2, &c->minute);
	*unit = CIVIL_MINUTE;
	if (p != NULL && *p == ':') {
		p = scan_digits(p + 1, 2, &c->second);
		*unit = CIVIL_SECOND;
	}
	return p != NULL && !g_ascii_isdigit(*p) ? p : NULL;
}

/* Reads "Z" or "+02:00", after a fraction of a second that does not count. */
static bool scan_offset(const char *p, int *offset)
{
	int hours, minutes;

	if (*p == '.')
		p += 1 + strspn(p + 1, "0123456789");
	*offset = 0;
	if (*p == 'Z' || *p == 'z')
		return p[1] == '\0';
	const char *end = scan_digits(scan_char(p, "+-"), 2, &hours);
	end = scan_digits(scan_char(end, ":"), 2, &minutes);
	if (end == NULL || *end != '\0' || hours > 23 || minutes > 59)
		return false;
	*offset = (hours * 3600 + minutes * 60) * (*p == '-' ? -1 : 1);
	return true;
}

static bool instant_fail(const char *text, GError **error)
{
	return fail(error, EX_USAGE,
	    "cannot read \"%s\" as an instant; write \"2021-07-21T11:59:59Z\" or "
	    "\"2021-07-20 23:59:59 AoE\"",
	    text);
}

bool instant_parse(const char *text, int64_t *instant, GError **error)
{
	struct civil c;
	enum civil_unit unit;
	const char *rest = civil_scan(&c, &unit, text);
	int offset = 0;

	if (rest == NULL || unit == CIVIL_DAY)
		return instant_fail(text, error);
	if (*rest == ' ') {
		struct zone *zone = zone_new(rest + strspn(rest, " "), error);
		if (zone == NULL)
			return false;
		bool possible = civil_instant(zone, &c, instant);
		zone_free(zone);
		return possible || instant_fail(text, error);
	}
	/* A leap second counts as the one before it. */
	c.second = c.second == 60 ? 59 : c.second;
	if (unit != CIVIL_SECOND || !scan_offset(rest, &offset) ||
	    !civil_instant(&utc, &c, instant))
		return instant_fail(text, error);
	*instant -= offset;
	return true;
}
