/* Any text as the body of a reply: nothing of it may be lost (RULES ST-01). */
#include "base/clean.h"
#include "fuzz.h"
#include "mail/text.h"

#include <glib.h>

static void split(const char *text, bool in_thread)
{
	struct reply_parts parts;
	reply_split(&parts, text, in_thread);
	g_autofree char *whole = g_strconcat(parts.reply, parts.removed, NULL);
	g_assert_cmpstr(whole, ==, text);
	reply_parts_clear(&parts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *text = clean_text((const char *)data, (gssize)size, 0);
	g_autofree char *flowed = flowed_decode(text, true);
	split(text, true);
	split(text, false);
	return 0;
}
