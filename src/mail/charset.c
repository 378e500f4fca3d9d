/*
 * Character sets: bytes of a text part or an encoded word become UTF-8.
 *
 * The ladder is our own (RULES ST-06) because GMime drops what it cannot
 * convert and takes UTF-7, which turns "+ADw-" into "<". Names of mail
 * programs are mapped through one table (charset-names.c) to the names iconv
 * knows; a name that is not in the table is never given to iconv, so that no text
 * from a mail chooses a file. Every converter is opened once and kept: the sandbox has no
 * files from which to load one later.
 */
#define _GNU_SOURCE /* memrchr */
#include "mail/text.h"

#include "base/clean.h"
#include "mail/charset-names.h"

#include <errno.h>
#include <string.h>

enum {
	SHORT_OCTETS = 512,
	CHUNK_OCTETS = 8192, /* iconv() does again what it cannot lay down at once */
	PIECE_OCTETS = 256
};

static const char replacement[] = "\xef\xbf\xbd";

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
			octets[i] = (struct octet){"\xef\xbf\xbd", strlen(replacement), 1};
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
			g_string_append(out, replacement);
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
 * Appends BYTES as UTF-8. Returns how many bytes were invalid, or LENGTH without
 * a converter; stops when they are more than MOST. No charset that keeps ASCII has
 * a character that a line end is part of, so ASCII up to an octet that needs the converter is
 * copied, and so is what follows behind the end of its line.
 */
static gsize convert(GString *out, const char *name, const char *bytes, gsize length, gsize most)
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

static bool is_seven_bit(const char *bytes, gsize length)
{
	guchar all = 0;
	for (gsize i = 0; i < length; i++)
		all |= (guchar)bytes[i];
	return all < 0x80;
}

/* Appends BYTES that should be UTF-8; returns how many were not. *ANY says whether there is a
 * character in them that is not ASCII. */
static gsize copy_utf8(GString *out, const char *bytes, gsize length, bool *any)
{
	gsize bad = 0;
	*any = false;
	for (const char *p = bytes, *end = bytes + length; p < end;) {
		gsize good = clean_well_formed(p, end - p);
		if (good > 0) {
			g_string_append_len(out, p, good);
			*any = *any || !is_seven_bit(p, good);
			p += good;
		} else if (*p == '\0') {
			p++;
		} else {
			gsize lost = clean_ill_formed(p, end - p);
			g_string_append_len(out, replacement, 3);
			bad += lost;
			p += lost;
		}
	}
	return bad;
}

static bool is_utf8(const char *bytes, gsize length)
{
	gsize good;
	while ((good = clean_well_formed(bytes, length)) < length && bytes[good] == '\0') {
		length -= good + 1;
		bytes += good + 1;
	}
	return good == length;
}

/* Japanese mail of old phones has no charset at all, but its escapes are unmistakable. */
static bool has_japanese_escapes(const char *bytes, gsize length)
{
	const char *end = bytes + length;
	for (const char *p = bytes; (p = memchr(p, '\x1b', end - p)); p++)
		if (end - p >= 3 && p[1] == '$' && (p[2] == 'B' || p[2] == '@'))
			return true;
	return false;
}

/* UTF-16 without a byte order mark: where Latin text has its zero bytes. */
static const char *utf16_order(const char *bytes, gsize length)
{
	if (length >= 2 && memcmp(bytes, "\xff\xfe", 2) == 0)
		return "UTF-16LE";
	gsize even = 0, odd = 0;
	for (gsize i = 0; i + 1 < MIN(length, 4096); i += 2) {
		even += bytes[i] == '\0';
		odd += bytes[i + 1] == '\0';
	}
	return odd > even ? "UTF-16LE" : "UTF-16BE";
}

static const char *utf32_order(const char *bytes, gsize length)
{
	return length >= 4 && bytes[0] != '\0' ? "UTF-32LE" : "UTF-32BE";
}

/* The converter for a declared name; NULL when the ladder has to find out (ST-06). */
static const char *declared_name(const char *charset, const char *bytes, gsize length)
{
	const char *name = charset ? charset_known(charset) : NULL;
	if (!name || strcmp(name, "US-ASCII") == 0)
		return has_japanese_escapes(bytes, length) ? "ISO-2022-JP-3" : NULL;
	if (strcmp(name, "UTF-16") == 0)
		return utf16_order(bytes, length);
	if (strcmp(name, "UTF-32") == 0)
		return utf32_order(bytes, length);
	return name;
}

static gsize decode_utf8(GString *out, const char *bytes, gsize length, bool *guessed)
{
	bool any;
	gsize bad = copy_utf8(out, bytes, length, &any);
	if (bad == 0 || any)
		return bad;
	*guessed = true; /* nothing in it is UTF-8: an older charset under a wrong name */
	g_string_truncate(out, 0);
	return convert(out, "WINDOWS-1252", bytes, length, length);
}

static gsize decode_guess(GString *out, const char *bytes, gsize length, bool *guessed)
{
	*guessed = !is_seven_bit(bytes, length);
	if (*guessed && !is_utf8(bytes, length))
		return convert(out, "WINDOWS-1252", bytes, length, length);
	g_string_append_len(out, bytes, length);
	return 0;
}

static gsize decode_declared(
    GString *out, const char *name, const char *bytes, gsize length, bool *guessed)
{
	gsize most = length / 10, bad = convert(out, name, bytes, length, most);
	bool hopeless = bad > most;
	if (bad == 0 || (!hopeless && !is_utf8(bytes, length)))
		return bad;
	g_string_truncate(out, 0);
	return decode_guess(out, bytes, length, guessed);
}

/* GB 2312 in seven bits, between "~{" and "~}" (RFC 1843); iconv does not have it. */
static gsize decode_hz(GString *out, const char *bytes, gsize length)
{
	g_autoptr(GString) octets = g_string_sized_new(length);
	bool chinese = false;
	for (gsize i = 0; i < length; i++) {
		bool escaped = bytes[i] == '~' && i + 1 < length;
		if (escaped && (bytes[i + 1] == '{' || bytes[i + 1] == '}'))
			chinese = bytes[++i] == '{';
		else if (escaped && (bytes[i + 1] == '\n' || bytes[i + 1] == '~'))
			g_string_append_len(octets, "~", bytes[++i] == '~');
		else
			g_string_append_c(
			    octets, chinese && bytes[i] > ' ' ? (char)(bytes[i] | 0x80) : bytes[i]);
	}
	return convert(out, "GB18030", octets->str, octets->len, octets->len);
}

static char *without_nul(GString *out)
{
	char *first = memchr(out->str, '\0', out->len), *to = first;
	for (char *p = first; p && p < out->str + out->len; p++)
		if (*p != '\0')
			*to++ = *p;
	if (first)
		g_string_truncate(out, to - out->str);
	if (g_str_has_prefix(out->str, "\xef\xbb\xbf"))
		g_string_erase(out, 0, 3);
	return g_string_free(out, FALSE);
}

char *charset_decode(const char *bytes, gsize length, const char *charset, bool *guessed, bool *bad)
{
	GString *out = g_string_sized_new(length + 1);
	bytes = bytes ? bytes : "";
	const char *name = declared_name(charset, bytes, length);
	*guessed = false;
	gsize lost;
	if (!name)
		lost = decode_guess(out, bytes, length, guessed);
	else if (strcmp(name, "UTF-8") == 0)
		lost = decode_utf8(out, bytes, length, guessed);
	else if (strcmp(name, "HZ") == 0)
		lost = decode_hz(out, bytes, length);
	else
		lost = decode_declared(out, name, bytes, length, guessed);
	if (charset && !charset_known(charset))
		*guessed = true;
	*bad = lost > length / 100;
	return without_nul(out);
}

char *charset_raw(const char *bytes, gsize length)
{
	GString *out = g_string_sized_new(length + 1);
	bool any;
	if (has_japanese_escapes(bytes, length))
		convert(out, "ISO-2022-JP-3", bytes, length, length);
	else
		copy_utf8(out, bytes, length, &any);
	return without_nul(out);
}
