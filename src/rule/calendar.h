#ifndef RULE_CALENDAR_H
#define RULE_CALENDAR_H

#include "rule/rule.h"

/* Decisions about mail that speaks of invitations; the rest is in decide.c. Pure. */

/* A calendar's REPLY: each of its events is judged. */
void decide_rsvp(struct decision *decision, const struct situation *situation);

/* Any other METHOD: proposals and strangers' objects are kept, a REFRESH may be answered. */
void decide_calendar(struct decision *decision, const struct situation *situation);

/* True if the author's first line is "yes", "no" or "maybe" and nothing speaks against believing
 * the sender (CI-29). */
bool decide_answer(struct decision *decision, const struct situation *situation);

#endif
