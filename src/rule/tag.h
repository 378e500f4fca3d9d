#ifndef RULE_TAG_H
#define RULE_TAG_H

#include "call/call.h"
#include "mail/message.h"

/* What an author says explicitly in the subject or the first line. Pure. */

/*
 * One of the call's kinds that the author named (ST-17): the first line is the
 * kind, or begins with it and ":" or stands in brackets; else the kind stands in
 * the subject as words of its own. NULL when none or more than one was named. Borrowed from CALL.
 */
const char *story_tag(const struct call *call, const struct message *message);

/* "HELP", "STATUS", "REVISE", "WITHDRAW", "UNDO" or "CONFIRM" if the first line of the reply is
 * exactly that word in any case; else NULL. */
const char *first_line_word(const struct message *message);

/* Whether the first line is one of them but for marks around it, or WITHDRAW among few others:
 * nobody acts on it, but its author may think so. */
bool is_nearly_a_word(const struct message *message);

/* "ACCEPTED", "DECLINED" or "TENTATIVE" if the first line of the reply is exactly yes, no or maybe
 * in any case (CI-29); else NULL. */
const char *answer_in_words(const struct message *message);

/* What counts as the story: the text without such a word above it. New. */
char *story_text(const struct message *message);

#endif
