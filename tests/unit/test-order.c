/* What an organizer's lines mean (RULES CT-05, CT-06, OS-06). */
#include "rule/order.h"

#include <glib.h>

static char name[] = "open-collab", good[] = "good story", horror[] = "horror story";
static char *kinds[] = {good, horror, NULL};
static const struct call call = {.name = name, .kinds = kinds};

static const struct {
	const char *name, *text, *read, *ignored;
} rows[] = {
    {"one order", "accept 3\n", "accept 3;", ""},
    {"several numbers", "accept 3 7, 12\n", "accept 3;accept 7;accept 12;", ""},
    {"with and", "accept 3, 7 and 12.\n", "accept 3;accept 7;accept 12;", ""},
    {"any case, with a hash", "ACCEPT #3\n", "accept 3;", ""},
    {"with a colon", "Accept: 3 and 7\n", "accept 3;accept 7;", ""},
    {"below a line of spaces that do not break", "\u00a0\naccept 3\n\u00a0\ndecline 4\n",
	"accept 3;decline 4;", ""},
    {"behind a bullet is none", "- accept 3\n", "", "- accept 3"},
    {"a range", "decline 3-5\n", "decline 3;decline 4;decline 5;", ""},
    {"a range that ends before it begins", "decline 5-3\n", "", "decline 5-3"},
    {"the name of a story", "accept open-collab-6\n", "accept 6;", ""},
    {"a story of another call", "accept other-7\n", "accept 7 (it is a story of another call);",
	""},
    {"the name of a mail", "release mail-12\n", "release 12;", ""},
    {"a letter", "release letter-12, letter-13\ndrop Letter-14\n",
	"release letter-12;release letter-13;drop letter-14;", ""},
    {"a letter by a word of its own", "release-letter 12\n", "", "release-letter 12"},
    {"a letter and a mail of one number", "release letter-12\ndrop 12\n",
	"release letter-12;drop 12;", ""},
    {"a letter that is sent and left", "release letter-12\ndrop letter-12\n",
	"release letter-12 (the same mail also says \"drop letter-12\");"
	"drop letter-12 (the same mail also says \"release letter-12\");",
	""},
    {"a letter is no story", "accept letter-12\n",
	"accept 12 (a letter is released or dropped, nothing else);", ""},
    {"several lines", "accept 3\n\ndecline 4\nlate-ok 12\n", "accept 3;decline 4;late-ok 12;", ""},
    {"a phone's dash and space",
	"late\xe2\x80\x91ok\xc2\xa0"
	"12\n",
	"late-ok 12;", ""},
    {"a kind", "kind 3 7 good story\n", "kind 3 good story;kind 7 good story;", ""},
    {"a kind in any case", "Kind 3 Horror Story\n", "kind 3 horror story;", ""},
    {"no kind", "kind 3 none\n", "kind 3 none;", ""},
    {"a kind that is none", "kind 3 tall story\n",
	"kind 3 (\"tall story\" is no kind of this call; write \"good story\" or \"horror "
	"story\");",
	""},
    {"the kind left out", "kind 3\n",
	"kind 3 (\"\" is no kind of this call; write \"good story\" or \"horror story\");", ""},
    {"the same twice", "accept 3\naccept 3\n", "accept 3;", ""},
    {"a contradiction", "accept 3 4\ndecline 3\n",
	"accept 3 (the same mail also says \"decline 3\");accept 4;"
	"decline 3 (the same mail also says \"accept 3\");",
	""},
    {"two kinds", "kind 3 good story\nkind 3 horror story\n",
	"kind 3 good story (the same mail also says \"kind 3 horror story\");"
	"kind 3 horror story (the same mail also says \"kind 3 good story\");",
	""},
    {"a decision and a kind are no contradiction", "accept 3\nkind 3 good story\n",
	"accept 3;kind 3 good story;", ""},
    {"below a salutation", "Dear box,\n\naccept 3\n", "accept 3;", ""},
    {"below anything else", "Begin forwarded message:\naccept 3\n", "",
	"Begin forwarded message:\naccept 3"},
    {"a line that is none ends them", "accept 3\nacept 4\ndecline 5\n", "accept 3;",
	"acept 4\ndecline 5"},
    {"one that ends as a salutation does is none", "decline 3, sorry,\naccept 4\n", "",
	"decline 3, sorry,\naccept 4"},
    {"words around it are none", "Please accept 3\n", "", "Please accept 3"},
    {"a number that is none", "accept 3 x\n", "", "accept 3 x"},
    {"no number", "accept\n", "", "accept"},
    {"negative", "accept -3\n", "", "accept -3"},
    {"quoted", "> accept 3\n", "", ""},
    {"nothing acts below a quoted line", "decline 4\n> x\naccept 3\n", "decline 4;", ""},
    {"a line of the digest", "| accept 3\n", "", ""},
    {"a line of the digest with an order", "#3 late by 2m: late-ok 3\n", "", ""},
    {"an unknown word", "delete 3\n", "", "delete 3"},
    {"a number of another size", "accept 99999999999999999999\n", "",
	"accept 99999999999999999999"},
};

static char *as_text(const GArray *orders)
{
	GString *read = g_string_new(NULL);

	for (guint i = 0; i < orders->len; i++) {
		const struct ordered *one = &g_array_index(orders, struct ordered, i);
		g_autofree char *words = ordered_words(one);
		g_string_append(read, words);
		if (one->problem != NULL)
			g_string_append_printf(read, " (%s)", one->problem);
		g_string_append_c(read, ';');
	}
	return g_string_free(read, FALSE);
}

static void test_rows(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *ignored = NULL;
		g_autoptr(GArray) orders = orders_read(rows[i].text, &call, NULL, &ignored);
		g_autofree char *read = as_text(orders);
		g_test_message("%s", rows[i].name);
		g_assert_cmpstr(read, ==, rows[i].read);
		g_assert_cmpstr(ignored, ==, rows[i].ignored);
	}
}

/* Every line of a long mail is read; what is too much is said once, not carried out. */
static void test_many(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *ignored = NULL;

	for (int i = 1; i <= 120; i++)
		g_string_append_printf(text, "accept %d\n", i);
	g_autoptr(GArray) orders = orders_read(text->str, &call, NULL, &ignored);
	g_assert_cmpuint(orders->len, ==, 120);
	g_assert_cmpstr(ignored, ==, "");
	g_string_append(text, "decline 1000-2000000\n");
	g_autofree char *again = NULL;
	g_autoptr(GArray) more = orders_read(text->str, &call, NULL, &again);
	g_assert_cmpuint(more->len, ==, 501);
	g_assert_nonnull(g_array_index(more, struct ordered, 500).problem);
	g_assert_null(g_array_index(more, struct ordered, 499).problem);
}

/* What is beyond the digest that is answered, PROVES CT-07. */
static void test_bounds(void)
{
	static const struct {
		const char *text, *read;
	} cases[] = {
	    {"accept 7\n", "accept 7;"},
	    {"accept 8\n", "accept 8 (there was no such story when that digest was made);"},
	    {"accept 6-7\n", "accept 6;accept 7;"},
	    {"accept 1-1000000\n",
		"accept 1-1000000 (the last story of that digest is 7; write which you mean);"},
	    {"accept 900-1000 3\n",
		"accept 900-1000 (there was no such story when that digest was made);accept 3;"},
	    {"release 12\n", "release 12;"},
	    {"release 41\n", "release 41 (there was no such mail when that digest was made);"},
	    {"drop 1-41\n",
		"drop 1-41 (the last mail of that digest is 40; write which you mean);"},
	    {"drop 10-30\n",
		"drop 10-30 (so many mails in a row are not held; write the number of each);"},
	    {"release letter-90\n", "release letter-90;"},
	    {"drop letter-91\n",
		"drop letter-91 (there was no such letter when that digest was made);"},
	    {"kind 1-9 good story\n",
		"kind 1-9 good story (the last story of that digest is 7; write which you mean);"},
	};
	const struct order_bounds bounds = {7, 40, 90};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *ignored = NULL;
		g_autoptr(GArray) orders = orders_read(cases[i].text, &call, &bounds, &ignored);
		g_autofree char *read = as_text(orders);
		g_assert_cmpstr(read, ==, cases[i].read);
	}
}

/* A line of a thousand ranges is no report of a thousand lines. */
static void test_many_ranges(void)
{
	const struct order_bounds bounds = {7, 40};
	g_autoptr(GString) text = g_string_new("accept");
	g_autofree char *ignored = NULL;

	for (int i = 0; i < 1000; i++)
		g_string_append_printf(text, " %d-%d", 1 + i, 9000 + i);
	g_autoptr(GArray) orders = orders_read(text->str, &call, &bounds, &ignored);
	g_assert_cmpuint(orders->len, <=, 501);
}

/* A history that is not marked as one does not come back as a wall of text. */
static void test_short_rest(void)
{
	g_autoptr(GString) text = g_string_new("accept 3\n");
	g_autofree char *ignored = NULL;

	for (int i = 0; i < 200; i++)
		g_string_append(text, "some words\n");
	g_autoptr(GArray) orders = orders_read(text->str, &call, NULL, &ignored);
	g_auto(GStrv) lines = g_strsplit(ignored, "\n", -1);
	g_assert_cmpuint(orders->len, ==, 1);
	g_assert_cmpuint(g_strv_length(lines), ==, 11);
}

static void test_objections(void)
{
	struct story withdrawn = {.state = STATE_WITHDRAWN};
	struct story on_time = {.record = {.verdict = VERDICT_ON_TIME}, .tag = good};
	struct story late = {.record = {.verdict = VERDICT_LATE}};
	struct ordered accept = {.order = ORDER_ACCEPT}, late_ok = {.order = ORDER_LATE_OK},
		       kind = {.order = ORDER_KIND, .kind = good};

	g_assert_nonnull(order_objection(&accept, &withdrawn));
	g_assert_nonnull(order_objection(&late_ok, &on_time));
	g_assert_null(order_objection(&late_ok, &late));
	g_assert_null(order_objection(&accept, &late));
	g_assert_nonnull(order_objection(&kind, &on_time));
	g_assert_null(order_objection(&kind, &late));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func(
	    "/order/only whole lines of the organizer's own act (PROVES CT-05)", test_rows);
	g_test_add_func("/order/long mails", test_many);
	g_test_add_func("/order/what no digest told of", test_bounds);
	g_test_add_func("/order/many ranges", test_many_ranges);
	g_test_add_func("/order/an unmarked history is cut", test_short_rest);
	g_test_add_func("/order/what makes no sense is refused", test_objections);
	return g_test_run();
}
