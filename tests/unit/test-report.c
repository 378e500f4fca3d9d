/* Delivery reports: recipients, causes and statuses, from fields, words and JSON. */
#include "mail/report.h"

#include <glib.h>
#include <string.h>

/* One thing a server said, and what it means. PROVES TR-15 */
static const struct {
	const char *name, *status, *words;
	const char *expected, *cause;
	bool permanent, dead;
} failures[] = {
    {"the status of the words beats a general one", "5.0.0",
	"smtp; 550 5.1.1 <ada@example.net>... x", "5.1.1", "user unknown", true, true},
    {"a precise status field beats the words", "5.2.2", "smtp; 550 5.0.0 no", "5.2.2",
	"mailbox full", true, false},
    {"a full mailbox is not a dead address", NULL, "552 5.2.2 Mailbox full", "5.2.2",
	"mailbox full", true, false},
    {"a word beats the code", "5.1.1", "550 5.1.1 account is disabled", "5.1.1", "suspended", true,
	false},
    {"a reply code alone gives the class", NULL, "450 try again later", "4.0.0", NULL, false,
	false},
    {"an unknown user after the data was filtered", NULL,
	"550 user unknown (in reply to end of DATA command)", "5.0.0", "filtered", true, false},
    {"an unknown user with 5.2.0 was filtered", "5.2.0", "550 Unknown user", "5.2.0", "filtered",
	true, false},
    {"a temporary failure never means a dead address", NULL, "451 4.1.1 user unknown", "4.1.1",
	"user unknown", false, false},
    {"an unknown host is dead", NULL, "550 Host unknown", "5.0.0", "host unknown", true, true},
    {"a blocked sender is no dead address", "5.7.1", "554 5.7.1 blocked by example list", "5.7.1",
	"blocked", true, false},
    {"an IP address is no status", NULL, "connected to 5.1.1.9 port 25", "", NULL, true, false},
    {"a version is no status", NULL, "(8.13.1/8.13.1) no more to say", "", NULL, true, false},
    {"no code and words of patience", NULL, "delivery has been delayed", "", NULL, false, false},
    {"qmail's code in brackets", NULL, "Sorry, no mailbox here by that name. (#5.1.1)", "5.1.1",
	"user unknown", true, true},
    {"an unknown sender is no dead address", NULL,
	"550 Sender address rejected: User unknown in virtual mailbox table", "5.0.0",
	"sender rejected", true, false},
    {"nor is a greeting that was not liked", NULL, "501 5.5.4 Invalid domain name: HELO", "5.5.4",
	"blocked", true, false},
    {"nor are too many wrong guesses", NULL, "550 too many invalid recipients", "5.0.0", "blocked",
	true, false},
    {"a mere rejection leaves the word to the code", NULL, "550 #5.1.0 Address refused.", "5.1.0",
	"user unknown", true, true},
    {"an unknown user in French", NULL, "550 utilisateur inconnu", "5.0.0", "user unknown", true,
	true},
    {"an unknown user in Japanese", NULL, "550 存在しません", "5.0.0", "user unknown", true, true},
    {"a refused connection is final when nothing says otherwise", NULL, "Connection refused", "",
	"network", true, false},
    {"perhaps is not certainly", NULL, "the group may not exist", "", "filtered", true, false},
    {"nothing at all", NULL, NULL, "", NULL, true, false},
    {"a status that is none", "huh", "", "", NULL, true, false},
    {"a long number is no status", "5.1.1111", "", "", NULL, true, false},
};

static void test_failures(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(failures); i++) {
		struct failure f = failure_read(failures[i].status, failures[i].words);
		g_test_message("%s", failures[i].name);
		g_assert_cmpstr(f.status, ==, failures[i].expected);
		g_assert_cmpstr(f.cause, ==, failures[i].cause);
		g_assert_cmpint(f.permanent, ==, failures[i].permanent);
		g_assert_cmpint(f.dead, ==, failures[i].dead);
	}
}

static void report_clear(struct report *report)
{
	g_free(report->recipient);
	g_free(report->action);
	g_free(report->status);
	g_free(report->cause);
	g_free(report->diagnostic);
}

static GArray *reports_new(void)
{
	GArray *reports = g_array_new(FALSE, TRUE, sizeof(struct report));

	g_array_set_clear_func(reports, (GDestroyNotify)report_clear);
	return reports;
}

/* "a@example.net failed 5.1.1 dead, ..." */
static char *summary(const GArray *reports)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < reports->len; i++) {
		const struct report *r = &g_array_index(reports, struct report, i);
		g_string_append_printf(text, "%s%s %s %s%s", i > 0 ? ", " : "", r->recipient,
		    r->action, r->status == NULL ? "-" : r->status, r->dead ? " dead" : "");
	}
	return g_string_free(text, FALSE);
}

/* Notices in words, as different mail systems write them; the bounce went to sender@example.org. */
static const struct {
	const char *name, *failed, *returned, *text, *expected;
} notices[] = {
    {"qmail: bracket and colon", NULL, NULL,
	"Hi. This is the qmail-send program.\n\n<ada@example.net>:\n192.0.2.1 does not like "
	"recipient.\n"
	"Remote host said: 550 5.1.1 <other@example.com>... User unknown\n\n"
	"--- Below this line is a copy of the message.\n\n<not@example.com>:\n",
	"ada@example.net failed 5.1.1 dead"},
    {"exim: two indented addresses, each with its own reason", NULL, NULL,
	"The following address(es) failed:\n\n  ada@example.net\n    host mx [192.0.2.1]: 550 "
	"5.2.2 "
	"Mailbox full\n  bob@example.net\n    host mx: 550 5.1.1 User unknown\n\n"
	"------ This is a copy of the message ------\n",
	"ada@example.net failed 5.2.2, bob@example.net failed 5.1.1 dead"},
    {"a header that names the failed ones is believed", "ada@example.net,\n bob@example.net", NULL,
	"Something about carl@example.net:\n550 User unknown\n",
	"ada@example.net failed 5.0.0 dead, bob@example.net failed 5.0.0 dead"},
    {"sendmail: the transcript after all recipients", NULL, NULL,
	"   ----- The following addresses had permanent fatal errors -----\n<ada@example.net>\n"
	"<bob@example.net>\n\n   ----- Transcript of session follows -----\n>>> RCPT "
	"To:<ada@example.net>\n"
	"<<< 550 5.1.1 no such user\n>>> RCPT To:<bob@example.net>\n<<< 552 5.2.2 mailbox full\n",
	"ada@example.net failed 5.1.1 dead, bob@example.net failed 5.2.2"},
    {"an address followed by its reason", NULL, NULL,
	"recipients:\n\nada@example.net: 550 5.1.1 unknown\n\n    Below is a copy of the original "
	"message:\n",
	"ada@example.net failed 5.1.1 dead"},
    {"an address behind a label", NULL, NULL,
	"Unknown user: ada@example.net\n\nOriginal message follows.\n",
	"ada@example.net failed - dead"},
    {"a label inside an address is none", NULL, NULL,
	"There was an error delivering your mail to <userada@example.net>.\n550 5.1.1 "
	"<userada@example.net>: no\n",
	"userada@example.net failed 5.1.1 dead"},
    {"only the dialogue names it", NULL, NULL,
	"server message\n550 5.1.1 unknown user <ada@example.net>\n",
	"ada@example.net failed 5.1.1 dead"},
    {"only the returned mail names it", NULL, "To: Ada <ada@example.net>\nSubject: hi\n",
	"Your mail could not be delivered.\n", "ada@example.net failed -"},
    {"our own address is no recipient", NULL, NULL,
	"sender@example.org\nyour mail to ada@example.net failed: user unknown\n",
	"ada@example.net failed - dead"},
    {"a bullet", NULL, NULL,
	"failed permanently:\n\n   * ada@example.net\n\n\n553 5.3.0 No such user here\n",
	"ada@example.net failed 5.3.0 dead"},
    {"a warning", NULL, NULL,
	"THIS IS A WARNING MESSAGE ONLY.\n\nDelivery to the following recipient has been "
	"delayed:\n\n"
	"     ada@example.net\n",
	"ada@example.net delayed -"},
    {"one address twice is one recipient", NULL, NULL,
	"<ada@example.net>:\nno\n\n<ADA@example.net>:\nno\n", "ada@example.net failed -"},
    {"each of several with words and no code of its own", NULL, NULL,
	"failed:\n\n  ada@example.net\n    Unrouteable address\n  bob@example.net\n    550 5.2.2 "
	"full\n  pipe to |/bin/procmail\n    of carl@example.net\n",
	"ada@example.net failed - dead, bob@example.net failed 5.2.2"},
    {"a header that is told about is not the returned mail", NULL, NULL,
	"about your mail:\n\n  Return-path: <sender@example.org>\n  Subject: hi\n\n"
	"  Recipient address: ada@example.net\n  Original address: alias@example.net\n"
	"  Reason: Over quota\n",
	"ada@example.net failed -"},
    {"nobody", NULL, NULL, "It failed.\n", ""},
};

static void test_words(void)
{
	char *own[] = {(char *)(guintptr) "sender@example.org", NULL};

	for (gsize i = 0; i < G_N_ELEMENTS(notices); i++) {
		struct notice n = {.text = g_strdup(notices[i].text),
		    .returned = g_strdup(notices[i].returned),
		    .failed = g_strdup(notices[i].failed)};
		g_autoptr(GArray) reports = reports_new();
		report_from_words(reports, &n, own);
		g_autofree char *got = summary(reports);
		g_test_message("%s", notices[i].name);
		g_assert_cmpstr(got, ==, notices[i].expected);
		g_free(n.text);
		g_free(n.returned);
		g_free(n.failed);
	}
}

/* Groups of fields (RFC 3464). PROVES TR-15 */
static const struct {
	const char *name, *fields, *expected;
} fields[] = {
    {"the final recipient, not the alias that was written to",
	"Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; ada@example.net\n"
	"Original-Recipient: rfc822;alias@example.org\nAction: failed\nStatus: 5.1.1\n",
	"ada@example.net failed 5.1.1 dead"},
    {"the original where the final one is a program",
	"Final-Recipient: x-local; |/bin/filter\nOriginal-Recipient: rfc822;ada@example.net\n"
	"Action: failed\nStatus: 5.3.0\n",
	"ada@example.net failed 5.3.0"},
    {"the actual one where the final one is a name",
	"Final-Recipient: rfc822; ada\nX-Actual-Recipient: rfc822; ada@example.net\nAction: "
	"failed\n"
	"Status: 5.2.1\n",
	"ada@example.net failed 5.2.1"},
    {"a delay is not permanent, whatever its status",
	"Final-Recipient: rfc822; ada@example.net\nAction: delayed\nStatus: 5.1.1\n",
	"ada@example.net delayed 5.1.1"},
    {"success by an unknown word",
	"Final-Recipient: rfc822; ada@example.net\nAction: deliverable\n"
	"Status: 2.1.5\n",
	"ada@example.net delivered 2.1.5"},
    {"an action with a comment",
	"Final-Recipient: rfc822; ada@example.net\nAction: relayed (to fax)\n"
	"Status: 2.0.0\n",
	"ada@example.net relayed 2.0.0"},
    {"no blank line between two",
	"Final-Recipient: rfc822; ada@example.net\nAction: failed\nStatus: 5.2.2\n"
	"Final-Recipient: rfc822; <bob@example.net>\nAction: failed\nStatus: 5.1.1\n",
	"ada@example.net failed 5.2.2, bob@example.net failed 5.1.1 dead"},
    {"folded, and in capitals",
	"FINAL-RECIPIENT: RFC822;\n ada@example.net\nACTION: FAILED\nSTATUS: 4.4.1\n",
	"ada@example.net failed 4.4.1"},
    {"a status explained in a comment",
	"Final-Recipient: rfc822; ada@example.net\nAction: failed\nStatus: 5.0.0 (user unknown)\n",
	"ada@example.net failed 5.0.0 dead"},
    {"no recipient", "Action: failed\nStatus: 5.1.1\n", ""},
};

static void test_fields(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
		g_autoptr(GArray) reports = reports_new();
		report_from_fields(reports, fields[i].fields);
		g_autofree char *got = summary(reports);
		g_test_message("%s", fields[i].name);
		g_assert_cmpstr(got, ==, fields[i].expected);
	}
}

static void test_json(void)
{
	g_autoptr(GArray) reports = reports_new();

	report_from_json(reports,
	    "{\"notificationType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Permanent\",\n"
	    "\"bouncedRecipients\":[{\"emailAddress\":\"ada@exam\nple.net\",\"status\":\"5.1.1\"},"
	    "{\"emailAddress\":7},8]}}\n--\nfooter");
	g_autofree char *got = summary(reports);
	g_assert_cmpstr(got, ==, "ada@example.net failed 5.1.1 dead");
	report_from_json(reports, "{\"bouncedRecipients\"");
	g_assert_cmpint(
	    json_report_kind("{\"notificationType\":\"Complaint\"}"), ==, REPORT_FEEDBACK);
	g_assert_cmpint(
	    json_report_kind("{\"notificationType\":\"Delivery\"}"), ==, REPORT_DELIVERED);
	g_assert_cmpint(json_report_kind("{\"notificationType\":\"Bounce\"}"), ==, REPORT_NONE);
	g_assert_cmpint(json_report_kind("{\"notificationType\""), ==, REPORT_NONE);
	g_assert_cmpuint(reports->len, ==, 1);
}

/* Which mails are reports although their type does not say so. */
static const struct {
	const char *name, *sender, *path, *subject, *text, *parent;
	bool is_report, expected;
} signs[] = {
    {"a mailer daemon", "mailer-daemon@example.net", NULL, "hello", "", NULL, false, true},
    {"a daemon without an address", "mailer-daemon <>", NULL, "", "", NULL, false, true},
    {"a person who forwards a bounce", "ada@example.net", "ada@example.net",
	"Fwd: Undelivered mail", "see below: could not be delivered", NULL, false, false},
    {"a person who answers one", "ada@example.net", NULL, "Undelivered mail?",
	"it could not be delivered", "a@example.net", false, false},
    {"a story about bounces", "ada@example.net", NULL, "A good story", "my mail was rejected", NULL,
	false, false},
    {"an empty path and a title", "server@example.net", "", "Delivery failed", "", NULL, false,
	true},
    {"an empty path, and words that a story may hold", "ada@example.net", "", "A story",
	"The mail system failed in May.", NULL, false, false},
    {"an empty path, and words about an address", "server@example.net", "", "Hello",
	"Your mail to bob@example.net was rejected.", NULL, false, true},
    {"an empty path alone", "ada@example.net", "", "hello", "hi", NULL, false, false},
    {"a postmaster who writes himself", "postmaster@example.net", "postmaster@example.net",
	"our story", "it was in May", NULL, false, false},
    {"multipart/report and a title", "mail@example.net", NULL, "Delivery report", "", NULL, true,
	true},
};

static void test_signs(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(signs); i++) {
		char *parents[] = {(char *)(guintptr)signs[i].parent, NULL};
		struct message m = {.subject = (char *)(guintptr)signs[i].subject,
		    .return_path = (char *)(guintptr)signs[i].path,
		    .in_reply_to = parents};
		struct notice n = {.text = (char *)(guintptr)signs[i].text,
		    .sender = (char *)(guintptr)signs[i].sender,
		    .is_report = signs[i].is_report};
		g_test_message("%s", signs[i].name);
		g_assert_cmpint(is_failure_notice(&m, &n), ==, signs[i].expected);
	}
}

/* Hostile sizes take time in proportion. */
static void test_size(void)
{
	g_autofree char *brackets = g_strnfill(60000, '<');
	g_autofree char *ats = g_strnfill(60000, '@');
	g_autofree char *locals = g_strnfill(60000, 'a');
	g_autofree char *quotes = g_strnfill(60000, '"');
	for (gsize i = 1; i < 60000; i += 2)
		quotes[i] = '\\';
	const char *const texts[] = {brackets, ats, locals, quotes};
	char *own[] = {NULL};

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		struct notice n = {.text = (char *)(guintptr)texts[i]};
		g_autoptr(GArray) reports = reports_new();
		report_from_words(reports, &n, own);
		report_from_fields(reports, texts[i]);
		g_assert_cmpuint(reports->len, ==, 0);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/report/words and codes tell why", test_failures);
	g_test_add_func("/report/fields name recipients", test_fields);
	g_test_add_func("/report/words name recipients", test_words);
	g_test_add_func("/report/a notification in JSON", test_json);
	g_test_add_func("/report/two signs make a report", test_signs);
	g_test_add_func("/report/size costs in proportion", test_size);
	return g_test_run();
}
