#ifndef RULE_GUEST_H
#define RULE_GUEST_H

#include "rule/record.h"

/*
 * What a guest (CI-11) can be admitted to: sessions of CALL that they ask for, that are for more
 * than nobody, not over at NOW, and that they have no open invitation to. Borrows; new array. Pure.
 */
GPtrArray *guest_sessions(const struct guest *guest, const struct call *call, int64_t now);

/* Whether there is any. */
bool guest_is_admissible(const struct guest *guest, const struct call *call, int64_t now);

#endif
