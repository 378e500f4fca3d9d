/*
 * One outgoing mail with GMime. GMime writes line breaks raw in some places and
 * encodes them in others (RULES OS-02, G11, G12), so every value is cleaned
 * before it goes in, and the finished bytes are read back before they go out.
 */
#include "letter/compose.h"

#include "base/address.h"
#include "base/civil.h"
#include "base/clean.h"
#include "base/error.h"
#include "letter/references.h"

#include <string.h>

enum { SUBJECT = 200, NAME = 64 };

static void start_gmime(void)
{
	static gsize started;

	if (g_once_init_enter(&started)) {
		g_mime_init();
		g_once_init_leave(&started, 1);
	}
}

static void set(GMimeMessage *message, const char *name, const char *value)
{
	if (value != NULL)
		g_mime_object_set_header(GMIME_OBJECT(message), name, value, "utf-8");
}

static void set_line(GMimeMessage *message, const char *name, const char *value)
{
	g_autofree char *line = value == NULL ? NULL : clean_line(value, -1, CLEAN_LINE_STORED);

	set(message, name, line);
}

static void set_mailbox(
    GMimeMessage *message, GMimeAddressType type, const char *name, const char *address)
{
	g_autofree char *wire = address_wire(address);
	g_autofree char *shown = name == NULL ? NULL : clean_line(name, -1, NAME);

	if (shown != NULL && *shown == '\0')
		g_clear_pointer(&shown, g_free);
	g_mime_message_add_mailbox(message, type, shown, wire);
}

/* "<ID>", new, or NULL if ID is none. */
static char *bracketed(const char *id)
{
	if (id == NULL || !reference_ok(id, strlen(id)))
		return NULL;
	return g_strdup_printf("<%s>", id);
}

static void set_thread(GMimeMessage *message, const struct letter *letter)
{
	g_autofree char *id = bracketed(letter->message_id);
	g_autofree char *parent = bracketed(letter->in_reply_to);
	g_autofree char *references =
	    references_build(letter->references, letter->own_last, letter->in_reply_to);

	set(message, "Message-Id", id);
	set(message, "In-Reply-To", parent);
	set(message, "References", references);
}

/* The header in the order of the golden mail (RULES section 12.1). */
static void set_header(GMimeMessage *message, const struct letter *letter)
{
	g_autofree char *date = instant_rfc5322(letter->date);
	g_autofree char *subject = clean_line(letter->subject, -1, SUBJECT);

	set_mailbox(message, GMIME_ADDRESS_TYPE_FROM, letter->from_name, letter->from);
	set_mailbox(message, GMIME_ADDRESS_TYPE_TO, letter->to_name, letter->to);
	if (letter->reply_to != NULL)
		set_mailbox(message, GMIME_ADDRESS_TYPE_REPLY_TO, NULL, letter->reply_to);
	g_mime_message_set_subject(message, subject, "utf-8");
	set(message, "Date", date);
	set_thread(message, letter);
	set(message, "Auto-Submitted", letter->answer ? "auto-replied" : "auto-generated");
	set(message, "X-Auto-Response-Suppress", "All");
	set_line(message, "X-Callbox-Loop", letter->instance);
	set_line(message, "List-Id", letter->list_id);
	set_line(message, "List-Unsubscribe", letter->list_unsubscribe);
	set(message, "MIME-Version", "1.0");
}

static GMimeObject *text_part(const char *subtype, const char *text)
{
	GMimeTextPart *part = g_mime_text_part_new_with_subtype(subtype);

	g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
	g_mime_part_set_content_encoding(GMIME_PART(part), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer(text, strlen(text));
	g_autoptr(GMimeDataWrapper) content =
	    g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
	g_mime_part_set_content(GMIME_PART(part), content);
	return GMIME_OBJECT(part);
}

static GMimePart *data_part(const char *type, const char *subtype, const void *data, gsize length)
{
	GMimePart *part = g_mime_part_new_with_type(type, subtype);
	g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer(data, length);
	g_autoptr(GMimeDataWrapper) content =
	    g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);

	g_mime_part_set_content(part, content);
	return part;
}

static GMimeObject *calendar_part(const struct letter *letter)
{
	GMimePart *part = data_part("text", "calendar", letter->ics, strlen(letter->ics));
	GMimeObject *object = GMIME_OBJECT(part);

	g_mime_object_set_content_type_parameter(object, "charset", "utf-8");
	g_mime_object_set_content_type_parameter(object, "method", letter->ics_method);
	g_mime_object_set_content_type_parameter(object, "component", "VEVENT");
	g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
	return object;
}

static GMimeObject *ics_part(const struct letter *letter)
{
	GMimePart *part = data_part("application", "ics", letter->ics, strlen(letter->ics));
	GMimeObject *object = GMIME_OBJECT(part);

	g_mime_object_set_content_type_parameter(object, "name", "invite.ics");
	g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
	g_mime_object_set_disposition(object, "attachment");
	g_mime_object_set_content_disposition_parameter(object, "filename", "invite.ics");
	return object;
}

static GMimeObject *picture_part(const struct letter *letter)
{
	gsize length;
	const void *data = g_bytes_get_data(letter->png, &length);
	GMimePart *part = data_part("image", "png", data, length);

	g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
	g_mime_part_set_content_id(part, letter->png_cid);
	g_mime_object_set_disposition(GMIME_OBJECT(part), "inline");
	return GMIME_OBJECT(part);
}

static GMimeMultipart *multipart(const char *subtype, char mark, const struct letter *letter)
{
	GMimeMultipart *parts = g_mime_multipart_new_with_subtype(subtype);
	g_autofree char *boundary = g_strdup_printf("%c-%s", mark, letter->boundary);

	g_mime_multipart_set_boundary(parts, boundary);
	return parts;
}

/* PARTS takes the caller's reference to PART. */
static void take(GMimeMultipart *parts, GMimeObject *part)
{
	g_mime_multipart_add(parts, part);
	g_object_unref(part);
}

static GMimeObject *html_part(const struct letter *letter)
{
	GMimeObject *html = text_part("html", letter->html);
	GMimeMultipart *related;

	if (letter->png == NULL)
		return html;
	related = multipart("related", 'R', letter);
	take(related, html);
	take(related, picture_part(letter));
	return GMIME_OBJECT(related);
}

/* CO-01, CO-02: the calendar is the last alternative, and is attached once more. */
static GMimeObject *body(const struct letter *letter)
{
	GMimeMultipart *alternative = multipart("alternative", 'A', letter), *mixed;

	take(alternative, text_part("plain", letter->text));
	take(alternative, html_part(letter));
	if (letter->ics == NULL)
		return GMIME_OBJECT(alternative);
	take(alternative, calendar_part(letter));
	mixed = multipart("mixed", 'M', letter);
	take(mixed, GMIME_OBJECT(alternative));
	take(mixed, ics_part(letter));
	return GMIME_OBJECT(mixed);
}

static GBytes *write_out(GMimeMessage *message)
{
	g_autoptr(GByteArray) octets = g_byte_array_new();
	g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_byte_array(octets);
	GMimeFormatOptions *options = g_mime_format_options_new();

	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
	g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
	g_mime_object_write_to_stream(GMIME_OBJECT(message), options, stream);
	g_mime_format_options_free(options);
	return g_byte_array_free_to_bytes(g_steal_pointer(&octets));
}

static bool addresses_ok(const struct letter *letter, GError **error)
{
	const char *const all[] = {letter->from, letter->to, letter->reply_to};

	for (gsize i = 0; i < G_N_ELEMENTS(all); i++)
		if (all[i] != NULL && !address_valid(all[i]))
			return fail(error, EX_SOFTWARE,
			    "composing a letter: \"%s\" is no address for a header", all[i]);
	return true;
}

/* CO-04: the method of the part is the one of the object. */
static bool method_ok(const struct letter *letter, GError **error)
{
	g_autofree char *line = NULL;

	if (letter->ics == NULL)
		return true;
	line = g_strdup_printf("\r\nMETHOD:%s\r\n", letter->ics_method);
	if (strstr(letter->ics, line) != NULL)
		return true;
	return fail(error, EX_SOFTWARE,
	    "composing a letter: its calendar object has not the method %s", letter->ics_method);
}

static bool boundary_ok(const struct letter *letter, GError **error)
{
	size_t length = strlen(letter->boundary);

	for (size_t i = 0; i < length; i++)
		if (!g_ascii_isalnum(letter->boundary[i]) && letter->boundary[i] != '-')
			length = 0;
	if (length > 0 && length <= 60)
		return true;
	return fail(error, EX_SOFTWARE, "composing a letter: its boundary token is no token");
}

GBytes *letter_compose(const struct letter *letter, GError **error)
{
	g_autoptr(GMimeMessage) message = NULL;
	g_autoptr(GMimeObject) part = NULL;
	g_autoptr(GBytes) bytes = NULL;

	if (!addresses_ok(letter, error) || !method_ok(letter, error) ||
	    !boundary_ok(letter, error))
		return NULL;
	start_gmime();
	message = g_mime_message_new(FALSE);
	part = body(letter);
	set_header(message, letter);
	g_mime_message_set_mime_part(message, part);
	bytes = write_out(message);
	return compose_verify(letter, bytes, error) ? g_steal_pointer(&bytes) : NULL;
}
