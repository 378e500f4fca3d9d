/*
 * Whole mails through parse_mail(): the limits, the sender, the fields of the
 * header. Nothing may crash; what is held says why.
 */
#include "mail/parse.h"

#include <string.h>

static struct message *parse(const GString *mail)
{
	return parse_mail((const unsigned char *)mail->str, mail->len);
}

static const struct {
	const char *name, *before, *again;
	unsigned times;
	const char *after, *held; /* NULL: it is read */
} bombs[] = {
    /* PROVES B-1, B-2, B-3, B-5, B-6, B-7, B-8, B-9, B-10 */
    {"open comments in From", "From: a@b.c ", "(", 200000, "\r\n\r\nx", "32 KiB"},
    {"some open comments are read", "From: a@b.c ", "(", 1000, "\r\n\r\nx", NULL},
    {"open comments in an inner header",
	"From: a@b.c\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nTo: ", "(", 200000,
	"\r\n\r\nx", "32 KiB"},
    {"mails in mails", "From: a@b.c\r\n", "Content-Type: message/rfc822\r\n\r\n", 30000, "",
	"inside one another"},
    {"one boundary throughout", "From: a@b.c\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n",
	"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n", 40000, "", "anything"},
    {"many parts with text", "From: a@b.c\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n",
	"--b\r\n\r\nx\r\n", 100000, "--b--", NULL},
    {"an empty boundary", "From: a@b.c\r\nContent-Type: multipart/mixed; boundary=\"\"\r\n\r\n",
	"--\r\n\r\nx\r\n", 1, "----\r\n", NULL},
    {"no boundary", "From: a@b.c\r\nContent-Type: multipart/mixed\r\n\r\n", "x\r\n", 1, "", NULL},
    {"a long Subject", "Subject: ", "A", 20000, "\r\n\r\nx", NULL},
    {"a longer Subject", "Subject: ", "A", 10000000, "\r\n\r\nx", "256 KiB"},
    {"many headers", "From: a@b.c\r\n", "X-H: v\r\n", 200000, "\r\nx", "256 KiB"},
    {"many Received", "From: a@b.c\r\n", "Received: by x\r\n", 51, "\r\nx", "50 Received"},
    {"many addresses", "From: a@b.c\r\nTo: a@b.c", ",\r\n a@b.c", 100, "\r\n\r\nx",
	"100 addresses"},
    {"nothing", "", "", 0, "", "empty"},
    {"no body", "From: a@b.c\r\n", "", 0, "", NULL},
    {"no header", "\r\nhello\r\n", "", 0, "", "no header"},
    {"odd line ends", "From: a@b.c\n\na\rb\nx\n.\r\nMAIL FROM:<v@x>\r\n", "", 0, "\r\n.\n", NULL},
};

static void test_bombs(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(bombs); i++) {
		g_test_message("%s", bombs[i].name);
		g_autoptr(GString) mail = g_string_new(bombs[i].before);
		for (unsigned n = 0; n < bombs[i].times; n++)
			g_string_append(mail, bombs[i].again);
		g_string_append(mail, bombs[i].after);
		AUTO(message) *m = parse(mail);
		if (!bombs[i].held)
			g_assert_cmpstr(m->held, ==, NULL);
		else if (strcmp(bombs[i].held, "anything") != 0)
			g_assert_nonnull(m->held ? strstr(m->held, bombs[i].held) : NULL);
	}
}

static void test_different_boundaries(void)
{
	g_autoptr(GString) mail = g_string_new("From: a@b.c\r\n");
	for (int i = 0; i < 40000; i++)
		g_string_append_printf(
		    mail, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i);
	AUTO(message) *m = parse(mail);
	g_assert_nonnull(strstr(m->held, "inside one another")); /* PROVES B-4 */
}

static const struct {
	const char *name, *header, *author, *first; /* the author; the first From shown */
} senders[] = {
    /* PROVES ST-19, ST-20, RE-11 */
    {"a plain one", "From: Ada <ada@Example.org>", "ada@example.org", "ada@example.org"},
    {"a quoted comma", "From: \"Doe, Ada\" <ada@example.org>", "ada@example.org",
	"ada@example.org"},
    {"a comma without quotes", "From: Doe, Ada <ada@example.org>", "ada@example.org",
	"ada@example.org"},
    {"a name in a comment", "From: ada@example.org (Ada)", "ada@example.org", "ada@example.org"},
    {"dots in a row", "From: foo..bar.@docomo.example.jp", "foo..bar.@docomo.example.jp",
	"foo..bar.@docomo.example.jp"},
    {"comments inside the brackets", "From: Ada <ada(her own)@example.org(of (the) house)>",
	"ada@example.org", "ada@example.org"},
    {"old white space", "From: Ada <ada @ mail(x).  example.org>", "ada@mail.example.org",
	"ada@mail.example.org"},
    {"a bracket in a comment", "From: Pete(A nice \\) chap) <pete@example.org>", "pete@example.org",
	"pete@example.org"},
    {"a comment that is open", "From: Ada <ada(@example.org>", NULL, "ada"},
    {"a space that parts", "From: Ada <a da@example.org>", NULL, "a da@example.org"},
    {"two @", "From: a@b@example.org", NULL, "a@b@example.org"},
    {"words behind", "From: e@example.org> garbage", NULL, "e@example.org> garbage"},
    {"two in brackets", "From: <a@example.org> <v@example.net>", NULL, NULL},
    {"no domain", "From: root", NULL, "root"},
    {"nobody", "From: <>", NULL, ""},
    {"a group", "From: Team: a@example.org, b@example.org;", NULL, "a@example.org"},
    {"two and no Sender", "From: a@example.org, b@example.org", NULL, "a@example.org"},
    {"two and a Sender", "From: a@example.org, b@example.org\r\nSender: b@example.org",
	"b@example.org", "a@example.org"},
    {"two and a stranger", "From: a@example.org, b@example.org\r\nSender: v@example.net", NULL,
	"a@example.org"},
    {"two From fields", "From: a@example.org\r\nFrom: b@example.org", NULL, "a@example.org"},
    {"none", "To: a@example.org", NULL, NULL},
};

static void test_senders(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(senders); i++) {
		g_test_message("%s", senders[i].name);
		g_autoptr(GString) mail = g_string_new(senders[i].header);
		g_string_append(mail, "\r\n\r\nx\r\n");
		AUTO(message) *m = parse(mail);
		const struct mailbox *author = message_author(m);
		g_assert_cmpstr(author ? author->address : NULL, ==, senders[i].author);
		const struct mailbox *first = m->from->len ? m->from->pdata[0] : NULL;
		if (senders[i].first)
			g_assert_cmpstr(first->address, ==, senders[i].first);
	}
}

static const struct {
	const char *date;
	bool known;
	int64_t instant;
	bool offset_known;
	int offset;
} dates[] = {
    /* PROVES TI-09 */
    {"Mon, 19 Jul 2021 08:14:51 +0200", true, 1626675291, true, 7200},
    {"19 Jul 21 06:14:51 GMT", true, 1626675291, true, 0},
    {"19 Jul 121 06:14 UT", true, 1626675240, true, 0},
    {"Mon, 19 Jul 2021 06:14:60 +0000 (leap)", true, 1626675299, true, 0},
    {"Mon, 19 Jul 2021 06:14:51 -0000", true, 1626675291, false, 0},
    {"Mon, 19 Jul 2021 06:14:51 AoE", true, 1626675291, false, 0},
    {"Mon, 19 Jul 2021 06:14:51 +9900", true, 1626675291, false, 0},
    {"Mon, 19 Jul 2021 08:14:51 +02:00", true, 1626675291, true, 7200},
    {"Mon, 19 Jul 2021 02:44:51 -03:30", true, 1626675291, true, -12600},
    {"Mon, 19 Jul 2021 06:14:51 +", true, 1626675291, false, 0},
    {"Mon, 19 Jul 2021 06:14:51 +2", true, 1626675291, false, 0},
    {"Mon, 19 Jul 2021 06:14:51 +02:", true, 1626675291, false, 0},
    {"Mon, 19 Jul 2021 06:14:51 +02000", true, 1626675291, false, 0},
    {"31 Feb 2021 06:14:51 +0000", false},
    {"yesterday", false},
    {"", false},
};

static void test_dates(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(dates); i++) {
		g_autoptr(GString) mail = g_string_new("From: a@example.org\r\nDate: ");
		g_string_append_printf(mail, "%s\r\n\r\nx", dates[i].date);
		g_test_message("%s", dates[i].date);
		AUTO(message) *m = parse(mail);
		g_assert_cmpint(m->date.known, ==, dates[i].known);
		g_assert_cmpint(m->date.instant, ==, dates[i].instant);
		if (!dates[i].known)
			continue;
		g_assert_cmpint(m->date.offset_known, ==, dates[i].offset_known);
		g_assert_cmpint(m->date.offset, ==, dates[i].offset);
	}
}

static void test_fields(void)
{
	g_autoptr(GString) mail = g_string_new(
	    "Received: from x (by evil) by MX.example.org with SMTP;\r\n"
	    "\tMon, 19 Jul 2021 06:14:51 +0000\r\n"
	    "Authentication-Results: MX.example.org (dkim=pass);\r\n"
	    " dkim=fail header.d=example.com; dkim=pass header.i=@example.org;\r\n"
	    " spf=pass smtp.mailfrom=ada@example.org; dmarc=pass (p=REJECT sp=NONE)\r\n"
	    "From: Ada via Stories <list@example.net>\r\nReply-To: ada@example.org\r\n"
	    "Message-ID: <1@e>\r\nMessage-ID: <2@e>\r\nSubject: Automatic reply: x\r\n"
	    "In-Reply-To: 3klmo@mct\r\nReferences: <bad <c@d> <e@f>\r\n"
	    "Auto-Submitted : auto-replied (vacation); x=y\r\n"
	    "List-Id: Stories <Stories.example.net>\r\n\r\nx\r\n");
	AUTO(message) *m = parse(mail);
	struct received *received = &g_array_index(m->received, struct received, 0);
	g_assert_cmpstr(received->by, ==, "mx.example.org");
	g_assert_cmpint(received->instant, ==, 1626675291);
	struct auth_result *auth = &g_array_index(m->auth_results, struct auth_result, 0);
	g_assert_cmpstr(auth->authserv_id, ==, "mx.example.org"); /* PROVES TR-13 */
	g_assert_cmpuint(auth->above, ==, 1);
	g_assert_cmpstr(auth->dkim, ==, "pass");
	g_assert_cmpstr(auth->dkim_domains, ==, "example.org");
	g_assert_cmpstr(auth->spf_domain, ==, "example.org"); /* PROVES TR-14 */
	g_assert_cmpstr(auth->dmarc_policy, ==, "reject");
	g_assert_cmpstr(m->message_id, ==, "1@e");           /* PROVES ST-21 */
	g_assert_cmpstr(m->in_reply_to[0], ==, "3klmo@mct"); /* PROVES RE-18 */
	g_assert_cmpstr(m->references[0], ==, "c@d");
	g_assert_cmpstr(m->references[1], ==, "e@f");
	g_assert_cmpstr(m->auto_submitted, ==, "auto-replied"); /* PROVES RE-02 */
	g_assert_cmpstr(m->list_id, ==, "stories.example.net");
	g_assert_true(m->list_rewritten); /* PROVES CL-09 */
	g_assert_true(m->auto_subject);   /* PROVES CL-04 */
}

static char *key_of(const char *mail)
{
	return mail_key((const unsigned char *)mail, strlen(mail));
}

static void test_keys(void)
{
	g_autofree char *one = key_of("From: a@b.c\r\nSubject: x\r\n y\r\n\r\nbody\r\n\r\n");
	g_autofree char *same = key_of("Subject: x y\nX-New: 1\nFrom:  a@b.c\n\nbody");
	g_autofree char *other = key_of("From: a@b.c\r\nSubject: x y\r\n\r\nbody!");
	g_assert_cmpstr(one, ==, same); /* PROVES TR-02 */
	g_assert_cmpstr(one, !=, other);
	g_autofree char *lines = key_of("From: a@b.c\r\n\r\none\r\n\r\ntwo\r\n");
	g_autofree char *relayed = key_of("From: A@B.C \n\none \t\n\ntwo\n \n");
	g_autofree char *joined = key_of("From: a@b.c\n\none\ntwo\n");
	g_assert_cmpstr(lines, ==, relayed);
	g_assert_cmpstr(lines, !=, joined);
	g_autofree char *noise = key_of("no mail at all\n");
	g_autofree char *rest = key_of("nor is this: one\n");
	g_assert_cmpstr(noise, !=, rest); /* PROVES B-62, P-5 */
	static const char mail[] = "Message-ID:\r\n <a@b>\r\nMessage-ID: <c@d>\r\n\r\n";
	g_autofree char *id = mail_id((const unsigned char *)mail, strlen(mail));
	g_assert_cmpstr(id, ==, "a@b");
	g_assert_null(mail_id((const unsigned char *)"", 0));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_warm_up();
	g_test_add_func("/parse/too much is held, odd is read", test_bombs);
	g_test_add_func("/parse/multiparts in multiparts are held", test_different_boundaries);
	g_test_add_func("/parse/exactly one author is answered", test_senders);
	g_test_add_func("/parse/dates are evidence", test_dates);
	g_test_add_func("/parse/fields are read from the raw header", test_fields);
	g_test_add_func("/parse/a mail has one key however it came", test_keys);
	return g_test_run();
}
