/*
 * "On Mon, 19 Jul 2021 at 10:14, Ada <ada@example.net> wrote:" and what other
 * languages and programs make of it.
 *
 * A line that says that somebody wrote is an ordinary sentence; it becomes a
 * mark through evidence. An address with a date or time in one short
 * paragraph is evidence enough, since no person writes that; otherwise a
 * quoted line must stand below (RULES ST-09).
 */
#include "mail/reply.h"

#include <string.h>

enum { ATTRIBUTION_LINES = 4, ATTRIBUTION_OCTETS = 400, VERB_LEAST = 4, VERB_OCTETS = 24 };

/* A word of the table below with its length, because each line is compared with all of them. */
#define WORD(text)                     \
	{                              \
		text, sizeof(text) - 1 \
	}

static const struct word {
	const char *text;
	gsize length;
} verbs[] = {WORD("wrote"), WORD("writes"), WORD("has written"), WORD("said"), WORD("quoting"),
    WORD("schrieb"), WORD("schrieben"), WORD("schreibt"), WORD("hat geschrieben"),
    WORD("geschrieben"), WORD("zitat von"), WORD("a écrit"), WORD("à écrit"), WORD("ecrit"),
    WORD("écrit"), WORD("écrivait"), WORD("escribió"), WORD("escribio"), WORD("escribia"),
    WORD("ha escrito"), WORD("va escriure"), WORD("escreveu"), WORD("ha scritto"), WORD("scrisse"),
    WORD("scritto"), WORD("schreef"), WORD("geschreven"), WORD("heeft geschreven"),
    WORD("het volgende geschreven"), WORD("napisał"), WORD("napisała"), WORD("napisał(a)"),
    WORD("napisano"), WORD("pisze"), WORD("pisał"), WORD("написал"), WORD("написала"),
    WORD("написал(а)"), WORD("пишет"), WORD("писал"), WORD("писал(а)"), WORD("написав"),
    WORD("пише"), WORD("yazdı"), WORD("yazmış"), WORD("şunları yazdı"), WORD("şunu yazdı"),
    WORD("写道"), WORD("寫道"), WORD("写到"), WORD("のメッセージ"), WORD("さんは書きました"),
    WORD("は書きました"), WORD("書きました"), WORD("wrote:"), WORD("작성"), WORD("썼습니다"),
    WORD("skrev"), WORD("skrev følgende"), WORD("kirjoitti"), WORD("napsal"), WORD("napsala"),
    WORD("napsal(a)"), WORD("napísal"), WORD("napísal(a)"), WORD("ezt írta"), WORD("írta"),
    WORD("a scris"), WORD("έγραψε"), WORD("כתב"), WORD("כתבה"), WORD("كتب"), WORD("đã viết"),
    WORD("menulis"), WORD("je napisao"), WORD("je napisala"), WORD("napisao"), WORD("написао"),
    WORD("написала"), WORD("написа"), WORD("je napisal"), WORD("napisal/-a"), WORD("kirjutas"),
    WORD("rašė"), WORD("rakstīja"), WORD("skrifaði"), WORD("escribiu"), WORD("het geskryf"),
    WORD("نوشت"), WORD("ने लिखा"), WORD("님의 말"), WORD("님이 쓴"), WORD("のメール"),
    WORD("เขียนว่า"), WORD("escribiste")};

static bool is_letter_before(const char *text, const char *at)
{
	return at > text && g_unichar_isalpha(g_utf8_get_char(g_utf8_prev_char(at)));
}

static bool is_ideographic(gunichar c)
{
	return c >= 0x2e80;
}

/* VERB as a word of TEXT; ideographs need no boundary. */
static bool has_word(const char *text, const struct word *verb)
{
	bool free_standing = is_ideographic(g_utf8_get_char(verb->text));
	for (const char *at = strstr(text, verb->text); at;
	     at = strstr(at + verb->length, verb->text))
		if (free_standing || (!is_letter_before(text, at) &&
					 !g_unichar_isalpha(g_utf8_get_char(at + verb->length))))
			return true;
	return false;
}

static bool has_verb(const char *text)
{
	gsize length = strlen(text);
	if (length < VERB_LEAST)
		return false;
	bool has[256] = {false};
	for (const char *p = text; *p != '\0'; p++)
		has[(guchar)*p] = true;
	for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++) {
		const struct word *verb = &verbs[i];
		if (verb->length <= length && has[(guchar)verb->text[0]] &&
		    has[(guchar)verb->text[verb->length - 1]] && has_word(text, verb))
			return true;
	}
	return false;
}

static bool ends_in(const char *text, gsize length, const struct word *word)
{
	return length >= word->length && text[length - 1] == word->text[word->length - 1] &&
	       memcmp(text + length - word->length, word->text, word->length) == 0;
}

/* The octets in which verbs end: most lines end in another. */
static bool ends_a_verb(char octet)
{
	static bool ends[256];
	static bool known;
	for (gsize i = 0; i < G_N_ELEMENTS(verbs) && !known; i++)
		ends[(guchar)verbs[i].text[verbs[i].length - 1]] = true;
	known = true;
	return ends[(guchar)octet];
}

static bool ends_in_verb(const char *text, gsize length)
{
	if (!ends_a_verb(text[length - 1]))
		return false;
	for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++)
		if (ends_in(text, length, &verbs[i]) &&
		    !is_letter_before(text, text + length - verbs[i].length))
			return true;
	return false;
}

static gsize digits_at(const char *p)
{
	gsize count = 0;
	while (g_ascii_isdigit(p[count]))
		count++;
	return count;
}

/* 10:14, 10.14, 10h14 */
static bool is_time(const char *p, gsize digits)
{
	return (digits == 1 || digits == 2) && p[digits] != '\0' && strchr(":.h", p[digits]) &&
	       digits_at(p + digits + 1) == 2;
}

/* 2021, or 19/7/21 with one separator throughout */
static bool is_date(const char *p, gsize digits)
{
	if (digits == 4 && (g_str_has_prefix(p, "19") || g_str_has_prefix(p, "20")))
		return true;
	if (digits < 1 || digits > 2 || p[digits] == '\0' || !strchr("/.-", p[digits]))
		return false;
	gsize next = digits_at(p + digits + 1);
	const char *third = p + digits + 1 + next;
	return next >= 1 && next <= 2 && *third == p[digits] && digits_at(third + 1) >= 2;
}

/* What a text shows of when and who. */
struct signs {
	bool time, date, address, verb;
};

static struct signs signs_of(const char *text)
{
	struct signs s = {.verb = has_verb(text)};
	for (const char *p = text; *p != '\0';) {
		gsize digits = digits_at(p);
		if (digits > 0) {
			s.time |= is_time(p, digits);
			s.date |= is_date(p, digits);
			p += digits;
			continue;
		}
		s.address |= *p == '@' && p > text && p[-1] != ' ' && g_ascii_isalnum(p[1]);
		p++;
	}
	return s;
}

static bool ends_like_attribution(const char *folded)
{
	gsize length = strlen(folded);
	return length > 0 && (strchr(":>", folded[length - 1]) || ends_in_verb(folded, length));
}

/* "> wrote:" is the end of an address that was wrapped, not a quoted line. */
static bool continues_address(const struct reply_lines *lines, gsize at)
{
	const struct reply_line *line = &lines->line[at];
	if (!line->quoted || at == 0 || lines->line[at - 1].quoted || line->length > 60)
		return false;
	const struct reply_line *above = &lines->line[at - 1];
	const char *open = g_strrstr_len(above->text, above->length, "<");
	if (!open || memchr(open, '>', above->text + above->length - open))
		return false;
	const char *folded = reply_folded(lines, at);
	return folded && g_str_has_suffix(folded, ":");
}

/* Line AT, folded, if it can go on with one paragraph that has LENGTH octets so far; or NULL. */
static const char *paragraph_line(const struct reply_lines *lines, gsize at, gsize length)
{
	const struct reply_line *line = &lines->line[at];
	if (line->blank || (line->quoted && !continues_address(lines, at)))
		return NULL;
	const char *folded = reply_folded(lines, at);
	return folded && length + strlen(folded) <= ATTRIBUTION_OCTETS ? folded : NULL;
}

static bool begins_with_date(const char *folded)
{
	const char *digit = strpbrk(folded, "0123456789");
	if (!digit)
		return false;
	unsigned words = 0;
	for (const char *p = folded; p < digit; p++)
		words += *p == ' ';
	struct signs s = signs_of(folded);
	return words <= 5 && (s.time || s.date);
}

/* "On 19 Jul 2021, at 10:14" or "Am 19.07.21 um 10:14": only programs begin a paragraph so and end
 * it with a colon. */
static bool begins_by_program(const char *text)
{
	static const char *const beginnings[] = {"", "on ", "am ", "le ", "el ", "il ", "em ",
	    "op ", "den ", "w dniu ", "dnia ", "at ", "il giorno ", "no dia "};
	for (gsize i = G_N_ELEMENTS(beginnings); i-- > 0;) {
		const char *date = text + strlen(beginnings[i]);
		if (g_str_has_prefix(text, beginnings[i]))
			return is_date(date, digits_at(date)) ||
			       (i > 0 && strchr(text, ',') != NULL);
	}
	return false;
}

static bool is_certain(const struct signs *s, const char *text)
{
	if (s->time && s->date && g_str_has_suffix(text, ":"))
		return (s->address && (s->verb || strchr(text, '<'))) ||
		       (s->verb && begins_by_program(text));
	return s->address && s->verb && (s->time || s->date);
}

static bool is_possible(const struct signs *s, const char *text)
{
	if (g_str_has_suffix(text, ":"))
		return s->verb || s->address || (s->time && s->date);
	return s->verb ? s->time || s->date : s->address && s->date;
}

/* Looks at TEXT, which is lines [at, end], as one attribution. */
static bool is_attribution(
    struct reply_mark *mark, const struct reply_lines *lines, const char *text, gsize at, gsize end)
{
	if (!ends_like_attribution(text))
		return false;
	struct signs s = signs_of(text);
	*mark = (struct reply_mark){at, end + 1, is_certain(&s, text)};
	return mark->certain || (is_possible(&s, text) && reply_quote_follows(lines, end + 1));
}

/* A whole attribution with the quoted text behind it on the same line, as some phones write it. */
static bool runs_on(struct reply_mark *mark, const struct reply_lines *lines, gsize at)
{
	const struct reply_line *line = &lines->line[at];
	const char *folded =
	    memchr(line->text, '@', line->length) ? reply_folded_beginning(lines, at) : NULL;
	if (!folded || !begins_with_date(folded))
		return false;
	const char *address_end = strchr(folded, '>');
	const char *colon = address_end ? strchr(address_end, ':') : NULL;
	if (!colon || colon[1] != ' ' || colon - address_end > VERB_OCTETS)
		return false;
	g_autofree char *whole = g_strndup(folded, colon - folded);
	struct signs s = signs_of(whole);
	*mark = (struct reply_mark){at, at + 1, true};
	return has_verb(whole + (address_end - folded)) && s.address && s.time && s.date;
}

/* An attribution of several lines that begins with FIRST, line AT. */
static bool is_wrapped(
    struct reply_mark *mark, const struct reply_lines *lines, const char *first, gsize at)
{
	g_autoptr(GString) text = g_string_new(first);
	for (gsize end = at + 1; end < lines->count && end < at + ATTRIBUTION_LINES; end++) {
		const char *line = paragraph_line(lines, end, text->len);
		if (!line)
			return false;
		g_string_append_c(text, ' ');
		g_string_append(text, line);
		if (is_attribution(mark, lines, text->str, at, end))
			return true;
	}
	return false;
}

bool reply_attribution(struct reply_mark *mark, const struct reply_lines *lines, gsize at)
{
	const char *first = paragraph_line(lines, at, 0);
	if (first && is_attribution(mark, lines, first, at, at))
		return true;
	return runs_on(mark, lines, at) ||
	       (first && begins_with_date(first) && is_wrapped(mark, lines, first, at));
}
