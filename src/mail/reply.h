#ifndef MAIL_REPLY_H
#define MAIL_REPLY_H

#include <glib.h>
#include <stdbool.h>

/*
 * What the parts of reply_split() share: a text as lines, the marks that begin
 * quoted history, and the lines that end a mail. Private to this room.
 */

/* One line of the text, without its line end. */
struct reply_line {
	const char *text;
	gsize length;
	bool blank;
	bool quoted;        /* behind a quote mark */
	unsigned role;      /* of the header name it begins with, or 0 */
	const char *folded; /* what reply_folded() has found, or NULL */
};

struct reply_lines {
	struct reply_line *line;
	gsize count;
	GStringChunk *folded;
};

/* Takes TEXT, which has to stay, apart. */
void reply_lines_init(struct reply_lines *lines, const char *text);
void reply_lines_clear(struct reply_lines *lines);

/* Line AT in lower case with plain spaces and without the decoration around it ("*From:*"); NULL
 * when longer than a mark can be. Borrowed, from LINES. */
const char *reply_folded(const struct reply_lines *lines, gsize at);

/* The same of as much of the line as a mark may take up; the rest is prose behind it. */
const char *reply_folded_beginning(const struct reply_lines *lines, gsize at);

/* A run of lines that announces somebody else's words. */
struct reply_mark {
	gsize start, end; /* lines [start, end) */
	bool certain;     /* needs no quoted line below it */
};

/* The mark that begins in line AT, if there is one (RULES ST-09). */
bool reply_mark_at(struct reply_mark *mark, const struct reply_lines *lines, gsize at);

/* True if lines from AT on, blank ones aside, go on with a quoted line or a sentinel. */
bool reply_quote_follows(const struct reply_lines *lines, gsize at);

/* "Sent from my iPhone" in many languages, at most 60 characters (ST-12). */
bool reply_is_mobile_footer(const struct reply_lines *lines, gsize at);

/* The attribution that begins in line AT, if there is one; a quoted line must follow unless it is
 * certain. */
bool reply_attribution(struct reply_mark *mark, const struct reply_lines *lines, gsize at);

/* One bit for the header name (From, Sent, ...) that line AT begins with, in any language; or 0. */
unsigned reply_header_role(const struct reply_lines *lines, gsize at);

/* The character after P: g_utf8_next_char() for constant text. */
static inline const char *reply_next(const char *p)
{
	return p + g_utf8_skip[*(const guchar *)p];
}

#endif
