/* Attachments as a version keeps them. */
#include "rule/attached.h"

#include <glib.h>
#include <string.h>

/* PROVES ST-15 */
static void test_lines(void)
{
	AUTO(message) *message = message_new();
	struct attachment *pdf = g_new0(struct attachment, 1);
	struct attachment *nameless = g_new0(struct attachment, 1);

	*pdf = (struct attachment){
	    g_strdup("my story.pdf"), g_strdup("application/pdf"), 48211, g_strdup("aa")};
	*nameless = (struct attachment){NULL, g_strdup("image/png"), 0, g_strdup("bb")};
	g_ptr_array_add(message->attachments, pdf);
	g_ptr_array_add(message->attachments, nameless);
	g_autofree char *lines = attached_lines(message);
	g_autoptr(GPtrArray) read = attached_read(lines);
	g_autofree char *words = attached_words(lines, "; ");

	g_assert_cmpuint(read->len, ==, 2);
	const struct attachment *first = read->pdata[0], *second = read->pdata[1];
	g_assert_cmpstr(first->name, ==, "my story.pdf");
	g_assert_cmpstr(first->type, ==, "application/pdf");
	g_assert_cmpint(first->size, ==, 48211);
	g_assert_cmpstr(first->sha256, ==, "aa");
	g_assert_null(second->name);
	g_assert_cmpstr(second->type, ==, "image/png");
	g_assert_true(g_str_has_prefix(words, "my story.pdf (application/pdf, 48.2"));
	g_assert_nonnull(strstr(words, "; without a name (image/png, 0 bytes)"));
}

static void test_none(void)
{
	AUTO(message) *message = message_new();
	g_autofree char *lines = attached_lines(message);
	g_autofree char *words = attached_words(NULL, "; ");

	g_assert_cmpstr(lines, ==, "");
	g_assert_cmpstr(words, ==, "");
}

/* As the first databases kept them. */
static void test_words_only(void)
{
	g_autofree char *words = attached_words("a.pdf (application/pdf, 48 KB)\nb.png", "; ");
	g_autoptr(GPtrArray) read = attached_read("a.pdf (application/pdf, 48 KB)");
	const struct attachment *only = read->pdata[0];

	g_assert_cmpstr(words, ==, "a.pdf (application/pdf, 48 KB); b.png");
	g_assert_cmpstr(only->name, ==, "a.pdf (application/pdf, 48 KB)");
	g_assert_null(only->type);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/attached/lines say what was attached", test_lines);
	g_test_add_func("/attached/nothing was attached", test_none);
	g_test_add_func("/attached/lines of words are shown as they are", test_words_only);
	return g_test_run();
}
