#ifndef LETTER_SESSION_H
#define LETTER_SESSION_H

#include "rule/record.h"

#include <jansson.h>

/* What SESSION of CALL says otherwise than the invitation as its person was told BEFORE (NULL: they
 * were told nothing): a new array of {what, before, now}, in words. Private to the room. */
json_t *session_changes(
    const struct call *call, const struct invite *before, const struct session *session);

#endif
