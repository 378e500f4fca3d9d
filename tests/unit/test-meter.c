/* How much a server may say. */
#include "net/meter.h"

#include <glib.h>
#include <string.h>

enum { KIB = 1024, MIB = 1024 * KIB };

/* Counts SIZE octets of text without the end of a line. */
static const char *count_filler(struct meter *meter, size_t size)
{
	g_autofree char *filler = g_strnfill(size, 'x');

	return meter_count(meter, filler, size);
}

static const char *count(struct meter *meter, const char *text)
{
	return meter_count(meter, text, strlen(text));
}

static void test_budget(void)
{
	struct meter meter = {0};

	meter_reset(&meter, 4);
	g_assert_null(count(&meter, "ab\r\n"));
	g_assert_cmpstr(count(&meter, "c"), ==, "the server sent more than it announced");
	meter_reset(&meter, 4);
	g_assert_null(count(&meter, "ab\r\n"));
}

static void test_line(void)
{
	struct meter meter = {0};

	meter_reset(&meter, MIB);
	g_assert_null(count_filler(&meter, 64 * KIB - 1));
	g_assert_null(count(&meter, "\n"));
	g_assert_null(count_filler(&meter, 64 * KIB));
	meter_reset(&meter, MIB);
	g_assert_cmpstr(count(&meter, "x"), ==, "the server sent a line over 64 KiB");
}

static void test_text(void)
{
	struct meter meter = {0};

	meter_reset(&meter, 2 * MIB);
	for (int i = 0; i < MIB / 4; i++)
		g_assert_null(count(&meter, "ab\r\n"));
	g_assert_cmpstr(count(&meter, "\n"), ==, "the server said far more than was asked");
}

/* The announcement may come in any pieces; the literal is free of both smaller limits. */
static void test_literal(void)
{
	static const char announcement[] = "* 1 FETCH (BODY[] {2097152}\r\n";
	size_t length = strlen(announcement);

	for (size_t cut = 0; cut <= length; cut++) {
		struct meter meter = {0};
		meter_reset(&meter, 4 * (size_t)MIB);
		g_assert_null(meter_count(&meter, announcement, cut));
		g_assert_null(meter_count(&meter, announcement + cut, length - cut));
		g_assert_null(count_filler(&meter, 2 * MIB));
		g_assert_nonnull(count_filler(&meter, 64 * KIB + 1));
	}
}

static void test_no_literal(void)
{
	static const char *const rows[] = {
	    "BODY[] {}\r\n", "200000}\r\n", "BODY[] {200000} \r\n", "BODY[] {2000x0}\r\n"};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct meter meter = {0};
		meter_reset(&meter, MIB);
		g_assert_null(count(&meter, rows[i]));
		g_assert_nonnull(count_filler(&meter, 64 * KIB + 1));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/meter/an exchange has a budget of octets", test_budget);
	g_test_add_func("/meter/a line has an end, over exchanges too", test_line);
	g_test_add_func("/meter/text outside literals has an end", test_text);
	g_test_add_func("/meter/a literal is free of the line's limit", test_literal);
	g_test_add_func("/meter/what only looks like a literal is a line", test_no_literal);
	return g_test_run();
}
