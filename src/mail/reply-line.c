/*
 * A text as lines, and each line in the form in which the tables of marks are
 * written. Several readers ask for that form, many times for a line at which
 * marks may begin, so it is made once.
 */
#define _GNU_SOURCE /* strchrnul */
#include "mail/reply.h"

#include <string.h>

enum {
	MARK_OCTETS = 400, /* longer lines are prose */
	FOLDED_OCTETS = 2 * MARK_OCTETS
};

/* Stands for the folded form of a line that has none. */
static const char too_long[] = "";

/* Quote marks may stand behind a few spaces; further in it is program output. */
static bool is_quoted(const char *text, gsize length)
{
	gsize i = 0;
	while (i < length && i < 3 && text[i] == ' ')
		i++;
	return i < length && text[i] == '>';
}

static bool is_blank(const char *text, gsize length)
{
	for (const char *p = text; p < text + length; p = reply_next(p)) {
		gunichar c = g_utf8_get_char(p);
		if (!g_unichar_isspace(c) && c != 0xfeff)
			return false;
	}
	return true;
}

void reply_lines_init(struct reply_lines *lines, const char *text)
{
	GArray *array = g_array_new(FALSE, TRUE, sizeof(struct reply_line));
	while (*text != '\0') {
		const char *end = strchrnul(text, '\n');
		struct reply_line line = {.text = text, .length = end - text};
		line.blank = is_blank(text, line.length);
		line.quoted = is_quoted(text, line.length);
		g_array_append_val(array, line);
		text = end + (*end == '\n');
	}
	lines->count = array->len;
	lines->line = (struct reply_line *)(void *)g_array_free(array, FALSE);
	lines->folded = g_string_chunk_new(4096);
	for (gsize i = 0; i < lines->count; i++)
		if (!lines->line[i].blank && !lines->line[i].quoted)
			lines->line[i].role = reply_header_role(lines, i);
}

void reply_lines_clear(struct reply_lines *lines)
{
	g_free(lines->line);
	g_string_chunk_free(lines->folded);
}

static bool is_decoration(gunichar c)
{
	return g_unichar_isspace(c) || c == 0xfeff || (c < 0x80 && strchr("*_-=~#|+", (int)c)) ||
	       (c >= 0x2010 && c <= 0x2015) || c == 0x2500 || c == 0x2501;
}

/* What FOLDED says of the character at P; nothing for "*". Returns its octets. */
static gsize fold_character(const char *p, char *folded)
{
	gunichar c = g_utf8_get_char(p);
	if (c == 0xff1a)
		c = ':';
	if (c == '*')
		return 0;
	return (gsize)g_unichar_to_utf8(g_unichar_isspace(c) ? ' ' : g_unichar_tolower(c), folded);
}

/* The octets [START, END) folded, from LINES; too_long if they are more than a mark has. */
static const char *fold(const struct reply_lines *lines, const char *start, const char *end)
{
	while (start < end && is_decoration(g_utf8_get_char(start)))
		start = reply_next(start);
	while (end > start && is_decoration(g_utf8_get_char(g_utf8_prev_char(end))))
		end = g_utf8_prev_char(end);
	if (end - start > MARK_OCTETS)
		return too_long;
	char folded[FOLDED_OCTETS];
	gsize length = 0;
	for (const char *p = start; p < end; p = reply_next(p))
		if (*p >= ' ' && *p < 0x7f && *p != '*')
			folded[length++] = g_ascii_tolower(*p);
		else
			length += fold_character(p, folded + length);
	return g_string_chunk_insert_len(lines->folded, folded, (gssize)length);
}

const char *reply_folded(const struct reply_lines *lines, gsize at)
{
	struct reply_line *line = &lines->line[at];
	if (!line->folded)
		line->folded = fold(lines, line->text, line->text + line->length);
	return line->folded == too_long ? NULL : line->folded;
}

const char *reply_folded_beginning(const struct reply_lines *lines, gsize at)
{
	const struct reply_line *line = &lines->line[at];
	if (line->length <= MARK_OCTETS)
		return reply_folded(lines, at);
	const char *end = line->text + MARK_OCTETS;
	while ((*end & 0xc0) == 0x80)
		end--;
	return fold(lines, line->text, end);
}
