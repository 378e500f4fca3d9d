/* Whole mails by machines: which parts of them are looked at, and which are not. */
#include "mail/part.h"

#include <glib.h>
#include <string.h>

#define ICS(method, uid)                                         \
	"BEGIN:VCALENDAR\n" method "BEGIN:VEVENT\nUID:" uid "\n" \
	"ATTENDEE;PARTSTAT=ACCEPTED:mailto:ada@example.net\nEND:VEVENT\nEND:VCALENDAR\n"
#define MIXED "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
#define REPORT "Content-Type: multipart/report; boundary=b; report-type="

static const struct {
	const char *name, *mail;
	const char *method, *uid; /* NULL: no calendar object, no event */
	enum report_kind report;
	const char *recipient, *returned;
	bool loop;
} mails[] = {
    /* PROVES CL-08 */
    {"the whole mail is a calendar, in capitals",
	"Content-Type: TEXT/Calendar; METHOD=reply\n\n" ICS("METHOD:REPLY\n", "u1"), "REPLY", "u1",
	REPORT_NONE, NULL, NULL, false},
    {"the method only beside the object",
	"Content-Type: text/calendar; method=REPLY\n\n" ICS("", "u1"), "REPLY", "u1", REPORT_NONE,
	NULL, NULL, false},
    /* PROVES CL-07 */
    {"a calendar file without a method",
	MIXED "Content-Type: application/ics\n\n" ICS("", "u1") "--b--\n", NULL, NULL, REPORT_NONE,
	NULL, NULL, false},
    {"a published calendar file beside a story",
	MIXED "Content-Type: application/ics\n\n" ICS("METHOD:PUBLISH\n", "u1") "--b--\n", NULL,
	NULL, REPORT_NONE, NULL, NULL, false},
    {"a reply only as an attached file",
	MIXED "Content-Type: application/octet-stream; name=a.ICS\n\n" ICS(
	    "METHOD:REPLY\n", "u1") "--b--\n",
	"REPLY", "u1", REPORT_NONE, NULL, NULL, false},
    /* PROVES CI-01 */
    {"the part wins over the attachment",
	MIXED "Content-Type: application/ics\n\n" ICS(
	    "METHOD:REPLY\n", "u2") "--b\n"
				    "Content-Type: text/calendar; method=REPLY\n\n" ICS(
					"METHOD:REPLY\n", "u1") "--b--\n",
	"REPLY", "u1", REPORT_NONE, NULL, NULL, false},
    /* PROVES CI-02 */
    {"two methods that disagree",
	"Content-Type: text/calendar; method=REPLY\n\n" ICS("METHOD:REQUEST\n", "u1"), "REQUEST",
	NULL, REPORT_NONE, NULL, NULL, false},
    /* PROVES CL-06 */
    {"a forwarded answer",
	MIXED "Content-Type: message/rfc822\n\nContent-Type: text/calendar; method=REPLY\n\n" ICS(
	    "METHOD:REPLY\n", "u1") "--b--\n",
	NULL, NULL, REPORT_NONE, NULL, NULL, false},
    /* PROVES B-68 */
    {"an empty calendar part", "Content-Type: text/calendar; method=REPLY\n\n", NULL, NULL,
	REPORT_NONE, NULL, NULL, false},
    {"a report that returns our invitation",
	REPORT
	"delivery-status\n\n--b\nContent-Type: message/delivery-status\n\n"
	"Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; ada@example.net\nAction: failed\n"
	"Status: 5.1.1\n\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <cb1.x.1@example.org>\n"
	"X-Callbox-Loop: 7f3a9c\nContent-Type: text/calendar; method=REQUEST\n\n" ICS(
	    "METHOD:REQUEST\n", "u1") "--b--\n",
	NULL, NULL, REPORT_BOUNCE, "ada@example.net", "cb1.x.1@example.org", true},
    {"a returned header alone",
	REPORT "delivery-status\n\n--b\nContent-Type: message/global-delivery-status\n\n"
	       "Final-Recipient: rfc822; ada@example.net\nAction: delivered\nStatus: 2.0.0\n\n--b\n"
	       "Content-Type: text/rfc822-headers\n\nSubject: hi\nMessage-ID:\n "
	       "<a@example.org>\n\n--b--\n",
	NULL, NULL, REPORT_DELIVERED, "ada@example.net", "a@example.org", false},
    /* PROVES CL-10 */
    {"a read receipt",
	REPORT "disposition-notification\n\n--b\nContent-Type: text/plain\n\nread\n--b--\n", NULL,
	NULL, REPORT_RECEIPT, NULL, NULL, false},
    {"a complaint", REPORT "feedback-report\n\n--b\nContent-Type: text/plain\n\nspam\n--b--\n",
	NULL, NULL, REPORT_FEEDBACK, NULL, NULL, false},
    {"words and a returned mail below them",
	"From: MAILER-DAEMON@example.net\nSubject: failure notice\n\n<ada@example.net>:\n550 no "
	"such user\n\n"
	"--- Below this line is a copy of the message.\n\nReturn-Path: <x@example.org>\n"
	"Message-ID: <a@example.org>\nX-Callbox-Loop: 7f3a9c\n\nhello\n",
	NULL, NULL, REPORT_BOUNCE, "ada@example.net", "a@example.org", true},
    {"a story", "From: ada@example.net\nSubject: hi\n\nIt was in May.\n", NULL, NULL, REPORT_NONE,
	NULL, NULL, false},
};

static GMimeMessage *parse(const char *mail)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(mail, strlen(mail));
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *mime = g_mime_parser_construct_message(parser, NULL);

	g_object_unref(parser);
	g_object_unref(stream);
	return mime;
}

static void test_mails(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(mails); i++) {
		AUTO(message) *m = message_new();
		GMimeMessage *mime = parse(mails[i].mail);
		g_test_message("%s", mails[i].name);
		report_read(m, mime);
		calendar_read(m, mime);
		g_object_unref(mime);
		g_assert_cmpstr(m->calendar_method, ==, mails[i].method);
		g_assert_cmpuint(m->rsvps->len, ==, mails[i].uid != NULL);
		if (mails[i].uid != NULL)
			g_assert_cmpstr(
			    g_array_index(m->rsvps, struct rsvp, 0).uid, ==, mails[i].uid);
		g_assert_cmpint(m->report_kind, ==, mails[i].report);
		g_assert_cmpuint(m->reports->len, ==, mails[i].recipient != NULL);
		if (mails[i].recipient != NULL)
			g_assert_cmpstr(g_array_index(m->reports, struct report, 0).recipient, ==,
			    mails[i].recipient);
		g_assert_cmpstr(m->returned_ids[0], ==, mails[i].returned);
		g_assert_cmpint(m->loop_nested, ==, mails[i].loop);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_mime_init();
	g_test_add_func("/machine mail/only the parts that speak to us", test_mails);
	return g_test_run();
}
