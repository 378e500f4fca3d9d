#ifndef RULE_AUTHOR_H
#define RULE_AUTHOR_H

#include "rule/rule.h"

/* Decisions about mail of authors, and of people who have no story yet; the rest is in decide.c.
 * Pure. */

/* True if the mail comes from the address of the story that it belongs to. */
bool from_author(const struct situation *situation);

void decide_story(struct decision *decision, const struct situation *situation);

/* REVISE, or a reply that is taken for a version; of anybody but the author a question (CT-03). */
void decide_revision(struct decision *decision, const struct situation *situation);

/* A reply in a thread of ours, whatever it turns out to be. */
void decide_note(struct decision *decision, const struct situation *situation);

/* WITHDRAW, or what confirms it (CT-04). */
void decide_withdrawal(struct decision *decision, const struct situation *situation);

/* Somebody without a story asks for help, or to be reminded of the deadline (CT-12). */
void decide_newcomer(struct decision *decision, const struct situation *situation);

#endif
