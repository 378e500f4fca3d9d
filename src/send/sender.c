/* Chooses the door out by the scheme of the outbox's URL, after the envelope passed its gate. */
#include "base/address.h"
#include "base/clean.h"
#include "base/error.h"
#include "send/door.h"

#include <string.h>

enum { WORDS = 300 };

struct sender {
	const struct way *way;
	void *state;
};

struct sender *sender_new(const struct outbox *outbox)
{
	struct sender *sender = g_new0(struct sender, 1);

	sender->way = outbox->at.scheme == SCHEME_SENDMAIL  ? &way_sendmail
		      : outbox->at.scheme == SCHEME_MAILDIR ? &way_maildir
							    : &way_smtp;
	sender->state = sender->way->open(outbox);
	return sender;
}

void sender_free(struct sender *sender)
{
	if (sender == NULL)
		return;
	sender->way->close(sender->state);
	g_free(sender);
}

/*
 * TO and FROM come as address_wire() wrote them, so a quoted local part is
 * judged by what stands inside the quotes (OS-01, TR-10).
 */
static bool envelope_ok(const char *address)
{
	for (const char *p = address; *p != '\0'; p++)
		if (*p <= ' ' || *p == 0x7f || *p == '<' || *p == '>' || (*p & 0x80) != 0)
			return false;
	return strlen(address) <= ADDRESS_MAX && (address[0] == '"' || address_valid(address));
}

struct receipt sender_send(
    struct sender *sender, const struct outgoing *letter, bool (*before_dot)(void *), void *data)
{
	if (!envelope_ok(letter->to))
		return receipt_new(FATE_NEVER, "the recipient is no address that SMTP can carry");
	if (letter->from[0] != '\0' && !envelope_ok(letter->from))
		return receipt_new(FATE_NEVER, "the envelope sender is no address");
	return sender->way->send(sender->state, letter, before_dot, data);
}

void sender_rest(struct sender *sender)
{
	sender->way->rest(sender->state);
}

bool sender_check(struct sender *sender, char **words, GError **error)
{
	*words = NULL;
	return sender->way->check(sender->state, words, error);
}

struct receipt receipt_new(enum fate fate, const char *words)
{
	return (struct receipt){.fate = fate, .words = clean_line(words, -1, WORDS)};
}

struct receipt receipt_door_down(GError *error)
{
	struct receipt receipt = receipt_new(FATE_LATER, error->message);

	receipt.door_down = true;
	receipt.login_refused = error->code == EX_NOPERM;
	g_error_free(error);
	return receipt;
}

void receipt_clear(struct receipt *receipt)
{
	g_clear_pointer(&receipt->words, g_free);
}

GByteArray *letter_local(const struct outgoing *letter)
{
	gsize length;
	const guint8 *bytes = g_bytes_get_data(letter->bytes, &length);
	GByteArray *local = g_byte_array_sized_new((guint)length);

	for (gsize at = 0; at < length;) {
		const guint8 *cr = memchr(bytes + at, '\r', length - at);
		gsize end = cr != NULL ? (gsize)(cr - bytes) : length;
		g_byte_array_append(local, bytes + at, (guint)(end - at));
		at = end + 1;
	}
	return local;
}
