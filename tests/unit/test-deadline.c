/* The deadline, to the second. */
#include "call/deadline.h"

#include <glib.h>
#include <string.h>

static const struct {
	const char *name, *deadline, *received;
	enum verdict verdict;
} rows[] = {
    {"the last second counts", "2021-07-20 AoE", "2021-07-21T11:59:59Z", VERDICT_ON_TIME},
    {"the next one does not", "2021-07-20 AoE", "2021-07-21T12:00:00Z", VERDICT_LATE},
    {"a leap day anywhere on Earth", "2024-02-29 AoE", "2024-03-01T11:59:59Z", VERDICT_ON_TIME},
    {"and the second after it", "2024-02-29 AoE", "2024-03-01T12:00:00Z", VERDICT_LATE},
    {"a leap second belongs to the second before it", "2016-12-31 23:59 UTC",
	"2016-12-31T23:59:60Z", VERDICT_ON_TIME},
    {"the last second of a year", "2021-12-31 AoE", "2022-01-01T11:59:59Z", VERDICT_ON_TIME},
    {"23:59 lasts its whole minute", "2021-07-20 23:59 Europe/Berlin", "2021-07-20T21:59:59Z",
	VERDICT_ON_TIME},
    {"and ends with it", "2021-07-20 23:59 Europe/Berlin", "2021-07-20T22:00:00Z", VERDICT_LATE},
    {"23:59:59 counts itself", "2021-07-20 23:59:59 UTC", "2021-07-20T23:59:59Z", VERDICT_ON_TIME},
    {"and no more", "2021-07-20 23:59:59 UTC", "2021-07-21T00:00:00Z", VERDICT_LATE},
    {"a day of 25 hours ends at its midnight", "2021-11-07 America/New_York",
	"2021-11-08T04:59:59Z", VERDICT_ON_TIME},
    {"not an hour later", "2021-11-07 America/New_York", "2021-11-08T05:00:00Z", VERDICT_LATE},
    {"a day of 23 hours", "2021-03-28 Europe/Berlin", "2021-03-28T21:59:59Z", VERDICT_ON_TIME},
    {"and its end", "2021-03-28 Europe/Berlin", "2021-03-28T22:00:00Z", VERDICT_LATE},
    {"the second of two equal hours, by its offset", "2021-10-31T02:30:00+01:00",
	"2021-10-31T01:29:59Z", VERDICT_ON_TIME},
    {"and its end", "2021-10-31T02:30:00+01:00", "2021-10-31T01:30:00Z", VERDICT_LATE},
    {"a day whose midnight comes twice ends at the first", "2021-11-06 America/Havana",
	"2021-11-07T04:00:00Z", VERDICT_LATE},
    {"the hour after the equal ones", "2021-10-31 03:00 Europe/Berlin", "2021-10-31T02:00:59Z",
	VERDICT_ON_TIME},
    {"with a T before the time it lasts its minute, too", "2021-07-20T23:59 AoE",
	"2021-07-21T11:59:59Z", VERDICT_ON_TIME},
    {"and ends with it", "2021-07-20T23:59 AoE", "2021-07-21T12:00:00Z", VERDICT_LATE},
    {"an instant is the first late second", "2021-07-21T12:00:00Z", "2021-07-21T12:00:00Z",
	VERDICT_LATE},
    {"and the one before is on time", "2021-07-21T12:00:00Z", "2021-07-21T11:59:59Z",
	VERDICT_ON_TIME},
};

static void test_verdicts(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct deadline d;
		int64_t received;
		g_test_message("%s", rows[i].name);
		g_assert_true(deadline_parse(&d, rows[i].deadline, NULL));
		g_assert_true(instant_parse(rows[i].received, &received, NULL));
		g_assert_cmpint(deadline_judge(&d, received), ==, rows[i].verdict);
		g_assert_cmpstr(d.words, ==, rows[i].deadline);
		deadline_clear(&d);
	}
}

/* PROVES F-31, P-20: the edges of a day anywhere on Earth, to the second. */
static void test_aoe_is_arithmetic(void)
{
	struct deadline d;

	g_assert_true(deadline_parse(&d, "2021-07-20 AoE", NULL));
	g_assert_cmpint(d.cutoff, ==, 1626868800);
	g_assert_cmpint(deadline_margin(&d, 1626868799), ==, 1);
	g_assert_cmpint(deadline_margin(&d, 1626868800), ==, 0);
	deadline_clear(&d);
}

static void test_grace(void)
{
	struct deadline d;

	g_assert_true(deadline_parse(&d, "2021-07-20 AoE", NULL));
	d.grace = 3600;
	g_assert_cmpint(deadline_judge(&d, d.cutoff + 3599), ==, VERDICT_GRACE);
	g_assert_cmpint(deadline_judge(&d, d.cutoff + 3600), ==, VERDICT_LATE);
	deadline_clear(&d);
}

static void test_refused(void)
{
	static const char *const texts[] = {
	    "2021-07-20",
	    "2021-07-20 23:59",
	    "20 July 2021 AoE",
	    "2021-02-29 AoE",
	    "2021-07-20 Mars/Olympus",
	    "2021-07-20 24:00 UTC",
	    "2021-07-20 23:59 UTC extra",
	    "2021-03-28 02:30 Europe/Berlin",
	    "2021-10-31 02:30 Europe/Berlin",
	    "2021-10-31 02:00:00 Europe/Berlin",
	    "",
	    "tomorrow",
	    "2011-12-30 12:00 Pacific/Apia",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		struct deadline d = {.cutoff = 7};
		g_autoptr(GError) error = NULL;
		g_test_message("%s", texts[i]);
		g_assert_false(deadline_parse(&d, texts[i], &error));
		g_assert_cmpint(d.cutoff, ==, 7);
		g_assert_nonnull(error);
	}
}

static void test_equal_hours(void)
{
	struct deadline d;
	g_autoptr(GError) error = NULL;

	g_assert_false(deadline_parse(&d, "2021-10-31 02:59 Europe/Berlin", &error));
	g_assert_cmpstr(error->message, ==,
	    "deadline \"2021-10-31 02:59 Europe/Berlin\" is a time that clocks in Europe/Berlin "
	    "show "
	    "twice, as they go back; write \"2021-10-31T03:00:00+02:00\" for the first or "
	    "\"2021-10-31T03:00:00+01:00\" for the second (each is the first late second)");
}

static void test_refusal_proposes(void)
{
	struct deadline d;
	g_autoptr(GError) error = NULL;

	g_assert_false(deadline_parse(&d, "2021-07-20", &error));
	g_assert_cmpstr(error->message, ==,
	    "deadline \"2021-07-20\" names no zone; write \"2021-07-20 AoE\" or \"2021-07-20 23:59 "
	    "Europe/Berlin\"");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func(
	    "/deadline/every edge is exact to the second (PROVES TI-01, P-20)", test_verdicts);
	g_test_add_func(
	    "/deadline/AoE is UTC-12 by arithmetic (PROVES TI-02)", test_aoe_is_arithmetic);
	g_test_add_func(
	    "/deadline/grace moves the limit by arrival alone (PROVES TI-07)", test_grace);
	g_test_add_func(
	    "/deadline/what is unclear is refused and nothing is touched", test_refused);
	g_test_add_func("/deadline/equal hours are told apart", test_equal_hours);
	g_test_add_func("/deadline/the refusal proposes AoE", test_refusal_proposes);
	return g_test_run();
}
