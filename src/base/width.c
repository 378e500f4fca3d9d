/* See the header. What belongs together is told by the few rules of Unicode that matter to a title;
 * GLib knows the classes of characters. */
#include "base/width.h"

#include <stdbool.h>
#include <string.h>

enum { FIRST_MARK = 0x300, JOINER = 0x200d };

unsigned width_of_character(gunichar c)
{
	if (c < FIRST_MARK)
		return 1;
	return g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
}

unsigned width_of(const char *text)
{
	unsigned columns = 0;

	for (; *text != '\0'; text = g_utf8_next_char(text))
		columns += width_of_character(g_utf8_get_char(text));
	return columns;
}

static bool is_between(gunichar c, gunichar first, gunichar last)
{
	return c >= first && c <= last;
}

/* Half of a flag. */
static bool is_regional(gunichar c)
{
	return is_between(c, 0x1f1e6, 0x1f1ff);
}

/* Marks, selectors, skin tones: they change what stands before them. */
static bool extends(gunichar c)
{
	return (c >= FIRST_MARK && g_unichar_iszerowidth(c)) || is_between(c, 0x1f3fb, 0x1f3ff);
}

/* Behind the first character of TEXT, which is not empty, as a reader sees it. */
static const char *next_cluster(const char *text)
{
	gunichar first = g_utf8_get_char(text), last = first;
	const char *at = g_utf8_next_char(text);
	gunichar c = g_utf8_get_char(at);

	if (is_regional(first) && is_regional(c))
		at = g_utf8_next_char(at);
	for (; (c = g_utf8_get_char(at)) != 0 && (extends(c) || last == JOINER); last = c)
		at = g_utf8_next_char(at);
	return at;
}

gsize width_fitting(const char *text, unsigned columns)
{
	const char *at = text;
	unsigned used = 0;

	while (*at != '\0') {
		const char *next = next_cluster(at);
		for (const char *p = at; p < next; p = g_utf8_next_char(p))
			used += width_of_character(g_utf8_get_char(p));
		if (used > columns)
			break;
		at = next;
	}
	return (gsize)(at - text);
}

char *width_cut(const char *text, unsigned columns)
{
	if (strlen(text) <= columns || width_of(text) <= columns)
		return g_strdup(text);
	gsize length = width_fitting(text, columns - 1);
	g_autofree char *kept = g_strndup(text, length);

	return g_strconcat(g_strchomp(kept), "…", NULL);
}
