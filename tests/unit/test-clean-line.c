/* One line out of many, of any characters. */
#include "base/clean.h"

#include <glib.h>

static const struct {
	const char *name, *text, *line;
} lines[] = {
    {"white space becomes one space", " a\n\t b  ", "a b"},
    {"long characters behind a gap that shrinks",
	"a  \xe2\x80\xa6  \xe2\x80\xa6  \xf0\x9f\x90\x88  b",
	"a \xe2\x80\xa6 \xe2\x80\xa6 \xf0\x9f\x90\x88 b"},
    {"long characters only", "  \xe9\x80\x80\xe4\xbf\xa1 ", "\xe9\x80\x80\xe4\xbf\xa1"},
};

/* PROVES OS-05 */
static void test_lines(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autofree char *line = clean_line(lines[i].text, -1, 0);
		g_test_message("%s", lines[i].name);
		g_assert_cmpstr(line, ==, lines[i].line);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/clean/one line of any characters", test_lines);
	return g_test_run();
}
