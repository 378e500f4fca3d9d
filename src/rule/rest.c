/* The end of the nightly digests: nobody wants one about nothing for months. */
#include "rule/rest.h"

#include "base/civil.h"

enum { QUIET = 7 * DAY };

int64_t digest_rests_at(const struct call *call, int64_t news)
{
	int64_t last = MAX(call->deadline.cutoff + call->deadline.grace, news);

	return MAX(last, call_last_end(call)) + QUIET;
}
