#ifndef RULE_ATTACHED_H
#define RULE_ATTACHED_H

#include "mail/message.h"

/*
 * What was attached to a version, as it is kept: a line for each, with tabs between name, type,
 * octets and SHA-256 (ST-15). Lines that an early database holds have words for people only.
 */

/* The lines for MESSAGE, new; "" if it has no attachment. */
char *attached_lines(const struct message *message);

/* What LINES say, of struct attachment; a line of words is its name, and its type is NULL. */
GPtrArray *attached_read(const char *lines);

/* The same for people, "story.pdf (application/pdf, 48.2 kB)" with BETWEEN after each but the last;
 * new, "" if there is none. */
char *attached_words(const char *lines, const char *between);

#endif
