/*
 * The one gate for hostile text. Every function is linear in its input and
 * passes plain ASCII at the speed of a copy, because all mail goes through here.
 */
#include "base/clean.h"

#include <string.h>

enum { MARKS_IN_A_ROW = 8, LOG_VALUE = 300 };

/* Printable ASCII, tab or line feed only: nothing to clean. */
static bool is_plain(const char *text, gsize length)
{
	for (gsize i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];
		if ((c < ' ' && c != '\n' && c != '\t') || c >= 0x7f)
			return false;
	}
	return true;
}

/* Controls, bidirectional and zero-width characters that a reader never sees (OS-05). ZWNJ and ZWJ
 * stay: scripts need them. */
static bool is_invisible(gunichar c)
{
	if (c < ' ')
		return c != '\n' && c != '\t';
	return (c >= 0x7f && c <= 0x9f) || c == 0x061c || c == 0x200b || c == 0x200e ||
	       c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
	       c == 0xfeff || (c >= 0xe0000 && c <= 0xe007f) || c == 0x2028 || c == 0x2029;
}

static gunichar line_end(gunichar c)
{
	return c == 0x2028 || c == 0x2029 || c == 0x85 ? '\n' : c;
}

/* Valid UTF-8 without invisible characters and long stacks of marks; CRLF and CR become LF. */
static GString *filter(const char *text, gsize length)
{
	GString *out = g_string_sized_new(length + 1);
	unsigned marks = 0;

	for (gsize i = 0; i < length;) {
		gunichar c = g_utf8_get_char_validated(text + i, (gssize)(length - i));
		gsize width = 1;
		if (c == (gunichar)-1 || c == (gunichar)-2)
			c = text[i] == '\0' ? 0 : 0xfffd;
		else
			width = (gsize)(g_utf8_next_char(text + i) - (text + i));
		i += width;
		if (c == '\r') {
			if (i < length && text[i] == '\n')
				continue;
			c = '\n';
		}
		c = line_end(c);
		marks = g_unichar_ismark(c) ? marks + 1 : 0;
		if (!is_invisible(c) && marks <= MARKS_IN_A_ROW)
			g_string_append_unichar(out, c);
	}
	return out;
}

/* At most MAX octets of TEXT, whole characters only. */
static void cut_octets(char *text, size_t max)
{
	if (max == 0 || strlen(text) <= max)
		return;
	const char *end = g_utf8_find_prev_char(text, text + max + 1);
	text[end == NULL ? 0 : end - text] = '\0';
}

char *clean_text(const char *text, gssize length, size_t max)
{
	gsize octets = length < 0 ? strlen(text) : (gsize)length;
	char *result;

	if (is_plain(text, octets)) {
		result = g_strndup(text, octets);
	} else {
		g_autoptr(GString) valid = filter(text, octets);
		result = g_utf8_normalize(valid->str, (gssize)valid->len, G_NORMALIZE_NFC);
	}
	cut_octets(result, max);
	return result;
}

static bool is_space(gunichar c)
{
	return c == ' ' || c == '\t' || c == '\n' || (c > 0x7f && g_unichar_isspace(c));
}

char *clean_line(const char *text, gssize length, size_t max)
{
	g_autofree char *clean = clean_text(text, length, 0);
	char *out = clean;
	size_t characters = 0;
	bool gap = false;

	/* Every character written is no longer than those read so far, so it is done in place;
	 * NEXT is taken before the writing, which may reach into the character that was read. */
	for (const char *in = clean, *next; *in != '\0'; in = next) {
		gunichar c = g_utf8_get_char(in);
		next = g_utf8_next_char(in);
		if (is_space(c)) {
			gap = out > clean;
			continue;
		}
		if (max != 0 && characters + gap + 1 > max)
			break;
		characters += 1 + gap;
		if (gap)
			*out++ = ' ';
		gap = false;
		out += g_unichar_to_utf8(c, out);
	}
	*out = '\0';
	return g_steal_pointer(&clean);
}

char *clean_html(const char *text)
{
	return g_markup_escape_text(text, -1);
}

char *clean_csv(const char *text)
{
	GString *cell = g_string_new("\"");

	if (*text != '\0' && strchr("=+-@\t\r", *text) != NULL)
		g_string_append_c(cell, '\'');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			g_string_append_c(cell, '"');
		g_string_append_c(cell, *text);
	}
	g_string_append_c(cell, '"');
	return g_string_free(cell, FALSE);
}

/* Appends TEXT with control characters, C1 included, and bad octets as \xNN; KEEP is left alone. */
static void append_visible(GString *out, const char *text, const char *keep)
{
	while (*text != '\0') {
		gunichar c = g_utf8_get_char_validated(text, -1);
		bool bad = c == (gunichar)-1 || c == (gunichar)-2;
		const char *next = bad ? text + 1 : g_utf8_next_char(text);
		if (bad || ((c < ' ' || (c >= 0x7f && c <= 0x9f)) && strchr(keep, (int)c) == NULL))
			for (; text < next; text++)
				g_string_append_printf(out, "\\x%02x", (unsigned char)*text);
		else
			g_string_append_len(out, text, next - text);
		text = next;
	}
}

char *clean_terminal(const char *text)
{
	GString *out = g_string_sized_new(strlen(text));

	append_visible(out, text, "\n\t");
	return g_string_free(out, FALSE);
}

char *clean_log(const char *text)
{
	g_autoptr(GString) visible = g_string_new(NULL);
	GString *value;

	append_visible(visible, text, "");
	cut_octets(visible->str, LOG_VALUE);
	if (*visible->str != '\0' && strpbrk(visible->str, " \"=\\") == NULL)
		return g_strdup(visible->str);
	value = g_string_new("\"");
	for (const char *c = visible->str; *c != '\0'; c++) {
		if (*c == '"' || (*c == '\\' && c[1] != 'x'))
			g_string_append_c(value, '\\');
		g_string_append_c(value, *c);
	}
	g_string_append_c(value, '"');
	return g_string_free(value, FALSE);
}

/* How many octets of LINE (LENGTH octets) fit into WIDTH characters: up to the last space, or cut
 * hard. */
static gsize fold_point(const char *line, gsize length, unsigned width)
{
	const char *at = line, *space = NULL, *end = line + length;

	for (unsigned used = 0; used < width && at < end; used++) {
		if (*at == ' ' && at > line)
			space = at;
		at = g_utf8_next_char(at);
	}
	if (at >= end)
		return length;
	return (gsize)((space == NULL ? at : space + 1) - line);
}

char *clean_prefixed(const char *text, const char *prefix, unsigned width)
{
	GString *out = g_string_sized_new(strlen(text) + 64);
	unsigned room = width > strlen(prefix) + 10 ? width - (unsigned)strlen(prefix) : 10;

	while (*text != '\0') {
		gsize line = strcspn(text, "\n");
		do {
			gsize piece = fold_point(text, line, room);
			g_string_append_printf(out, "%s%.*s\n", prefix, (int)piece, text);
			text += piece;
			line -= piece;
		} while (line > 0);
		text += *text == '\n';
	}
	return g_string_free(out, FALSE);
}

static bool is_token_character(char c)
{
	return g_ascii_isalpha(c) || (c >= '2' && c <= '7');
}

char *clean_tokens(const char *text)
{
	enum { SHORTEST = 16 };
	GString *out = g_string_sized_new(strlen(text));

	while (*text != '\0') {
		gsize plain = strcspn(text, "+");
		gsize token = 0;
		g_string_append_len(out, text, (gssize)plain);
		text += plain;
		if (*text == '\0')
			break;
		while (is_token_character(text[1 + token]))
			token++;
		bool ours = token >= SHORTEST && text[1 + token] == '@';
		g_string_append(out, ours ? "+…" : "+");
		text += 1 + (ours ? token : 0);
	}
	return g_string_free(out, FALSE);
}

bool clean_url_ok(const char *url)
{
	if (!g_str_has_prefix(url, "https://") && !g_str_has_prefix(url, "mailto:"))
		return false;
	for (const char *c = url; *c != '\0'; c++)
		if ((unsigned char)*c <= ' ' || (unsigned char)*c >= 0x7f ||
		    strchr("\"'<>\\^`{|}", *c) != NULL)
			return false;
	return true;
}
