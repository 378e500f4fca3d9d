/* Any octets as a page. The text that comes out is checked to be one that can be kept. */
#include "fuzz.h"
#include "mail/text.h"

#include <glib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool incomplete, hidden;
	g_autofree char *page = g_utf8_make_valid((const char *)data, (gssize)size);
	g_autofree char *text = html_to_text(page, strlen(page), &incomplete, &hidden);
	g_assert_true(g_utf8_validate(text, -1, NULL));
	return 0;
}
