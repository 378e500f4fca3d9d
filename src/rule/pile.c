/* When mail that comes is a pile; see the header. */
#include "rule/pile.h"

#include <stddef.h>

enum { FEW = 20, SKEW = 3600 };

int64_t pile_horizon(const struct poll *poll)
{
	if (poll->renumbered || (poll->unset && poll->last == 0))
		return INT64_MAX;
	return (poll->last != 0 ? poll->last : poll->now) - SKEW;
}

const char *pile_suspicion(const struct poll *poll)
{
	if (poll->renumbered)
		return "the mailbox was renumbered (UIDVALIDITY changed): it was made anew";
	if (poll->old <= FEW)
		return NULL;
	if (poll->last == 0)
		return "the mailbox was never read before, and old mail was in it";
	return "old mail came that was not there before: a mailbox was restored, or moved";
}
