/*
 * Which Authentication-Results to believe (RULES TR-13, TR-14). Anybody can
 * write such a field; only those of our own border server count, and it stands
 * above everything that came from outside.
 */
#include "sort/auth.h"

#include "base/address.h"
#include "sort/border.h"
#include "sort/domain.h"

#include <string.h>

/*
 * The believed results, joined into one: of each method the topmost value
 * counts. A block ends where another host's field or a Received field
 * stands between. The strings are borrowed.
 */
static struct auth_result believed(const struct inbox *inbox, const struct message *message)
{
	struct auth_result sum = {0};
	guint hops = border_hops(inbox, message, inbox->authserv_id);

	for (guint i = 0; i < message->auth_results->len; i++) {
		const struct auth_result *r =
		    &g_array_index(message->auth_results, struct auth_result, i);
		bool ours = g_strcmp0(r->authserv_id, inbox->authserv_id) == 0 && r->above <= hops;
		if (sum.authserv_id != NULL && (!ours || r->above != sum.above))
			break;
		if (!ours)
			continue;
		sum.authserv_id = r->authserv_id;
		sum.above = r->above;
		if (sum.dmarc == NULL)
			sum.dmarc = r->dmarc;
		if (sum.dkim == NULL)
			sum.dkim = r->dkim, sum.dkim_domains = r->dkim_domains;
		if (sum.spf == NULL)
			sum.spf = r->spf, sum.spf_domain = r->spf_domain;
	}
	return sum;
}

/* Whether one of DOMAINS, with a space between them, vouches for FROM. */
static bool passed(const char *result, const char *domains, const char *from)
{
	bool aligned = false;

	if (g_strcmp0(result, "pass") != 0 || domains == NULL)
		return false;
	g_auto(GStrv) each = g_strsplit(domains, " ", -1);
	for (char **domain = each; *domain != NULL && !aligned; domain++)
		aligned = domain_aligned(*domain, from);
	return aligned;
}

struct auth_finding auth_find(const struct inbox *inbox, const struct message *message)
{
	const struct mailbox *author = message_author(message);
	struct auth_finding finding = {AUTH_NEUTRAL, false};
	struct auth_result r;

	if (inbox == NULL || inbox->authserv_id == NULL || author == NULL)
		return finding;
	r = believed(inbox, message);
	finding.tested = r.dmarc != NULL || r.dkim != NULL || r.spf != NULL;
	const char *from = address_domain(author->address);
	if (g_strcmp0(r.dmarc, "fail") == 0)
		finding.verdict = AUTH_FAIL;
	else if (g_strcmp0(r.dmarc, "pass") == 0 || passed(r.dkim, r.dkim_domains, from) ||
		 passed(r.spf, r.spf_domain, from))
		finding.verdict = AUTH_PASS;
	return finding;
}

enum auth auth_verdict(const struct inbox *inbox, const struct message *message)
{
	return auth_find(inbox, message).verdict;
}
