/*
 * Takes a mail's text apart: what the person wrote, and the rest.
 *
 * The first rule is that nothing the person wrote is lost, so the split is
 * one cut: the reply is a beginning of the text and what is removed is its
 * end. Answers between or below quoted lines stay with the quotes around
 * them (RULES ST-10), and a mail of which nothing would remain stays whole.
 * Every step walks the lines a fixed number of times.
 */
#include "mail/reply.h"

#include "mail/text.h"

#include <string.h>

enum {
	SIGNATURE_LINES = 40, /* more than that below "-- " is no signature */
	LOOSE_LINES = 15      /* where "--" alone may stand, from the end (ST-11) */
};

static bool line_is(const struct reply_line *line, const char *text)
{
	return line->length == strlen(text) && memcmp(line->text, text, line->length) == 0;
}

/* A line of nothing but the characters of a drawn rule, at least LEAST of them. */
static bool is_rule(const struct reply_line *line, gsize least)
{
	gsize drawn = 0;
	for (const char *p = line->text; p < line->text + line->length; p = reply_next(p)) {
		gunichar c = g_utf8_get_char(p);
		if (g_unichar_isspace(c))
			continue;
		if (c > 0x7f ? (c < 0x2010 || c > 0x2015) && c != 0x2500 && c != 0x2501
			     : !strchr("-_=*", (int)c))
			return false;
		drawn++;
	}
	return drawn >= least;
}

static bool is_loose_delimiter(const struct reply_line *line)
{
	static const char *const delimiters[] = {"--", "__", "—", "-- ", "–– ", "––"};
	for (gsize i = 0; i < G_N_ELEMENTS(delimiters); i++)
		if (line_is(line, delimiters[i]))
			return true;
	return false;
}

/* The rule that mailing list software draws above its own words. */
static bool is_list_footer(const struct reply_lines *lines, gsize at, gsize end)
{
	if (at + 1 >= end || !is_rule(&lines->line[at], 20))
		return false;
	const char *next = reply_folded(lines, at + 1);
	return next && strstr(next, "mailing list");
}

/* Where the signature of lines [from, end) begins; END if there is none. */
static gsize signature_start(const struct reply_lines *lines, gsize from, gsize end)
{
	gsize below = 0;
	gsize found = end;
	for (gsize i = end; i-- > from && below <= SIGNATURE_LINES;) {
		const struct reply_line *line = &lines->line[i];
		if (line->blank)
			continue;
		if (line_is(line, "-- ") || (is_loose_delimiter(line) && end - i <= LOOSE_LINES) ||
		    is_list_footer(lines, i, end))
			found = i;
		below++;
	}
	return found;
}

static gsize without_blanks(const struct reply_lines *lines, gsize end)
{
	while (end > 0 && lines->line[end - 1].blank)
		end--;
	return end;
}

static gsize last_quote_end(const struct reply_lines *lines, gsize end)
{
	while (end > 0 && !lines->line[end - 1].quoted)
		end--;
	return end;
}

/* END moved up over signature and mobile footers, but never into a quote (ST-11, ST-12). */
static gsize trim_end(const struct reply_lines *lines, gsize end)
{
	gsize quote = last_quote_end(lines, end);
	for (;;) {
		gsize trimmed = without_blanks(lines, signature_start(lines, quote, end));
		while (trimmed > quote && reply_is_mobile_footer(lines, trimmed - 1))
			trimmed = without_blanks(lines, trimmed - 1);
		if (trimmed == end)
			return end;
		end = trimmed;
	}
}

/* The rules that mail programs draw above a header block are not the person's. */
static gsize trim_rules(const struct reply_lines *lines, gsize end)
{
	end = without_blanks(lines, end);
	while (end > 0 && is_rule(&lines->line[end - 1], 5))
		end = without_blanks(lines, end - 1);
	return end;
}

static bool has_words(const struct reply_lines *lines, gsize end)
{
	for (gsize i = 0; i < end; i++)
		if (!lines->line[i].blank && !is_rule(&lines->line[i], 1))
			return true;
	return false;
}

/* What one walk over the lines finds out. */
struct survey {
	gsize words_end;   /* after the last line of the person's own words */
	gsize history;     /* where unquoted history begins, or the end */
	bool answers;      /* own words stand below a quoted line */
	bool quoted_above; /* while walking: a quoted line was seen */
};

/* A mark with quoted lines below is passed over with them; another one begins the history. */
static struct survey survey(const struct reply_lines *lines, gsize end)
{
	struct survey s = {.history = end};
	for (gsize i = 0; i < end;) {
		struct reply_mark mark;
		if (lines->line[i].blank || lines->line[i].quoted) {
			s.quoted_above |= lines->line[i++].quoted;
		} else if (reply_mark_at(&mark, lines, i)) {
			if (reply_quote_follows(lines, mark.end)) {
				i = mark.end;
				continue;
			}
			s.history = mark.start;
			return s;
		} else if (is_rule(&lines->line[i], 5)) {
			i++;
		} else {
			s.answers |= s.quoted_above;
			s.words_end = ++i;
		}
	}
	return s;
}

/* Where the history of a mail in a thread begins; 0 if nothing stands above it. */
static gsize history_start(const struct reply_lines *lines, gsize end, bool *answers)
{
	struct survey s = survey(lines, end);
	*answers = s.answers;
	gsize cut = s.answers ? s.history : s.words_end;
	return cut < end ? trim_rules(lines, cut) : cut;
}

/* How many lines of the text are the reply. */
static gsize reply_length(const struct reply_lines *lines, bool in_thread, bool *answers)
{
	gsize end = trim_end(lines, lines->count);
	if (in_thread) {
		gsize cut = trim_end(lines, history_start(lines, end, answers));
		if (has_words(lines, cut))
			return cut;
		*answers = false;
	}
	return has_words(lines, end) ? end : lines->count;
}

void reply_split(struct reply_parts *parts, const char *text, bool in_thread)
{
	struct reply_lines lines;
	reply_lines_init(&lines, text);
	parts->inline_reply = false;
	gsize count = reply_length(&lines, in_thread, &parts->inline_reply);
	gsize cut = strlen(text);
	if (count > 0 && count < without_blanks(&lines, lines.count))
		cut = lines.line[count - 1].text + lines.line[count - 1].length - text;
	parts->reply = g_strndup(text, cut);
	parts->removed = g_strdup(text + cut);
	reply_lines_clear(&lines);
}

void reply_parts_clear(struct reply_parts *parts)
{
	g_clear_pointer(&parts->reply, g_free);
	g_clear_pointer(&parts->removed, g_free);
}
