/*
 * What mail programs call character sets. The makers of one set gave it many
 * names, and each maker sets its own letters before the number of a code page:
 * names are compared without punctuation and case, and without those letters.
 */
#include "mail/charset-names.h"

#include <stdbool.h>
#include <string.h>

enum { KEYS = 16, KEY_OCTETS = 32 };

static const struct {
	const char *name; /* what iconv is asked for */
	const char *keys[KEYS];
} sets[] = {
    {"UTF-8", {"utf8", "utf8mb4", "unicode11utf8", "unicode20utf8", "65001"}},
    {"US-ASCII", {"usascii", "ascii", "ansix341968", "iso646us", "646", "7bit", "isoir6", "20127"}},
    {"WINDOWS-1252", {"iso88591", "iso885911987", "iso88591windows31latin1", "88591", "latin1",
			 "l1", "isolatin1", "isoir100", "819", "1252", "ansi", "28591"}},
    {"ISO-8859-2", {"iso88592", "iso885921987", "latin2", "l2", "isolatin2", "isoir101", "28592"}},
    {"ISO-8859-3", {"iso88593", "latin3", "l3", "isolatin3"}},
    {"ISO-8859-4", {"iso88594", "latin4", "l4", "isolatin4"}},
    {"ISO-8859-5", {"iso88595", "cyrillic", "isolatincyrillic", "isoir144", "28595"}},
    {"ISO-8859-6",
	{"iso88596", "iso88596i", "iso88596e", "arabic", "isolatinarabic", "asmo708", "ecma114"}},
    {"ISO-8859-7", {"iso88597", "greek", "greek8", "isolatingreek", "elot928", "ecma118",
		       "isoir126", "28597"}},
    {"ISO-8859-8", {"iso88598", "iso88598i", "iso88598e", "hebrew", "logical", "visual",
		       "isolatinhebrew", "isoir138", "28598"}},
    {"WINDOWS-1254", {"iso88599", "latin5", "l5", "isolatin5", "1254", "28599"}},
    {"ISO-8859-10", {"iso885910", "latin6", "l6", "isolatin6"}},
    {"WINDOWS-874", {"iso885911", "tis620", "874"}},
    {"ISO-8859-13", {"iso885913", "latin7", "l7"}},
    {"ISO-8859-14", {"iso885914", "latin8", "l8"}},
    {"ISO-8859-15", {"iso885915", "latin9", "l9", "isolatin9", "923", "28605"}},
    {"ISO-8859-16", {"iso885916", "latin10", "l10"}},
    {"WINDOWS-1250", {"1250"}},
    {"WINDOWS-1251", {"1251"}},
    {"WINDOWS-1253", {"1253"}},
    {"WINDOWS-1255", {"1255"}},
    {"WINDOWS-1256", {"1256"}},
    {"WINDOWS-1257", {"1257"}},
    {"WINDOWS-1258", {"1258"}},
    {"KOI8-R", {"koi8r", "koi8", "koi", "878", "20866"}},
    {"KOI8-U", {"koi8u", "koi8ru", "21866"}},
    {"IBM437", {"437"}},
    {"IBM850", {"850"}},
    {"IBM852", {"852"}},
    {"IBM855", {"855"}},
    {"IBM858", {"858", "00858"}},
    {"IBM862", {"862"}},
    {"IBM866", {"866"}},
    {"MACINTOSH", {"macintosh", "mac", "macroman", "10000"}},
    {"MAC-CENTRALEUROPE", {"maccentraleurroman", "maccentraleurope", "macce"}},
    {"MAC-CYRILLIC", {"maccyrillic", "macukrainian"}},
    {"GB18030", {"gb18030", "gb2312", "gb231280", "isogb2312", "gbk", "euccn", "gb13000", "chinese",
		    "isoir58", "iso58gb231280", "macchinesesimp", "936", "20936", "54936"}},
    {"HZ", {"hzgb2312", "hz", "52936"}},
    {"BIG5-HKSCS", {"big5", "cnbig5", "big5hkscs", "big5eten", "macchinesetrad", "950", "951"}},
    {"EUC-TW", {"euctw", "cns11643"}},
    {"ISO-2022-CN", {"iso2022cn"}},
    {"CP932", {"shiftjis", "sjis", "mskanji", "macjapanese", "31j", "932", "943"}},
    {"EUC-JP-MS", {"eucjp", "euc", "ujis", "eucpkdfmtjapanese", "51932", "20932"}},
    {"ISO-2022-JP-3", {"iso2022jp", "iso2022jp3", "iso2022jpms", "50220", "50221", "50222"}},
    {"ISO-2022-JP-2", {"iso2022jp1", "iso2022jp2"}},
    {"ISO-2022-KR", {"iso2022kr", "50225"}},
    {"CP949", {"euckr", "ksc5601", "ksc56011987", "ksc56011989", "ksc56011992", "kscode", "korean",
		  "uhc", "isoir149", "mackorean", "949", "51949"}},
    {"JOHAB", {"johab", "1361"}},
    {"VISCII", {"viscii"}},
    {"TCVN5712-1", {"tcvn", "tcvn5712", "tcvn57121"}},
    {"ARMSCII-8", {"armscii8"}},
    {"GEORGIAN-PS", {"georgianps"}},
    {"UTF-16", {"utf16", "ucs2", "iso10646ucs2", "unicode", "1200"}},
    {"UTF-16BE", {"utf16be", "ucs2be", "unicodefffe", "1201"}},
    {"UTF-16LE", {"utf16le", "ucs2le"}},
    {"UTF-32", {"utf32", "ucs4", "iso10646ucs4"}},
    {"UTF-32BE", {"utf32be", "ucs4be"}},
    {"UTF-32LE", {"utf32le", "ucs4le"}},
};

/* CHARSET without case, punctuation, a language (RFC 2231) and a suffix for iconv; false if it is
 * too long to be known. */
static bool make_key(char key[KEY_OCTETS], const char *charset)
{
	gsize used = 0;
	for (const char *p = charset; *p && *p != '*' && !g_str_has_prefix(p, "//"); p++) {
		if (!g_ascii_isalnum(*p))
			continue;
		if (used == KEY_OCTETS - 1)
			return false;
		key[used++] = g_ascii_tolower(*p);
	}
	key[used] = '\0';
	return true;
}

static const char *find(const char *key)
{
	for (gsize i = 0; i < G_N_ELEMENTS(sets); i++)
		for (gsize k = 0; k < KEYS && sets[i].keys[k]; k++)
			if (strcmp(sets[i].keys[k], key) == 0)
				return sets[i].name;
	return NULL;
}

/* Behind the letters of one maker, KEY itself if there are none: "cp", "ibm" and the like stand
 * before numbers only, "x" and "cs" before anything. */
static const char *without_maker(const char *key)
{
	static const char *const makers[] = {
	    "windows", "win", "cp", "ibm", "ms", "dos", "x", "cs", NULL};
	for (gsize i = 0; makers[i]; i++) {
		const char *rest = key + strlen(makers[i]);
		bool anything = makers[i][0] == 'x' || strcmp(makers[i], "cs") == 0;
		if (g_str_has_prefix(key, makers[i]) && (anything || g_ascii_isdigit(*rest)))
			return rest;
	}
	return key;
}

const char *charset_known(const char *charset)
{
	char buffer[KEY_OCTETS] = "";
	if (!make_key(buffer, charset))
		return NULL;
	const char *key = buffer, *name = find(key);
	for (const char *rest; !name && (rest = without_maker(key)) != key; key = rest)
		name = find(rest);
	return name;
}

const char *charset_nth(gsize i)
{
	return i < G_N_ELEMENTS(sets) ? sets[i].name : NULL;
}
