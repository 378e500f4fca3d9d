/* What an organizer's lines mean (RULES CT-05, CT-06, OS-06). */
#include "rule/order.h"

#include <glib.h>

static const struct {
	const char *name, *text, *read, *ignored;
} rows[] = {
    {"one order", "accept 3\n", "accept 3;", ""},
    {"several numbers", "accept 3 7, 12\n", "accept 3;accept 7;accept 12;", ""},
    {"any case, with a hash", "ACCEPT #3\n", "accept 3;", ""},
    {"several lines", "accept 3\n\ndecline 4\nlate-ok 12\n", "accept 3;decline 4;late-ok 12;", ""},
    {"words around it are none", "Please accept 3\n", "", "Please accept 3"},
    {"a number that is none", "accept 3 x\n", "", "accept 3 x"},
    {"no number", "accept\n", "", "accept"},
    {"negative", "accept -3\n", "", "accept -3"},
    {"quoted", "> accept 3\n", "", ""},
    {"nothing acts below a quoted line", "decline 4\n> x\naccept 3\n", "decline 4;", ""},
    {"a line of the digest", "| accept 3\n", "", ""},
    {"an unknown word", "delete 3\n", "", "delete 3"},
    {"a number of another size", "accept 99999999999999999999\n", "",
	"accept 99999999999999999999"},
};

static void test_rows(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *ignored = NULL;
		g_autoptr(GArray) orders = orders_read(rows[i].text, &ignored);
		g_autoptr(GString) read = g_string_new(NULL);
		g_test_message("%s", rows[i].name);
		for (guint k = 0; k < orders->len; k++) {
			const struct ordered *one = &g_array_index(orders, struct ordered, k);
			g_string_append_printf(read, "%s %" G_GINT64_FORMAT ";",
			    order_effect(one->order)->word, one->number);
		}
		g_assert_cmpstr(read->str, ==, rows[i].read);
		g_assert_cmpstr(ignored, ==, rows[i].ignored);
	}
}

static void test_objections(void)
{
	struct story withdrawn = {.state = STATE_WITHDRAWN};
	struct story on_time = {.record = {.verdict = VERDICT_ON_TIME}};
	struct story late = {.record = {.verdict = VERDICT_LATE}};

	g_assert_nonnull(order_objection(ORDER_ACCEPT, &withdrawn));
	g_assert_nonnull(order_objection(ORDER_LATE_OK, &on_time));
	g_assert_null(order_objection(ORDER_LATE_OK, &late));
	g_assert_null(order_objection(ORDER_ACCEPT, &late));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func(
	    "/order/only whole lines of the organizer's own act (PROVES CT-05)", test_rows);
	g_test_add_func("/order/what makes no sense is refused", test_objections);
	return g_test_run();
}
