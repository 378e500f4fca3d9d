/*
 * The converters of iconv. Each is opened once and kept: the sandbox has no
 * files from which to load one later. What iconv is slow at is done around it:
 * plain ASCII is copied, and a set whose octets are each a character is looked up.
 */
#define _GNU_SOURCE /* memrchr */
#include "mail/charset-convert.h"

#include "base/clean.h"
#include "mail/charset-names.h"
#include "mail/text.h"

#include <errno.h>
#include <string.h>

enum {
	SHORT_OCTETS = 512,
	CHUNK_OCTETS = 8192, /* iconv() does again what it cannot lay down at once */
	PIECE_OCTETS = 256
};

/* What an octet stands for. Eight octets, so that a table of them is looked up quickly. */
struct octet {
	char text[4];
	guint16 length;
	guint16 bad; /* 1: it stands for nothing, U+FFFD */
};

/* One open converter; the list ends at a NULL name. */
struct converter {
	const char *name;
	GIConv handle;        /* (GIConv)-1 when the system lacks it */
	bool keeps_ascii;     /* every 7-bit octet stands for itself, wherever a line begins */
	bool escapes;         /* the same until an escape says otherwise: Japanese mail */
	bool looked;          /* at what its octets stand for: */
	struct octet *octets; /* NULL if not each is a character */
};

static struct converter converters[96];

/* Names that stand for a decision, not for a converter. */
static bool is_virtual(const char *name)
{
	return strcmp(name, "UTF-16") == 0 || strcmp(name, "UTF-32") == 0 ||
	       strcmp(name, "HZ") == 0;
}

/* Not so where escapes change the meaning, in UTF-16, and where a backslash is a currency. */
static bool keeps_ascii(const char *name, GIConv handle)
{
	if (g_str_has_prefix(name, "ISO-2022"))
		return false;
	char all[127], converted[sizeof all], *in = all, *out = converted;
	gsize left = sizeof all, room = sizeof converted;
	for (gsize i = 0; i < sizeof all; i++)
		all[i] = (char)(i + 1);
	gsize done = g_iconv(handle, &in, &left, &out, &room);
	return done == 0 && room == 0 && memcmp(all, converted, sizeof all) == 0;
}

/* NULL when there is none and no room for one. */
static struct converter *converter(const char *name)
{
	struct converter *c = converters;
	for (; c->name; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	if (c == converters + G_N_ELEMENTS(converters) - 1)
		return NULL;
	c->name = name;
	c->handle = g_iconv_open("UTF-8", name);
	c->keeps_ascii = c->handle != (GIConv)-1 && keeps_ascii(name, c->handle);
	c->escapes = g_str_has_prefix(name, "ISO-2022-JP");
	return c;
}

void charset_warm_up(void)
{
	const char *name;
	for (gsize i = 0; (name = charset_nth(i)); i++)
		if (!is_virtual(name))
			converter(name);
}

/* Each octet by itself; NULL if one of them is only a part of a character, or waits for others. */
static struct octet *read_octets(GIConv handle)
{
	g_autofree struct octet *octets = g_new0(struct octet, 256);
	for (int i = 0; i < 256; i++) {
		char octet = (char)i, *in = &octet, *out = octets[i].text;
		gsize left = 1, room = sizeof octets[i].text;
		g_iconv(handle, NULL, NULL, NULL, NULL);
		bool good = g_iconv(handle, &in, &left, &out, &room) != (gsize)-1;
		if (good ? out == octets[i].text : errno != EILSEQ)
			return NULL;
		if (good)
			octets[i].length = (guint16)(out - octets[i].text);
		else
			octets[i] = (struct octet){REPLACEMENT, strlen(REPLACEMENT), 1};
	}
	return g_steal_pointer(&octets);
}

/* Looks at the octets of a charset when it is first met: there are many charsets, and few in use.
 */
static const struct octet *octets_of(struct converter *c)
{
	if (!c->looked && c->keeps_ascii)
		c->octets = read_octets(c->handle);
	c->looked = true;
	return c->octets;
}

/* Whether what follows a character that was cut short is to be read: a line end is part of none. */
static bool goes_on(const struct converter *c, const char *cut, gsize length)
{
	return c->keeps_ascii && memchr(cut, '\n', length) != NULL;
}

/* Appends BYTES as UTF-8. Returns how many bytes were invalid, and stops when they are more than
 * MOST.
 */
static gsize convert_run(
    GString *out, const struct converter *c, const char *bytes, gsize length, gsize most)
{
	g_iconv(c->handle, NULL, NULL, NULL, NULL);
	gsize bad = 0, left = length;
	char *next = (char *)bytes; /* iconv() does not write there */
	for (bool flush = left == 0; bad <= most;) {
		char chunk[CHUNK_OCTETS], *to = chunk;
		gsize room = sizeof chunk;
		gsize done = g_iconv(c->handle, flush ? NULL : &next, &left, &to, &room);
		int why = errno;
		g_string_append_len(out, chunk, to - chunk);
		if (flush && (done != (gsize)-1 || why != E2BIG))
			break;
		if (done == (gsize)-1 && why != E2BIG) {
			g_string_append(out, REPLACEMENT);
			bad++;
			bool more = why == EILSEQ ? left > 0 : goes_on(c, next, left);
			next++;
			left = more ? left - 1 : 0;
		}
		flush = left == 0;
	}
	return bad;
}

/* The same, each octet by itself. */
static gsize convert_octets(
    GString *out, const struct octet *octets, const char *bytes, gsize length)
{
	gsize bad = 0;
	for (const char *p = bytes, *end = bytes + length, *stop; p < end; p = stop) {
		stop = p + MIN(end - p, PIECE_OCTETS);
		gsize used = out->len;
		if (clean_plain(p, stop - p) == (gsize)(stop - p)) {
			g_string_append_len(out, p, stop - p);
			continue;
		}
		g_string_set_size(out, used + PIECE_OCTETS * sizeof octets->text);
		char *to = out->str + used;
		for (; p < stop; p++) {
			const struct octet *octet = &octets[(guchar)*p];
			memcpy(to, octet->text, sizeof octet->text);
			to += octet->length;
			bad += octet->bad;
		}
		g_string_truncate(out, to - out->str);
	}
	return bad;
}

/* The first octet from P on that is not ASCII, or ESC if the converter waits for it; END if there
 * is none. */
static const char *foreign_octet(const struct converter *c, const char *p, const char *end)
{
	for (; (p += clean_plain(p, end - p)) < end; p++)
		if ((*p & 0x80) != 0 || (*p == '\x1b' && c->escapes))
			break;
	return p;
}

/* Whether the text is not in ASCII behind LINE, as it was or was not before it. */
static bool stays_escaped(const char *line, gsize length, bool before)
{
	const char *escape = memrchr(line, '\x1b', length);
	return escape ? line + length - escape < 3 || memcmp(escape + 1, "(B", 2) != 0 : before;
}

/* Behind the lines from P on, of which the first is foreign, that the converter has to read: a few
 * lines of ASCII between others are not worth a beginning and an end of their own. */
static const char *foreign_end(const struct converter *c, const char *p, const char *end)
{
	bool escaped = false;
	for (;;) {
		const char *newline = memchr(p, '\n', end - p);
		const char *line = newline ? newline + 1 : end;
		escaped = c->escapes && stays_escaped(p, line - p, escaped);
		const char *next =
		    escaped ? memchr(line, '\x1b', end - line) : foreign_octet(c, line, end);
		if (!next)
			return end;
		if (!escaped && (next == end || next - line >= SHORT_OCTETS))
			return line;
		p = next;
	}
}

/*
 * No charset that keeps ASCII has a character that a line end is part of, so ASCII up to an octet
 * that needs the converter is copied, and so is what follows behind the end of its line.
 */
gsize charset_convert(GString *out, const char *name, const char *bytes, gsize length, gsize most)
{
	struct converter *c = converter(name);
	if (!c || c->handle == (GIConv)-1)
		return length;
	const struct octet *octets = octets_of(c);
	if (octets)
		return convert_octets(out, octets, bytes, length);
	if (!c->keeps_ascii && !c->escapes)
		return convert_run(out, c, bytes, length, most);
	gsize bad = 0;
	for (const char *p = bytes, *end = bytes + length; p < end && bad <= most;) {
		const char *foreign = foreign_octet(c, p, end);
		g_string_append_len(out, p, foreign - p);
		if (foreign == end)
			break;
		p = foreign_end(c, foreign, end);
		bad += convert_run(out, c, foreign, p - foreign, most - bad);
	}
	return bad;
}
