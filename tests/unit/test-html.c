/*
 * HTML as a reader would want it, and header words. All texts are our own.
 */
#include "mail/text.h"

#include <string.h>
#include <time.h>

static const struct {
	const char *name;
	const char *html, *text;
	bool incomplete, hidden;
} pages[] = {
    /* PROVES ST-14 */
    {"paragraphs", "<p>One\n two</p><p>three</p>", "One two\n\nthree"},
    {"line breaks", "a<br>b<br><br>c", "a\nb\n\nc"},
    {"divs", "<div>a</div><div>b</div>", "a\nb"},
    {"head, script and style", "<head><title>T</title><style>p{}</style></head><script>x</script>a",
	"a"},
    {"a heading", "<h1>Title</h1>text", "Title\n\ntext"},
    {"lists", "<ul><li>a</li><li>b<ol><li>c</li><li>d</li></ol></li></ul>",
	"- a\n- b\n  1. c\n  2. d"},
    {"a table in reading order", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
	"a b\nc"},
    {"a link", "see <a href='https://example.org/x'>here</a>, please",
	"see here <https://example.org/x>, please"},
    {"a link that says itself", "<a href='https://example.org/'>https://example.org</a>",
	"https://example.org"},
    {"an address that says itself", "<a href='mailto:ada@example.net'>ada@example.net</a>",
	"ada@example.net"},
    {"a script link", "<a href='javascript:x()'>go</a>", "go"},
    {"a quote", "yes<blockquote>one<br>two<blockquote>three</blockquote></blockquote>no",
	"yes\n\n> one\n> two\n>\n>> three\n\nno"},
    {"preformatted", "<pre>a  b\n  c</pre>", "a  b\n  c"},
    {"entities", "a &lt;b&gt; &amp; &eacute;&nbsp;&#8364;", "a <b> & é €"},
    {"attached and remote images", "<img src='cid:1' alt='me'><img src='http://evil.example/x'>a",
	"[image: me]a"},
    {"hidden text", "<div style='display: none'>secret words</div>seen", "seen", false, true},
    {"tiny text", "<span style='font-size:0px'>secret words</span>seen", "seen", false, true},
    {"small text is seen", "<span style='font-size:0.9em'>small</span>", "small"},
    {"a hidden empty quote", "<blockquote hidden></blockquote>seen", "seen"},
    {"a script in what is hidden", "<p hidden>ab<script>cdef</script></p>seen", "seen", false,
	true},
    {"an element of Word within a line", "<p>a<o:p></o:p>b</p>", "ab"},
    {"links in a link", "<a href='https://example.org/x'>a<a name=b>b</a>",
	"a <https://example.org/x>b"},
    {"a link that nobody closes", "<a href='https://example.org/x'>a", "a <https://example.org/x>"},
    {"words behind the page", "<html><body>a</body></html>b", "a\n\nb"},
    {"nothing", "", ""},
    {"an open comment", "<!-- all is lost", "", true},
    {"a charset of its own is ignored", "<meta charset='utf-7'>+ADw-é", "+ADw-é"},
};

static void test_page(gconstpointer row)
{
	size_t i = GPOINTER_TO_SIZE(row);
	bool incomplete, hidden;
	g_autofree char *text =
	    html_to_text(pages[i].html, strlen(pages[i].html), &incomplete, &hidden);
	g_assert_cmpstr(text, ==, pages[i].text);
	g_assert_cmpint(incomplete, ==, pages[i].incomplete);
	g_assert_cmpint(hidden, ==, pages[i].hidden);
}

static gsize count_visible(const char *text)
{
	gsize count = 0;
	for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
		count += !g_unichar_isspace(g_utf8_get_char(p));
	return count;
}

/* What is counted without reading is never less than what reading finds. */
static void test_most(gconstpointer row)
{
	const char *html = pages[GPOINTER_TO_SIZE(row)].html;
	bool incomplete, hidden;
	g_autofree char *text = html_to_text(html, strlen(html), &incomplete, &hidden);
	gsize most = html_visible_most(html);
	g_assert_cmpuint(count_visible(text), <=, most);
	if (hidden)
		g_assert_cmpuint(most, ==, G_MAXSIZE);
}

static char *repeated(const char *head, const char *piece, gsize times, const char *tail)
{
	GString *text = g_string_new(head);
	for (gsize i = 0; i < times; i++)
		g_string_append(text, piece);
	return g_string_free(g_string_append(text, tail), FALSE);
}

static void test_most_is_near(void)
{
	g_assert_cmpuint(html_visible_most("<p>five!</p><div class=x>four</div>"), ==, 9);
	g_assert_cmpuint(html_visible_most("é"), ==, 2);
	g_assert_cmpuint(html_visible_most("a < b"), ==, 5);
	g_assert_cmpuint(html_visible_most("<p"), ==, 2);
	g_autofree char *deep = repeated("", "<i>", 300, "story");
	g_assert_cmpuint(html_visible_most(deep), ==, G_MAXSIZE);
	g_autofree char *open = repeated("", "<i ", 100000, "");
	g_assert_cmpuint(html_visible_most(open), >, 0);
}

/* PROVES B-66 */
static void test_attributes(void)
{
	bool incomplete, hidden;
	g_autofree char *html = repeated("a<a href=\">\" ", "a0=1 ", 100000, ">b</a>");
	clock_t before = clock();
	g_autofree char *text = html_to_text(html, strlen(html), &incomplete, &hidden);
	g_assert_cmpint(clock() - before, <, 5 * CLOCKS_PER_SEC);
	g_assert_true(g_str_has_prefix(text, "a"));
	g_assert_true(g_str_has_suffix(text, "b"));
}

/* PROVES B-67 */
static void test_depth(void)
{
	bool incomplete, hidden;
	g_autofree char *html = repeated("first ", "<div>", 300, "story");
	g_autofree char *text = html_to_text(html, strlen(html), &incomplete, &hidden);
	g_assert_true(g_str_has_prefix(text, "first"));
	g_assert_true(incomplete);
	for (gsize levels = 250; levels < 260; levels++) {
		g_autofree char *link = repeated("", "<i>", levels, "<a href='x'>b</a></i></i>c");
		g_free(html_to_text(link, strlen(link), &incomplete, &hidden));
	}
}

/* A page is read up to where it has more signs than any that a person would read. */
static void test_signs(void)
{
	static const struct {
		const char *piece;
		gsize count;
		bool whole;
	} signs[] = {{"<p>a", 49000, true}, {"<p>a", 51000, false}, {"<p id=1>a", 26000, false},
	    {"&a ", 51000, false}, {"&amp; ", 51000, true}, {"< ", 51000, false}};
	for (gsize i = 0; i < G_N_ELEMENTS(signs); i++) {
		bool incomplete, hidden;
		g_autofree char *html = repeated("first ", signs[i].piece, signs[i].count, " last");
		g_autofree char *text = html_to_text(html, strlen(html), &incomplete, &hidden);
		g_assert_true(g_str_has_prefix(text, "first"));
		g_assert_cmpint(g_str_has_suffix(text, "last"), ==, signs[i].whole);
		g_assert_cmpint(incomplete, ==, !signs[i].whole);
	}
}

static void test_traps(void)
{
	static const char *const pieces[] = {"<blockquote>a<br>", "<ul><li>x",
	    "<a href='https://e.example/", "<a \"", "<", "<b style='display:none'>", "&amp;",
	    "<td>", "<pre>\n"};
	for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
		bool incomplete, hidden;
		g_autofree char *html = repeated("", pieces[i], (1 << 20) / strlen(pieces[i]), "");
		clock_t before = clock();
		g_autofree char *text = html_to_text(html, strlen(html), &incomplete, &hidden);
		g_test_message(
		    "%s: %d ms", pieces[i], (int)((clock() - before) * 1000 / CLOCKS_PER_SEC));
		g_assert_cmpint(clock() - before, <, 10 * CLOCKS_PER_SEC);
		g_assert_cmpuint(strlen(text), <, 3 << 20);
	}
}

static const struct {
	const char *name;
	const char *raw, *line;
} words[] = {
    {"plain", "A story", "A story"},
    {"quoted", "=?utf-8?Q?caf=C3=A9_au_lait?=", "café au lait"},
    {"base64", "=?UTF-8?B?Y2Fmw6k=?=", "café"},
    {"a character split over two words", "=?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?=", "café"},
    {"space between words goes", "=?utf-8?Q?a?=\r\n =?utf-8?Q?b?= c", "ab c"},
    {"two charsets", "=?iso-8859-1?Q?=E9?= =?koi8-r?B?0MnXzw==?=", "éпиво"},
    {"a language", "=?utf-8*de?Q?=C3=BC?=", "ü"},
    /* PROVES OS-04 */
    {"raw 8-bit Latin", "caf\xe9 au lait", "caf\uFFFD au lait"},
    {"raw 8-bit Latin beside a word", "J\xf6rg =?iso-8859-1?Q?M=FCller?=", "J\uFFFDrg Müller"},
    {"raw Japanese by its escapes", "\x1b$B$3$s\x1b(B", "こん"},
    {"raw UTF-8 cut short", "caf\xc3", "caf\uFFFD"},
    {"raw UTF-8", "caf\xc3\xa9", "café"},
    {"an unknown charset", "=?x-none?Q?caf=E9?=", "café"},
    {"a question mark inside", "=?utf-8?Q?Why? Not?= x", "Why? Not x"},
    {"not a word", "=?utf-8?X?a?= =? 1+1=2", "=?utf-8?X?a?= =? 1+1=2"},
    /* PROVES B-12 */
    {"a line break inside", "=?utf-8?Q?x=0D=0ABcc:_v@x?=", "x Bcc: v@x"},
    /* PROVES B-13 */
    {"utf-7", "=?utf-7?Q?+ADw-b+AD4-?=", "+ADw-b+AD4-"},
};

static void test_words(gconstpointer row)
{
	size_t i = GPOINTER_TO_SIZE(row);
	g_autofree char *line = header_decode(words[i].raw);
	g_assert_cmpstr(line, ==, words[i].line);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(pages); i++) {
		g_autofree char *path = g_strdup_printf("/html/%s", pages[i].name);
		g_autofree char *counted = g_strdup_printf("/html/counted: %s", pages[i].name);
		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_page);
		g_test_add_data_func(counted, GSIZE_TO_POINTER(i), test_most);
	}
	g_test_add_func("/html/counting without reading is near", test_most_is_near);
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		g_autofree char *path = g_strdup_printf("/words/%s", words[i].name);
		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_words);
	}
	g_test_add_func("/html/a tag of 100,000 attributes is dropped", test_attributes);
	g_test_add_func("/html/too deep is marked", test_depth);
	g_test_add_func("/html/a page of too many tags is cut and marked", test_signs);
	g_test_add_func("/html/traps are quick and bounded", test_traps);
	return g_test_run();
}
