#ifndef RULE_COMMAND_H
#define RULE_COMMAND_H

#include "rule/rule.h"

/* Decisions about mail of organizers who answer a digest, a question or an echo; the rest is in
 * decide.c. Pure. */
void decide_command(struct decision *decision, const struct situation *situation);

/* True if the author is the organizer whose token the mail carries, and may decide. */
bool may_order(const struct situation *situation);

/* What of MESSAGE may hold orders: nothing if it only passes on what stands in a file or in another
 * mail (CT-06). Borrowed. */
const char *command_text(const struct message *message);

#endif
