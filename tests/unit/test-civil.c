/* Civil time: readings, changes of daylight saving, the edges of AoE. */
#include "base/civil.h"

#include <glib.h>

static const struct {
	const char *name, *zone;
	int year, month, day, hour, minute;
	const char *expected;
} readings[] = {
    {"an ordinary hour in summer", "America/Los_Angeles", 2021, 7, 22, 8, 0,
	"2021-07-22T15:00:00Z"},
    {"the skipped hour is read with the offset before", "America/New_York", 2021, 3, 14, 2, 30,
	"2021-03-14T07:30:00Z"},
    {"the hour after the skipped one", "America/New_York", 2021, 3, 14, 3, 30,
	"2021-03-14T07:30:00Z"},
    {"the repeated hour is its first", "America/New_York", 2021, 11, 7, 1, 30,
	"2021-11-07T05:30:00Z"},
    {"the hour after the repeated one", "America/New_York", 2021, 11, 7, 2, 30,
	"2021-11-07T07:30:00Z"},
    {"skipped in Berlin", "Europe/Berlin", 2021, 3, 28, 2, 30, "2021-03-28T01:30:00Z"},
    {"repeated in Berlin", "Europe/Berlin", 2021, 10, 31, 2, 30, "2021-10-31T00:30:00Z"},
    {"half an hour skipped on Lord Howe", "Australia/Lord_Howe", 2021, 10, 3, 2, 15,
	"2021-10-02T15:45:00Z"},
    {"the end of a day anywhere on Earth", "AoE", 2021, 7, 20, 23, 59, "2021-07-21T11:59:00Z"},
};

static void test_readings(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(readings); i++) {
		struct zone *zone = zone_new(readings[i].zone, NULL);
		int64_t instant = 0;
		g_test_message("%s", readings[i].name);
		g_assert_nonnull(zone);
		g_assert_true(civil_instant(zone, readings[i].year, readings[i].month,
		    readings[i].day, readings[i].hour, readings[i].minute, 0, &instant));
		g_autofree char *text = instant_rfc3339(instant);
		g_assert_cmpstr(text, ==, readings[i].expected);
		zone_free(zone);
	}
}

static void test_zones_from_nowhere(void)
{
	static const char *const names[] = {
	    "../../etc/passwd", "/etc/localtime", "Mars/Olympus", "", "+02:00", "a b"};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(GError) error = NULL;
		g_assert_null(zone_new(names[i], &error));
		g_assert_nonnull(error);
	}
}

static const struct {
	const char *text;
	int64_t instant; /* -1: refused */
} instants[] = {
    {"2021-07-21T11:59:59Z", 1626868799},
    {"2021-07-21T12:00:00Z", 1626868800},
    {"2021-07-20 23:59:59 AoE", 1626868799},
    {"2021-07-21T13:59:59+02:00", 1626868799},
    {"2021-07-20 23:59 AoE", 1626868740},
    {"2021-02-29T00:00:00Z", -1},
    {"2021-07-20", -1},
    {"2021-07-20 25:00 UTC", -1},
};

static void test_instants(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(instants); i++) {
		int64_t instant = -1;
		g_test_message("%s", instants[i].text);
		g_assert_cmpint(
		    instant_parse(instants[i].text, &instant, NULL), ==, instants[i].instant != -1);
		if (instants[i].instant != -1)
			g_assert_cmpint(instant, ==, instants[i].instant);
	}
}

static void test_formats(void)
{
	struct zone *la = zone_new("America/Los_Angeles", NULL);
	struct civil c;
	g_autofree char *mail = instant_rfc5322(1626682502);
	g_autofree char *ics = instant_ics(1626682502);
	g_autofree char *day = instant_day(1626966000, la);
	g_autofree char *long_margin = duration_words(186309);
	g_autofree char *days = duration_words(-864000);

	civil_at(&c, la, 1626966000);
	g_assert_cmpstr(mail, ==, "Mon, 19 Jul 2021 08:15:02 +0000");
	g_assert_cmpstr(ics, ==, "20210719T081502Z");
	g_assert_cmpstr(day, ==, "Thu 22 Jul 2021");
	g_assert_cmpstr(c.label, ==, "PDT");
	g_assert_cmpstr(long_margin, ==, "51h45m");
	g_assert_cmpstr(days, ==, "10d");
	zone_free(la);
}

static void test_durations(void)
{
	int64_t s;

	g_assert_true(duration_parse("1h30m", &s) && s == 5400);
	g_assert_true(duration_parse("90d", &s) && s == 90 * 86400);
	g_assert_true(duration_parse("0m", &s) && s == 0);
	g_assert_false(duration_parse("", &s));
	g_assert_false(duration_parse("60", &s));
	g_assert_false(duration_parse("1m1h", &s));
	g_assert_false(duration_parse("-5m", &s));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/civil/a reading names one instant, also around changes", test_readings);
	g_test_add_func("/civil/a zone that is none is refused", test_zones_from_nowhere);
	g_test_add_func("/civil/instants are read exactly (PROVES TI-01, P-20)", test_instants);
	g_test_add_func("/civil/every format", test_formats);
	g_test_add_func("/civil/durations", test_durations);
	return g_test_run();
}
