/* Which word a mistyped one was meant to be. */
#include "base/nearest.h"

#include <glib.h>

static void test_words(void)
{
	static const char *const words[] = {
	    "list", "late-ok", "explain", "title", "address", "a", NULL};
	static const struct {
		const char *text, *nearest;
	} rows[] = {
	    {"list", "list"},
	    {"LIST", "list"},
	    {"lits", "list"},
	    {"lis", "list"},
	    {"titel", "title"},
	    {"adress", "address"},
	    {"addresses", "address"},
	    {"lateok", "late-ok"},
	    {"expalin", "explain"},
	    {"lo", NULL},
	    {"x", NULL},
	    {"nothing", NULL},
	    {"", NULL},
	    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].text);
		g_assert_cmpstr(nearest_word(rows[i].text, words), ==, rows[i].nearest);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/nearest/a slip is told from another word", test_words);
	return g_test_run();
}
