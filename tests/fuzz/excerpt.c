/* Lines as a mail of which GMime gets an excerpt, and all: it must make the same of both. Each "%"
 * stands for many lines, as inputs are too short to have a body from which any are left out. Only
 * lines that may stand in a header are taken: what GMime makes of others there depends on where the
 * piece ends that it reads at once. */
#include "fuzz.h"

#include "mail/excerpt.h"

#include <stdlib.h>
#include <string.h>

enum { LINES = 80, LONG_BODIES = 40 };

static bool is_plain(const char *line)
{
	const char *name = line;

	for (const char *p = line; *p != '\0'; p++)
		if ((*p < ' ' && *p != '\t' && !(*p == '\r' && p[1] == '\0')) || *p > '~')
			return false;
	while (g_ascii_isalnum(*name) || *name == '-')
		name++;
	return *line == '\0' || strchr(" \t\r%", *line) != NULL || g_str_has_prefix(line, "--") ||
	       (g_ascii_isalnum(*line) && *name == ':');
}

static bool are_plain(const uint8_t *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *)data, size);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	bool plain = strlen(text) == size;

	for (char **line = lines; plain && *line != NULL; line++)
		plain = is_plain(*line);
	return plain;
}

static GByteArray *filled(const uint8_t *data, size_t size)
{
	static const char line[] = "A-Line: of many others\r\n";
	GByteArray *mail = g_byte_array_new();
	unsigned left = LONG_BODIES;

	for (size_t i = 0; i < size; i++) {
		bool body = data[i] == '%' && left > 0;
		left -= body;
		for (unsigned n = 0; body && n < LINES; n++)
			g_byte_array_append(mail, (const guint8 *)line, sizeof line - 1);
		if (!body)
			g_byte_array_append(mail, &data[i], 1);
	}
	return mail;
}

static char *read_back(GByteArray *octets, const struct limits *limits)
{
	GMimeMessage *mime = excerpt_parse(octets, limits);
	char *written = mime ? g_mime_object_to_string(GMIME_OBJECT(mime), NULL) : NULL;

	if (mime)
		g_object_unref(mime);
	return written;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct limits limits;

	if (!are_plain(data, size))
		return 0;
	g_autoptr(GByteArray) mail = filled(data, size);
	limits_check(&limits, mail->data, mail->len);
	if (!limits.held && limits.stretches->len > 0) {
		GByteArray octets = {mail->data, (guint)limits.readable};
		g_autofree char *excerpt = read_back(&octets, &limits);
		g_array_set_size(limits.stretches, 0);
		g_autofree char *whole = read_back(&octets, &limits);
		if (g_strcmp0(excerpt, whole) != 0)
			abort();
	}
	limits_clear(&limits);
	return 0;
}
