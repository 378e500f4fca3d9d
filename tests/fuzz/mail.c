/* Any octets as a mail; also its key, which another scanner makes. */
#include "fuzz.h"

#include <glib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *key = mail_key(data, size);
	g_autofree char *id = mail_id(data, size);
	fuzz_mail("", data, size, "");
	return 0;
}
