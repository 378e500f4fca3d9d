/*
 * One mail from bytes to struct message: the limits first, then GMime over the
 * caller's own bytes (nothing is copied), then the readers of part.h in turn.
 */
#include "mail/parse.h"

#include "mail/excerpt.h"
#include "mail/part.h"
#include "mail/repair.h"
#include "mail/text.h"

#include <jansson.h>
#include <libxml/parser.h>
#include <string.h>

static void hold(struct message *message, const char *why)
{
	g_free(message->held);
	message->held = g_strdup(why);
	message->readable = READ_HELD;
}

static void read_all(struct message *message, GMimeMessage *mime, const GByteArray *octets)
{
	header_read(message, mime);
	repair_root(mime, (const char *)octets->data, octets->len);
	report_read(message, mime);
	calendar_read(message, mime);
	body_read(message, mime);
}

static void note_cuts(struct message *message, const struct limits *limits)
{
	if (limits->length_cut)
		message_flag(message, "mail cut at 25 MiB");
	if (!limits->parts_cut)
		return;
	message_flag(message, "only the first 200 parts were read");
	if (message->readable != READ_TEXT)
		hold(message, "more than 200 parts and no text among the first 200");
}

/* Blank lines above the header, which some gateways leave there. */
static size_t blank_lines(const unsigned char *bytes, size_t length)
{
	size_t blank = 0;
	while (blank < length && (bytes[blank] == '\r' || bytes[blank] == '\n'))
		blank++;
	return blank;
}

static void read_within(
    struct message *message, const unsigned char *bytes, const struct limits *limits)
{
	GByteArray borrowed = {(guint8 *)bytes, (guint)limits->readable};
	GMimeMessage *mime = excerpt_parse(&borrowed, limits);
	if (!mime) {
		hold(message, "it cannot be read as a mail");
		return;
	}
	read_all(message, mime, &borrowed);
	note_cuts(message, limits);
	g_object_unref(mime);
}

struct message *parse_mail(const unsigned char *bytes, size_t length)
{
	size_t blank = blank_lines(bytes, length);
	struct message *message = message_new();
	struct limits limits;
	limits_check(&limits, bytes + blank, length - blank);
	if (limits.held)
		hold(message, limits.held);
	else
		read_within(message, bytes + blank, &limits);
	limits_clear(&limits);
	return message;
}

void parse_warm_up(void)
{
	static const char mail[] =
	    "From: =?utf-8?Q?A?= <a@example.org>\r\nDate: Mon, 19 Jul 2021 08:14:51 +0000\r\n"
	    "Subject: =?iso-2022-jp?B?GyRCJDMbKEI=?=\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
	    "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>x</p>\r\n"
	    "--b\r\nContent-Type: text/calendar; method=REPLY\r\n\r\n"
	    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:x\r\n"
	    "DTSTAMP:20210719T081451Z\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:a@example.org\r\n"
	    "END:VEVENT\r\nEND:VCALENDAR\r\n--b--\r\n";
	g_mime_init();
	xmlInitParser();
	json_object_seed(0);
	charset_warm_up();
	struct message *message = parse_mail((const unsigned char *)mail, strlen(mail));
	message_free(message);
}
