#ifndef RULE_REMINDER_H
#define RULE_REMINDER_H

#include "rule/record.h"

/*
 * When people are reminded. Pure. A lead is how long before an event, in
 * seconds; LEADS is an array of int64_t, the longest first.
 */

/*
 * A reminder LEADS[I] that was missed is still sent while it helps: as long as more than this is
 * left before the event, in seconds. What comes shortly before the next one is left to that.
 */
int64_t reminder_floor(const GArray *leads, guint i);

/*
 * When the author of STORY, who said nothing to its acceptance, is asked again; INT64_MAX for
 * never. After the time that CALL sets, but halfway to the first session if that is sooner; *UNTIL
 * gets the start of that session, after which nobody is asked, or INT64_MAX when there is none.
 */
int64_t asking_again_at(const struct call *call, const struct story *story, int64_t *until);

/* Whether one of INVITES (of struct invite, one person's) is open at NOW and without an answer, or
 * none is open at all: nothing tells whether they come. */
bool is_silent_about(const GPtrArray *invites, int64_t now);

/* When those who asked for it are reminded of the deadline of CALL; INT64_MAX for never. */
int64_t closing_at(const struct call *call);

#endif
