/*
 * format=flowed (RFC 3676): lines that end in a space go on in the next line.
 *
 * Each line is unstuffed and measured once and appended once, so the work is
 * linear. A "-- " line is never flowed and ends the paragraph (RULES ST-07).
 */
#include "mail/text.h"

#include <string.h>

/* One line taken apart. */
struct line {
	gsize depth; /* quote marks in front */
	const char *text;
	gsize length;
	bool signature;
	bool flows; /* the next line belongs to it */
};

static struct line line_read(const char *start, gsize length)
{
	struct line line = {.text = start, .length = length};
	while (line.length > 0 && *line.text == '>')
		line.text++, line.length--, line.depth++;
	if (line.length > 0 && *line.text == ' ')
		line.text++, line.length--;
	line.signature = line.length == 3 && memcmp(line.text, "-- ", 3) == 0;
	line.flows = line.length > 0 && line.text[line.length - 1] == ' ' && !line.signature;
	return line;
}

static void begin_line(GString *out, gsize depth)
{
	for (gsize i = 0; i < depth; i++)
		g_string_append_c(out, '>');
	if (depth > 0)
		g_string_append_c(out, ' ');
}

/* A paragraph that was left open ends here; the space it ended in is not text. */
static void end_paragraph(GString *out)
{
	if (out->len > 0 && out->str[out->len - 1] == ' ')
		g_string_truncate(out, out->len - 1);
	g_string_append_c(out, '\n');
}

char *flowed_decode(const char *text, bool delsp)
{
	GString *out = g_string_sized_new(strlen(text) + 1);
	bool open = false;
	gsize depth = 0;
	while (*text != '\0') {
		gsize length = strcspn(text, "\n");
		struct line line = line_read(text, length);
		if (open && (line.depth != depth || line.signature))
			end_paragraph(out), open = false;
		if (!open)
			begin_line(out, line.depth);
		open = line.flows;
		depth = line.depth;
		g_string_append_len(out, line.text, line.length - (open && delsp));
		text += length;
		if (*text == '\n' && !open)
			g_string_append_c(out, '\n');
		text += *text == '\n';
	}
	return g_string_free(out, FALSE);
}
