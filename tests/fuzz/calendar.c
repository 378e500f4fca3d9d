/* Any octets as a calendar object. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_mail("From: ada@example.net\r\nContent-Type: text/calendar; method=REPLY\r\n\r\n",
	    data, size, "");
	return 0;
}
