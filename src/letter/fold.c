/*
 * Plain text folded to a width that no mail client breaks again. Templates are
 * written to that width; a long name in one of their lines must not spoil it.
 */
#include "letter/fold.h"

#include "base/width.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

enum { LABEL = 16 }; /* columns that the label of a row takes at most */

/* Where LINE (LENGTH octets) is to be cut: its last space within WIDTH, else its first; LENGTH if
 * it fits. */
static size_t cut_of(const char *line, size_t length, unsigned width)
{
	const char *end = line + length, *space = NULL;
	unsigned column = 0;

	for (const char *p = line; p < end; p = g_utf8_next_char(p)) {
		if (column > width && space != NULL)
			break;
		if (*p == ' ')
			space = p;
		column += width_of_character(g_utf8_get_char(p));
	}
	return column > width && space != NULL ? (size_t)(space - line) : length;
}

/* Where the words of LINE begin: behind its indent, in a row ("Subject:   ...") behind its label.
 */
static size_t indent_of(const char *line)
{
	size_t margin = strspn(line, " ");
	const char *gap = strstr(line + margin, "  ");
	size_t label = gap == NULL ? 0 : (size_t)(gap - line) + strspn(gap, " ");

	return label > 0 && label <= LABEL ? label : margin;
}

/* Folds LINE into OUT, all but the last piece, which is returned. */
static const char *append_folded(GString *out, const char *line, unsigned width)
{
	size_t indent = indent_of(line), length = strlen(line) - indent;
	unsigned room = width > indent ? width - (unsigned)indent : 1;

	for (const char *words = line + indent;; line = words) {
		/* Nothing is wider than it has octets. */
		size_t cut = length <= room ? length : cut_of(words, length, room);
		if (cut == length)
			return line;
		g_string_append_len(out, line, words + cut - line);
		g_string_append_printf(out, "\n%*s", (int)indent, "");
		words += cut + 1;
		length -= cut + 1;
	}
}

/* A line of a paragraph: no table, list, quote or link. */
static bool is_prose(const char *line)
{
	return *line != '\0' && strchr(" |>#*-", *line) == NULL && strstr(line, "  ") == NULL &&
	       strstr(line, "://") == NULL;
}

char *fold_text(const char *text, unsigned width)
{
	GString *out = g_string_sized_new(strlen(text) + 64);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autofree char *carried = NULL;

	for (char **line = lines; *line != NULL; line++) {
		g_autofree char *whole =
		    carried == NULL ? g_strdup(*line) : g_strconcat(carried, " ", *line, NULL);
		const char *last = append_folded(out, whole, width);
		bool carries =
		    last != whole && is_prose(whole) && line[1] != NULL && is_prose(line[1]);
		g_clear_pointer(&carried, g_free);
		if (carries) {
			carried = g_strdup(last);
			continue;
		}
		g_string_append(out, last);
		if (line[1] != NULL)
			g_string_append_c(out, '\n');
	}
	return g_string_free(out, FALSE);
}
