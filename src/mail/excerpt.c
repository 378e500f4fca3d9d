/*
 * GMime looks at each line of a body for a boundary, and where a body is long
 * that is most of its work. So it gets an excerpt: the mail without the
 * stretches in which there is none. The parts that lost one are given their
 * whole body afterwards. If a stretch turns out not to be inside a part's body,
 * GMime sees the mail in another way than the limits did, and gets all of it.
 */
#include "mail/excerpt.h"

/* The walk over the parts in their order, and over what was left out of them. */
struct restoring {
	GMimeStream *mail;
	const struct stretch *next, *end; /* those that no part was given yet */
	size_t skipped;                   /* octets that are missing in front of the next part */
};

static GMimeMessage *parse(GMimeStream *stream)
{
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *mime = g_mime_parser_construct_message(parser, NULL);
	g_object_unref(parser);
	return mime;
}

static GMimeStream *without_stretches(const GByteArray *octets, const GArray *stretches)
{
	GByteArray *excerpt = g_byte_array_new();
	size_t at = 0;

	for (guint i = 0; i < stretches->len; i++) {
		const struct stretch *stretch = &g_array_index(stretches, struct stretch, i);
		g_byte_array_append(excerpt, octets->data + at, (guint)(stretch->from - at));
		at = stretch->to;
	}
	g_byte_array_append(excerpt, octets->data + at, (guint)(octets->len - at));
	return g_mime_stream_mem_new_with_byte_array(excerpt);
}

/* False if a stretch is missing in front of the body of PART. */
static bool restore_part(struct restoring *r, GMimePart *part)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *body = content ? g_mime_data_wrapper_get_stream(content) : NULL;
	if (!body)
		return true;
	size_t start = (size_t)body->bound_start + r->skipped, before = r->skipped;
	if (r->next < r->end && r->next->from <= start)
		return false;
	for (; r->next < r->end && r->next->from <= (size_t)body->bound_end + r->skipped; r->next++)
		r->skipped += r->next->to - r->next->from;
	if (r->skipped == before)
		return true;
	GMimeStream *whole =
	    g_mime_stream_substream(r->mail, (gint64)start, body->bound_end + (gint64)r->skipped);
	g_mime_data_wrapper_set_stream(content, whole);
	g_object_unref(whole);
	return true;
}

static bool restore_below(struct restoring *r, GMimeObject *object)
{
	if (GMIME_IS_MESSAGE(object))
		return restore_below(r, g_mime_message_get_mime_part(GMIME_MESSAGE(object)));
	if (GMIME_IS_MESSAGE_PART(object))
		return restore_below(
		    r, (GMimeObject *)g_mime_message_part_get_message(GMIME_MESSAGE_PART(object)));
	if (GMIME_IS_PART(object))
		return restore_part(r, GMIME_PART(object));
	int count =
	    GMIME_IS_MULTIPART(object) ? g_mime_multipart_get_count(GMIME_MULTIPART(object)) : 0;
	for (int i = 0; i < count; i++)
		if (!restore_below(r, g_mime_multipart_get_part(GMIME_MULTIPART(object), i)))
			return false;
	return true;
}

static GMimeMessage *parse_excerpt(GMimeStream *mail, const GByteArray *octets, GArray *stretches)
{
	GMimeStream *excerpt = without_stretches(octets, stretches);
	GMimeMessage *mime = parse(excerpt);
	struct restoring r = {.mail = mail,
	    .next = &g_array_index(stretches, struct stretch, 0),
	    .end = &g_array_index(stretches, struct stretch, stretches->len)};

	g_object_unref(excerpt);
	if (mime && !(restore_below(&r, GMIME_OBJECT(mime)) && r.next == r.end))
		g_clear_object(&mime);
	return mime;
}

GMimeMessage *excerpt_parse(GByteArray *octets, const struct limits *limits)
{
	GMimeStream *mail = g_mime_stream_mem_new_with_byte_array(octets);
	GMimeMessage *mime = NULL;

	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(mail), FALSE);
	if (limits->stretches->len > 0)
		mime = parse_excerpt(mail, octets, limits->stretches);
	if (!mime)
		mime = parse(mail);
	g_object_unref(mail);
	return mime;
}
