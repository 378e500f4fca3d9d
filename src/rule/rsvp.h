#ifndef RULE_RSVP_H
#define RULE_RSVP_H

#include "rule/rule.h"

/*
 * Judges one event of a REPLY. INVITE is the one that its UID names, or NULL;
 * FROM the mail's author, or NULL; RECEIVED the mail's arrival in UTC seconds. Pure.
 */
void rsvp_judge(struct rsvp_outcome *outcome, const struct rsvp *rsvp, const struct invite *invite,
    const char *from, enum auth auth, int64_t received);

#endif
