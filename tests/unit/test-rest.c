/* When a call's digests end: a week after whatever was last. */
#include "rule/rest.h"

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

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rest/a week after the last of all", test_last);
	return g_test_run();
}
