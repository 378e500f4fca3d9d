/*
 * A run of base64 is decoded, masked, and written back digit by digit where it stood: a mask
 * changes no length, so neither does its encoding. Encoded words that stand side by side are one
 * text. What only looks like base64 decodes to nonsense, in which nobody is found.
 */
#include "store/mask-base64.h"

#include "store/spelling.h"

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

/* Where the digits of the encoded word begin that follows one which ended before AT; 0: none does.
 */
static gsize next_word(const char *octets, gsize length, gsize at)
{
	gsize width = spelling_seam(&(struct octets){(char *)(uintptr_t)octets, length}, at, 'b');

	return width == 0 ? 0 : at + width;
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

/* One run of base64, and what it decodes to inside the text of all runs that belong together. */
struct run {
	gsize at;
	GArray *places; /* of guint32 from AT */
	gsize from, length;
};

static void run_clear(void *run)
{
	g_array_unref(((struct run *)run)->places);
}

static void decode(const char *octets, struct run *run, GString *decoded)
{
	unsigned bits = 0, held = 0;

	run->from = decoded->len;
	for (guint i = 0; i < run->places->len; i++) {
		guint32 place = g_array_index(run->places, guint32, i);
		bits = bits << 6 | (unsigned)digit_value(octets[run->at + place]);
		held += 6;
		if (held < 8)
			continue;
		held -= 8;
		g_string_append_c(decoded, (char)(bits >> held & 0xff));
	}
	run->length = decoded->len - run->from;
}

static void encode(char *octets, const struct run *run, const GString *decoded)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *text = (const unsigned char *)decoded->str + run->from;

	for (guint i = 0; i < run->places->len; i++) {
		gsize first = (gsize)i * 6 / 8;
		if (first >= run->length)
			return;
		unsigned two =
		    (unsigned)text[first] << 8 | (first + 1 < run->length ? text[first + 1] : 0);
		octets[run->at + g_array_index(run->places, guint32, i)] =
		    digits[two >> (10 - (gsize)i * 6 % 8) & 0x3f];
	}
}

static void add_run(GArray *runs, const char *octets, gsize at, gsize end, GString *decoded)
{
	struct run run = {.at = at, .places = digits_of(octets, at, end)};

	decode(octets, &run, decoded);
	g_array_append_val(runs, run);
}

/* What is in there may hold base64 again: a mail that was forwarded as a file. */
static bool mask_runs(
    char *octets, const GArray *runs, GString *decoded, const struct persona *persona)
{
	bool changed = mask_text(decoded->str, decoded->len, persona);

	changed = mask_base64(decoded->str, decoded->len, persona) || changed;
	for (guint i = 0; changed && i < runs->len; i++)
		encode(octets, &g_array_index(runs, struct run, i), decoded);
	return changed;
}

/* Behind the run that begins at AT, and the encoded words that go on with it; AT if there is none.
 */
static gsize runs_from(const char *octets, gsize length, gsize at, GArray *runs, GString *decoded)
{
	bool starts_line = at == 0 || octets[at - 1] == '\n';
	gsize end = starts_line ? lines_from(octets, length, at) : word_from(octets, length, at);

	if (end == at || (starts_line && end - at < SHORTEST) || end - at > G_MAXUINT32)
		return end;
	add_run(runs, octets, at, end, decoded);
	for (gsize next = next_word(octets, length, end); !starts_line && next != 0;
	     next = next_word(octets, length, end)) {
		end = word_from(octets, length, next);
		add_run(runs, octets, next, end, decoded);
	}
	return end;
}

bool mask_base64(char *octets, gsize length, const struct persona *persona)
{
	g_autoptr(GArray) runs = g_array_new(FALSE, FALSE, sizeof(struct run));
	g_autoptr(GString) decoded = g_string_new(NULL);
	bool changed = false;

	g_array_set_clear_func(runs, run_clear);
	for (gsize at = 0; at < length;) {
		gsize end = runs_from(octets, length, at, runs, decoded);
		if (runs->len > 0)
			changed = mask_runs(octets, runs, decoded, persona) || changed;
		g_array_set_size(runs, 0);
		g_string_truncate(decoded, 0);
		at = end > at ? end : at + 1;
	}
	return changed;
}
