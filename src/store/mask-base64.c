/*
 * A run of base64 is decoded, masked, and written back digit by digit where it stood: a mask
 * changes no length, so neither does its encoding. What only looks like base64 decodes to nonsense,
 * in which nobody is found.
 */
#include "store/mask-base64.h"

#include <string.h>

enum { SHORTEST = 8 };

/* The value of a digit, -1 for any other character. */
static int digit_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static bool is_base64(char c)
{
	return c == '=' || digit_value(c) >= 0;
}

/* Behind the whole lines of base64 that begin at AT; AT if there are none. */
static gsize lines_from(const char *octets, gsize length, gsize at)
{
	for (;;) {
		gsize end = at;
		while (end < length && is_base64(octets[end]))
			end++;
		if (end == at || (end < length && octets[end] != '\r' && octets[end] != '\n'))
			return at;
		while (end < length && octets[end] == '\r')
			end++;
		at = end < length && octets[end] == '\n' ? end + 1 : end;
		if (at == end)
			return at;
	}
}

/* Behind the encoded word whose digits begin at AT; AT if none do. */
static gsize word_from(const char *octets, gsize length, gsize at)
{
	gsize end = at;

	if (at < 3 || g_ascii_strncasecmp(octets + at - 3, "?b?", 3) != 0)
		return at;
	while (end < length && is_base64(octets[end]))
		end++;
	return end;
}

/* The places of the digits from AT to END, of guint32 from AT. */
static GArray *digits_of(const char *octets, gsize at, gsize end)
{
	GArray *places = g_array_sized_new(FALSE, FALSE, sizeof(guint32), (guint)(end - at));

	for (gsize i = at; i < end; i++) {
		guint32 place = (guint32)(i - at);
		if (digit_value(octets[i]) >= 0)
			g_array_append_val(places, place);
	}
	return places;
}

static char *decode(const char *run, const GArray *places, gsize *length)
{
	char *decoded = g_malloc(places->len * 3 / 4 + 1);
	unsigned bits = 0, held = 0;

	*length = 0;
	for (guint i = 0; i < places->len; i++) {
		bits = bits << 6 | (unsigned)digit_value(run[g_array_index(places, guint32, i)]);
		held += 6;
		if (held < 8)
			continue;
		held -= 8;
		decoded[(*length)++] = (char)(bits >> held & 0xff);
	}
	return decoded;
}

static void encode(char *run, const GArray *places, const char *decoded, gsize length)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (guint i = 0; i < places->len; i++) {
		gsize first = (gsize)i * 6 / 8;
		if (first >= length)
			return;
		unsigned two = (unsigned)(unsigned char)decoded[first] << 8 |
			       (first + 1 < length ? (unsigned char)decoded[first + 1] : 0);
		run[g_array_index(places, guint32, i)] =
		    digits[two >> (10 - (gsize)i * 6 % 8) & 0x3f];
	}
}

static bool mask_run(char *octets, gsize at, gsize end, const struct persona *persona)
{
	gsize length;

	if (end - at < SHORTEST || end - at > G_MAXUINT32)
		return false;
	g_autoptr(GArray) places = digits_of(octets, at, end);
	g_autofree char *decoded = decode(octets + at, places, &length);
	bool changed = mask_text(decoded, length, persona);
	if (changed)
		encode(octets + at, places, decoded, length);
	return changed;
}

bool mask_base64(char *octets, gsize length, const struct persona *persona)
{
	bool changed = false;

	for (gsize at = 0; at < length;) {
		bool starts_line = at == 0 || octets[at - 1] == '\n';
		gsize end =
		    starts_line ? lines_from(octets, length, at) : word_from(octets, length, at);
		if (end > at)
			changed = mask_run(octets, at, end, persona) || changed;
		at = end > at ? end : at + 1;
	}
	return changed;
}
