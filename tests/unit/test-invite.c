/* The calendar object of an invitation: the golden one, and what must never get into it. */
#include "letter/letter.h"

#include <glib.h>
#include <libical/ical.h>
#include <string.h>

#define PAGE "https://calls.example.org/e/openc21"

static struct zone *los_angeles;

static struct session session = {
    .name = (char *)"story-time",
    .title = (char *)"ICML 2021 Social: Open Collaboration in ML Research",
    .start = 1626966000,
    .end = 1626976800,
    .url = (char *)PAGE,
    .description = (char *)"Open Collab Story Time (Zoom), then games and 1:1 hangouts.",
};

static struct call call = {.title = (char *)"Open Collab call"};

static struct invite invite = {
    .uid = (char *)"cb1-opencollab-2021-pd3w6jy5ro2ltu7aexgs@calls.example.org",
    .address = (char *)"author@example.net",
    .organizer = (char *)"stories@calls.example.org",
    .dtstamp = 1626682502,
    .start = 1626966000,
    .end = 1626976800,
};

static char *compose(const struct invite *i, const struct session *s, const char *method)
{
	g_autoptr(GError) error = NULL;
	char *ics = invite_ics(i, &call, s, method, &error);

	g_assert_no_error(error);
	return ics;
}

/* ICS with its folds undone. */
static char *unfold(const char *ics)
{
	g_auto(GStrv) lines = g_strsplit(ics, "\r\n ", -1);

	return g_strjoinv("", lines);
}

/* PROVES CO-13 CO-14 CO-15 CO-17 CO-18 CO-29 CO-30 CO-31 CO-32: the golden REQUEST to the octet. */
static void test_golden_request(void)
{
	g_autofree char *ics = compose(&invite, &session, "REQUEST");
	g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, ics, -1);

	g_test_message("%s", ics);
	g_assert_cmpuint(strlen(ics), ==, 1065);
	g_assert_cmpstr(
	    sum, ==, "b7b76690b52537313b62669cacc6be7aa147727ae0153511e25ed8b335beefd5");
}

/* PROVES CO-27 */
static void test_golden_cancel(void)
{
	struct invite cancelled = invite;
	g_autofree char *ics = NULL, *flat = NULL;

	cancelled.sequence = 1;
	cancelled.dtstamp = 1626859800;
	ics = compose(&cancelled, &session, "CANCEL");
	flat = unfold(ics);
	g_assert_cmpstr(flat, ==,
	    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//callbox//callbox 0.1//EN\r\n"
	    "CALSCALE:GREGORIAN\r\nMETHOD:CANCEL\r\nBEGIN:VEVENT\r\n"
	    "UID:cb1-opencollab-2021-pd3w6jy5ro2ltu7aexgs@calls.example.org\r\n"
	    "DTSTAMP:20210721T093000Z\r\nSEQUENCE:1\r\nDTSTART:20210722T150000Z\r\n"
	    "DTEND:20210722T180000Z\r\n"
	    "SUMMARY:ICML 2021 Social: Open Collaboration in ML Research\r\n"
	    "ORGANIZER;CN=Open Collab call:mailto:stories@calls.example.org\r\n"
	    "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT:mailto:author@example.net\r\n"
	    "STATUS:CANCELLED\r\nTRANSP:OPAQUE\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
}

/* PROVES CO-10 */
static void test_folding(void)
{
	struct session long_title = session;
	g_autofree char *ics = NULL;
	GString *title = g_string_new(NULL);

	for (unsigned i = 0; i < 190; i++)
		g_string_append(title, "回");
	g_string_append(title, "🎉");
	long_title.title = title->str;
	ics = compose(&invite, &long_title, "REQUEST");
	g_auto(GStrv) lines = g_strsplit(ics, "\r\n", -1);
	for (char **line = lines; *line != NULL; line++) {
		g_assert_cmpuint(strlen(*line), <=, 75);
		g_assert_true(g_utf8_validate(*line, -1, NULL));
		g_assert_null(strchr(*line, '\n'));
	}
	g_string_free(title, TRUE);
}

/* PROVES CO-28 P-22 OS-01 OS-08 */
static void test_nothing_becomes_a_line(void)
{
	struct session evil = {.title = (char *)"A\r\nBEGIN:VALARM\x01\x1b",
	    .start = session.start,
	    .end = session.end,
	    .url = (char *)"https://e.example.org/\r\nX-INJ2:1",
	    .place = (char *)"here\r\nX-INJ3:1",
	    .description = (char *)"x\r\nATTENDEE:mailto:other@example.com"};
	struct call named = {.title = (char *)"Evil \"Q\"\r\nATTENDEE:mailto:e@example.com"};
	g_autoptr(GError) error = NULL;
	g_autofree char *ics = NULL, *flat = NULL;
	icalcomponent *parsed;

	named.zone = los_angeles;
	ics = invite_ics(&invite, &named, &evil, "REQUEST", &error);
	g_assert_no_error(error);
	flat = unfold(ics);
	g_assert_null(strstr(flat, "\r\nX-INJ"));
	g_assert_null(strstr(flat, "\r\nBEGIN:VALARM"));
	g_assert_null(strstr(flat, "\nATTENDEE:"));
	g_assert_null(strpbrk(flat, "\x01\x1b"));
	parsed = icalparser_parse_string(ics);
	g_assert_cmpint(icalcomponent_count_errors(parsed), ==, 0);
	g_assert_cmpint(icalrestriction_check(parsed), ==, 1);
	icalcomponent_free(parsed);
}

static const struct {
	const char *name, *uid, *address, *organizer;
} refused[] = {
    {"an injecting attendee", "u@e", "v@e.example.org\r\nX-INJ:1", "stories@calls.example.org"},
    {"an injecting organizer", "u@e", "v@e.example.org", "s@e.example.org\r\nX-INJ:1"},
    {"an injecting UID", "u@e\r\nX-INJ:1", "v@e.example.org", "stories@calls.example.org"},
    {"itself, PROVES CO-20", "u@e", "Stories@calls.example.org", "stories@calls.example.org"},
};

static void test_refusals(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
		g_autoptr(GError) error = NULL;
		struct invite bad = {.uid = (char *)refused[i].uid,
		    .address = (char *)refused[i].address,
		    .organizer = (char *)refused[i].organizer};
		g_test_message("%s", refused[i].name);
		g_assert_null(invite_ics(&bad, &call, &session, "REQUEST", &error));
		g_assert_nonnull(error);
	}
}

static const struct {
	const char *zone;
	int64_t start, length;
	const char *want;
} times[] = {
    {"America/Los_Angeles", 1626966000, 10800,
	"PDT: Thu 22 Jul 2021, 08:00-11:00 (America/Los_Angeles)\n"
	"AoE: Thu 22 Jul 2021, 03:00-06:00\nUTC: Thu 22 Jul 2021, 15:00-18:00"},
    {"Asia/Kathmandu", 1626966000, 10800,
	"UTC+05:45: Thu 22 Jul 2021, 20:45-23:45 (Asia/Kathmandu)\n"
	"AoE: Thu 22 Jul 2021, 03:00-06:00\nUTC: Thu 22 Jul 2021, 15:00-18:00"},
    {"UTC", 1626991200, 10800,
	"AoE: Thu 22 Jul 2021, 10:00-13:00\n"
	"UTC: Thu 22 Jul 2021, 22:00 - Fri 23 Jul 2021, 01:00"},
    {"Europe/Berlin", 1635636600, 10800,
	"CEST: Sun 31 Oct 2021, 01:30 CEST - Sun 31 Oct 2021, 03:30 CET (Europe/Berlin)\n"
	"AoE: Sat 30 Oct 2021, 11:30-14:30\nUTC: Sat 30 Oct 2021, 23:30 - Sun 31 Oct 2021, 02:30"},
};

/* PROVES CO-32 TI-12 */
static void test_times(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(times); i++) {
		struct zone *zone = zone_new(times[i].zone, NULL);
		struct call there = {.zone = zone};
		struct session when = {
		    .start = times[i].start, .end = times[i].start + times[i].length};
		g_autofree char *words = session_times(&there, &when);
		g_assert_cmpstr(words, ==, times[i].want);
		zone_free(zone);
	}
}

/* A person's object made out of another's is the one that would be made anew. */
static void test_like_another(void)
{
	static const struct {
		const char *name, *uid, *address, *organizer;
		int64_t dtstamp;
	} rows[] = {
	    {"another person", "cb1-a-b@calls.example.org", "ada@example.net",
		"stories@calls.example.org", 1626682503},
	    {"longer lines",
		"cb1-opencollab-2021-pd3w6jy5ro2ltu7aexgspd3w6jy5ro2ltu7aexgs@calls.mail.example."
		"org",
		"a.long.name.that.makes.a.second.line.necessary@department.university.example.net",
		"other@calls.example.org", 1640995200},
	    {"a quoted address", "x@example.org", "foo..bar.@docomo.example.com",
		"stories+more@calls.example.org", 0},
	};
	static const char *const titles[] = {"Open Collab call", "Calls; with, \"signs\"", ""};

	for (gsize t = 0; t < G_N_ELEMENTS(titles); t++)
		for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
			struct call titled = call;
			struct invite other = invite;
			titled.title = (char *)titles[t];
			other.uid = (char *)rows[i].uid;
			other.address = (char *)rows[i].address;
			other.organizer = (char *)rows[i].organizer;
			other.dtstamp = rows[i].dtstamp;
			g_autofree char *first =
			    invite_ics(&invite, &titled, &session, "REQUEST", NULL);
			g_autofree char *anew =
			    invite_ics(&other, &titled, &session, "REQUEST", NULL);
			g_autofree char *like = invite_ics_like(first, &other, &titled, NULL);
			g_test_message("%s, %s", rows[i].name, titles[t]);
			g_assert_cmpstr(like, ==, anew);
		}
}

/* PROVES OS-01: what may not be in an object does not get in there this way either. */
static void test_like_another_refused(void)
{
	g_autofree char *first = compose(&invite, &session, "REQUEST");
	struct invite other = invite;
	g_autoptr(GError) error = NULL;

	other.address = (char *)"ada@example.net\r\nX-INJ:1";
	g_assert_null(invite_ics_like(first, &other, &call, &error));
	g_assert_nonnull(error);
}

int main(int argc, char **argv)
{
	int result;

	g_test_init(&argc, &argv, NULL);
	los_angeles = zone_new("America/Los_Angeles", NULL);
	call.zone = los_angeles;
	g_test_add_func("/invite/the golden request", test_golden_request);
	g_test_add_func("/invite/the golden cancel", test_golden_cancel);
	g_test_add_func("/invite/lines fold between characters", test_folding);
	g_test_add_func("/invite/nothing becomes a content line", test_nothing_becomes_a_line);
	g_test_add_func("/invite/bad addresses are refused", test_refusals);
	g_test_add_func("/invite/a session in three zones", test_times);
	g_test_add_func("/invite/an object made like another", test_like_another);
	g_test_add_func("/invite/what is refused is refused here too", test_like_another_refused);
	result = g_test_run();
	zone_free(los_angeles);
	return result;
}
