/* Civil time: zones and their changes, dates, instants and durations as people write them. */
#include "base/civil.h"

#include "base/error.h"

#include <glib.h>
#include <string.h>

static struct zone *zone(const char *name)
{
	g_autoptr(GError) error = NULL;
	struct zone *z = zone_new(name, &error);

	g_assert_no_error(error);
	return z;
}

static void test_zone_names(void)
{
	static const struct {
		const char *name;
		bool known;
	} rows[] = {
	    {"AoE", true},
	    {"UTC", true},
	    {"Europe/Berlin", true},
	    {"America/Argentina/Buenos_Aires", true},
	    {"Etc/GMT+12", true},
	    {"EST5EDT", true},
	    {"", false},
	    {"America", false},
	    {"Europe/Berln", false},
	    {"GMT-3", false},
	    {"+01:00", false},
	    {"Europe/../Europe/Berlin", false},
	    {"/etc/passwd", false},
	    {"zone.tab", false},
	    {"leapseconds", false},
	    {"localtime", false},
	    {"posixrules", false},
	    {"right/Europe/Berlin", false},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		struct zone *z = zone_new(rows[i].name, &error);
		g_test_message("%s", rows[i].name);
		g_assert_cmpint(z != NULL, ==, rows[i].known);
		if (z != NULL)
			g_assert_cmpstr(zone_name(z), ==, rows[i].name);
		else
			g_assert_error(error, CALLBOX_ERROR, EX_CONFIG);
		zone_free(z);
	}
}

static void test_zone_meant(void)
{
	static const struct {
		const char *name, *meant; /* meant NULL: no guess */
	} rows[] = {
	    {"Europe/Berln", "Europe/Berlin"},
	    {"America/Los Angeles", "America/Los_Angeles"},
	    {"europe/oslo", "Europe/Oslo"},
	    {"Berlin", "Europe/Berlin"},
	    {"new york", "America/New_York"},
	    {"PST", NULL},
	    {"UTC+2", NULL},
	    {"Mars/Olympus", NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		const char *meant = rows[i].meant;
		g_autofree char *want = meant == NULL
					    ? g_strdup("write \"AoE\"")
					    : g_strdup_printf("perhaps \"%s\" is meant", meant);
		g_test_message("%s", rows[i].name);
		g_assert_null(zone_new(rows[i].name, &error));
		g_assert_nonnull(strstr(error->message, want));
	}
}

/* PROVES TI-01, TI-02, P-20 */
static void test_instants(void)
{
	static const struct {
		const char *name, *text, *utc; /* utc NULL: refused */
	} rows[] = {
	    {"an instant", "2021-07-21T11:59:59Z", "2021-07-21T11:59:59Z"},
	    {"with an offset", "2021-07-19T10:14:51+02:00", "2021-07-19T08:14:51Z"},
	    {"with a fraction", "2021-07-21T11:59:59.999Z", "2021-07-21T11:59:59Z"},
	    {"a leap second", "2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"},
	    {"AoE", "2021-07-20 23:59:59 AoE", "2021-07-21T11:59:59Z"},
	    {"without seconds", "2021-07-22 08:00 America/Los_Angeles", "2021-07-22T15:00:00Z"},
	    {"New York, before the gap", "2021-03-14 01:59:59 America/New_York",
		"2021-03-14T06:59:59Z"},
	    {"New York, in the gap", "2021-03-14 02:30:00 America/New_York",
		"2021-03-14T07:30:00Z"},
	    {"New York, after the gap", "2021-03-14 03:00:00 America/New_York",
		"2021-03-14T07:00:00Z"},
	    {"New York, twice: the first", "2021-11-07 01:30:00 America/New_York",
		"2021-11-07T05:30:00Z"},
	    {"New York, after both", "2021-11-07 02:00:00 America/New_York",
		"2021-11-07T07:00:00Z"},
	    {"Berlin, in the gap", "2021-03-28 02:30:00 Europe/Berlin", "2021-03-28T01:30:00Z"},
	    {"Berlin, twice: the first", "2021-10-31 02:30:00 Europe/Berlin",
		"2021-10-31T00:30:00Z"},
	    {"Lord Howe, half an hour of gap", "2021-10-03 02:15:00 Australia/Lord_Howe",
		"2021-10-02T15:45:00Z"},
	    {"Lord Howe, twice: the first", "2021-04-04 01:45:00 Australia/Lord_Howe",
		"2021-04-03T14:45:00Z"},
	    {"Apia, a day that never was", "2011-12-30 12:00:00 Pacific/Apia",
		"2011-12-30T22:00:00Z"},
	    {"New York, a summer after 2038", "2045-07-20 23:59:59 America/New_York",
		"2045-07-21T03:59:59Z"},
	    {"Dublin, a winter after 2038", "2045-01-20 23:59:59 Europe/Dublin",
		"2045-01-20T23:59:59Z"},
	    {"Dublin, a summer after 2038", "2045-07-20 23:59:59 Europe/Dublin",
		"2045-07-20T22:59:59Z"},
	    {"a leap day", "2020-02-29 00:00 UTC", "2020-02-29T00:00:00Z"},
	    {"no leap day", "2021-02-29 00:00 UTC", NULL},
	    {"no leap day in 1900", "1900-02-29 00:00 UTC", NULL},
	    {"31 June", "2021-06-31T00:00:00Z", NULL},
	    {"25 o'clock", "2021-06-30T25:00:00Z", NULL},
	    {"a date alone", "2021-07-20 AoE", NULL},
	    {"no zone", "2021-07-20 23:59:59", NULL},
	    {"no such zone", "2021-07-20 23:59:59 Berlin", NULL},
	    {"more after it", "2021-07-21T11:59:59Zulu", NULL},
	    {"one digit", "2021-7-21T11:59:59Z", NULL},
	    {"five digits", "2021-07-211T11:59:59Z", NULL},
	    {"words", "tomorrow", NULL},
	    {"nothing", "", NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		int64_t instant = 0;
		g_test_message("%s", rows[i].name);
		bool read = instant_parse(rows[i].text, &instant, &error);
		g_assert_cmpint(read, ==, rows[i].utc != NULL);
		g_assert_cmpint(read, ==, error == NULL);
		g_autofree char *utc = instant_rfc3339(instant);
		if (read)
			g_assert_cmpstr(utc, ==, rows[i].utc);
	}
}

static void test_labels(void)
{
	static const struct {
		const char *zone;
		int64_t instant;
		const char *label;
		int offset;
	} rows[] = {
	    {"America/Los_Angeles", 1626966000, "PDT", -25200},
	    {"America/Los_Angeles", 1610000000, "PST", -28800},
	    {"Asia/Kathmandu", 1626966000, "UTC+05:45", 20700},
	    {"AoE", 1626966000, "AoE", -43200},
	    {"UTC", 1626966000, "UTC", 0},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct zone *z = zone(rows[i].zone);
		struct civil c;
		civil_at(&c, z, rows[i].instant);
		g_assert_cmpstr(c.label, ==, rows[i].label);
		g_assert_cmpint(c.offset, ==, rows[i].offset);
		zone_free(z);
	}
}

/* Every day of 800 years, there and back. */
static void test_days(void)
{
	int weekday = 0;

	for (int64_t day = civil_days(1600, 1, 1); day < civil_days(2400, 1, 1); day++) {
		struct civil c;
		civil_at_offset(&c, 0, day * 86400 + 86399);
		g_assert_cmpint(civil_days(c.year, c.month, c.day), ==, day);
		g_assert_cmpint(c.hour * 10000 + c.minute * 100 + c.second, ==, 235959);
		g_assert_true(weekday == 0 || c.weekday == weekday % 7 + 1);
		weekday = c.weekday;
	}
	g_assert_cmpint(civil_days(1970, 1, 1), ==, 0);
}

static void test_formats(void)
{
	const int64_t at = 1626682491; /* 2021-07-19T08:14:51Z */
	struct zone *z = zone("America/Los_Angeles");
	struct {
		char *have;
		const char *want;
	} rows[] = {
	    {instant_rfc3339(at), "2021-07-19T08:14:51Z"},
	    {instant_rfc3339_offset(at, 7200), "2021-07-19T10:14:51+02:00"},
	    {instant_rfc3339_offset(at, -12600), "2021-07-19T04:44:51-03:30"},
	    {instant_rfc5322(at), "Mon, 19 Jul 2021 08:14:51 +0000"},
	    {instant_words(at, z), "2021-07-19 01:14:51"},
	    {instant_words(at, zone_aoe()), "2021-07-18 20:14:51"},
	    {instant_day(1626966000, z), "Thu 22 Jul 2021"},
	    {instant_date(1626966000, z), "2021-07-22"},
	    {instant_minute(1626966000, z), "08:00"},
	    {offset_words(7200), "UTC+02:00"},
	    {offset_words(-12600), "UTC-03:30"},
	    {instant_rfc3339(INT64_MIN), "0001-01-01T00:00:00Z"},
	    {instant_rfc3339(INT64_MAX), "9999-12-31T23:59:59Z"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_assert_cmpstr(rows[i].have, ==, rows[i].want);
		g_free(rows[i].have);
	}
	zone_free(z);
}

static void test_durations(void)
{
	static const struct {
		const char *text;
		int64_t seconds; /* -1: refused */
		const char *words;
	} rows[] = {
	    {"90s", 90, "1m30s"},
	    {"20m", 1200, "20m"},
	    {"1h30m", 5400, "1h30m"},
	    {"6h", 21600, "6h"},
	    {"90d", 7776000, "90d"},
	    {"72h", 259200, "3d"},
	    {"51h45m9s", 186309, "51h45m"},
	    {"12s", 12, "12s"},
	    {"0m", 0, "0s"},
	    {"5d4h", 446400, "5d4h"},
	    {"1m1h", -1, NULL},
	    {"1m1m", -1, NULL},
	    {"90", -1, NULL},
	    {"m", -1, NULL},
	    {"-5m", -1, NULL},
	    {"1.5h", -1, NULL},
	    {"9999999999s", -1, NULL},
	    {"1h ", -1, NULL},
	    {"", -1, NULL},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		int64_t seconds = -1;
		g_test_message("%s", rows[i].text);
		g_assert_cmpint(duration_parse(rows[i].text, &seconds), ==, rows[i].seconds >= 0);
		g_assert_cmpint(seconds, ==, rows[i].seconds);
		if (rows[i].seconds >= 0) {
			g_autofree char *words = duration_words(seconds);
			g_autofree char *negative = duration_words(-seconds);
			g_assert_cmpstr(words, ==, rows[i].words);
			g_assert_cmpstr(negative, ==, words);
		}
	}
	g_autofree char *lowest = duration_words(INT64_MIN);
	g_assert_nonnull(lowest);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/civil/a zone is one of the database, AoE or UTC", test_zone_names);
	g_test_add_func("/civil/a mistyped zone is guessed", test_zone_meant);
	g_test_add_func("/civil/instants in zones, gaps and repeated hours", test_instants);
	g_test_add_func("/civil/a clock shows its zone", test_labels);
	g_test_add_func("/civil/every day of 800 years, there and back", test_days);
	g_test_add_func("/civil/formats", test_formats);
	g_test_add_func("/civil/durations", test_durations);
	return g_test_run();
}
