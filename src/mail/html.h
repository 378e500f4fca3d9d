#ifndef MAIL_HTML_H
#define MAIL_HTML_H

#include <glib.h>
#include <libxml/tree.h>
#include <stdbool.h>

/*
 * The layout half of html_to_text(): elements come in by enter and leave, text
 * goes out with line breaks, list marks and quote marks. Private to this room.
 */
struct html_writer;

struct html_writer *html_writer_new(void);

/* Text nodes are written by enter; leave closes what enter opened. */
void html_enter(struct html_writer *writer, xmlNode *node);
void html_leave(struct html_writer *writer, xmlNode *node);

/* True when the text is as long as a part may be; the rest is not wanted. */
bool html_full(const struct html_writer *writer);

/* The text, without white space at its end; frees WRITER. */
char *html_writer_finish(struct html_writer *writer);

#endif
