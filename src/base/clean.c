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

enum { MARKS_IN_A_ROW = 8, FIRST_MARK = 0x300, REPLACEMENT = 0xFFFD, PIECE = 512, BLOCK = 16 };

/* What lets text through. */
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

/* True if BLOCK octets are plain; the compiler looks at all of them at once. */
static bool are_plain(const char *text)
{
	unsigned char other = 0;

	for (size_t i = 0; i < BLOCK; i++)
		other |= !is_plain((unsigned char)text[i]);
	return other == 0;
}

static size_t plain_octets(const char *text, size_t length)
{
	size_t plain = 0;

	while (plain < length && is_plain((unsigned char)text[plain]))
		plain++;
	return plain;
}

size_t clean_plain(const char *text, size_t length)
{
	size_t plain = plain_octets(text, MIN(length, BLOCK / 2));

	if (plain < BLOCK / 2)
		return plain;
	while (length - plain >= BLOCK && are_plain(text + plain))
		plain += BLOCK;
	return plain + plain_octets(text + plain, length - plain);
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

/* The octets of the character that begins at TEXT, if it is not ASCII; 0 if none does. */
static size_t long_character(const char *text, size_t length)
{
	size_t octets = character_octets((unsigned char)text[0]);

	if (octets == 0 || octets > length ||
	    !is_second((unsigned char)text[0], (unsigned char)text[1]))
		return 0;
	for (size_t i = 2; i < octets; i++)
		if ((text[i] & 0xC0) != 0x80)
			return 0;
	return octets;
}

static bool is_control(char c)
{
	return c != '\0' && g_ascii_iscntrl(c);
}

size_t clean_well_formed(const char *text, size_t length)
{
	size_t good = 0, before, octets;

	do {
		before = good;
		good += clean_plain(text + good, length - good);
		while (good < length && (octets = long_character(text + good, length - good)) > 0)
			good += octets;
		good += good < length && is_control(text[good]);
	} while (good > before);
	return good;
}

static void filter_text(struct filter *f, const char *text, size_t length)
{
	for (const char *p = text, *end = text + length; p < end;) {
		size_t run = f->line ? 0 : clean_plain(p, (size_t)(end - p));
		if (run > 1) {
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

/* True if what is at P is let through whatever stands before it, and is joined to nothing there. */
static bool begins_piece(const char *p, const char *end)
{
	if ((*p & 0x80) == 0)
		return *p > ' ' && *p != 0x7f;
	gunichar c = g_utf8_get_char_validated(p, end - p);
	return (*p & 0xC0) != 0x80 && !is_joined(c) && !is_invisible(c) && !g_unichar_isspace(c);
}

/* Where a piece of the text at P ends that can be cleaned by itself. */
static const char *piece_end(const char *p, const char *end)
{
	p += MIN(PIECE, end - p);
	while (p < end && !begins_piece(p, end))
		p++;
	return p;
}

/* Where a piece of clean text at P ends that can be composed by itself. */
static const char *composable_end(const char *p, const char *end)
{
	p += MIN(PIECE, end - p);
	while (p < end && ((*p & 0xC0) == 0x80 || is_joined(g_utf8_get_char(p))))
		p++;
	return p;
}

/*
 * Composes what FIRST let through from place FROM on. That can split one mark into two, so SECOND
 * counts them once more. In pieces, because g_utf8_normalize() moves all that follows whenever it
 * joins two characters.
 */
static void compose(struct filter *first, struct filter *second, size_t from)
{
	GString *out = first->out;
	size_t length = out->len - from;
	g_autofree char *apart = g_strndup(out->str + from, length);

	g_string_truncate(out, from);
	for (const char *p = apart, *end = apart + length, *next; p < end; p = next) {
		next = composable_end(p, end);
		g_autofree char *composed = g_utf8_normalize(p, next - p, G_NORMALIZE_NFC);
		filter_text(second, composed, strlen(composed));
	}
	first->compose = false;
}

/*
 * Lets LENGTH octets of TEXT through, as FIRST says, until MAX octets (0: no limit) or a few more
 * have passed. In pieces, so that what is beyond MAX is not looked at.
 */
static GString *filter(struct filter first, const char *text, size_t length, size_t max)
{
	struct filter second = first;
	GString *out = first.out;

	for (const char *p = text, *end = text + length; p < end && (max == 0 || out->len < max);) {
		size_t from = out->len;
		const char *next = piece_end(p, end);
		filter_text(&first, p, (size_t)(next - p));
		if (first.compose)
			compose(&first, &second, from);
		else
			second.marks = first.marks;
		p = next;
	}
	return out;
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
	size_t most = max == 0 ? octets : MIN(octets, max);

	if (clean_plain(text, most) == most)
		return g_strndup(text, most);
	GString *out = filter(
	    (struct filter){.out = g_string_sized_new(MIN(most, 1u << 16))}, text, octets, max);
	g_string_truncate(out, whole_characters(out->str, out->len, max));
	return g_string_free(out, FALSE);
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
	GString *out = filter(
	    (struct filter){.out = g_string_sized_new(MIN(octets, 4096)), .line = true}, text,
	    octets, max > G_MAXSIZE / 4 ? 0 : 4 * max); /* a character has at most 4 octets */

	if (max != 0)
		cut_characters(out, max);
	while (out->len > 0 && out->str[out->len - 1] == ' ')
		g_string_truncate(out, out->len - 1);
	return g_string_free(out, FALSE);
}
