/*
 * Clear-signed text (OpenPGP, RFC 9580 section 7): a line, fields and an empty
 * line, the words themselves, and a signature in base64. Whoever reads the
 * story wants the words; the signature is not checked, and the raw mail keeps it.
 */
#include "mail/text.h"

#include <string.h>

static const char opening[] = "-----BEGIN PGP SIGNED MESSAGE-----";
static const char seal[] = "-----BEGIN PGP SIGNATURE-----";
static const char closing[] = "-----END PGP SIGNATURE-----";

static const char *next_line(const char *line)
{
	const char *newline = strchr(line, '\n');

	return newline == NULL ? line + strlen(line) : newline + 1;
}

static bool is_line(const char *line, const char *words)
{
	gsize length = strlen(words);

	if (strncmp(line, words, length) != 0)
		return false;
	line += length;
	line += strspn(line, " \t");
	return *line == '\n' || *line == '\0';
}

/* The first line of that kind at LINE or below it; NULL if there is none. */
static const char *find_line(const char *line, const char *words)
{
	for (; *line != '\0'; line = next_line(line))
		if (is_line(line, words))
			return line;
	return NULL;
}

/* Behind the fields of an armour ("Hash: SHA512") and their empty line. */
static const char *skip_fields(const char *line)
{
	while (*line != '\0' && !is_line(line, ""))
		line = next_line(line);
	return next_line(line);
}

/* The lines from LINE to END; one that begins with a dash was written with "- " before it. */
static void add_words(GString *out, const char *line, const char *end)
{
	while (line < end) {
		const char *next = next_line(line);
		line += strncmp(line, "- ", 2) == 0 ? 2 : 0;
		g_string_append_len(out, line, next - line);
		line = next;
	}
}

char *armor_open(const char *text)
{
	const char *begin = find_line(text, opening);
	const char *words = begin == NULL ? NULL : skip_fields(next_line(begin));
	const char *sealed = words == NULL ? NULL : find_line(words, seal);
	const char *end = sealed == NULL ? NULL : find_line(sealed, closing);

	if (end == NULL)
		return NULL;
	GString *out = g_string_new_len(text, begin - text);
	add_words(out, words, sealed);
	g_string_append(out, next_line(end));
	return g_string_free(out, FALSE);
}
