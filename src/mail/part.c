/*
 * One leaf of a mail: its type, its octets, its text.
 *
 * Octets come through GMime's transfer decoding, in pieces and up to a limit;
 * text goes through our own charset ladder and never through
 * g_mime_text_part_get_text(), which loses what it cannot convert (ST-06).
 */
#include "mail/part.h"

#include "mail/text.h"

#include <string.h>

enum { PART_TEXT_OCTETS = 1 << 20, HEAD_OCTETS = 1024, KEPT_OCTETS = 256 << 10 };

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

/* A stream of the decoded octets; NULL if the leaf has none. */
static GMimeStream *decoded_stream(GMimePart *part)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *raw = content ? g_mime_data_wrapper_get_stream(content) : NULL;
	if (!raw)
		return NULL;
	g_mime_stream_reset(raw);
	GMimeStream *stream = g_mime_stream_filter_new(raw);
	GMimeFilter *filter =
	    g_mime_filter_basic_new(g_mime_data_wrapper_get_encoding(content), FALSE);
	g_mime_stream_filter_add(GMIME_STREAM_FILTER(stream), filter);
	g_object_unref(filter);
	return stream;
}

GByteArray *part_octets(GMimePart *part, gsize max, bool *cut)
{
	if (cut)
		*cut = false;
	GMimeStream *stream = decoded_stream(part);
	if (!stream)
		return NULL;
	GByteArray *octets = g_byte_array_new();
	char piece[8192];
	gssize got;
	while ((got = g_mime_stream_read(stream, piece, sizeof piece)) > 0) {
		gsize room = max - octets->len;
		g_byte_array_append(octets, (const guint8 *)piece, MIN((gsize)got, room));
		if (octets->len < max)
			continue;
		if (cut)
			*cut = (gsize)got > room || g_mime_stream_read(stream, piece, 1) > 0;
		break;
	}
	g_object_unref(stream);
	return octets;
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

static char *read_text(struct message *message, GMimePart *part)
{
	bool cut, guessed, bad;
	g_autoptr(GByteArray) octets = part_octets(part, PART_TEXT_OCTETS, &cut);
	if (!octets)
		return g_strdup("");
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

/* Two readers want the text of a part; unless it is long it stays with the part for the second. */
char *part_text(struct message *message, GMimePart *part)
{
	static const char key[] = "callbox-text";
	const char *kept = g_object_get_data(G_OBJECT(part), key);
	if (kept)
		return g_strdup(kept);
	char *text = read_text(message, part);
	if (strlen(text) <= KEPT_OCTETS)
		g_object_set_data_full(G_OBJECT(part), key, g_strdup(text), g_free);
	return text;
}
