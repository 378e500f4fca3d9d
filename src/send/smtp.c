/*
 * One letter over SMTP. The text goes out without the final dot, the caller
 * commits "about to send", and then the dot follows: whatever breaks before it
 * is "later", whatever breaks after it is "uncertain" (P-7). After any error
 * the connection is closed, never reset.
 */
#include "send/smtp.h"

#include "base/error.h"
#include "send/door.h"

#include <string.h>

/* What CODE of a verb before the dot means for this letter. */
static struct receipt fate_of(struct smtp *smtp, int code)
{
	struct receipt receipt = receipt_new(code >= 500 ? FATE_NEVER : FATE_LATER, smtp->words);

	receipt.door_down = code == 0 || code == 421;
	return receipt;
}

/* Nothing more can be said on this connection. */
static struct receipt broken(struct smtp *smtp)
{
	const char *problem = stream_problem(smtp->stream);
	struct receipt receipt =
	    receipt_new(FATE_LATER, problem != NULL ? problem : "the connection broke");

	receipt.door_down = true;
	return receipt;
}

static int mail_from(struct smtp *smtp, const char *from)
{
	g_autofree char *line = g_strdup_printf("MAIL FROM:<%s>", from);

	return smtp_say(smtp, line);
}

static int rcpt_to(struct smtp *smtp, const char *to)
{
	bool never = smtp->dsn && smtp->outbox->envelope == ENVELOPE_NULL;
	g_autofree char *line = g_strdup_printf("RCPT TO:<%s>%s", to, never ? " NOTIFY=NEVER" : "");

	return smtp_say(smtp, line);
}

/* LETTER as DATA wants it: CRLF line ends, dots at line starts doubled, no final dot yet. */
static GByteArray *stuffed(const struct outgoing *letter)
{
	g_autoptr(GByteArray) local = letter_local(letter);
	GByteArray *out = g_byte_array_sized_new(local->len + local->len / 32 + 64);
	const guint8 *at = local->data, *end = local->data + local->len;

	while (at < end) {
		const guint8 *newline = memchr(at, '\n', (size_t)(end - at));
		const guint8 *stop = newline != NULL ? newline : end;
		if (*at == '.')
			g_byte_array_append(out, (const guint8 *)".", 1);
		g_byte_array_append(out, at, (guint)(stop - at));
		g_byte_array_append(out, (const guint8 *)"\r\n", 2);
		at = stop + 1;
	}
	return out;
}

static bool put(struct smtp *smtp, const void *bytes, size_t length)
{
	stream_exchange(smtp->stream, SMTP_COMMAND_MS, SMTP_ANSWER);
	return mailstream_write(smtp->session->stream, bytes, length) >= 0 &&
	       mailstream_flush(smtp->session->stream) >= 0;
}

static struct receipt finish(struct smtp *smtp)
{
	/* An answer that is there before the dot is none to it. */
	if (stream_interrupts(smtp->stream))
		return broken(smtp);
	bool dotted = put(smtp, ".\r\n", 3);
	int code = dotted ? smtp_answer(smtp, SMTP_DOT_MS) : 0;

	if (code >= 200 && code < 300)
		return receipt_new(FATE_SENT, smtp->words);
	if (code >= 400)
		return fate_of(smtp, code);
	return receipt_new(
	    FATE_UNCERTAIN, dotted ? smtp->words : "the connection broke at the final dot");
}

static struct receipt transmit(
    struct smtp *smtp, const struct outgoing *letter, bool (*before_dot)(void *), void *data)
{
	g_autoptr(GByteArray) text = stuffed(letter);
	int code = mail_from(smtp, letter->from);

	if (code == 250)
		code = rcpt_to(smtp, letter->to);
	if (code == 250 || code == 251 || code == 252)
		code = smtp_say(smtp, "DATA");
	if (code != 354)
		return fate_of(smtp, code);
	if (!put(smtp, text->data, text->len))
		return broken(smtp);
	if (!before_dot(data))
		return receipt_new(FATE_LATER, "not sent: the outbox could not be written");
	return finish(smtp);
}

static struct receipt smtp_send(
    void *state, const struct outgoing *letter, bool (*before_dot)(void *), void *data)
{
	struct smtp *smtp = state;
	GError *error = NULL;

	bool reused = smtp->session != NULL;

	if (!smtp_open(smtp, &error))
		return receipt_door_down(error);
	struct receipt receipt = transmit(smtp, letter, before_dot, data);
	/* A server may hang up while we rest, or after so many letters. */
	if (reused && receipt.door_down) {
		receipt_clear(&receipt);
		smtp_close(smtp);
		if (!smtp_open(smtp, &error))
			return receipt_door_down(error);
		receipt = transmit(smtp, letter, before_dot, data);
	}
	if (receipt.fate != FATE_SENT)
		smtp_close(smtp);
	return receipt;
}

static void smtp_rest(void *state)
{
	smtp_close(state);
}

static bool smtp_check(void *state, char **words, GError **error)
{
	struct smtp *smtp = state;
	const struct outbox *outbox = smtp->outbox;

	smtp_close(smtp);
	if (!smtp_open(smtp, error))
		return false;
	*words = g_strdup_printf("%s:%u, %s%s", outbox->at.host, outbox->at.port,
	    stream_protection(smtp->stream), outbox->at.user != NULL ? ", logged in" : "");
	smtp_close(smtp);
	return true;
}

static void *smtp_new(const struct outbox *outbox)
{
	struct smtp *smtp = g_new0(struct smtp, 1);

	smtp->outbox = outbox;
	return smtp;
}

static void smtp_free(void *state)
{
	struct smtp *smtp = state;

	smtp_close(smtp);
	g_free(smtp->words);
	g_free(smtp);
}

const struct way way_smtp = {smtp_new, smtp_free, smtp_send, smtp_rest, smtp_check};
