/*
 * The way in for text that others wrote: valid, composed, without anything
 * invisible that could reorder or fake what is shown. Nearly all mail is plain
 * ASCII, so that is looked for first and copied as it is. Combining marks are
 * limited before they are composed, because ordering a run of marks costs the
 * square of its length. The ways out, one for each sink, are in sink.c.
 */
#include "base/clean.h"

#include "base/invisible.h"

#include <string.h>

enum { MARKS_IN_A_ROW = 8, FIRST_MARK = 0x300, REPLACEMENT = 0xFFFD, PIECE = 512 };

/* What has been let through so far. */
struct filter {
	GString *out;
	bool line;      /* white space becomes one space */
	unsigned marks; /* combining marks at the end of out */
	bool compose;   /* something that composition could change was let through */
};

static bool is_plain(unsigned char octet)
{
	return (octet >= 0x20 && octet < 0x7f) || octet == '\n' || octet == '\t';
}

/* True if the next eight octets are printable ASCII: no high bit, none less 0x20 and none plus 1.
 */
static bool are_printable(const char *text)
{
	const guint64 each = G_GUINT64_CONSTANT(0x0101010101010101);
	guint64 word;

	memcpy(&word, text, sizeof word);
	return ((word | (word - 0x20 * each) | (word + each)) & (0x80 * each)) == 0;
}

size_t clean_plain(const char *text, size_t length)
{
	size_t plain = 0;

	do {
		while (length - plain >= sizeof(guint64) && are_printable(text + plain))
			plain += sizeof(guint64);
	} while (plain < length && is_plain((unsigned char)text[plain]) && ++plain);
	return plain;
}

static void filter_space(struct filter *f)
{
	f->marks = 0;
	if (f->out->len > 0 && f->out->str[f->out->len - 1] != ' ')
		g_string_append_c(f->out, ' ');
}

static void filter_ascii(struct filter *f, char c)
{
	if (f->line && (c == ' ' || g_ascii_isspace(c) || c == '\v')) {
		filter_space(f);
		return;
	}
	if ((c >= 0x20 && c != 0x7f) || c == '\n' || c == '\t') {
		f->marks = 0;
		g_string_append_c(f->out, c);
	}
}

/* True if composition may join C to what stands before it: marks, and vowels and finals of Hangul.
 */
static bool is_joined(gunichar c)
{
	return g_unichar_ismark(c) || (c >= 0x1160 && c <= 0x11FF);
}

/*
 * True if composition may change C or join it to what stands before it. Nearly
 * no text needs it, and GLib takes seven times as long to compose text as
 * to look at it.
 */
static bool may_compose(gunichar c)
{
	gunichar first, second, whole;

	if (is_joined(c))
		return true;
	return g_unichar_decompose(c, &first, &second) &&
	       (second == 0 || !g_unichar_compose(first, second, &whole) || whole != c);
}

static void filter_unichar(struct filter *f, gunichar c)
{
	bool breaks = c == 0x2028 || c == 0x2029;

	if (f->line && (breaks || c == 0x85 || g_unichar_isspace(c))) {
		filter_space(f);
		return;
	}
	if (breaks) {
		filter_ascii(f, '\n');
		return;
	}
	if (is_invisible(c))
		return;
	if (c >= FIRST_MARK) {
		f->compose = f->compose || may_compose(c);
		if (g_unichar_ismark(c)) {
			if (++f->marks > MARKS_IN_A_ROW)
				return;
		} else if (c != 0x200C && c != 0x200D) {
			f->marks = 0;
		}
	} else {
		f->marks = 0;
	}
	g_string_append_unichar(f->out, c);
}

/* How many octets a character has that begins with LEAD; 0 if none does. */
static size_t character_octets(unsigned char lead)
{
	if (lead < 0xC2 || lead > 0xF4)
		return 0;
	return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* Some leads take only a part of the octets that go on with a character (Unicode, table 3-7). */
static bool is_second(unsigned char lead, unsigned char second)
{
	unsigned char first = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
	unsigned char last = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;

	return second >= first && second <= last;
}

size_t clean_ill_formed(const char *text, size_t length)
{
	const unsigned char *octet = (const unsigned char *)text;
	size_t most = MIN(character_octets(octet[0]), length), known = 2;

	if (most < 2 || !is_second(octet[0], octet[1]))
		return 1;
	while (known < most && (octet[known] & 0xC0) == 0x80)
		known++;
	return known;
}

/* Lets TEXT through; stops when LIMIT octets (0: none) have passed. */
static void filter_text(struct filter *f, const char *text, size_t length, size_t limit)
{
	for (const char *p = text, *end = text + length; p < end;) {
		size_t run = f->line ? 0 : clean_plain(p, (size_t)(end - p));
		if (limit != 0 && f->out->len >= limit)
			return;
		if (run > 0) {
			f->marks = 0;
			g_string_append_len(f->out, p, (gssize)run);
			p += run;
		} else if (*p == '\r') {
			if (p + 1 == end || p[1] != '\n')
				filter_ascii(f, '\n');
			p++;
		} else if ((unsigned char)*p < 0x80) {
			filter_ascii(f, *p++);
		} else {
			gunichar c = g_utf8_get_char_validated(p, end - p);
			bool bad = c == (gunichar)-1 || c == (gunichar)-2;
			filter_unichar(f, bad ? REPLACEMENT : c);
			p += bad ? clean_ill_formed(p, (size_t)(end - p))
				 : (size_t)g_utf8_skip[(unsigned char)*p];
		}
	}
}

/* Where a piece of the text at P ends that can be composed by itself. */
static const char *piece_end(const char *p, const char *end)
{
	p += MIN(PIECE, end - p);
	while (p < end && ((*p & 0xC0) == 0x80 || is_joined(g_utf8_get_char(p))))
		p++;
	return p;
}

/* In pieces, because g_utf8_normalize() moves all that follows whenever it joins two characters.
 * Composition can split one mark into two, so the run is counted once more. */
static void compose(struct filter *f)
{
	if (!f->compose)
		return;
	g_autoptr(GString) whole = f->out;
	f->out = g_string_sized_new(whole->len);
	f->marks = 0;
	for (const char *p = whole->str, *end = p + whole->len, *next; p < end; p = next) {
		next = piece_end(p, end);
		g_autofree char *composed = g_utf8_normalize(p, next - p, G_NORMALIZE_NFC);
		filter_text(f, composed, strlen(composed), 0);
	}
}

/* The start of TEXT that is at most MAX octets and ends between characters. */
static size_t whole_characters(const char *text, size_t length, size_t max)
{
	if (max == 0 || length <= max)
		return length;
	while (max > 0 && ((unsigned char)text[max] & 0xC0) == 0x80)
		max--;
	return max;
}

char *clean_text(const char *text, gssize length, size_t max)
{
	size_t octets = length < 0 ? strlen(text) : (size_t)length;

	if (clean_plain(text, octets) == octets)
		return g_strndup(text, whole_characters(text, octets, max));
	struct filter f = {.out = g_string_sized_new(MIN(octets, 1u << 16))};
	/* Composing shrinks text to a third at most. */
	filter_text(&f, text, octets, max > G_MAXSIZE / 4 ? 0 : 4 * max);
	compose(&f);
	g_string_truncate(f.out, whole_characters(f.out->str, f.out->len, max));
	return g_string_free(f.out, FALSE);
}

static void cut_characters(GString *s, size_t max)
{
	size_t characters = 0;

	for (size_t i = 0; i < s->len; i++) {
		if (((unsigned char)s->str[i] & 0xC0) != 0x80 && characters++ == max) {
			g_string_truncate(s, i);
			return;
		}
	}
}

char *clean_line(const char *text, gssize length, size_t max)
{
	size_t octets = length < 0 ? strlen(text) : (size_t)length;
	struct filter f = {.out = g_string_sized_new(MIN(octets, 4096)), .line = true};

	/* A character has at most 4 octets, and 4 of those may be composed into one. */
	filter_text(&f, text, octets, max > G_MAXSIZE / 16 ? 0 : 16 * max);
	compose(&f);
	if (max != 0)
		cut_characters(f.out, max);
	while (f.out->len > 0 && f.out->str[f.out->len - 1] == ' ')
		g_string_truncate(f.out, f.out->len - 1);
	return g_string_free(f.out, FALSE);
}
