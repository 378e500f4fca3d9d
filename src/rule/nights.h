#ifndef RULE_NIGHTS_H
#define RULE_NIGHTS_H

#include "rule/record.h"

/*
 * The local date ("2021-07-20", new) of CALL's digest that was due last at NOW, UTC seconds: due is
 * it at the call's hour in its zone. Each local date has one, also where daylight saving skips or
 * repeats that hour (P-8). Pure.
 */
char *digest_date(const struct call *call, int64_t now);

/*
 * When the digests of CALL rest, UTC seconds, unless something waits for a person: a week after the
 * deadline, the last session and NEWS, the last mail or decision (0: none). What comes later begins
 * another such week. Pure.
 */
int64_t digest_rests_at(const struct call *call, int64_t news);

#endif
