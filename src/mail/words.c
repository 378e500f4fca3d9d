/*
 * Header values: encoded words (RFC 2047) and raw 8-bit text become one line.
 *
 * The octets of neighbouring words with one charset are joined before they are
 * converted, because senders split words inside a character; and UTF-7 goes no
 * further than the charset ladder lets it (ST-06, B-13). What is raw and no UTF-8 is not
 * guessed at (B-11).
 */
#include "mail/text.h"

#include "base/clean.h"

#include <string.h>

enum { WORD_MAX = 8192 }; /* some senders write a whole subject as one word, folded or not */

/* The octets of a run of encoded words of one charset, not yet converted. */
struct run {
	GString *out;
	GByteArray *octets;
	char charset[64];
};

static void flush(struct run *run)
{
	bool guessed, bad;
	if (run->octets->len > 0) {
		const char *octets = (const char *)run->octets->data;
		g_autofree char *text = *run->charset ? charset_decode(octets, run->octets->len,
							    run->charset, &guessed, &bad)
						      : charset_raw(octets, run->octets->len);
		g_string_append(run->out, text);
	}
	g_byte_array_set_size(run->octets, 0);
	run->charset[0] = '\0';
}

static void decode_quoted(GByteArray *octets, const char *text, gsize length)
{
	for (gsize i = 0; i < length; i++) {
		guint8 octet = text[i] == '_' ? ' ' : text[i];
		if (octet == '\r' || octet == '\n')
			continue;
		if (text[i] == '=' && i + 2 < length && g_ascii_isxdigit(text[i + 1]) &&
		    g_ascii_isxdigit(text[i + 2])) {
			octet = g_ascii_xdigit_value(text[i + 1]) * 16 +
				g_ascii_xdigit_value(text[i + 2]);
			i += 2;
		}
		g_byte_array_append(octets, &octet, 1);
	}
}

static void decode_base64(GByteArray *octets, const char *text, gsize length)
{
	gint state = 0;
	guint save = 0;
	g_autofree guchar *bytes = g_malloc(length / 4 * 3 + 6);
	gsize got = g_base64_decode_step(text, length, bytes, &state, &save);
	if (state >= 2) /* the padding was left out */
		got += g_base64_decode_step("==", 4 - state, bytes + got, &state, &save);
	g_byte_array_append(octets, bytes, got);
}

/* One encoded word at P: =?charset*language?B?text?= */
struct word {
	const char *charset, *text, *end;
	gsize charset_length, length;
	bool base64;
};

static bool word_at(struct word *word, const char *p)
{
	if (p[0] != '=' || p[1] != '?')
		return false;
	word->charset = p + 2;
	word->charset_length = strcspn(word->charset, "?* \t\r\n");
	const char *mark = word->charset + strcspn(word->charset, "? \t\r\n");
	if (mark[0] != '?' || mark[1] == '\0' || !strchr("bBqQ", mark[1]) || mark[2] != '?' ||
	    word->charset_length == 0 || word->charset_length >= 64)
		return false;
	word->base64 = g_ascii_tolower(mark[1]) == 'b';
	word->text = mark + 3;
	word->length = strcspn(word->text, "?");
	while (word->text[word->length] == '?' && word->text[word->length + 1] != '=' &&
	       word->length < WORD_MAX)
		word->length += 1 + strcspn(word->text + word->length + 1, "?");
	word->end = word->text + word->length + 2;
	return word->text[word->length] == '?' && word->length < WORD_MAX;
}

static void add_word(struct run *run, const struct word *word)
{
	char charset[64];
	memcpy(charset, word->charset, word->charset_length);
	charset[word->charset_length] = '\0';
	if (g_ascii_strcasecmp(charset, run->charset) != 0)
		flush(run);
	memcpy(run->charset, charset, sizeof charset);
	if (word->base64)
		decode_base64(run->octets, word->text, word->length);
	else
		decode_quoted(run->octets, word->text, word->length);
}

/* Plain octets up to the next word; white space between two words is not text (RFC 2047 6.2). */
static const char *add_plain(struct run *run, const char *p, bool after_word)
{
	struct word word;
	const char *end = p;
	while (*end != '\0' && !(end[0] == '=' && word_at(&word, end)))
		end++;
	if (after_word && *end != '\0' && p + strspn(p, " \t\r\n") == end)
		return end;
	flush(run);
	g_byte_array_append(run->octets, (const guint8 *)p, end - p);
	flush(run);
	return end;
}

char *header_decode(const char *raw)
{
	struct run run = {g_string_new(NULL), g_byte_array_new(), ""};
	bool after_word = false;
	while (*raw != '\0') {
		struct word word;
		if (word_at(&word, raw)) {
			add_word(&run, &word);
			raw = word.end;
			after_word = true;
		} else {
			raw = add_plain(&run, raw, after_word);
			after_word = false;
		}
	}
	flush(&run);
	char *line = clean_line(run.out->str, run.out->len, CLEAN_LINE_STORED);
	g_string_free(run.out, TRUE);
	g_byte_array_unref(run.octets);
	return line;
}
