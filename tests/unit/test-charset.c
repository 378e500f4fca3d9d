/*
 * Bytes to text: the charset ladder and format=flowed. All strings are our own.
 */
#include "mail/text.h"

#include <string.h>

static const struct {
	const char *name;
	const char *charset; /* NULL: none declared */
	const char *bytes;
	const char *text;
	bool guessed, bad;
} charsets[] = {
    /* PROVES ST-06 */
    {"utf-8 stays", "utf-8", "Caf\xc3\xa9", "Café"},
    {"utf8 without the dash", "UTF8", "Caf\xc3\xa9", "Café"},
    {"us-ascii with UTF-8 in it", "us-ascii", "caf\xc3\xa9", "café", true},
    {"us-ascii with Latin in it", "us-ascii", "caf\xe9", "café", true},
    {"an unknown charset", "x-foo", "\xe9t\xe9", "été", true},
    {"no charset, UTF-8", NULL, "na\xc3\xafve", "naïve", true},
    {"no charset, plain", NULL, "plain", "plain"},
    {"latin-1 is windows-1252", "iso-8859-1", "\x93so\x94 \x80", "“so” €"},
    {"latin-9", "ISO-8859-15", "10 \xa4", "10 €"},
    {"Polish", "iso-8859-2", "\xbf\xf3\xb3w", "żółw"},
    {"Czech of Windows", "windows-1250", "\x9elu\x9dou\xe8k\xfd", "žluťoučký"},
    {"Russian of Windows", "windows-1251", "\xcf\xf0\xe8\xe2\xe5\xf2", "Привет"},
    {"Russian koi8-r", "koi8-r", "\xf0\xd2\xc9\xd7\xc5\xd4", "Привет"},
    {"Ukrainian koi8-u", "koi8-u", "\xe7\xc1\xce\xcf\xcb \xa6\xa7", "Ганок ії"},
    {"Russian of DOS", "cp866", "\x8f\xe0\xa8\xa2\xa5\xe2", "Привет"},
    {"Greek", "iso-8859-7", "\xea\xe1\xeb\xe7\xec\xdd\xf1\xe1", "καλημέρα"},
    {"Turkish", "iso-8859-9", "g\xfcne\xfe \xddzmir", "güneş İzmir"},
    {"Hebrew", "iso-8859-8-i", "\xf9\xec\xe5\xed", "שלום"},
    {"Arabic", "windows-1256", "\xe3\xd1\xcd\xc8\xc7", "مرحبا"},
    {"Thai", "tis-620", "\xca\xc7\xd1\xca\xb4\xd5", "สวัสดี"},
    {"Vietnamese", "windows-1258", "\xd0\xe2y", "Đây"},
    {"Baltic", "windows-1257", "\xe0\xe8i\xfb", "ąčiū"},
    {"Chinese gb2312", "gb2312", "\xc4\xe3\xba\xc3", "你好"},
    {"Chinese x-gbk", "x-gbk", "\xc4\xe3\xba\xc3", "你好"},
    {"Chinese iso-gb2312", "iso-gb2312", "\xc4\xe3\xba\xc3", "你好"},
    {"Chinese gb18030", "GB18030", "\xc4\xe3", "你"},
    {"plain lines among others", "gb18030", "one\n\xc4\xe3 two\n\nthree\n\xba\xc3",
	"one\n你 two\n\nthree\n好"},
    {"a character cut short by a line end", "gb18030", "\xc4\xe3\xba\xc3\xc4\xe3 \x81\x37\nso",
	"你好你 \xef\xbf\xbd"
	"7\nso",
	false, true},
    {"plain lines around Japanese ones", "iso-2022-jp",
	"one\n\x1b$B$3\x1b(B\n$3\nin \x1b$B$3\x1b(J\n~\n\x1b(B~\nend",
	"one\nこ\n$3\nin こ\n‾\n~\nend"},
    {"escapes last over a line end", "iso-2022-jp", "\x1b$B$3\n$s\x1b(B", "こ\nん"},
    {"a backslash that is a currency", "johab", "5\\", "5₩"},
    {"Chinese big5", "big5", "\xa7\x41\xa6\x6e", "你好"},
    {"Japanese iso-2022-jp", "iso-2022-jp", "\x1b$B$3$s\x1b(B", "こん"},
    {"Japanese without a charset", NULL, "\x1b$B$3$s\x1b(B", "こん"},
    {"Japanese x-sjis", "x-sjis", "\x82\xb1\x82\xf1", "こん"},
    {"Japanese euc-jp", "euc-jp", "\xa4\xb3\xa4\xf3", "こん"},
    {"Korean euc-kr", "euc-kr", "\xbe\xc8\xb3\xe7", "안녕"},
    {"Korean under its long name", "ks_c_5601-1987", "\xbe\xc8\xb3\xe7", "안녕"},
    {"Macintosh", "x-mac-roman", "caf\x8e", "café"},
    {"a name with a suffix for iconv", "utf-8//TRANSLIT", "\xc3\xa9", "é"},
    {"utf-7 is not decoded", "utf-7", "+ADw-script+AD4-", "+ADw-script+AD4-", true},
    {"nor under its old name", "unicode-1-1-utf-7", "+ADw-b", "+ADw-b", true},
    {"one bad byte in UTF-8", "utf-8", "\xc3\xa9\xff", "é\xef\xbf\xbd", false, true},
    {"Latin under the name UTF-8", "utf-8", "\xfc\x62\x65r", "über", true},
    {"UTF-8 under the name gb2312", "gb2312", "\xe2\x80\x9cx\xe2\x80\x9d\xc3\xa9", "“x”é", true},
    {"a cut-off Japanese escape", "iso-2022-jp", "ok \x1b$B$3", "ok こ"},
    {"a byte order mark goes", "utf-8", "\xef\xbb\xbfx", "x"},
};

static void test_charset(gconstpointer row)
{
	size_t i = GPOINTER_TO_SIZE(row);
	bool guessed, bad;
	g_autofree char *text = charset_decode(
	    charsets[i].bytes, strlen(charsets[i].bytes), charsets[i].charset, &guessed, &bad);
	g_assert_cmpstr(text, ==, charsets[i].text);
	g_assert_true(g_utf8_validate(text, -1, NULL));
	g_assert_cmpint(guessed, ==, charsets[i].guessed);
	g_assert_cmpint(bad, ==, charsets[i].bad);
}

static void test_wide(void)
{
	static const char le[] = "a\0\xe9\0", be[] = "\xfe\xff\0a\0\xe9";
	bool guessed, bad;
	g_autofree char *a = charset_decode(le, 4, "utf-16", &guessed, &bad);
	g_autofree char *b = charset_decode(be, 6, "utf-16", &guessed, &bad);
	g_assert_cmpstr(a, ==, "aé");
	g_assert_cmpstr(b, ==, "aé");
}

static void test_nul(void)
{
	bool guessed, bad;
	g_autofree char *text = charset_decode("a\0b\0\xc3\xa9", 6, "utf-8", &guessed, &bad);
	g_assert_cmpstr(text, ==, "abé");
}

static void test_noise(void)
{
	static const char *const names[] = {"gb18030", "iso-2022-jp", "iso-2022-kr", "utf-16",
	    "utf-32", "big5", "euc-jp", "iso-2022-cn", "johab"};
	g_autofree char *bytes = g_malloc(65536);
	for (guint i = 0, x = 1; i < 65536; i++, x = x * 1103515245 + 12345)
		bytes[i] = x >> 16;
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		bool guessed, bad;
		g_autofree char *text = charset_decode(bytes, 65536, names[i], &guessed, &bad);
		g_assert_true(g_utf8_validate(text, -1, NULL));
	}
}

static const struct {
	const char *name;
	const char *in, *out;
	bool delsp;
} flows[] = {
    /* PROVES ST-07 */
    {"a space joins", "foo \nbar", "foo bar"},
    {"and goes with DelSp", "foo \nbar", "foobar", true},
    {"a signature is not flowed", "How are you? \n-- \nSig", "How are you?\n-- \nSig"},
    {"nor flows itself", "-- \nSig \nmore", "-- \nSig more"},
    {"a stuffed line loses one space", "  x\n >y", " x\n>y"},
    {"quotes join at their depth", "> a \n> b\n>> c \n> d", "> a b\n>> c\n> d"},
    {"another depth ends the paragraph", "a \n> b", "a\n> b"},
    {"a fixed line stays", "a\nb\n", "a\nb\n"},
    {"an empty line ends it", "a \n\nb", "a \nb"},
};

static void test_flowed(gconstpointer row)
{
	size_t i = GPOINTER_TO_SIZE(row);
	g_autofree char *out = flowed_decode(flows[i].in, flows[i].delsp);
	g_assert_cmpstr(out, ==, flows[i].out);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(charsets); i++) {
		g_autofree char *path = g_strdup_printf("/charset/%s", charsets[i].name);
		g_strdelimit(path + 9, "/", '|');
		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_charset);
	}
	g_test_add_func("/charset/utf-16 of both orders", test_wide);
	g_test_add_func("/charset/NUL bytes vanish", test_nul);
	g_test_add_func("/charset/noise becomes valid UTF-8", test_noise);
	for (size_t i = 0; i < G_N_ELEMENTS(flows); i++) {
		g_autofree char *path = g_strdup_printf("/flowed/%s", flows[i].name);
		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_flowed);
	}
	return g_test_run();
}
