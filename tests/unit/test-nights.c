/* When a call's digests come, one for each local date, and when they end: a week after whatever was
 * last. */
#include "rule/nights.h"

#include "base/civil.h"

enum { CUTOFF = 1000 * DAY, GRACE = HOUR, SESSION_END = 1002 * DAY };

/* When the digests of a call rest whose last session ends at END (0: it has none). */
static int64_t rests_at(int64_t end, int64_t news)
{
	g_autoptr(GPtrArray) sessions = g_ptr_array_new();
	struct session early = {.end = CUTOFF / 2}, last = {.end = end};
	struct call call = {.deadline = {.cutoff = CUTOFF, .grace = GRACE}, .sessions = sessions};

	if (end != 0) {
		g_ptr_array_add(sessions, &last);
		g_ptr_array_add(sessions, &early);
	}
	return digest_rests_at(&call, news);
}

static void test_last(void)
{
	g_assert_cmpint(rests_at(0, 0), ==, CUTOFF + GRACE + 7 * DAY);
	g_assert_cmpint(rests_at(SESSION_END, 0), ==, SESSION_END + 7 * DAY);
	g_assert_cmpint(rests_at(CUTOFF - DAY, CUTOFF), ==, CUTOFF + GRACE + 7 * DAY);
	g_assert_cmpint(rests_at(SESSION_END, SESSION_END + 1), ==, SESSION_END + 1 + 7 * DAY);
}

enum { DAYS = 730, BEGIN = 18628 * DAY /* 2021-01-01 UTC */, POLL = 30 * MINUTE, LATEST = 90 };

/* Clocks change at 00:00, 01:00, 02:00 and 03:00, by an hour and by half of one, in both halves of
 * the year, and never. */
static const char *const zones[] = {"America/New_York", "Europe/Berlin", "Australia/Lord_Howe",
    "America/Los_Angeles", "America/St_Johns", "America/Havana", "America/Santiago",
    "America/Asuncion", "America/Sao_Paulo", "Atlantic/Azores", "Europe/London", "Europe/Chisinau",
    "Asia/Beirut", "Asia/Gaza", "Asia/Tehran", "Asia/Kolkata", "Pacific/Chatham",
    "Pacific/Auckland", "Pacific/Kiritimati", "UTC"};

/* The local date that follows DATE, new. */
static char *next_date(const char *date)
{
	GDate day;
	char next[sizeof "2021-07-20"];

	g_date_set_parse(&day, date);
	g_date_add_days(&day, 1);
	g_date_strftime(next, sizeof next, "%Y-%m-%d", &day);
	return g_strdup(next);
}

/* The digest of DATE came when it should, which was at NOW, or as soon after it as clocks had such
 * an hour. */
static void assert_in_time(const struct call *call, const char *date, int64_t now)
{
	g_autofree char *today = instant_date(now, call->zone);
	struct civil c;

	civil_at(&c, call->zone, now);
	g_assert_cmpstr(today, ==, date);
	g_assert_cmpint(c.hour * 60 + c.minute, >=, call->digest_minute);
	g_assert_cmpint(c.hour * 60 + c.minute, <, call->digest_minute + LATEST);
}

static void try_zone(const char *zone, int minute)
{
	struct call call = {.zone = zone_new(zone, NULL), .digest_minute = minute};
	g_autofree char *last = digest_date(&call, BEGIN);
	unsigned nights = 0;

	for (int64_t now = BEGIN + POLL; now <= BEGIN + (int64_t)DAYS * DAY; now += POLL) {
		g_autofree char *date = digest_date(&call, now);
		if (g_str_equal(date, last))
			continue;
		g_autofree char *expected = next_date(last);
		g_assert_cmpstr(date, ==, expected);
		assert_in_time(&call, date, now);
		g_free(last);
		last = g_steal_pointer(&date);
		nights++;
	}
	g_test_message("%s at %02d:%02d: %u nights", zone, minute / 60, minute % 60, nights);
	g_assert_cmpint(nights, ==, DAYS);
	zone_free(call.zone);
}

/* PROVES F-30, P-8: whoever asks each half hour gets each date once, the next one each time. */
static void test_each_date(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(zones); i++) {
		try_zone(zones[i], 2 * 60 + 30);
		try_zone(zones[i], 30);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/nights/a week after the last of all", test_last);
	g_test_add_func(
	    "/nights/one for each date, over two years in twenty zones", test_each_date);
	return g_test_run();
}
