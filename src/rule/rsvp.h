#ifndef RULE_RSVP_H
#define RULE_RSVP_H

#include "rule/rule.h"

/*
 * Judges one event of a REPLY. INVITE is the one that its UID names, or NULL;
 * FROM the mail's author, or NULL; RECEIVED the mail's arrival in UTC seconds. Pure.
 */
void rsvp_judge(struct rsvp_outcome *outcome, const struct rsvp *rsvp, const struct invite *invite,
    const char *from, enum auth auth, int64_t received);

/* What answers to INVITES (of struct invite, one person's in one call) say about coming at NOW: one
 * yes is enough; a no speaks for all only when none is left open. Pure. */
enum coming coming_of(const GPtrArray *invites, int64_t now);

/* What a word of a calendar says about coming. Pure. */
enum coming coming_from_partstat(const char *partstat);

#endif
