/* Quoted-printable: what must be escaped, and where lines are broken (RFC 2045 section 6.7). */
#include "letter/quoted.h"

#include <stdbool.h>
#include <string.h>

#define TEN "0123456789"
#define SEVENTY TEN TEN TEN TEN TEN TEN TEN

static const struct {
	const char *title, *text, *quoted;
} rows[] = {
    {"a line end becomes CRLF", "a\n\nb\n", "a\r\n\r\nb\r\n"},
    {"a text without one gets none", "a", "a"},
    {"nothing is nothing", "", ""},
    {"the equals sign", "a=b\n", "a=3Db\r\n"},
    {"other letters, octet by octet", "\u00e4\u2013\n", "=C3=A4=E2=80=93\r\n"},
    {"control characters", "a\x01\x7f\r\n", "a=01=7F=0D\r\n"},
    {"a blank within a line", "a b\tc\n", "a b\tc\r\n"},
    {"a blank at its end would be lost", "a \nb\t\n", "a=20\r\nb=09\r\n"},
    {"a blank at the end of all", "a ", "a=20"},
    {"75 octets fit", SEVENTY "01234\n", SEVENTY "01234\r\n"},
    {"the 76th begins a line", SEVENTY "012345\n", SEVENTY "01234=\r\n5\r\n"},
    {"an escape is not broken", SEVENTY "012=\n", SEVENTY "012=\r\n=3D\r\n"},
    {"one that fits stays", SEVENTY "01=\n", SEVENTY "01=3D\r\n"},
    {"a blank that ends such a line", SEVENTY "0123 \n", SEVENTY "0123=\r\n=20\r\n"},
};

static void test_row(gconstpointer index)
{
	gsize i = GPOINTER_TO_SIZE(index);
	g_autoptr(GString) out = g_string_new("before ");

	quoted_append(out, rows[i].text);
	g_assert_true(g_str_has_prefix(out->str, "before "));
	g_assert_cmpstr(out->str + strlen("before "), ==, rows[i].quoted);
}

/* Octets are looked at eight at once: none may pass wherever it stands among them. */
static void test_each_octet(void)
{
	enum { LONG = 20 };

	for (int octet = 1; octet < 256; octet++) {
		bool plain = octet == '\t' || (octet >= ' ' && octet <= '~' && octet != '=');
		for (int at = 0; at < LONG && octet != '\n'; at++) {
			g_autofree char *before = g_strnfill((gsize)at, 'a');
			g_autofree char *behind = g_strnfill((gsize)(LONG - at), 'z');
			g_autofree char *text = g_strdup_printf("%s%c%s", before, octet, behind);
			g_autofree char *escaped =
			    g_strdup_printf("%s=%02X%s", before, octet, behind);
			g_autoptr(GString) out = g_string_new(NULL);
			quoted_append(out, text);
			g_assert_cmpstr(out->str, ==, plain ? text : escaped);
		}
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/quoted/%s", rows[i].title);
		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	g_test_add_func("/quoted/each octet at each place", test_each_octet);
	return g_test_run();
}
