/*
 * Character sets: bytes of a text part or an encoded word become UTF-8.
 *
 * The ladder is our own (RULES ST-06) because GMime drops what it cannot
 * convert and takes UTF-7, which turns "+ADw-" into "<". Names of mail
 * programs are mapped through one table to the names iconv knows; a name that
 * is not in the table is never given to iconv, so that no text from a mail
 * chooses a file. Every converter is opened once and kept: the sandbox has no
 * files from which to load one later.
 */
#include "mail/text.h"

#include "base/clean.h"

#include <errno.h>
#include <string.h>

/* What iconv is asked for; the key of an alias is compared without punctuation and case. */
static const struct {
	const char *key;
	const char *name;
} aliases[] = {
    {"utf8", "UTF-8"},
    {"unicode11utf8", "UTF-8"},
    {"xutf8", "UTF-8"},
    {"utf8mb4", "UTF-8"},
    {"usascii", "US-ASCII"},
    {"ascii", "US-ASCII"},
    {"ansix341968", "US-ASCII"},
    {"iso646us", "US-ASCII"},
    {"646", "US-ASCII"},
    {"7bit", "US-ASCII"},
    {"iso88591", "WINDOWS-1252"}, /* what senders mean by it */
    {"iso885911987", "WINDOWS-1252"},
    {"iso88591windows31latin1", "WINDOWS-1252"},
    {"xiso88591", "WINDOWS-1252"},
    {"latin1", "WINDOWS-1252"},
    {"l1", "WINDOWS-1252"},
    {"88591", "WINDOWS-1252"},
    {"isolatin1", "WINDOWS-1252"},
    {"windows1252", "WINDOWS-1252"},
    {"cp1252", "WINDOWS-1252"},
    {"xcp1252", "WINDOWS-1252"},
    {"1252", "WINDOWS-1252"},
    {"ansi", "WINDOWS-1252"},
    {"xansi", "WINDOWS-1252"},
    {"iso88592", "ISO-8859-2"},
    {"latin2", "ISO-8859-2"},
    {"iso88593", "ISO-8859-3"},
    {"iso88594", "ISO-8859-4"},
    {"iso88595", "ISO-8859-5"},
    {"cyrillic", "ISO-8859-5"},
    {"iso88596", "ISO-8859-6"},
    {"iso88596i", "ISO-8859-6"},
    {"iso88597", "ISO-8859-7"},
    {"greek", "ISO-8859-7"},
    {"iso88598", "ISO-8859-8"},
    {"iso88598i", "ISO-8859-8"},
    {"iso88598e", "ISO-8859-8"},
    {"logical", "ISO-8859-8"},
    {"hebrew", "ISO-8859-8"},
    {"iso88599", "WINDOWS-1254"},
    {"latin5", "WINDOWS-1254"},
    {"iso885910", "ISO-8859-10"},
    {"iso885911", "WINDOWS-874"},
    {"tis620", "WINDOWS-874"},
    {"windows874", "WINDOWS-874"},
    {"cp874", "WINDOWS-874"},
    {"iso885913", "ISO-8859-13"},
    {"iso885914", "ISO-8859-14"},
    {"iso885915", "ISO-8859-15"},
    {"latin9", "ISO-8859-15"},
    {"iso885916", "ISO-8859-16"},
    {"windows1250", "WINDOWS-1250"},
    {"cp1250", "WINDOWS-1250"},
    {"windows1251", "WINDOWS-1251"},
    {"cp1251", "WINDOWS-1251"},
    {"win1251", "WINDOWS-1251"},
    {"windows1253", "WINDOWS-1253"},
    {"cp1253", "WINDOWS-1253"},
    {"windows1254", "WINDOWS-1254"},
    {"cp1254", "WINDOWS-1254"},
    {"windows1255", "WINDOWS-1255"},
    {"cp1255", "WINDOWS-1255"},
    {"windows1256", "WINDOWS-1256"},
    {"cp1256", "WINDOWS-1256"},
    {"windows1257", "WINDOWS-1257"},
    {"cp1257", "WINDOWS-1257"},
    {"windows1258", "WINDOWS-1258"},
    {"cp1258", "WINDOWS-1258"},
    {"koi8r", "KOI8-R"},
    {"koi8", "KOI8-R"},
    {"koi8u", "KOI8-U"},
    {"koi8ru", "KOI8-U"},
    {"ibm437", "IBM437"},
    {"cp437", "IBM437"},
    {"ibm850", "IBM850"},
    {"cp850", "IBM850"},
    {"ibm852", "IBM852"},
    {"cp852", "IBM852"},
    {"ibm866", "IBM866"},
    {"cp866", "IBM866"},
    {"macintosh", "MACINTOSH"},
    {"mac", "MACINTOSH"},
    {"xmacroman", "MACINTOSH"},
    {"macroman", "MACINTOSH"},
    {"xmaccentraleurroman", "MAC-CENTRALEUROPE"},
    {"xmacce", "MAC-CENTRALEUROPE"},
    {"xmaccyrillic", "MAC-CYRILLIC"},
    {"xmacukrainian", "MAC-CYRILLIC"},
    {"maccyrillic", "MAC-CYRILLIC"},
    {"xmacjapanese", "CP932"},
    {"xmacchinesesimp", "GB18030"},
    {"xmacchinesetrad", "BIG5-HKSCS"},
    {"xmackorean", "CP949"},
    {"gb2312", "GB18030"},
    {"csgb2312", "GB18030"},
    {"gb231280", "GB18030"},
    {"isogb2312", "GB18030"},
    {"xgb2312", "GB18030"},
    {"euccn", "GB18030"},
    {"xeuccn", "GB18030"},
    {"gbk", "GB18030"},
    {"xgbk", "GB18030"},
    {"cp936", "GB18030"},
    {"ms936", "GB18030"},
    {"windows936", "GB18030"},
    {"gb18030", "GB18030"},
    {"chinese", "GB18030"},
    {"big5", "BIG5-HKSCS"},
    {"xbig5", "BIG5-HKSCS"},
    {"cnbig5", "BIG5-HKSCS"},
    {"csbig5", "BIG5-HKSCS"},
    {"cp950", "BIG5-HKSCS"},
    {"windows950", "BIG5-HKSCS"},
    {"big5hkscs", "BIG5-HKSCS"},
    {"euctw", "EUC-TW"},
    {"iso2022cn", "ISO-2022-CN"},
    {"shiftjis", "CP932"},
    {"sjis", "CP932"},
    {"xsjis", "CP932"},
    {"mskanji", "CP932"},
    {"windows31j", "CP932"},
    {"cp932", "CP932"},
    {"eucjp", "EUC-JP-MS"},
    {"xeucjp", "EUC-JP-MS"},
    {"ujis", "EUC-JP-MS"},
    {"iso2022jp", "ISO-2022-JP-3"},
    {"iso2022jp1", "ISO-2022-JP-2"},
    {"iso2022jp2", "ISO-2022-JP-2"},
    {"iso2022jp3", "ISO-2022-JP-3"},
    {"iso2022jpms", "ISO-2022-JP-3"},
    {"cp50220", "ISO-2022-JP-3"},
    {"cp50221", "ISO-2022-JP-3"},
    {"iso2022kr", "ISO-2022-KR"},
    {"euckr", "CP949"},
    {"ksc56011987", "CP949"},
    {"ksc5601", "CP949"},
    {"ksc56011992", "CP949"},
    {"korean", "CP949"},
    {"cp949", "CP949"},
    {"uhc", "CP949"},
    {"windows949", "CP949"},
    {"johab", "JOHAB"},
    {"viscii", "VISCII"},
    {"armscii8", "ARMSCII-8"},
    {"georgianps", "GEORGIAN-PS"},
    {"utf16", "UTF-16"},
    {"utf16be", "UTF-16BE"},
    {"utf16le", "UTF-16LE"},
    {"ucs2", "UTF-16"},
    {"iso10646ucs2", "UTF-16"},
    {"unicode", "UTF-16"},
    {"utf32", "UTF-32"},
    {"utf32be", "UTF-32BE"},
    {"utf32le", "UTF-32LE"},
};

/* One open converter; the list ends at a NULL name. */
struct converter {
	const char *name;
	GIConv handle;    /* (GIConv)-1 when the system lacks it */
	bool keeps_ascii; /* every 7-bit octet stands for itself, wherever a line begins */
};

static struct converter converters[64];

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
static const struct converter *converter(const char *name)
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
	return c;
}

static const char *known_name(const char *charset)
{
	char key[32];
	size_t used = 0;
	for (const char *p = charset; *p && *p != '*' && !g_str_has_prefix(p, "//"); p++) {
		if (!g_ascii_isalnum(*p))
			continue;
		if (used == sizeof key - 1)
			return NULL;
		key[used++] = g_ascii_tolower(*p);
	}
	key[used] = '\0';
	for (size_t i = 0; i < G_N_ELEMENTS(aliases); i++)
		if (strcmp(aliases[i].key, key) == 0)
			return aliases[i].name;
	return NULL;
}

void charset_warm_up(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(aliases); i++)
		if (strcmp(aliases[i].name, "UTF-16") != 0 &&
		    strcmp(aliases[i].name, "UTF-32") != 0)
			converter(aliases[i].name);
}

/* Whether what follows a character that was cut short is to be read: a line end is part of none. */
static bool goes_on(const struct converter *c, const char *cut, gsize length)
{
	return c->keeps_ascii && memchr(cut, '\n', length) != NULL;
}

/* Appends BYTES as UTF-8. Returns how many bytes were invalid. */
static gsize convert_run(GString *out, const struct converter *c, const char *bytes, gsize length)
{
	g_iconv(c->handle, NULL, NULL, NULL, NULL);
	gsize bad = 0, left = length;
	char *next = (char *)bytes; /* iconv() does not write there */
	for (bool flush = left == 0;;) {
		char chunk[4096], *to = chunk;
		gsize room = sizeof chunk;
		gsize done = g_iconv(c->handle, flush ? NULL : &next, &left, &to, &room);
		int why = errno;
		g_string_append_len(out, chunk, to - chunk);
		if (flush && (done != (gsize)-1 || why != E2BIG))
			break;
		if (done == (gsize)-1 && why != E2BIG) {
			g_string_append(out, "\xef\xbf\xbd");
			bad++;
			bool more = why == EILSEQ ? left > 0 : goes_on(c, next, left);
			next++;
			left = more ? left - 1 : 0;
		}
		flush = left == 0;
	}
	return bad;
}

static bool is_seven_bit(const char *bytes, gsize length)
{
	for (gsize i = 0; i < length; i++)
		if ((guchar)bytes[i] >= 0x80)
			return false;
	return true;
}

/* Where the lines from P on end that are all 7-bit, or all not, as the first one is. */
static const char *like_lines(const char *p, const char *end, bool *seven_bit)
{
	for (bool first = true; p < end; first = false) {
		const char *newline = memchr(p, '\n', end - p);
		const char *next = newline ? newline + 1 : end;
		bool is = is_seven_bit(p, next - p);
		if (first)
			*seven_bit = is;
		else if (*seven_bit != is)
			break;
		p = next;
	}
	return p;
}

/*
 * Appends BYTES as UTF-8. Returns how many bytes were invalid, or LENGTH without
 * a converter. No charset that keeps ASCII has a character that a line end is
 * part of, so lines of 7 bits need no converter.
 */
static gsize convert(GString *out, const char *name, const char *bytes, gsize length)
{
	const struct converter *c = converter(name);
	if (!c || c->handle == (GIConv)-1)
		return length;
	if (!c->keeps_ascii)
		return convert_run(out, c, bytes, length);
	gsize bad = 0;
	for (const char *p = bytes, *end = bytes + length, *next; p < end; p = next) {
		bool seven_bit = false;
		next = like_lines(p, end, &seven_bit);
		if (seven_bit)
			g_string_append_len(out, p, next - p);
		else
			bad += convert_run(out, c, p, next - p);
	}
	return bad;
}

static gsize count_long(const char *text, const char *end)
{
	gsize count = 0;
	for (; text < end; text++)
		count += (guchar)*text >= 0xc0;
	return count;
}

/* Appends BYTES that should be UTF-8; returns how many were not, and counts good long characters.
 */
static gsize copy_utf8(GString *out, const char *bytes, gsize length, gsize *characters)
{
	gsize bad = 0;
	*characters = 0;
	for (const char *end = bytes + length, *good; bytes < end; bytes = good) {
		bool valid = g_utf8_validate(bytes, end - bytes, &good);
		g_string_append_len(out, bytes, good - bytes);
		*characters += count_long(bytes, good);
		if (valid)
			break;
		bool nul = *good == '\0';
		gsize lost = nul ? 1 : clean_ill_formed(good, (gsize)(end - good));
		g_string_append_len(out, nul ? "\0" : "\xef\xbf\xbd", nul ? 1 : 3);
		bad += nul ? 0 : lost;
		good += lost;
	}
	return bad;
}

static bool is_utf8(const char *bytes, gsize length)
{
	const char *end;
	while (!g_utf8_validate(bytes, length, &end)) {
		if (*end != '\0')
			return false;
		length -= end + 1 - bytes;
		bytes = end + 1;
	}
	return true;
}

/* Japanese mail of old phones has no charset at all, but its escapes are unmistakable. */
static bool has_japanese_escapes(const char *bytes, gsize length)
{
	return g_strstr_len(bytes, length, "\x1b$B") || g_strstr_len(bytes, length, "\x1b$@");
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
	const char *name = charset ? known_name(charset) : NULL;
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
	gsize characters, bad = copy_utf8(out, bytes, length, &characters);
	if (bad == 0 || characters > 0)
		return bad;
	*guessed = true; /* nothing in it is UTF-8: an older charset under a wrong name */
	g_string_truncate(out, 0);
	return convert(out, "WINDOWS-1252", bytes, length);
}

static gsize decode_guess(GString *out, const char *bytes, gsize length, bool *guessed)
{
	*guessed = !is_seven_bit(bytes, length);
	return is_utf8(bytes, length) ? (g_string_append_len(out, bytes, length), 0)
				      : convert(out, "WINDOWS-1252", bytes, length);
}

static gsize decode_declared(
    GString *out, const char *name, const char *bytes, gsize length, bool *guessed)
{
	gsize bad = convert(out, name, bytes, length);
	bool hopeless = bad > length / 10;
	if (bad == 0 || (!hopeless && !is_utf8(bytes, length)))
		return bad;
	g_string_truncate(out, 0);
	return decode_guess(out, bytes, length, guessed);
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
	else
		lost = decode_declared(out, name, bytes, length, guessed);
	if (charset && !known_name(charset))
		*guessed = true;
	*bad = lost > length / 100;
	return without_nul(out);
}

char *charset_raw(const char *bytes, gsize length)
{
	GString *out = g_string_sized_new(length + 1);
	gsize characters;
	if (has_japanese_escapes(bytes, length))
		convert(out, "ISO-2022-JP-3", bytes, length);
	else
		copy_utf8(out, bytes, length, &characters);
	return without_nul(out);
}
