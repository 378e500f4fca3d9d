/* See the header. Two layers: octets as a transfer encoding has them, and above it URLs and HTML.
 */
#include "store/spelling.h"

#include <stdbool.h>
#include <string.h>

enum { TAG_MAX = 64, ENTITY_MAX = 8, CHARSET_MAX = 40, WORD_MAX = 75 };

static bool has(const struct octets *o, gsize i, const char *word)
{
	gsize length = strlen(word);

	return i + length <= o->length && g_ascii_strncasecmp(o->at + i, word, length) == 0;
}

gsize spelling_seam(const struct octets *o, gsize i, char encoding)
{
	const char begin[] = {'?', encoding, '?', '\0'};
	gsize end = i + 2;

	if (!has(o, i, "?="))
		return 0;
	while (end < o->length && g_ascii_isspace(o->at[end]))
		end++;
	if (end == i + 2 || !has(o, end, "=?"))
		return 0;
	end += 2;
	for (gsize first = end; end < o->length && end - first < CHARSET_MAX; end++)
		if (o->at[end] == '?')
			return has(o, end, begin) ? end + 3 - i : 0;
	return 0;
}

static gsize one_gap(const struct octets *o, gsize i)
{
	if (i >= o->length || (o->at[i] != '=' && o->at[i] != '?' && o->at[i] != '\0'))
		return 0;
	if (o->at[i] == '\0')
		return 1;
	if (has(o, i, "=\n"))
		return 2;
	return has(o, i, "=\r\n") ? 3 : spelling_seam(o, i, 'q');
}

gsize spelling_gap(const struct octets *o, gsize i)
{
	gsize end = i;

	for (gsize width = one_gap(o, end); width > 0; width = one_gap(o, end))
		end += width;
	return end - i;
}

/* Two hexadecimal digits at I as a character. */
static bool is_hex(const struct octets *o, gsize i, char *c)
{
	if (i + 2 > o->length || !g_ascii_isxdigit(o->at[i]) || !g_ascii_isxdigit(o->at[i + 1]))
		return false;
	*c = (char)(g_ascii_xdigit_value(o->at[i]) * 16 + g_ascii_xdigit_value(o->at[i + 1]));
	return true;
}

/* Whether I is inside an encoded word with Q, which has no spaces. */
static bool in_word(const struct octets *o, gsize i)
{
	for (gsize back = 0; back < WORD_MAX && i > 0 && !g_ascii_isspace(o->at[i - 1]); back++)
		if (has(o, --i, "?q?"))
			return true;
	return false;
}

/* The lower layer: the octet at I, which may be written "=40", and a space as "_". */
static char octet_at(const struct octets *o, gsize i, gsize *width)
{
	char c = o->at[i];

	*width = c == '=' && is_hex(o, i + 1, &c) ? 3 : 1;
	return c == '_' && *width == 1 && in_word(o, i) ? ' ' : c;
}

/* Takes the octet behind *END, which moves; '\0' at the end. */
static char take(const struct octets *o, gsize *end)
{
	gsize width, at = *end + spelling_gap(o, *end);

	if (at >= o->length)
		return '\0';
	char c = octet_at(o, at, &width);
	*end = at + width;
	return c;
}

/* Behind "%40", whose sign ends before END; 0 if it is none. */
static gsize percent(const struct octets *o, gsize end, char *c)
{
	char high = take(o, &end), low = take(o, &end);

	if (!g_ascii_isxdigit(high) || !g_ascii_isxdigit(low))
		return 0;
	*c = (char)(g_ascii_xdigit_value(high) * 16 + g_ascii_xdigit_value(low));
	return end;
}

/* The character of "#64", "#x40" or "commat"; '\0' for all others. */
static char entity_value(const char *name)
{
	static const struct {
		const char *name;
		char value;
	} named[] = {{"commat", '@'}, {"period", '.'}, {"plus", '+'}, {"lowbar", '_'}};
	bool hex = name[0] == '#' && (name[1] == 'x' || name[1] == 'X');
	guint64 value = 0;

	for (gsize i = 0; i < G_N_ELEMENTS(named); i++)
		if (strcmp(name, named[i].name) == 0)
			return named[i].value;
	if (name[0] == '#')
		g_ascii_string_to_unsigned(
		    name + 1 + hex, hex ? 16 : 10, 1, G_MAXINT8, &value, NULL);
	return (char)value;
}

/* Behind "&#64;", whose sign ends before END; 0 if it is none. */
static gsize entity(const struct octets *o, gsize end, char *c)
{
	char name[ENTITY_MAX + 1] = "";

	for (gsize length = 0; length < ENTITY_MAX; length++) {
		name[length] = take(o, &end);
		if (name[length] != ';')
			continue;
		name[length] = '\0';
		*c = entity_value(name);
		return *c == '\0' ? 0 : end;
	}
	return 0;
}

/* The character at I, which is there; *WIDTH octets wide. */
static char character_at(const struct octets *o, gsize i, gsize *width)
{
	gsize end = 0;
	char c = octet_at(o, i, width), meant = c;

	if (c == '%')
		end = percent(o, i + *width, &meant);
	else if (c == '&')
		end = entity(o, i + *width, &meant);
	if (end == 0)
		return c;
	*width = end - i;
	return meant;
}

char spelling_before(const struct octets *o, gsize i)
{
	gsize width;

	while (i > 0 && o->at[i - 1] == '\0')
		i--;
	if (i >= 3 && has(o, i - 3, "=\r\n"))
		i -= 3;
	else if (i >= 2 && has(o, i - 2, "=\n"))
		i -= 2;
	if (i >= 3 && (o->at[i - 3] == '=' || o->at[i - 3] == '%')) {
		char c = character_at(o, i - 3, &width);
		if (width == 3)
			return c;
	}
	if (i > 0 && o->at[i - 1] == '_')
		return octet_at(o, i - 1, &width);
	return i == 0 ? '\0' : o->at[i - 1];
}

char spelling_behind(const struct octets *o, gsize i)
{
	gsize width;

	i += spelling_gap(o, i);
	return i >= o->length ? '\0' : character_at(o, i, &width);
}

/* Behind the "+tag" at I, at the '@'; I if there is none. */
static gsize skip_tag(const struct octets *o, gsize i)
{
	gsize width, end = i;

	if (i >= o->length || character_at(o, i, &width) != '+')
		return i;
	for (gsize length = 0; length < TAG_MAX && end < o->length; length++) {
		char c = character_at(o, end, &width);
		if (c == '@')
			return end;
		if (!g_ascii_isalnum(c) && strchr("!#$%&'*+-/=?^_`{|}~.", c) == NULL)
			return i;
		end += width;
		end += spelling_gap(o, end);
	}
	return i;
}

gsize spelling_match(const struct octets *o, gsize i, const char *word)
{
	bool tagged = strchr(word, '+') != NULL;

	for (; *word != '\0'; word++) {
		gsize width;
		if (*word == '@' && !tagged)
			i = skip_tag(o, i);
		if (i >= o->length || g_ascii_tolower(character_at(o, i, &width)) != *word)
			return 0;
		i += width;
		i += word[1] == '\0' ? 0 : spelling_gap(o, i);
	}
	return i;
}

void spelling_cover(const struct octets *o, gsize from, gsize end)
{
	gsize width;

	for (gsize i = from; i < end; i += width) {
		width = one_gap(o, i);
		if (width > 0)
			continue;
		octet_at(o, i, &width);
		if (width == 3)
			memcpy(o->at + i, "=78", 3);
		else if (!g_ascii_isspace(o->at[i]))
			o->at[i] = 'x';
	}
}
