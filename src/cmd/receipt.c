/* Finding a receipt in what mail programs save: a mail, a mail in a mail, or bare text. */
#include "cmd/receipt.h"

#include "base/clean.h"
#include "base/error.h"
#include "cmd/receipt-part.h"

#include <string.h>

enum { RECEIPT_MAX = 1 << 20, INNER_MAX = 20 };

static GBytes *read_file(const char *file, GError **error)
{
	g_autoptr(GError) problem = NULL;
	g_autofree char *octets = NULL;
	gsize length;

	if (!g_file_get_contents(
		strcmp(file, "-") == 0 ? "/dev/stdin" : file, &octets, &length, &problem)) {
		fail(error, EX_NOINPUT,
		    "cannot read the receipt: %s; name a file that can be read, or - for standard "
		    "input",
		    problem->message);
		return NULL;
	}
	if (length > RECEIPT_MAX) {
		fail(error, EX_DATAERR, "%s is too large to be a receipt of ours", file);
		return NULL;
	}
	return g_bytes_new_take(g_steal_pointer(&octets), length);
}

/* The text of the mail in BYTES; NULL if it cannot be read. */
static char *text_of(struct child *child, GBytes *bytes)
{
	AUTO(message) *message = child_parse(child, bytes, NULL);

	return message == NULL ? NULL : g_strdup(message->text);
}

/* True if a header field, but none of a MIME part, begins at LINE. */
static bool begins_mail(const char *line, const char *end)
{
	return receipt_begins_field(line, end) &&
	       (end - line < 8 || g_ascii_strncasecmp(line, "content-", 8) != 0);
}

/* Where the next mail may begin at or after FROM: behind an empty line. LENGTH if nowhere. */
static gsize inner_mail(const char *octets, gsize length, gsize from)
{
	const char *end = octets + length;

	for (const char *p = octets + from; p < end; p++) {
		p = memchr(p, '\n', (gsize)(end - p));
		if (p == NULL || p + 1 == end)
			break;
		const char *line = p[1] == '\r' ? p + 2 : p + 1;
		if (line < end && *line == '\n' && begins_mail(line + 1, end))
			return (gsize)(line + 1 - octets);
	}
	return length;
}

/* The first mail inside the one in BYTES that has a proof; *INNER is that mail. NULL if there is
 * none. */
static char *inner_text(struct child *child, GBytes *bytes, GBytes **inner)
{
	gsize length, at = 0;
	const char *octets = g_bytes_get_data(bytes, &length);

	for (unsigned i = 0; i < INNER_MAX; i++) {
		at = inner_mail(octets, length, at);
		if (at == length)
			break;
		*inner = g_bytes_new_from_bytes(bytes, at, length - at);
		char *text = text_of(child, *inner);
		if (text != NULL && receipt_has_proof(text))
			return text;
		g_free(text);
		g_clear_pointer(inner, g_bytes_unref);
	}
	return NULL;
}

/* The text of FILE as a terminal would copy it, new. */
static char *bare_text(GBytes *bytes)
{
	gsize length;
	const char *octets = g_bytes_get_data(bytes, &length);

	return clean_text(octets, (gssize)length, 0);
}

char *receipt_text(const char *file, GPtrArray *parts, GError **error)
{
	AUTO(child) *child = child_new(1);
	g_autoptr(GBytes) bytes = read_file(file, error), inner = NULL;

	if (bytes == NULL)
		return NULL;
	g_autofree char *whole = text_of(child, bytes);
	bool proved = whole != NULL && receipt_has_proof(whole);
	g_autofree char *text = proved ? g_steal_pointer(&whole) : inner_text(child, bytes, &inner);
	if (text != NULL)
		return receipt_parts(parts, child, proved ? bytes : inner, error)
			   ? g_steal_pointer(&text)
			   : NULL;
	g_autofree char *bare = bare_text(bytes);
	return receipt_has_proof(bare) || whole == NULL ? g_steal_pointer(&bare)
							: g_steal_pointer(&whole);
}
