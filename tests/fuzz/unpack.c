/* Any octets as what a sandboxed child answers: its reader trusts nothing. */
#include "fuzz.h"

#include <glib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GBytes) bytes = g_bytes_new(data, size);
	AUTO(message) *message = message_unpack(bytes, NULL);
	if (!message)
		return 0;
	g_autoptr(GBytes) again = message_pack(message);
	g_assert_true(g_bytes_equal(bytes, again));
	return 0;
}
