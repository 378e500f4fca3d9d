/*
 * A mail whose type promises parts, but names no boundary or one that never
 * occurs. A person still wrote it: it is read with the boundary that its lines
 * show, and as one text if they show none. What is built here passes the same
 * limits as the mail itself.
 */
#include "mail/repair.h"

#include "mail/limits.h"
#include "mail/part.h"

#include <string.h>

enum { BOUNDARY_MAX = 72 };

/* Where the body begins; LENGTH if there is none. */
static gsize body_offset(const char *bytes, gsize length)
{
	const char *end = bytes + length;

	for (const char *p = bytes; (p = memchr(p, '\n', (gsize)(end - p))) != NULL;) {
		p++;
		if (p < end && *p == '\r')
			p++;
		if (p < end && *p == '\n')
			return (gsize)(p + 1 - bytes);
	}
	return length;
}

static gsize line_length(const char *line, const char *end)
{
	const char *newline = memchr(line, '\n', (gsize)(end - line));

	return (gsize)((newline == NULL ? end : newline) - line);
}

/* A header field or the blank line that begins a part. */
static bool begins_part(const char *line, const char *end)
{
	gsize length = line_length(line, end);

	return length == 0 || line[0] == '\r' || g_ascii_strncasecmp(line, "content-", 8) == 0;
}

/* The boundary that the lines of BODY show, new; or NULL. */
static char *shown_boundary(const char *body, const char *end)
{
	for (const char *line = body; line < end;) {
		gsize length = line_length(line, end);
		const char *next = line + length + (line + length < end);
		g_autofree char *text = g_strchomp(g_strndup(line, MIN(length, BOUNDARY_MAX + 4)));
		if (g_str_has_prefix(text, "--") && text[2] != '\0' && next < end &&
		    strlen(text) <= BOUNDARY_MAX && strpbrk(text, "\"\\") == NULL &&
		    strspn(text, "-") < strlen(text) && begins_part(next, end))
			return g_strdup(text + 2);
		line = next;
	}
	return NULL;
}

/* The part that HEADER and the octets of the body make; NULL if it passes a limit. */
static GMimeObject *build(const char *header, const char *body, const char *end)
{
	GByteArray *whole = g_byte_array_new();
	struct limits limits;

	g_byte_array_append(whole, (const guint8 *)header, (guint)strlen(header));
	g_byte_array_append(whole, (const guint8 *)body, (guint)(end - body));
	limits_check(&limits, whole->data, whole->len);
	limits_clear(&limits);
	if (limits.held) {
		g_byte_array_unref(whole);
		return NULL;
	}
	g_byte_array_set_size(whole, (guint)limits.readable);
	GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(whole);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeObject *part = g_mime_parser_construct_part(parser, NULL);
	g_object_unref(parser);
	g_object_unref(stream);
	return part;
}

static GMimeObject *build_multipart(const char *subtype, const char *body, const char *end)
{
	g_autofree char *boundary = shown_boundary(body, end);

	if (boundary == NULL)
		return NULL;
	g_autofree char *header = g_strdup_printf(
	    "Content-Type: multipart/%s; boundary=\"%s\"\r\n\r\n", subtype, boundary);
	return build(header, body, end);
}

static GMimeObject *build_text(const char *encoding, const char *body, const char *end)
{
	gsize blank = 0;
	while (body + blank < end && g_ascii_isspace(body[blank]))
		blank++;
	bool html = body + blank < end && body[blank] == '<';
	g_autofree char *word = g_strdup(encoding == NULL ? "8bit" : encoding);
	word[strcspn(word, "\r\n")] = '\0';
	g_autofree char *header =
	    g_strdup_printf("Content-Type: text/%s\r\nContent-Transfer-Encoding: %s\r\n\r\n",
		html ? "html" : "plain", word);
	return build(header, body, end);
}

void repair_root(GMimeMessage *mime, const char *bytes, gsize length)
{
	GMimeObject *root = g_mime_message_get_mime_part(mime);
	gsize start = body_offset(bytes, length);

	if (!GMIME_IS_MULTIPART(root) || start == length ||
	    g_mime_multipart_get_count(GMIME_MULTIPART(root)) > 0 ||
	    part_is(root, "multipart", "encrypted"))
		return;
	const char *subtype = part_is(root, "multipart", "report")        ? "report"
			      : part_is(root, "multipart", "alternative") ? "alternative"
									  : "mixed";
	GMimeObject *part = build_multipart(subtype, bytes + start, bytes + length);
	if (part == NULL)
		part = build_text(g_mime_object_get_header(root, "Content-Transfer-Encoding"),
		    bytes + start, bytes + length);
	if (part == NULL)
		return;
	g_mime_message_set_mime_part(mime, part);
	g_object_unref(part);
}
