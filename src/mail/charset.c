/*
 * Character sets: bytes of a text part or an encoded word become UTF-8.
 *
 * The ladder is our own (RULES ST-06) because GMime drops what it cannot
 * convert and takes UTF-7, which turns "+ADw-" into "<". Names of mail
 * programs are mapped through one table (charset-names.c) to the names iconv
 * knows; a name that is not in the table is never given to iconv, so that no text
 * from a mail chooses a file.
 */
#include "mail/text.h"

#include "base/clean.h"
#include "mail/charset-convert.h"
#include "mail/charset-names.h"

#include <string.h>

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
			g_string_append(out, REPLACEMENT);
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
	return charset_convert(out, "WINDOWS-1252", bytes, length, length);
}

static gsize decode_guess(GString *out, const char *bytes, gsize length, bool *guessed)
{
	*guessed = !is_seven_bit(bytes, length);
	if (*guessed && !is_utf8(bytes, length))
		return charset_convert(out, "WINDOWS-1252", bytes, length, length);
	g_string_append_len(out, bytes, length);
	return 0;
}

static gsize decode_declared(
    GString *out, const char *name, const char *bytes, gsize length, bool *guessed)
{
	gsize most = length / 10, bad = charset_convert(out, name, bytes, length, most);
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
	return charset_convert(out, "GB18030", octets->str, octets->len, octets->len);
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
		charset_convert(out, "ISO-2022-JP-3", bytes, length, length);
	else
		copy_utf8(out, bytes, length, &any);
	return without_nul(out);
}
