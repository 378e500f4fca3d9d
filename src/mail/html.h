#ifndef MAIL_HTML_H
#define MAIL_HTML_H

#include <glib.h>
#include <stdbool.h>

/*
 * The layout half of html_to_text(): elements come in by enter and leave, with their text between;
 * out goes text with line breaks, list marks and quote marks. Private to this room.
 */
enum { HTML_OCTETS = 1 << 20 }; /* of a page; the rest is not read */

struct html_writer;

struct html_writer *html_writer_new(void);

/* NAME in lower case; ATTRIBUTES are names and values in turn, ending in NULL, or NULL. */
void html_enter(struct html_writer *writer, const char *name, const char *const *attributes);
void html_text(struct html_writer *writer, const char *text, gsize length);
/* Closes what enter opened. */
void html_leave(struct html_writer *writer, const char *name);

/* The value of the attribute NAME; NULL if there is none. An empty one is "". */
const char *html_attribute(const char *const *attributes, const char *name);

/* True when the text is as long as a part may be; the rest is not wanted. */
bool html_full(const struct html_writer *writer);

/* The text, without white space at its end; frees WRITER. */
char *html_writer_finish(struct html_writer *writer);

#endif
