/* The shared part: a mail is read, and what must be true of every mail is checked ("make fuzz",
 * also at the end of "make torture": PROVES F-45). */
#include "fuzz.h"

#include <glib.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	parse_warm_up();
	return 0;
}

/* The reader of the pipe trusts nothing, so it checks each string and array (mail/pack.c). */
static void check_packs(const struct message *message)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) packed = message_pack(message);
	AUTO(message) *again = message_unpack(packed, &error);
	g_assert_no_error(error);
	g_autoptr(GBytes) twice = message_pack(again);
	g_assert_true(g_bytes_equal(packed, twice));
}

static void check_whole(const struct message *message)
{
	g_autofree char *whole = g_strconcat(message->reply, message->removed, NULL);
	g_assert_cmpstr(whole, ==, message->text);
}

void fuzz_mail(const char *before, const uint8_t *data, size_t size, const char *after)
{
	g_autoptr(GString) mail = g_string_new(before);
	g_string_append_len(mail, (const char *)data, (gssize)size);
	g_string_append(mail, after);
	AUTO(message) *message = parse_mail((const unsigned char *)mail->str, mail->len);
	check_packs(message);
	check_whole(message);
}
