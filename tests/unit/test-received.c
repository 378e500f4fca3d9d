/* Fields that servers add: who took the mail when, and what was proved of its sender (RULES TI-03,
 * TI-09, TR-13, TR-14). */
#include "base/civil.h"
#include "mail/header.h"

#include <glib.h>

#define WHEN "; Mon, 19 Jul 2021 08:14:51 +0000"

/* PROVES TI-03 */
static const struct {
	const char *name, *field, *by, *from, *at; /* AT: NULL if no date can be read */
} received[] = {
    {"an ordinary one",
	"from mail.example.net (mail.example.net [192.0.2.1]) by mx.example.org"
	" with ESMTPS id 1" WHEN,
	"mx.example.org", "mail.example.net", "2021-07-19T08:14:51Z"},
    {"upper case, folded", "FROM Mail.Example.NET\r\n\tBY MX.Example.ORG" WHEN, "mx.example.org",
	"mail.example.net", "2021-07-19T08:14:51Z"},
    {"by alone", "by mx.example.org with LMTP" WHEN, "mx.example.org", "", "2021-07-19T08:14:51Z"},
    {"no by", "from mail.example.net" WHEN, "", "mail.example.net", "2021-07-19T08:14:51Z"},
    {"by inside a comment does not count",
	"from a.example.net (x by evil.example.com) by mx.example.org" WHEN, "mx.example.org",
	"unknown", "2021-07-19T08:14:51Z"},
    {"by inside quotes does not count", "from \"x by evil.example.com\" by mx.example.org" WHEN,
	"mx.example.org", "x", "2021-07-19T08:14:51Z"},
    {"a quoted parenthesis opens nothing",
	"from a.example.net (\\) by evil.example.com) by mx.example.org" WHEN, "mx.example.org",
	"a.example.net", "2021-07-19T08:14:51Z"},
    {"the machine itself", "from localhost (localhost [127.0.0.1]) by mx.example.org" WHEN,
	"mx.example.org", "", "2021-07-19T08:14:51Z"},
    {"the machine itself, by IPv6", "from x (x [IPv6:::1]) by mx.example.org" WHEN,
	"mx.example.org", "", "2021-07-19T08:14:51Z"},
    {"a loopback that a peer only claims",
	"from x.example.net (helo=[127.0.0.1] [192.0.2.1]) by"
	" mx.example.org" WHEN,
	"mx.example.org", "unknown", "2021-07-19T08:14:51Z"},
    {"a name that was not found",
	"from mx.example.org (unknown [192.0.2.1]) by mx.example.org" WHEN, "mx.example.org",
	"unknown", "2021-07-19T08:14:51Z"},
    {"a name that is another",
	"from mx.example.org (evil.example.com [192.0.2.1]) by mx.example.org" WHEN,
	"mx.example.org", "unknown", "2021-07-19T08:14:51Z"},
    {"our name, given by a peer whose address has another",
	"from mx.example.org (x [192.0.2.1]) by mx.example.org" WHEN, "mx.example.org", "unknown",
	"2021-07-19T08:14:51Z"},
    {"our name, given by a peer whose address has none",
	"from mx.example.org ([192.0.2.1]) by mx.example.org" WHEN, "mx.example.org", "unknown",
	"2021-07-19T08:14:51Z"},
    {"a hop of ours", "from in.example.org (in.example.org [192.0.2.1]) by mx.example.org" WHEN,
	"mx.example.org", "in.example.org", "2021-07-19T08:14:51Z"},
    {"no date", "from a.example.net by mx.example.org", "mx.example.org", "a.example.net", NULL},
    {"a date that is none", "from a.example.net by mx.example.org; yesterday", "mx.example.org",
	"a.example.net", NULL},
    {"the last semicolon counts", "from a.example.net by mx.example.org; id 7" WHEN,
	"mx.example.org", "a.example.net", "2021-07-19T08:14:51Z"},
    {"a semicolon in a comment does not", "from a.example.net (a; b) by mx.example.org" WHEN,
	"mx.example.org", "unknown", "2021-07-19T08:14:51Z"},
    {"nothing", "", "", "", NULL},
};

static void test_received(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(received); i++) {
		struct received hop;
		g_test_message("%s", received[i].name);
		received_read(&hop, received[i].field);
		g_autofree char *at = hop.known ? instant_rfc3339(hop.instant) : NULL;
		g_assert_cmpstr(hop.by, ==, received[i].by);
		g_assert_cmpstr(hop.from, ==, received[i].from);
		g_assert_cmpstr(at, ==, received[i].at);
		g_free(hop.by);
		g_free(hop.from);
	}
}

/* PROVES TR-13, TR-14 */
static const struct {
	const char *name, *field, *id, *dmarc, *policy, *dkim, *dkim_domains, *spf, *spf_domain;
} results[] = {
    {"all three",
	"mx.example.org; dmarc=pass (p=REJECT sp=NONE) header.from=example.net;"
	" dkim=pass header.d=Example.NET; spf=pass smtp.mailfrom=ada@example.net",
	"mx.example.org", "pass", "reject", "pass", "example.net", "pass", "example.net"},
    {"folded, with spaces", "MX.example.org;\r\n  dkim=fail\r\n  header.i=@example.net",
	"mx.example.org", NULL, NULL, "fail", "example.net", NULL, NULL},
    {"every signature that passed counts",
	"mx; dkim=fail header.d=a.example.net; dkim=pass"
	" header.d=b.example.net; dkim=pass header.d=c.example.net",
	"mx", NULL, NULL, "pass", "b.example.net c.example.net", NULL, NULL},
    {"a later failure does not count",
	"mx; dkim=pass header.d=a.example.net; dkim=fail"
	" header.d=b.example.net",
	"mx", NULL, NULL, "pass", "a.example.net", NULL, NULL},
    {"nor does one by nobody",
	"mx; dkim=pass; dkim=pass header.i=@a.example.net; dkim=pass header.x=y", "mx", NULL, NULL,
	"pass", "a.example.net", NULL, NULL},
    {"the first result of a method counts", "mx; dmarc=fail; dmarc=pass; spf=fail; spf=pass", "mx",
	"fail", NULL, NULL, NULL, "fail", NULL},
    {"a result in a comment is none", "mx; spf=fail (text dmarc=pass; dmarc=pass)", "mx", NULL,
	NULL, NULL, NULL, "fail", NULL},
    {"a result in quotes is none", "mx; spf=fail reason=\"x; dmarc=pass\"", "mx", NULL, NULL, NULL,
	NULL, "fail", NULL},
    {"the policy as a property", "mx; dmarc=fail policy.dmarc=quarantine", "mx", "fail",
	"quarantine", NULL, NULL, NULL, NULL},
    {"the old name of the envelope's sender", "mx; spf=pass smtp.mail=bounces@lists.example.net",
	"mx", NULL, NULL, NULL, NULL, "pass", "lists.example.net"},
    {"an envelope of a host alone", "mx; spf=pass smtp.mailfrom=mail.example.net", "mx", NULL, NULL,
	NULL, NULL, "pass", "mail.example.net"},
    {"other methods", "mx; arc=pass; iprev=pass; x", "mx", NULL, NULL, NULL, NULL, NULL, NULL},
    {"none", "mx; none", "mx", NULL, NULL, NULL, NULL, NULL, NULL},
    {"nothing", "", "", NULL, NULL, NULL, NULL, NULL, NULL},
};

static void test_results(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(results); i++) {
		struct auth_result r;
		g_test_message("%s", results[i].name);
		auth_result_read(&r, results[i].field, 3);
		g_assert_cmpuint(r.above, ==, 3);
		g_assert_cmpstr(r.authserv_id, ==, results[i].id);
		g_assert_cmpstr(r.dmarc, ==, results[i].dmarc);
		g_assert_cmpstr(r.dmarc_policy, ==, results[i].policy);
		g_assert_cmpstr(r.dkim, ==, results[i].dkim);
		g_assert_cmpstr(r.dkim_domains, ==, results[i].dkim_domains);
		g_assert_cmpstr(r.spf, ==, results[i].spf);
		g_assert_cmpstr(r.spf_domain, ==, results[i].spf_domain);
		char *owned[] = {r.authserv_id, r.dmarc, r.dmarc_policy, r.dkim, r.dkim_domains,
		    r.spf, r.spf_domain};
		for (gsize k = 0; k < G_N_ELEMENTS(owned); k++)
			g_free(owned[k]);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/received/who took the mail, and when", test_received);
	g_test_add_func("/received/what was proved of its sender", test_results);
	return g_test_run();
}
