/* When old mail is a pile. PROVES P-17. */
#include "base/civil.h"
#include "rule/pile.h"

#include <glib.h>
#include <string.h>

enum { NOW = 1000000000 };

static const struct row {
	const char *title;
	struct poll poll;
	const char *why; /* a word of it, or NULL */
} rows[] = {
    {"nothing old", {NOW, NOW - DAY, false, 0}, NULL},
    {"20 old mails are not many", {NOW, NOW - DAY, false, 20}, NULL},
    {"21 are", {NOW, NOW - DAY, false, 21}, "restored"},
    {"20 at the first start", {NOW, 0, false, 20}, NULL},
    {"21 at the first start", {NOW, 0, false, 21}, "never read"},
    {"a new UIDVALIDITY, with one mail", {NOW, NOW - DAY, true, 1}, "UIDVALIDITY"},
};

static void test_suspicion(gconstpointer data)
{
	const struct row *row = data;
	const char *why = pile_suspicion(&row->poll);

	if (row->why == NULL)
		g_assert_null(why);
	else
		g_assert_nonnull(strstr(why, row->why));
}

/* An hour of clock skew is allowed; a renumbered mailbox may have given its mails new times; a
 * clock that was never set knows of no time. */
static void test_horizon(void)
{
	g_assert_cmpint(pile_horizon(&(struct poll){.now = NOW}), ==, NOW - HOUR);
	g_assert_cmpint(
	    pile_horizon(&(struct poll){.now = NOW, .last = NOW - DAY}), ==, NOW - DAY - HOUR);
	g_assert_cmpint(pile_horizon(&(struct poll){.now = NOW, .last = NOW, .renumbered = true}),
	    ==, INT64_MAX);
	g_assert_cmpint(pile_horizon(&(struct poll){.now = 600, .unset = true}), ==, INT64_MAX);
	g_assert_cmpint(
	    pile_horizon(&(struct poll){.now = 600, .last = NOW, .unset = true}), ==, NOW - HOUR);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/pile/%s", rows[i].title);
		g_test_add_data_func(path, &rows[i], test_suspicion);
	}
	g_test_add_func("/pile/horizon", test_horizon);
	return g_test_run();
}
