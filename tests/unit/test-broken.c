/*
 * Mails that break the rules of MIME and of headers, and are read all the same
 * as a person would read them.
 */
#include "mail/parse.h"

#include <string.h>

#define MAIL "From: Ada <ada@example.net>\nSubject: Hi\n"

static const struct {
	const char *name, *mail;
	const char *from, *subject, *text; /* NULL: of no interest here */
} mails[] = {
    {"a multipart without a boundary", MAIL "Content-Type: multipart/mixed\n\nHello there.\n", NULL,
	NULL, "Hello there."},
    {"its lines show the boundary",
	MAIL "Content-Type: multipart/mixed\n\n--x\nContent-Type: text/plain\n\nHello.\n--x--\n",
	NULL, NULL, "Hello."},
    {"a boundary that never occurs",
	MAIL "Content-Type: multipart/alternative; boundary=a\n\n--b\n\nHello.\n--b--\n", NULL,
	NULL, "Hello."},
    {"a page instead of parts", MAIL "Content-Type: multipart/mixed; boundary=a\n\n<p>Hello.</p>\n",
	NULL, NULL, "Hello."},
    {"a dialogue begins with dashes and stays",
	MAIL "Content-Type: multipart/mixed\n\n--Hello, said he.\nShe said no.\n", NULL, NULL,
	"--Hello, said he.\nShe said no."},
    {"a type without a subtype", MAIL "Content-Type: text\n\nHello.\n", NULL, NULL, "Hello."},
    {"a type that is none", MAIL "Content-Type: ;;;\n\nHello.\n", NULL, NULL, "Hello."},
    {"a page that names its charset itself",
	MAIL "Content-Type: text/html\n\n<head><meta charset='windows-1251'></head>\xef\xf0\xe8",
	NULL, NULL, "при"},
    {"blank lines above the header", "\r\n\n" MAIL "\nHello.\n", "ada@example.net", "Hi", "Hello."},
    {"a word without its padding", "Subject: =?utf-8?B?SGVsbG8?=\n\nx", NULL, "Hello", NULL},
    {"a word that was folded", "Subject: =?utf-8?B?SGVs\n bG8=?=\n\nx", NULL, "Hello", NULL},
    {"a word that does not end", "Subject: =?utf-8?q?abc\n\nx", NULL, "=?utf-8?q?abc", NULL},
    {"brackets twice", "From: Ada <<ada@example.net>>\n\nx", "ada@example.net", NULL, NULL},
    {"brackets and quotes", "From: 'Ada' <'ada@example.net'>\n\nx", "ada@example.net", NULL, NULL},
    {"a route", "From: <@relay.example.com:ada@example.net>\n\nx", "ada@example.net", NULL, NULL},
    {"encoded with its brackets", "From: =?utf-8?q?Ada_<ada=40example=2Enet>?=\n\nx",
	"ada@example.net", NULL, NULL},
};

static void test_broken(gconstpointer row)
{
	size_t i = GPOINTER_TO_SIZE(row);
	AUTO(message) *m = parse_mail((const unsigned char *)mails[i].mail, strlen(mails[i].mail));
	g_autofree char *text = g_strchomp(g_strdup(m->text));

	if (mails[i].from != NULL)
		g_assert_cmpstr(message_author(m)->address, ==, mails[i].from);
	if (mails[i].subject != NULL)
		g_assert_cmpstr(m->subject, ==, mails[i].subject);
	if (mails[i].text != NULL)
		g_assert_cmpstr(text, ==, mails[i].text);
}

/* PROVES CL-10 */
static void test_reports(void)
{
	static const char complaint[] =
	    "From: staff@example.com\nSubject: complaint about message from 192.0.2.1\n"
	    "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n"
	    "Message-ID: <1@example.org>\n\nx\n--b--\n";
	static const char told[] =
	    "From: mailer-daemon@example.net\nSubject: Undelivered\n"
	    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
	    "--b\n\n<ada@example.net>: unknown user\n\n--b\n"
	    "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
	    "Final-Recipient: rfc822; ada@example.net\nAction: failed\nStatus: 5.0.0\n--b--\n";
	AUTO(message) *first = parse_mail((const unsigned char *)complaint, strlen(complaint));
	AUTO(message) *second = parse_mail((const unsigned char *)told, strlen(told));

	g_assert_cmpint(first->report_kind, ==, REPORT_FEEDBACK);
	g_assert_cmpint(second->report_kind, ==, REPORT_BOUNCE);
	g_assert_true(g_array_index(second->reports, struct report, 0).dead);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_warm_up();
	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autofree char *path = g_strdup_printf("/broken/%s", mails[i].name);
		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_broken);
	}
	g_test_add_func("/broken/reports that say less than they should", test_reports);
	return g_test_run();
}
