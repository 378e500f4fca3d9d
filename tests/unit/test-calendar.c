/* Calendar answers: what libical is shown, and what is read back. */
#include "mail/calendar.h"

#include <glib.h>
#include <string.h>

#define REPLY(lines)                                                \
	"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n" lines \
	"END:VEVENT\r\nEND:VCALENDAR\r\n"
#define ADA "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ada@example.net\r\n"

/* Each object as "METHOD uid attendee partstat sequence", joined by "; ". */
static char *summary(const char *text, const char *author)
{
	g_autofree char *filtered = calendar_filter(text);
	g_autoptr(GArray) objects = calendar_objects(filtered, author);
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < objects->len; i++) {
		struct calendar_object *o = &g_array_index(objects, struct calendar_object, i);
		for (guint k = 0; k < o->events->len; k++) {
			struct rsvp *r = &g_array_index(o->events, struct rsvp, k);
			g_string_append_printf(out, "%s%s %s %s %s %d%s", out->len > 0 ? "; " : "",
			    o->method == NULL ? "-" : o->method, r->uid == NULL ? "-" : r->uid,
			    r->attendee == NULL ? "-" : r->attendee,
			    r->partstat == NULL ? "-" : r->partstat, (int)r->sequence,
			    r->sequence_odd ? " odd" : "");
		}
	}
	return g_string_free(out, FALSE);
}

/* PROVES CI-03, CI-04, CI-05, CI-06, CI-08, CI-16, CI-17 */
static const struct {
	const char *name, *text, *expected;
} shapes[] = {
    {"no ORGANIZER, no DTSTAMP", REPLY("UID:u1\r\n" ADA), "REPLY u1 ada@example.net ACCEPTED 0"},
    {"capitals in the scheme, small letters in the answer",
	REPLY("UID:u1\r\nATTENDEE;PARTSTAT=declined:MAILTO:Ada@EXAMPLE.net\r\n"),
	"REPLY u1 Ada@example.net DECLINED 0"},
    {"no scheme at all", REPLY("UID:u1\r\nATTENDEE;PARTSTAT=TENTATIVE:ada@example.net\r\n"),
	"REPLY u1 ada@example.net TENTATIVE 0"},
    {"folded inside a parameter",
	REPLY("UID:u\r\n 1\r\nATTENDEE;PARTS\r\n TAT=ACCEPTED:mailto:a\r\n da@example.net\r\n"),
	"REPLY u1 ada@example.net ACCEPTED 0"},
    {"percent-encoded", REPLY("UID:u1\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:%61da@example.net\r\n"),
	"REPLY u1 ada@example.net ACCEPTED 0"},
    {"a colon in an unquoted name",
	REPLY("UID:u1\r\nATTENDEE;PARTSTAT=ACCEPTED;CN=a:mailto:ada@example.net\r\n"),
	"REPLY u1 ada@example.net ACCEPTED 0"},
    {"the address in EMAIL",
	REPLY("UID:u1\r\nATTENDEE;EMAIL=ada@example.net;PARTSTAT=ACCEPTED:/1/principal/\r\n"),
	"REPLY u1 ada@example.net ACCEPTED 0"},
    {"no attendee", REPLY("UID:u1\r\n"), "REPLY u1 - - 0"},
    {"an empty attendee", REPLY("UID:u1\r\nATTENDEE:\r\n"), "REPLY u1 - - 0"},
    {"no answer", REPLY("UID:u1\r\nATTENDEE:mailto:ada@example.net\r\n"),
	"REPLY u1 ada@example.net - 0"},
    {"an answer nobody knows",
	REPLY("UID:u1\r\nATTENDEE;PARTSTAT=x-maybe:mailto:ada@example.net\r\n"),
	"REPLY u1 ada@example.net X-MAYBE 0"},
    {"a sequence too large", REPLY("UID:u1\r\nSEQUENCE:99999999999999\r\n" ADA),
	"REPLY u1 ada@example.net ACCEPTED 0 odd"},
    {"a sequence below zero", REPLY("UID:u1\r\nSEQUENCE:-3\r\n" ADA),
	"REPLY u1 ada@example.net ACCEPTED 0 odd"},
    {"the largest sequence", REPLY("UID:u1\r\nSEQUENCE:2147483647\r\n" ADA),
	"REPLY u1 ada@example.net ACCEPTED 2147483647"},
    {"Exchange counts elsewhere", REPLY("UID:u1\r\nX-MICROSOFT-CDO-APPT-SEQUENCE:4\r\n" ADA),
	"REPLY u1 ada@example.net ACCEPTED 4"},
    {"the method after the event",
	"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u1\r\n" ADA
	"END:VEVENT\r\nMETHOD:reply\r\nEND:VCALENDAR\r\n",
	"REPLY u1 ada@example.net ACCEPTED 0"},
    {"two calendars",
	"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u0\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n" REPLY(
	    "UID:u1\r\n" ADA),
	"- u0 - - 0; REPLY u1 ada@example.net ACCEPTED 0"},
    {"never ended", "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:u1\r\n" ADA,
	"REPLY u1 ada@example.net ACCEPTED 0"},
    {"an event alone", "BEGIN:VEVENT\r\nUID:u1\r\n" ADA "END:VEVENT\r\n",
	"- u1 ada@example.net ACCEPTED 0"},
    {"a byte order mark and bare line feeds",
	"\xef\xbb\xbf"
	"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:u1\nATTENDEE;PARTSTAT=ACCEPTED:mailto:"
	"ada@example.net\n"
	"END:VEVENT\nEND:VCALENDAR\n",
	"REPLY u1 ada@example.net ACCEPTED 0"},
    {"line ends doubled",
	"BEGIN:VCALENDAR\r\r\nMETHOD:REPLY\r\r\nBEGIN:VEVENT\r\r\nUID:u1\r\r\nEND:VEVENT\r\r\nEND:"
	"VCALENDAR\r\r\n",
	"REPLY u1 - - 0"},
    {"an END without its BEGIN", REPLY("END:VALARM\r\nUID:u1\r\n" ADA),
	"REPLY u1 ada@example.net ACCEPTED 0"},
    {"nothing", "", ""},
    {"words", "hello", ""},
};

static void test_shapes(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(shapes); i++) {
		g_autofree char *got = summary(shapes[i].text, NULL);
		g_test_message("%s", shapes[i].name);
		g_assert_cmpstr(got, ==, shapes[i].expected);
	}
}

/* PROVES CI-10 */
static void test_attendee(void)
{
	const char *text =
	    REPLY("UID:u1\r\nATTENDEE;PARTSTAT=DECLINED:mailto:bob@example.net\r\n" ADA);
	g_autofree char *ada = summary(text, "ada@example.net");
	g_autofree char *bob = summary(text, "bob@example.net");

	g_assert_cmpstr(ada, ==, "REPLY u1 ada@example.net ACCEPTED 0");
	g_assert_cmpstr(bob, ==, "REPLY u1 bob@example.net DECLINED 0");
}

/* PROVES CI-09: the sender may be the invited person where the attendee is only a number. */
static void test_unnamed_attendee(void)
{
	const char *one = REPLY("UID:u1\r\nATTENDEE;PARTSTAT=ACCEPTED:urn:uuid:8f1c\r\n");
	const char *two = REPLY("UID:u1\r\nATTENDEE;PARTSTAT=ACCEPTED:urn:uuid:8f1c\r\n"
				"ATTENDEE;PARTSTAT=ACCEPTED:urn:uuid:8f1d\r\n");
	g_autofree char *sender = summary(one, "ada@example.net"), *nobody = summary(one, NULL);
	g_autofree char *several = summary(two, "ada@example.net");

	g_assert_cmpstr(sender, ==, "REPLY u1 ada@example.net ACCEPTED 0");
	g_assert_cmpstr(nobody, ==, "REPLY u1 - ACCEPTED 0");
	g_assert_cmpstr(several, ==, "REPLY u1 - ACCEPTED 0");
}

/* PROVES CI-18, CI-20, CI-21, CI-26 */
static void test_details(void)
{
	g_autofree char *filtered = calendar_filter(REPLY(
	    "UID: u1 \r\nDTSTAMP:20210719T090000Z\r\nDTSTART;TZID=Nowhere Time:20210722T160000\r\n"
	    "RRULE:FREQ=SECONDLY\r\nCOMMENT:I\\, too\\nwill\r\nRECURRENCE-ID:20210722T150000Z\r\n"
	    "ATTENDEE;SENT-BY=\"mailto:eve@example.net\";PARTSTAT=DELEGATED;DELEGATED-TO=\"mailto:"
	    "bob@example.net\":"
	    "mailto:ada@example.net\r\n"));
	g_autoptr(GArray) objects = calendar_objects(filtered, NULL);
	struct rsvp *r = &g_array_index(
	    g_array_index(objects, struct calendar_object, 0).events, struct rsvp, 0);

	g_assert_cmpstr(r->uid, ==, "u1");
	g_assert_cmpstr(r->dtstamp, ==, "20210719T090000Z");
	g_assert_cmpint(r->stamped, ==, 1626685200);
	g_assert_cmpstr(r->proposal, ==, "20210722T160000 Nowhere Time");
	g_assert_cmpstr(r->recurrence_id, ==, "20210722T150000Z");
	g_assert_cmpstr(r->comment, ==, "I, too\nwill");
	g_assert_cmpstr(r->sent_by, ==, "eve@example.net");
	g_assert_cmpstr(r->delegated_to, ==, "bob@example.net");
	g_assert_cmpuint(r->attendees, ==, 1);
	g_assert_null(strstr(filtered, "RRULE"));
}

/* PROVES B-58 */
static void test_bombs(void)
{
	g_autofree char *line = g_strnfill(CALENDAR_OCTETS + 1, 'A');
	g_autoptr(GString) begins = g_string_new(NULL);

	for (int i = 0; i <= CALENDAR_BEGINS; i++)
		g_string_append(begins, "begin:VEVENT\r\n");
	g_assert_nonnull(calendar_danger(line));
	g_assert_nonnull(calendar_danger(begins->str));
	g_string_truncate(begins, CALENDAR_BEGINS * strlen("begin:VEVENT\r\n"));
	g_assert_null(calendar_danger(begins->str));
	g_autofree char *got = summary(begins->str, NULL);
	g_assert_nonnull(got);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/calendar/every shape of an answer is read", test_shapes);
	g_test_add_func("/calendar/the sender's own line is chosen", test_attendee);
	g_test_add_func("/calendar/an attendee without an address", test_unnamed_attendee);
	g_test_add_func("/calendar/details stay text", test_details);
	g_test_add_func("/calendar/bombs are not read", test_bombs);
	return g_test_run();
}
