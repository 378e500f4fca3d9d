/* How wide text stands, and where it may be cut. */
#include "base/width.h"

static const struct {
	const char *name, *text;
	unsigned columns;
	const char *cut;
} rows[] = {
    {"short text stays", "a tale", 6, "a tale"},
    {"long text ends in a mark", "a long tale", 6, "a lon…"},
    {"no space before the mark", "along tale", 7, "along…"},
    {"wide characters count twice", "故事故事", 6, "故事…"},
    {"a letter keeps its marks",
	"e\xcc\x81"
	"e\xcc\x81"
	"e\xcc\x81"
	"e\xcc\x81",
	3,
	"e\xcc\x81"
	"e\xcc\x81"
	"…"},
    {"a family is not cut apart", "ab👩‍👩‍👧cd", 6, "ab…"},
    {"nor a flag", "a🇩🇪🇫🇷b", 4, "a🇩🇪…"},
    {"nor a hand from its colour", "a👋🏽bcd", 5, "a…"},
    {"empty text", "", 4, ""},
};

static void test_cut(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *cut = width_cut(rows[i].text, rows[i].columns);
		g_test_message("%s", rows[i].name);
		g_assert_cmpstr(cut, ==, rows[i].cut);
		g_assert_cmpuint(width_of(cut), <=, rows[i].columns);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/width/text is cut between characters", test_cut);
	return g_test_run();
}
