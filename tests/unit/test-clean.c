/* The gate for hostile text: what comes in, and what each sink lets out. */
#include "base/clean.h"

#include <string.h>

struct row {
	const char *name, *in, *out;
	size_t max;
};

static const struct row texts[] = {
    {"plain ASCII stays", "Hello,\n\tworld", "Hello,\n\tworld"},
    {"line ends become LF", "a\r\nb\rc\nd\n\re", "a\nb\nc\nd\n\ne"},
    {"C0 and DEL go", "a\001b\033[31m\177c\v\f", "ab[31mc"},
    {"C1 goes",
	"a\xc2\x85"
	"b\xc2\x9b"
	"c",
	"abc"},
    {"bidi and zero width go", "a\u202eb\u2066c\u200bd\ufeffe\u200ff\u061cg", "abcdefg"},
    {"tag characters go", "flag\U000E0041\U000E007F!", "flag!"},
    {"joiners stay", "\u0645\u200c\u06cc \U0001F468\u200d\U0001F469",
	"\u0645\u200c\u06cc \U0001F468\u200d\U0001F469"},
    {"bad bytes are replaced one by one", "a\xff\xc3(\xc0\xaf", "a\uFFFD\uFFFD(\uFFFD\uFFFD"},
    {"the beginning of a character is replaced as one", "\xe2\x82(\xf0\x9f\x98 \xf4\x8f",
	"\uFFFD(\uFFFD \uFFFD"},
    {"what looks like a beginning is none", "\xe0\x80 \xf4\x90", "\uFFFD\uFFFD \uFFFD\uFFFD"},
    {"surrogates are bad", "\xed\xa0\x80", "\uFFFD\uFFFD\uFFFD"},
    {"text is composed", "Rene\u0301", "Ren\u00e9"},
    {"a line separator is a line end", "a\u2028ACCEPT", "a\nACCEPT"},
    {"marks are limited", "aa\u0335\u0335\u0335\u0335\u0335\u0335\u0335\u0335\u0335\u0335b",
	"aa\u0335\u0335\u0335\u0335\u0335\u0335\u0335\u0335b"},
    {"marks that split are counted after", "a\u0344\u0344\u0344\u0344\u0344\u0344",
	"\u00e4\u0301\u0308\u0301\u0308\u0301\u0308\u0301\u0308"},
    {"ASCII is cut", "abcdef", "abc", 3},
    {"no character is cut in two", "\u20ac\u20ac\u20ac", "\u20ac", 5},
    {"exactly as long stays", "\u20ac", "\u20ac", 3},
};

static const struct row lines[] = {
    {"trimmed", "  a  b\t\n c ", "a b c"},
    {"no second header", "Hi\r\nBcc: evil@example.com", "Hi Bcc: evil@example.com"},
    {"no-break and line separators are white space", "a\u00a0\u2028\xc2\x85 b", "a b"},
    {"invisible between spaces", "a \u200b b", "a b"},
    {"only white space is empty", " \t\r\n ", ""},
    {"cut at characters", "\u00e9\u00e9\u00e9\u00e9", "\u00e9\u00e9", 2},
    {"long characters behind gaps", "a  \u2026  \u2026  \U0001F408  b",
	"a \u2026 \u2026 \U0001F408 b"},
    {"long characters only", "  \u9000\u4fe1 ", "\u9000\u4fe1"},
    {"no space remains at the cut", "ab cd", "ab", 3},
};

static const struct row terminals[] = {
    {"escape is visible", "a\033[2Jb\r", "a\\x1b[2Jb\\x0d"},
    {"C1 and bidi are visible", "\xc2\x9b\u202e", "\\x9b\\u202e"},
    {"lines and tabs stay", "a\n\tb\u00e9", "a\n\tb\u00e9"},
    {"bad bytes are visible", "\xff", "\\xff"},
};

static const struct row logs[] = {
    {"a word is bare", "ada@example.net", "ada@example.net"},
    {"a space needs quotes", "on time", "\"on time\""},
    {"empty is visible", "", "\"\""},
    {"quotes and line ends cannot forge", "a\" b=c\nd\\", "\"a\\\" b=c\\x0ad\\\\\""},
};

static const struct row cells[] = {
    {"quoted", "a,\"b\"", "\"a,\"\"b\"\"\""},
    {"formula =", "=1+1", "\"'=1+1\""},
    {"formula +", "+1", "\"'+1\""},
    {"formula -", "-1", "\"'-1\""},
    {"formula @", "@SUM(A1)", "\"'@SUM(A1)\""},
    {"formula tab", "\t=1", "\"'\t=1\""},
    {"formula CR", "\r=1", "\"'\r=1\""},
    {"formula LF", "\n=1", "\"'\n=1\""},
    {"formula in wide letters", "\uff1d1", "\"'\uff1d1\""},
    {"empty", "", "\"\""},
};

static const struct row htmls[] = {
    {"no element", "<script>\"x\" & 'y'", "&lt;script&gt;&quot;x&quot; &amp; &#39;y&#39;"},
};

static const struct row tokens[] = {
    {"our token", "to stories+abcdefghijklmnop2345@example.org now",
	"to stories+…@example.org now"},
    {"with a dash", "stories-ABCDEFGHIJKLMNOP@x", "stories-…@x"},
    {"sixteen is enough", "s+abcdefghijklmnop@x", "s+…@x"},
    {"fifteen is somebody's tag", "s+abcdefghijklmno@x", "s+abcdefghijklmno@x"},
    {"no @", "1+abcdefghijklmnopq", "1+abcdefghijklmnopq"},
    {"our Message-ID", "<cb1.abcdefghijklmnop2345.2@example.org>", "<cb1.….2@example.org>"},
    {"our UID", "cb1-call-abcdefghijklmnop2345@example.org", "cb1-call-…@example.org"},
    {"two plus signs", "a+b+abcdefghijklmnop@x", "a+b+…@x"},
};

static const struct row others[] = {
    {"one's own stays", "to ada@example.net.", "to ada@example.net."},
    {"in any spelling", "Ada+x@EXAMPLE.net", "Ada+x@EXAMPLE.net"},
    {"another's goes", "by rosa@example.org, today", "by (another address), today"},
    {"in brackets", "<bob@example.com>", "<(another address)>"},
    {"a tagged one of the call", "stories+tag@example.org", "stories+tag@example.org"},
    {"quoted", "\"bob b\"@example.com!", "(another address)!"},
    {"two side by side", "a@b.example,c@d.example", "(another address),(another address)"},
    {"behind a full stop", "x. bob@example.com.", "x. (another address)."},
    {"beyond ASCII", "\u674e@\u4f8b.example", "(another address)"},
    {"no address", "@ a@ @b ada", "@ a@ @b ada"},
};

static const struct row folds[] = {
    {"every line", "a\n\nACCEPT 12\n", "| a\n| \n| ACCEPT 12"},
    {"folded at a space", "one two three four", "| one two\n| three\n| four", 10},
    {"a long word is broken", "abcdefghij", "| abcd\n| efgh\n| ij", 6},
    {"wide characters count twice", "日本語日本語", "| 日本\n| 語日\n| 本語", 6},
    {"empty", "", ""},
};

static char *text_of(const struct row *r)
{
	return clean_text(r->in, -1, r->max);
}

static char *line_of(const struct row *r)
{
	return clean_line(r->in, -1, r->max);
}

static char *fold_of(const struct row *r)
{
	return clean_prefixed(r->in, "| ", (unsigned)r->max);
}

static char *terminal_of(const struct row *r)
{
	return clean_terminal(r->in);
}

static char *log_of(const struct row *r)
{
	return clean_log(r->in);
}

static char *cell_of(const struct row *r)
{
	return clean_csv(r->in);
}

static char *html_of(const struct row *r)
{
	return clean_html(r->in);
}

static char *others_of(const struct row *r)
{
	static const char *const kept[] = {"ada@example.net", "stories@example.org", NULL};

	return clean_addresses(r->in, kept);
}

static char *token_of(const struct row *r)
{
	return clean_tokens(r->in);
}

/* PROVES OS-01, OS-03, OS-04, OS-05, OS-06, OS-10, OS-13, B-25 */
static const struct {
	const char *sink;
	char *(*clean)(const struct row *);
	const struct row *rows;
	size_t count;
} sinks[] = {
    {"text", text_of, texts, G_N_ELEMENTS(texts)},
    {"line", line_of, lines, G_N_ELEMENTS(lines)},
    {"terminal", terminal_of, terminals, G_N_ELEMENTS(terminals)},
    {"log", log_of, logs, G_N_ELEMENTS(logs)},
    {"csv", cell_of, cells, G_N_ELEMENTS(cells)},
    {"html", html_of, htmls, G_N_ELEMENTS(htmls)},
    {"tokens", token_of, tokens, G_N_ELEMENTS(tokens)},
    {"others' addresses", others_of, others, G_N_ELEMENTS(others)},
    {"prefixed", fold_of, folds, G_N_ELEMENTS(folds)},
};

static void test_sink(const void *data)
{
	size_t i = GPOINTER_TO_SIZE(data);

	for (size_t k = 0; k < sinks[i].count; k++) {
		const struct row *r = &sinks[i].rows[k];
		g_autofree char *out = sinks[i].clean(r);
		g_test_message("%s", r->name);
		g_assert_cmpstr(out, ==, r->out);
	}
}

static void test_nul(void)
{
	g_autofree char *text = clean_text("a\0b", 3, 0);
	g_autofree char *line = clean_line("a\0 b", 4, 0);

	g_assert_cmpstr(text, ==, "ab");
	g_assert_cmpstr(line, ==, "a b");
}

/* Each octet at each place of a stretch that is looked at together. */
static void test_plain(void)
{
	static const char plain_text[] = "abcdefg hi\nklmnop qrstu\twxyz.";

	for (int octet = 0; octet < 256; octet++)
		for (size_t place = 0; place < sizeof plain_text - 1; place++) {
			char text[sizeof plain_text];
			bool plain =
			    octet == '\n' || octet == '\t' || (octet >= ' ' && octet < 0x7f);
			memcpy(text, plain_text, sizeof text);
			text[place] = (char)octet;
			g_assert_cmpuint(clean_plain(text, sizeof text - 1), ==,
			    plain ? sizeof text - 1 : place);
			g_assert_cmpuint(clean_plain(text, place), ==, place);
		}
}

/* GLib and we agree on what is UTF-8, wherever it breaks off. */
static void test_well_formed(void)
{
	static const char *const samples[] = {"", "plain\n", "\x01\x7f", "\u00e9t\u00e9",
	    "\u4e2d\U0001f600", "\xed\x9f\xbf", "\xed\xa0\x80", "\xe0\x9f\xbf", "\xe0\xa0\x80",
	    "\xf0\x8f\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "\xf4\x90\x80\x80",
	    "\xc1\xbf", "\xc2\x80", "\xff", "\x80", "a long plain text and then \xc3"};

	for (size_t i = 0; i < G_N_ELEMENTS(samples); i++)
		for (size_t length = 0; length <= strlen(samples[i]); length++) {
			const char *end;
			g_utf8_validate_len(samples[i], length, &end);
			g_assert_cmpuint(
			    clean_well_formed(samples[i], length), ==, (size_t)(end - samples[i]));
		}
	g_assert_cmpuint(clean_well_formed("a\0b", 3), ==, 1);
}

/* What stands where one piece of a text ends and the next begins is cleaned as elsewhere. */
static void test_pieces(void)
{
	static const struct {
		const char *in, *out;
	} rows[] = {{"e\u0301", "\u00e9"}, {"e\u200b\u0301", "\u00e9"}, {"e\x01\u0301", "\u00e9"},
	    {"\u1100\u1161\u11a8", "\uac01"}, {"a\r\nb", "a\nb"}, {"a\u2028b", "a\nb"},
	    {"\u4e2d\u6587", "\u4e2d\u6587"}, {"a \r\n b", "a \n b"}};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		for (size_t before = 500; before < 520; before++) {
			g_autofree char *filling = g_strnfill(before - 2, 'x');
			g_autofree char *in = g_strconcat("\u00e9", filling, rows[i].in, NULL);
			g_autofree char *out = g_strconcat("\u00e9", filling, rows[i].out, NULL);
			g_autofree char *text = clean_text(in, -1, 0);
			g_assert_cmpstr(text, ==, out);
		}
}

/* A quadratic step would take minutes here. */
static void test_long(void)
{
	g_autoptr(GString) marks = g_string_new("a");
	for (unsigned i = 0; i < 1000000; i++)
		g_string_append(marks, i % 2 != 0 ? "\u0301" : "\u0323");
	g_autofree char *text = clean_text(marks->str, (gssize)marks->len, 0);
	g_assert_cmpuint(strlen(text), <, 30);

	g_autoptr(GString) joined = g_string_new(NULL);
	for (unsigned i = 0; i < 1000000; i++)
		g_string_append(joined, " \u09c7\u09be");
	g_autofree char *apart = clean_text(joined->str, (gssize)joined->len, 0);
	g_assert_cmpuint(strlen(apart), ==, 1000000 * strlen(" \u09cb"));

	g_autofree char *plus = g_strnfill(1000000, '+');
	g_autofree char *same = clean_tokens(plus);
	g_assert_cmpstr(same, ==, plus);

	g_autofree char *word = g_strnfill(1000000, 'x');
	g_autofree char *folded = clean_prefixed(word, "| ", 72);
	g_assert_cmpuint(strlen(folded), ==, 1000000 + 14286 * 2 + 14285);

	g_autofree char *log = clean_log(word);
	g_assert_cmpuint(strlen(log), ==, 300);
}

static void test_url(void)
{
	static const struct {
		const char *url;
		bool ok;
	} rows[] = {
	    {"https://zoom.example/j/1?a=b&c", true},
	    {"mailto:stories@example.org", true},
	    {"HTTPS://example.org", true},
	    {"http://example.org", false},
	    {"javascript:alert(1)", false},
	    {"https://", false},
	    {"https:///x", false},
	    {"mailto:", false},
	    {"https://example.org/a b", false},
	    {"https://example.org/\"onclick=", false},
	    {"https://example.org/\r\nX", false},
	    {"https://example.org/\u202e", false},
	    {"https://example.org/\xff", false},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].url);
		g_assert_cmpint(clean_url_ok(rows[i].url), ==, rows[i].ok);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(sinks); i++) {
		g_autofree char *path =
		    g_strdup_printf("/clean/%s lets through only what it should", sinks[i].sink);
		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_sink);
	}
	g_test_add_func("/clean/a NUL is dropped", test_nul);
	g_test_add_func("/clean/what is plain", test_plain);
	g_test_add_func("/clean/what is UTF-8", test_well_formed);
	g_test_add_func("/clean/a text is cleaned in pieces as by itself", test_pieces);
	g_test_add_func("/clean/long hostile text takes linear time", test_long);
	g_test_add_func("/clean/only https and mailto URLs without tricks", test_url);
	return g_test_run();
}
