#ifndef RULE_REST_H
#define RULE_REST_H

#include "rule/record.h"

/*
 * When the digests of CALL rest, UTC seconds, unless something waits for a person: a week after the
 * deadline, the last session and NEWS, the last mail or decision (0: none). What comes later begins
 * another such week. Pure.
 */
int64_t digest_rests_at(const struct call *call, int64_t news);

#endif
