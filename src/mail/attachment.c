/*
 * The list of what came with a mail: cleaned name, type, size and digest. The
 * octets pass by once for their count and digest and are never looked into
 * (RULES ST-15, B-18, B-19).
 */
#include "mail/body.h"
#include "mail/limits.h"
#include "mail/part.h"
#include "mail/text.h"

#include "base/clean.h"
#include "base/sha256.h"

#include <string.h>

enum { NAME_OCTETS = 100, TYPE_OCTETS = 100 };

bool body_is_attached(GMimeObject *object)
{
	GMimeContentDisposition *disposition = g_mime_object_get_content_disposition(object);
	const char *word =
	    disposition ? g_mime_content_disposition_get_disposition(disposition) : NULL;
	return word && g_ascii_strcasecmp(word, "attachment") == 0;
}

/* The last component of NAME as one clean line of at most 100 octets; NULL if nothing is left. */
static char *clean_name(const char *name)
{
	if (!name)
		return NULL;
	g_autofree char *line = header_decode(name);
	const char *base = line + strlen(line);
	while (base > line && base[-1] != '/' && base[-1] != '\\')
		base--;
	gsize length = MIN(strlen(base), NAME_OCTETS);
	while (length > 0 && ((guchar)base[length] & 0xc0) == 0x80)
		length--;
	return length > 0 ? g_strndup(base, length) : NULL;
}

static char *type_of(GMimeObject *object)
{
	GMimeContentType *type = g_mime_object_get_content_type(object);
	g_autofree char *words = type ? g_mime_content_type_get_mime_type(type) : NULL;
	g_autofree char *line = clean_line(words ? words : "text/plain", -1, TYPE_OCTETS);
	return g_utf8_strdown(line, -1);
}

/* What is told of octets that are not kept. */
struct tally {
	struct sha256 *sum;
	int64_t size;
};

static bool count(void *data, const guint8 *octets, gsize length)
{
	struct tally *tally = data;
	sha256_add(tally->sum, octets, length);
	tally->size += (int64_t)length;
	return true;
}

/* An attached mail counts as it would be written. */
static void count_object(struct tally *tally, GMimeObject *object)
{
	if (GMIME_IS_PART(object))
		part_each(GMIME_PART(object), count, tally);
	if (!GMIME_IS_MESSAGE_PART(object))
		return;
	g_autofree char *written = g_mime_object_to_string(object, NULL);
	if (written)
		count(tally, (const guint8 *)written, strlen(written));
}

static void list(struct message *message, GMimeObject *object)
{
	struct tally tally = {sha256_new()};
	struct attachment *attachment = g_new0(struct attachment, 1);
	const char *name =
	    GMIME_IS_PART(object) ? g_mime_part_get_filename(GMIME_PART(object)) : NULL;
	count_object(&tally, object);
	attachment->name = clean_name(name);
	attachment->type = type_of(object);
	attachment->size = tally.size;
	attachment->sha256 = sha256_end(tally.sum);
	g_ptr_array_add(message->attachments, attachment);
}

/* Something for a program, not for people, that we do not read either: a calendar counts as read
 * when it said what is to be done with it. */
static bool is_unread_data(const struct message *message, GMimeObject *object)
{
	static const char *const subtypes[] = {"vcard", "x-vcard", "directory", "csv", "rtf"};

	if (part_is(object, "text", "calendar"))
		return message->calendar_method == NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(subtypes); i++)
		if (part_is(object, "text", subtypes[i]))
			return true;
	return false;
}

/* A text of the body itself rather than a file beside it. */
static bool is_body(const struct message *message, GMimeObject *object)
{
	return GMIME_IS_PART(object) && part_is(object, "text", "*") && !body_is_attached(object) &&
	       !g_mime_part_get_filename(GMIME_PART(object)) && !is_unread_data(message, object);
}

static void list_below(struct message *message, GMimeObject *object, unsigned depth)
{
	if (!object || depth > DEPTH_MAX || message->attachments->len >= PARTS_MAX)
		return;
	if (!GMIME_IS_MULTIPART(object)) {
		if (!is_body(message, object))
			list(message, object);
		return;
	}
	int count = g_mime_multipart_get_count(GMIME_MULTIPART(object));
	for (int i = 0; i < count; i++)
		list_below(
		    message, g_mime_multipart_get_part(GMIME_MULTIPART(object), i), depth + 1);
}

void body_attachments(struct message *message, GMimeObject *root)
{
	list_below(message, root, 0);
}

bool body_has_document(const struct message *message)
{
	static const char *const endings[] = {".pdf", ".doc", ".docx", ".odt", ".rtf", ".txt",
	    ".pages", ".md", ".tex", ".html", ".htm", ".ppt", ".pptx", ".odp"};
	static const char *const types[] = {"application/pdf", "application/msword",
	    "application/vnd.openxmlformats", "application/vnd.oasis", "application/rtf",
	    "text/rtf"};
	for (guint i = 0; i < message->attachments->len; i++) {
		const struct attachment *a = g_ptr_array_index(message->attachments, i);
		g_autofree char *name = g_ascii_strdown(a->name ? a->name : "", -1);
		for (gsize k = 0; k < G_N_ELEMENTS(endings); k++)
			if (g_str_has_suffix(name, endings[k]))
				return true;
		for (gsize k = 0; k < G_N_ELEMENTS(types); k++)
			if (g_str_has_prefix(a->type, types[k]))
				return true;
	}
	return false;
}
