/* Any octets as a page. The text that comes out is checked to be one that can be kept, and never
 * more than was counted without reading. */
#include "fuzz.h"
#include "mail/text.h"

#include <glib.h>

static gsize count_visible(const char *text)
{
	gsize count = 0;
	for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
		count += !g_unichar_isspace(g_utf8_get_char(p)) && (guchar)*p > ' ';
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool incomplete, hidden;
	g_autofree char *page = g_utf8_make_valid((const char *)data, (gssize)size);
	g_autofree char *text = html_to_text(page, strlen(page), &incomplete, &hidden);
	g_assert_true(g_utf8_validate(text, -1, NULL));
	g_assert_cmpuint(count_visible(text), <=, html_visible_most(page));
	return 0;
}
