/*
 * One leaf of a mail: its type, its octets, its text.
 *
 * Octets are decoded in pieces and up to a limit, straight from the mail;
 * text goes through our own charset ladder and never through
 * g_mime_text_part_get_text(), which loses what it cannot convert (ST-06).
 */
#include "mail/part.h"

#include "mail/base64.h"
#include "mail/text.h"

#include <string.h>

enum {
	PART_TEXT_OCTETS = 1 << 20,
	HEAD_OCTETS = 1024,
	KEPT_OCTETS = 256 << 10,
	ENCODED_OCTETS = 32 << 10
};

/* GMime calls a type that it cannot read "application/octet-stream"; it is text (RFC 2045 section
 * 5.2). */
static bool is_nameless(GMimeObject *part, GMimeContentType *content)
{
	if (!g_mime_content_type_is_type(content, "application", "octet-stream"))
		return false;
	const char *written = g_mime_object_get_header(part, "Content-Type");
	return written && !strchr(written, '/');
}

bool part_is(GMimeObject *part, const char *type, const char *subtype)
{
	GMimeContentType *content = g_mime_object_get_content_type(part);
	if (!content || is_nameless(part, content))
		return g_ascii_strcasecmp(type, "text") == 0 &&
		       (*subtype == '*' || g_ascii_strcasecmp(subtype, "plain") == 0);
	return g_mime_content_type_is_type(content, type, subtype);
}

/* The octets of CONTENT as they stand in the mail, which GMime keeps whole in memory. */
static const guint8 *encoded(GMimeDataWrapper *content, gsize *length)
{
	GMimeStream *stream = g_mime_data_wrapper_get_stream(content);
	GByteArray *mail = GMIME_IS_STREAM_MEM(stream)
			       ? g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream))
			       : NULL;
	gint64 size = mail ? g_mime_stream_length(stream) : 0;
	*length = size > 0 ? (gsize)size : 0;
	return *length > 0 ? mail->data + stream->bound_start : NULL;
}

static void each_of_base64(const guint8 *octets, gsize length, part_piece *each, void *data)
{
	struct base64 base64 = {0};
	guint8 piece[BASE64_ROOM(ENCODED_OCTETS)];
	bool more = true;
	for (gsize done = 0; more && done < length; done += ENCODED_OCTETS) {
		gsize step = MIN(length - done, ENCODED_OCTETS);
		more = each(data, piece, base64_decode(&base64, octets + done, step, piece));
	}
}

static void each_of_stream(GMimeDataWrapper *content, part_piece *each, void *data)
{
	GMimeStream *raw = g_mime_data_wrapper_get_stream(content);
	g_mime_stream_reset(raw);
	GMimeStream *stream = g_mime_stream_filter_new(raw);
	GMimeFilter *filter =
	    g_mime_filter_basic_new(g_mime_data_wrapper_get_encoding(content), FALSE);
	g_mime_stream_filter_add(GMIME_STREAM_FILTER(stream), filter);
	g_object_unref(filter);
	char piece[8192];
	gssize got;
	while ((got = g_mime_stream_read(stream, piece, sizeof piece)) > 0)
		if (!each(data, (const guint8 *)piece, got))
			break;
	g_object_unref(stream);
}

bool part_each(GMimePart *part, part_piece *each, void *data)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	if (!content || !g_mime_data_wrapper_get_stream(content))
		return false;
	gsize length;
	const guint8 *octets = encoded(content, &length);
	switch (g_mime_data_wrapper_get_encoding(content)) {
	case GMIME_CONTENT_ENCODING_BASE64:
		each_of_base64(octets, length, each, data);
		break;
	case GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE:
	case GMIME_CONTENT_ENCODING_UUENCODE:
		each_of_stream(content, each, data);
		break;
	default:
		if (length > 0)
			each(data, octets, length);
	}
	return true;
}

/* What part_octets() has gathered. */
struct gathered {
	GByteArray *octets;
	gsize max;
	bool cut;
};

static bool gather(void *data, const guint8 *octets, gsize length)
{
	struct gathered *g = data;
	gsize room = g->max - g->octets->len;
	g_byte_array_append(g->octets, octets, MIN(length, room));
	g->cut = length > room;
	return !g->cut;
}

GByteArray *part_octets(GMimePart *part, gsize max, bool *cut)
{
	struct gathered gathered = {g_byte_array_new(), max};
	bool any = part_each(part, gather, &gathered);
	if (cut)
		*cut = gathered.cut;
	if (!any)
		g_clear_pointer(&gathered.octets, g_byte_array_unref);
	return gathered.octets;
}

/* Line ends as \n, whatever the sender wrote. */
static char *unix_lines(char *text)
{
	char *to = text;
	for (const char *p = text; *p != '\0';) {
		gsize length = strcspn(p, "\r");
		memmove(to, p, length);
		to += length;
		p += length;
		if (*p == '\0')
			break;
		p += strspn(p, "\r");
		if (*p != '\n')
			*to++ = '\n';
	}
	*to = '\0';
	return text;
}

/* The charset that an HTML page names in its first kilobyte; new, or NULL. */
static char *html_charset(const GByteArray *octets)
{
	g_autofree char *head =
	    g_ascii_strdown((const char *)octets->data, MIN(octets->len, HEAD_OCTETS));
	const char *at = strstr(head, "charset=");
	if (!at)
		return NULL;
	at += strlen("charset=");
	at += strspn(at, "\"' ");
	gsize length = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789-_:.");
	return length > 0 && length < 40 ? g_strndup(at, length) : NULL;
}

/* A text that was cut inside a character of UTF-8 would seem to be in another charset. */
static void drop_cut_character(GByteArray *octets)
{
	for (guint back = 1; back <= MIN(3, octets->len); back++) {
		const guint8 *p = octets->data + octets->len - back;
		if (*p < 0xc0)
			continue;
		if (g_utf8_get_char_validated((const char *)p, back) == (gunichar)-2)
			g_byte_array_set_size(octets, octets->len - back);
		return;
	}
}

static char *read_text(struct message *message, GMimePart *part)
{
	bool cut, guessed, bad;
	g_autoptr(GByteArray) octets = part_octets(part, PART_TEXT_OCTETS, &cut);
	if (!octets)
		return g_strdup("");
	if (cut)
		drop_cut_character(octets);
	const char *charset =
	    g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "charset");
	g_autofree char *inside =
	    !charset && octets->len > 0 && part_is(GMIME_OBJECT(part), "text", "html")
		? html_charset(octets)
		: NULL;
	if (inside)
		charset = inside;
	char *text =
	    charset_decode((const char *)octets->data, octets->len, charset, &guessed, &bad);
	if (cut)
		message_flag(message, "a text part was longer than 1 MiB and is cut");
	if (guessed)
		message_flag(message, "charset guessed");
	if (bad)
		message_flag(message, "some characters could not be read");
	return unix_lines(text);
}

static const char text_key[] = "callbox-text", page_key[] = "callbox-page";

/* Several readers want the text of a part, so it stays with the part unless it is long. */
char *part_text(struct message *message, GMimePart *part)
{
	const char *kept = g_object_get_data(G_OBJECT(part), text_key);
	if (kept)
		return g_strdup(kept);
	char *text = read_text(message, part);
	if (strlen(text) <= KEPT_OCTETS)
		part_keep_text(part, g_strdup(text));
	return text;
}

void part_keep_text(GMimePart *part, char *text)
{
	g_object_set_data_full(G_OBJECT(part), text_key, text, g_free);
}

void page_free(struct page *page)
{
	if (page)
		g_free(page->text);
	g_free(page);
}

struct page *part_page(struct message *message, GMimePart *part)
{
	struct page *page = g_object_steal_data(G_OBJECT(part), page_key);
	if (page)
		return page;
	g_autofree char *html = part_text(message, part);
	page = g_new0(struct page, 1);
	page->text = html_to_text(html, strlen(html), &page->incomplete, &page->hidden);
	return page;
}

void part_keep_page(GMimePart *part, struct page *page)
{
	g_object_set_data_full(G_OBJECT(part), page_key, page, (GDestroyNotify)page_free);
}
