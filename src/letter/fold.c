/*
 * Plain text folded to a width that no mail client breaks again. Templates are
 * written to that width; a long name in one of their lines must not spoil it.
 */
#include "letter/fold.h"

#include "base/width.h"

#include <glib.h>
#include <string.h>

/* Where LINE (LENGTH octets) is to be cut: its last space within WIDTH, else its first; LENGTH if
 * it fits. */
static size_t cut_of(const char *line, size_t length, unsigned width)
{
	const char *end = line + length, *space = NULL;
	unsigned column = 0;

	for (const char *p = line + strspn(line, " "); p < end; p = g_utf8_next_char(p)) {
		if (column > width && space != NULL)
			break;
		if (*p == ' ')
			space = p;
		column += width_of_character(g_utf8_get_char(p));
	}
	return column > width && space != NULL ? (size_t)(space - line) : length;
}

static void append_folded(GString *out, const char *line, size_t length, unsigned width)
{
	size_t indent = MIN(strspn(line, " "), length);
	unsigned room = width > indent ? width - (unsigned)indent : 1;

	for (;;) {
		/* Nothing is wider than it has octets. */
		size_t cut = length <= room ? length : cut_of(line, length, room);
		g_string_append_len(out, line, (gssize)cut);
		if (cut == length)
			return;
		g_string_append_printf(out, "\n%*s", (int)indent, "");
		line += cut + 1;
		length -= cut + 1;
	}
}

char *fold_text(const char *text, unsigned width)
{
	GString *out = g_string_sized_new(strlen(text) + 64);

	while (*text != '\0') {
		size_t length = strcspn(text, "\n");
		append_folded(out, text, length, width);
		text += length;
		if (*text == '\n')
			g_string_append_c(out, *text++);
	}
	return g_string_free(out, FALSE);
}
