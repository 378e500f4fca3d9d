/* Letters for people keep their width, and their paragraphs. */
#include "letter/fold.h"

#include <glib.h>

static const struct {
	const char *name, *text, *folded;
} rows[] = {
    {"what fits stays", "one two\nthree\n", "one two\nthree\n"},
    {"a line is cut at a space", "one two three four\n", "one two\nthree four\n"},
    {"its end goes on into the next line of its paragraph", "one two three\nfour five\nsix\n",
	"one two\nthree four\nfive six\n"},
    {"but not over a blank line", "one two three\n\nfour\n", "one two\nthree\n\nfour\n"},
    {"nor into a list", "one two three\n  four\n", "one two\nthree\n  four\n"},
    {"nor into a quote", "one two three\n| four\n", "one two\nthree\n| four\n"},
    {"nor before a link", "one two three\na: b://c\n", "one two\nthree\na: b://c\n"},
    {"a row goes on below its value", "one  two three\nfour\n", "one  two\n     three\nfour\n"},
    {"also when it is indented", " a  b c d e f\n", " a  b c d\n    e f\n"},
    {"an indent stays", "  one two three four\n", "  one two\n  three\n  four\n"},
    {"a long word stays whole", "onetwothreefour\n", "onetwothreefour\n"},
    {"without a line end", "one two three four", "one two\nthree four"},
    {"nothing", "", ""},
};

static void test_rows(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *folded = fold_text(rows[i].text, 10);
		g_test_message("%s", rows[i].name);
		g_assert_cmpstr(folded, ==, rows[i].folded);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/fold/lines and paragraphs", test_rows);
	return g_test_run();
}
