/* Our own mark below a mail: it was returned, or passed on inside another (RULES RE-08). */
#include "mail/header.h"

#include "mail/limits.h"
#include "mail/part.h"

#include <string.h>

enum { HEADER_OCTETS = 64 * 1024 };

/* True if the header lines in the octets of PART name our loop field. */
static bool names_mark(GMimePart *part)
{
	g_autoptr(GByteArray) octets = part_octets(part, HEADER_OCTETS, NULL);
	if (!octets || octets->len == 0)
		return false;
	g_autofree char *text = g_ascii_strdown((const char *)octets->data, octets->len);
	return g_str_has_prefix(text, "x-callbox-loop:") || strstr(text, "\nx-callbox-loop:");
}

static bool is_marked_below(GMimeObject *object, unsigned depth)
{
	if (!object || depth > DEPTH_MAX)
		return false;
	if (GMIME_IS_MESSAGE_PART(object)) {
		GMimeMessage *inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
		return inner &&
		       (g_mime_object_get_header(GMIME_OBJECT(inner), "X-Callbox-Loop") ||
			   is_marked_below(g_mime_message_get_mime_part(inner), depth + 1));
	}
	if (GMIME_IS_PART(object))
		return part_is(object, "text", "rfc822-headers") && names_mark(GMIME_PART(object));
	GMimeMultipart *multipart = GMIME_IS_MULTIPART(object) ? GMIME_MULTIPART(object) : NULL;
	int count = multipart ? g_mime_multipart_get_count(multipart) : 0;
	for (int i = 0; i < count; i++)
		if (is_marked_below(g_mime_multipart_get_part(multipart, i), depth + 1))
			return true;
	return false;
}

bool loop_is_nested(GMimeMessage *mime)
{
	return is_marked_below(g_mime_message_get_mime_part(mime), 0);
}
