/*
 * Base64 as mail has it: what is skipped, where it ends, and that pieces make no difference.
 */
#include "mail/base64.h"

#include <string.h>

static const struct {
	const char *name, *in, *out;
} rows[] = {
    {"whole groups", "QUJDREVG", "ABCDEF"},
    {"one padding", "QUI=", "AB"},
    {"two paddings", "QQ==", "A"},
    {"lines", "QUJD\r\nREVG\r\n", "ABCDEF"},
    {"strange octets",
	"Q*U!J\xc3\xa9"
	"D",
	"ABC"},
    {"the last letters of the alphabet", "fn5+Pz8/", "~~~???"},
    {"padding on the next line", "QQ=\r\n=", "A"},
    {"padding ends it", "QUI=QUJD", "AB"},
    {"padding between letters", "QU=J", "A"},
    {"nothing but padding", "====", ""},
    {"one letter and padding", "Q===", ""},
    {"an end that is missing", "QUJDQU", "ABC"},
    {"nothing", "", ""},
};

/* Decodes IN in pieces of STEP octets. */
static char *decoded(const char *in, gsize step)
{
	struct base64 base64 = {0};
	gsize length = strlen(in), used = 0;
	guint8 *out = g_malloc0(BASE64_ROOM(length) + 1);
	for (gsize at = 0; at < length; at += step)
		used += base64_decode(
		    &base64, (const guint8 *)in + at, MIN(step, length - at), out + used);
	out[used] = '\0';
	return (char *)out;
}

static void test_row(gconstpointer row)
{
	gsize i = GPOINTER_TO_SIZE(row);
	for (gsize step = 1; step <= strlen(rows[i].in) + 1; step++) {
		g_autofree char *out = decoded(rows[i].in, step);
		g_assert_cmpstr(out, ==, rows[i].out);
	}
}

/* Every octet value comes through, as GLib encodes it. */
static void test_all_octets(void)
{
	guint8 octets[768], out[BASE64_ROOM(1024)];
	struct base64 base64 = {0};
	for (gsize i = 0; i < sizeof octets; i++)
		octets[i] = (guint8)(i * 7 + i / 256);
	g_autofree char *in = g_base64_encode(octets, sizeof octets);
	gsize length = base64_decode(&base64, (const guint8 *)in, strlen(in), out);
	g_assert_cmpmem(out, length, octets, sizeof octets);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/base64/%s", rows[i].name);
		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	g_test_add_func("/base64/every octet", test_all_octets);
	return g_test_run();
}
