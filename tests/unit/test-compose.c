/* One outgoing mail: the golden one to the octet, its shapes, and what must never become a field.
 */
#include "base/clean.h"
#include "letter/compose.h"
#include "letter/letter.h"
#include "letter/references.h"
#include "mail/text.h"

#include <gmime/gmime.h>
#include <string.h>

#define LINES                                                                    \
	"PDT: Thu 22 Jul 2021, 08:00-11:00 (America/Los_Angeles)\n"              \
	"AoE: Thu 22 Jul 2021, 03:00-06:00\nUTC: Thu 22 Jul 2021, 15:00-18:00\n" \
	"Join: https://calls.example.org/e/openc21\n"

static const char golden_text[] =
    "This is an automatic confirmation.\n\nYour story arrived on time.\n"
    "Received: 2021-07-19 08:14:51 UTC (2021-07-18 20:14:51 AoE;\n"
    "  10:14:51 at UTC+02:00, as your mail was dated)\n"
    "Deadline: 2021-07-20 AoE, that is before 2021-07-21 12:00:00 UTC\n\n"
    "ICML 2021 Social: Open Collaboration in ML Research\n" LINES;

static const char golden_html[] =
    "<p>This is an automatic confirmation.</p>\n<p>Your story arrived on time.<br>\n"
    "Received: 2021-07-19 08:14:51 UTC (2021-07-18 20:14:51 AoE;\n"
    "10:14:51 at UTC+02:00, as your mail was dated)<br>\n"
    "Deadline: 2021-07-20 AoE, that is before 2021-07-21 12:00:00 UTC</p>\n"
    "<p>ICML 2021 Social: Open Collaboration in ML Research<br>\n"
    "PDT: Thu 22 Jul 2021, 08:00-11:00 (America/Los_Angeles)<br>\n"
    "AoE: Thu 22 Jul 2021, 03:00-06:00<br>\nUTC: Thu 22 Jul 2021, 15:00-18:00<br>\n"
    "Join: https://calls.example.org/e/openc21</p>\n";

static const char cancel[] = "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n";

static struct letter ordinary(void)
{
	return (struct letter){
	    .from_name = "Open Collab call",
	    .from = "stories@calls.example.org",
	    .to = "author@example.net",
	    .reply_to = "stories+k4vq7mz2xw5ty3rbn6hc@calls.example.org",
	    .subject = "Re: My good story",
	    .date = 1626682502,
	    .message_id = "cb1.k4vq7mz2xw5ty3rbn6hc.1@calls.example.org",
	    .in_reply_to = "orig-1@example.net",
	    .answer = true,
	    .instance = "7f3a9c",
	    .boundary = "7f3a9c-1",
	    .text = "Hello.\n",
	    .html = "<p>Hello.</p>\n",
	};
}

static char *compose(const struct letter *letter)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = letter_compose(letter, &error);
	gsize length;
	const char *octets;

	g_assert_no_error(error);
	octets = g_bytes_get_data(bytes, &length);
	return g_strndup(octets, length);
}

static char *golden_ics(void)
{
	struct zone *zone = zone_new("America/Los_Angeles", NULL);
	struct call call = {.title = (char *)"Open Collab call", .zone = zone};
	struct session session = {
	    .title = (char *)"ICML 2021 Social: Open Collaboration in ML Research",
	    .start = 1626966000,
	    .end = 1626976800,
	    .url = (char *)"https://calls.example.org/e/openc21",
	    .description = (char *)"Open Collab Story Time (Zoom), then games and 1:1 hangouts."};
	struct invite invite = {
	    .uid = (char *)"cb1-opencollab-2021-pd3w6jy5ro2ltu7aexgs@calls.example.org",
	    .address = (char *)"author@example.net",
	    .organizer = (char *)"stories@calls.example.org",
	    .dtstamp = 1626682502};
	char *ics = invite_ics(&invite, &call, &session, "REQUEST", NULL);

	zone_free(zone);
	return ics;
}

/* PROVES CO-01 CO-02 CO-04 CO-06 CO-07 CO-08 CO-09 RE-15 RE-16: the golden mail to the octet. */
static void test_golden(void)
{
	struct letter letter = ordinary();
	g_autofree char *ics = golden_ics(), *mail = NULL, *sum = NULL;

	letter.text = golden_text;
	letter.html = golden_html;
	letter.ics = ics;
	letter.ics_method = "REQUEST";
	mail = compose(&letter);
	sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, mail, -1);
	g_test_message("%s", mail);
	g_assert_cmpstr(
	    sum, ==, "f6f373df7017a761f94c9eb8e0d676164bcc6273a874139a7d1c9df681b8c26d");
}

static void test_plain_shape(void)
{
	struct letter letter = ordinary();
	g_autofree char *mail = compose(&letter);

	g_assert_nonnull(strstr(mail, "\r\nContent-Type: multipart/alternative;"));
	g_assert_null(strstr(mail, "multipart/mixed"));
}

static void test_picture_shape(void)
{
	struct letter letter = ordinary();
	g_autofree char *mail = NULL;

	letter.png = g_bytes_new_static("\x89PNG\r\n", 6);
	letter.png_cid = "chart@calls.example.org";
	letter.answer = false;
	letter.list_id = "<open-collab.calls.example.org>";
	letter.list_unsubscribe = "<mailto:organizers@example.org?subject=unsubscribe>";
	mail = compose(&letter);
	g_assert_nonnull(strstr(mail, "multipart/related; boundary=R-7f3a9c-1"));
	g_assert_nonnull(strstr(mail, "\r\nContent-Id: <chart@calls.example.org>\r\n"));
	g_assert_nonnull(strstr(mail, "\r\nAuto-Submitted: auto-generated\r\n"));
	g_assert_nonnull(strstr(mail, "\r\nList-Id: <open-collab.calls.example.org>\r\n"));
	g_bytes_unref(letter.png);
}

/* PROVES B-36: GMime shows such a domain in its own script, and writes it as it was. */
static void test_international_domain(void)
{
	struct letter letter = ordinary();
	letter.to = "ada@xn--b-1ga.example";
	g_autofree char *mail = compose(&letter);
	g_assert_nonnull(strstr(mail, "\r\nTo: ada@xn--b-1ga.example\r\n"));
}

static const struct {
	const char *name, *thread, *own_last, *parent, *want;
} threads[] = {
    {"a parent alone", NULL, NULL, "a@b", "<a@b>"},
    {"a thread and its parent", "<a@b> <c@d>", NULL, "e@f", "<a@b> <c@d> <e@f>"},
    {"our last one before the parent", "<a@b>", "cb1.x.1@o", "e@f", "<a@b> <cb1.x.1@o> <e@f>"},
    {"each once", "<a@b> <a@b> <cb1.x.1@o>", "cb1.x.1@o", "a@b", "<a@b> <cb1.x.1@o>"},
    {"only well-formed ids", "<a@b> <bad <c@d>", NULL, NULL, "<a@b> <c@d>"},
    {"an id with a line break", "<a@b\r\nX-INJ:1> <c@d>", NULL, "x@y>\r\nX-INJ:1", "<c@d>"},
    {"none", "no id", NULL, NULL, NULL},
    {"no @, no domain, no name", "<ab> <a@> <@b>", NULL, NULL, NULL},
};

/* PROVES RE-17 RE-18 */
static void test_threads(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(threads); i++) {
		g_autofree char *out =
		    references_build(threads[i].thread, threads[i].own_last, threads[i].parent);
		g_test_message("%s", threads[i].name);
		g_assert_cmpstr(out, ==, threads[i].want);
	}
}

/* PROVES RE-18 */
static void test_long_thread(void)
{
	GString *thread = g_string_new(NULL);
	g_autofree char *out = NULL;

	for (unsigned i = 0; i < 50000; i++)
		g_string_append_printf(thread, "<m%u@example.net> ", i);
	out = references_build(thread->str, NULL, "last@example.net");
	g_auto(GStrv) ids = g_strsplit(out, " ", -1);
	g_assert_cmpuint(g_strv_length(ids), ==, 32);
	g_assert_cmpstr(ids[0], ==, "<m0@example.net>");
	g_assert_cmpstr(ids[1], ==, "<m49970@example.net>");
	g_assert_cmpstr(ids[31], ==, "<last@example.net>");
	g_string_free(thread, TRUE);
}

static void test_long_ids_fit_the_lines(void)
{
	struct letter letter = ordinary();
	GString *thread = g_string_new(NULL);
	g_autofree char *local = g_strnfill(250, 'a'), *domain = g_strnfill(250, 'b'), *mail = NULL;

	for (unsigned i = 0; i < 40; i++)
		g_string_append_printf(thread, "<%u%s@%s> ", i, local + 2, domain);
	letter.references = thread->str;
	mail = compose(&letter);
	g_assert_nonnull(strstr(mail, "\r\nReferences: "));
	g_string_free(thread, TRUE);
}

/* PROVES OS-02 OS-03 OS-04 P-22: whatever comes in, the header set stays (letter_compose checks
 * it). */
static const struct {
	const char *name, *subject, *to_name, *parent, *instance;
} hostile[] = {
    {"a subject with a field", "Hi\r\nBcc: evil@example.com", NULL, NULL, "x"},
    {"a parent with a field", "Hi", NULL, "x@y>\r\nX-INJ: 1", "x"},
    {"a name with a field", "Hi", "A\r\nBcc: evil@example.com", NULL, "x"},
    {"a name with an address", "Hi", "a@b.example.com>, <evil@example.com", NULL, "x"},
    {"bad UTF-8", "caf\xe9 \xff\xfe", "\xc3(", NULL, "x"},
    {"an instance with a field", "Hi", NULL, NULL, "x\r\nX-INJ: 1"},
    {"an empty subject", "", "", NULL, "x"},
    {"other scripts", "回复: 我的故事 \xf0\x9f\x8e\x89", "Zoë Müller", NULL, "x"},
};

static void test_hostile_values(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(hostile); i++) {
		struct letter letter = ordinary();
		g_autofree char *mail = NULL;
		g_test_message("%s", hostile[i].name);
		letter.subject = hostile[i].subject;
		letter.to_name = hostile[i].to_name;
		letter.in_reply_to = hostile[i].parent;
		letter.instance = hostile[i].instance;
		mail = compose(&letter);
		g_assert_null(strstr(mail, "\nBcc:"));
		g_assert_null(strstr(mail, "\nX-INJ:"));
	}
}

static void test_a_very_long_subject(void)
{
	struct letter letter = ordinary();
	g_autofree char *word = g_strnfill(100000, 'w'), *mail = NULL;

	letter.subject = word;
	mail = compose(&letter);
	g_assert_cmpuint(strlen(mail), <, 4000);
}

static const struct {
	const char *name, *to, *id, *boundary, *ics, *method;
} refused[] = {
    {"two recipients", "a@example.net, b@example.net", "i@e", "b", NULL, NULL},
    {"a recipient with a field", "a@example.net\r\nBcc: b@example.net", "i@e", "b", NULL, NULL},
    {"a Message-ID with a field", "a@example.net", "i@e>\r\nX: 1", "b", NULL, NULL},
    {"a boundary with a field", "a@example.net", "i@e", "b\r\nX: 1", NULL, NULL},
    {"another method, PROVES CO-04", "a@example.net", "i@e", "b", cancel, "REQUEST"},
};

/* Every encoded word of MAIL fits (RFC 2047 section 2), and no line is long. */
static void check_words(const char *mail)
{
	g_auto(GStrv) lines = g_strsplit(mail, "\r\n", -1);

	for (char **line = lines; **line != '\0'; line++) {
		g_assert_cmpuint(strlen(*line), <=, 78);
		g_auto(GStrv) words = g_strsplit(*line, " ", -1);
		for (char **word = words; *word != NULL; word++)
			if (g_str_has_prefix(*word, "=?"))
				g_assert_cmpuint(strlen(*word), <=, 75);
	}
}

/* What stands in MAIL between two marks, on one line; new. */
static char *between(const char *mail, const char *before, const char *behind)
{
	const char *start = strstr(mail, before) + strlen(before);
	const char *end = strstr(start, behind);
	g_autofree char *folded = g_strndup(start, (gsize)(end - start));

	return g_mime_utils_header_unfold(folded);
}

static char *subject_of(const char *mail)
{
	g_autofree char *line = between(mail, "\r\nSubject: ", "\r\nDate: ");

	return header_decode(line);
}

/* Not by GMime's reader of addresses, which loses words of a long name. */
static char *name_of_sender(const char *mail)
{
	g_autofree char *line = between(mail, "From: ", "<");

	g_mime_utils_unquote_string(g_strchomp(line));
	return header_decode(line);
}

/* PROVES OS-03 */
static void test_long_words(void)
{
	static const struct {
		const char *name, *part;
		unsigned times;
	} rows[] = {{"a word without an end", "x", 120}, {"just too long", "x", 76},
	    {"Chinese has no spaces", "回", 60}, {"or some", " 回회ая", 15},
	    {"characters of four octets", "🙂", 40},
	    {"one long word behind a short one", "Re: Donaudampfschifffahrtsgesellschaft", 3}};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) subject = g_string_new(NULL);
		for (unsigned n = 0; n < rows[i].times; n++)
			g_string_append(subject, rows[i].part);
		struct letter letter = ordinary();
		letter.subject = subject->str;
		letter.from_name = subject->str;
		g_autofree char *mail = compose(&letter);
		g_test_message("%s", rows[i].name);
		check_words(mail);
		g_autofree char *read = subject_of(mail);
		g_autofree char *named = name_of_sender(mail);
		g_autofree char *name = clean_line(subject->str, -1, 64);
		g_assert_cmpstr(read, ==, g_strstrip(subject->str));
		g_assert_cmpstr(named, ==, name);
	}
}

/* A URL is no text: an encoded word in it would be a part of the address. */
static void test_long_list_url(void)
{
	struct letter letter = ordinary();
	letter.list_unsubscribe = "<mailto:organizers-of-the-social-on-open-collaboration@calls."
				  "example.org?subject=unsubscribe%20from%20the%20digest>";
	g_autofree char *mail = compose(&letter);

	g_assert_nonnull(strstr(mail, letter.list_unsubscribe));
}

static void test_refusals(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(refused); i++) {
		struct letter letter = ordinary();
		g_autoptr(GError) error = NULL;
		g_test_message("%s", refused[i].name);
		letter.to = refused[i].to;
		letter.message_id = refused[i].id;
		letter.boundary = refused[i].boundary;
		letter.ics = refused[i].ics;
		letter.ics_method = refused[i].method;
		g_assert_null(letter_compose(&letter, &error));
		g_assert_nonnull(error);
	}
}

/* An address whose dots break the rules is quoted, and reads back as the same one. */
static void test_odd_address(void)
{
	struct letter letter = ordinary();
	g_autofree char *mail = NULL;

	letter.to = "foo..bar.@docomo.example.com";
	mail = compose(&letter);
	g_assert_nonnull(strstr(mail, "\r\nTo: \"foo..bar.\"@docomo.example.com\r\n"));
}

static const struct {
	const char *name, *from, *to, *difference;
} forged[] = {
    {"a line feed alone", "Hello.\r\n", "Hello.\n", "line shape"},
    {"a carriage return alone", "Hello.\r\n", "Hel\rlo.\r\n", "line shape"},
    {"8 bit", "Hello", "H\xe9llo", "line shape"},
    {"one field more", "Subject: ", "Bcc: eve@example.com\r\nSubject: ", "header"},
    {"a field again", "Subject: ", "Subject: x\r\nSubject: ", "header"},
    {"a field that ends early", "Re: My", "Re:\r\n\r\nMy", "header"},
    {"a field less", "MIME-Version: 1.0\r\n", "", "header"},
    {"another recipient", "To: author@", "To: eve@", "sender, recipient or Message-ID"},
    {"one recipient more", "To: author@", "To: eve@example.com, author@",
	"sender, recipient or Message-ID"},
    {"a group", "To: author@example.net", "To: all: author@example.net;",
	"sender, recipient or Message-ID"},
    {"another id", "<cb1.", "<cb2.", "sender, recipient or Message-ID"},
    {"another type", "Content-Type: text/html", "Content-Type: text/x-html", "set of parts"},
    {"a type less", "Content-Type: text/html; charset=utf-8\r\n", "", "set of parts"},
    {"another boundary", "boundary=A-", "boundary=B-", "set of parts"},
    {"one part more", "Hello.\r\n", "--A-7f3a9c-1\r\nContent-Type: text/html\r\n\r\nHello.\r\n",
	"set of parts"},
    {"an early end", "Hello.\r\n", "--A-7f3a9c-1--\r\nHello.\r\n", "set of parts"},
};

/* FROM in MAIL replaced once by TO; new. */
static GBytes *forge(const char *mail, const char *from, const char *to)
{
	const char *at = strstr(mail, from);

	g_assert_nonnull(at);
	char *octets = g_strdup_printf("%.*s%s%s", (int)(at - mail), mail, to, at + strlen(from));
	return g_bytes_new_take(octets, strlen(octets));
}

/* PROVES P-22: what composing might ever do to a letter is seen when it is read back. */
static void test_forgeries(void)
{
	struct letter letter = ordinary();
	g_autofree char *mail = compose(&letter);

	for (gsize i = 0; i < G_N_ELEMENTS(forged); i++) {
		g_autoptr(GBytes) octets = forge(mail, forged[i].from, forged[i].to);
		g_autoptr(GError) error = NULL;
		g_test_message("%s", forged[i].name);
		g_assert_false(compose_verify(&letter, octets, &error));
		g_assert_nonnull(strstr(error->message, forged[i].difference));
	}
}

/* "FIELD: NAME <ADDRESS>" as GMime writes it, new. */
static char *line_of_gmime(const char *field, const char *name, const char *address)
{
	g_autoptr(InternetAddressList) list = internet_address_list_new();
	g_autoptr(InternetAddress) mailbox = internet_address_mailbox_new(name, address);
	GMimeFormatOptions *options = g_mime_format_options_new();
	GString *line = g_string_new(field);

	g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
	internet_address_list_add(list, mailbox);
	g_string_append(line, ": ");
	internet_address_list_encode(list, options, line);
	g_mime_format_options_free(options);
	return g_string_free(line, FALSE);
}

/* A plain name is written without GMime: the same octets, also where a line is full. */
static void test_plain_names(void)
{
	static const char words[] =
	    "Open Collab call 2021 of R-2_d and-a-word-that-is-long 4 x Open Collaboration Social";

	for (gsize name = 1; name <= 64; name++)
		for (gsize local = 1; local <= 50; local++) {
			struct letter letter = ordinary();
			g_autofree char *shown = g_strchomp(g_strndup(words, name));
			g_autofree char *at = g_strnfill(local, 'a');
			g_autofree char *from = g_strconcat(at, "@calls.example.org", NULL);
			letter.from_name = shown;
			letter.from = from;
			g_autofree char *text = compose(&letter);
			g_autofree char *line = line_of_gmime("From", shown, from);
			g_assert_true(g_str_has_prefix(text, line));
		}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/compose/an international domain", test_international_domain);
	g_test_add_func("/compose/the golden mail", test_golden);
	g_test_add_func("/compose/without a calendar it is an alternative", test_plain_shape);
	g_test_add_func("/compose/a picture is related to the HTML", test_picture_shape);
	g_test_add_func("/compose/threads hold only well-formed ids", test_threads);
	g_test_add_func("/compose/a long thread is capped", test_long_thread);
	g_test_add_func("/compose/long ids fit the lines", test_long_ids_fit_the_lines);
	g_test_add_func("/compose/nothing hostile becomes a field", test_hostile_values);
	g_test_add_func("/compose/a plain name is written as GMime does", test_plain_names);
	g_test_add_func("/compose/a very long subject is cut", test_a_very_long_subject);
	g_test_add_func("/compose/long words are encoded in pieces", test_long_words);
	g_test_add_func("/compose/a long URL stays whole", test_long_list_url);
	g_test_add_func("/compose/bad identities are refused", test_refusals);
	g_test_add_func("/compose/an odd address is quoted", test_odd_address);
	g_test_add_func("/compose/a forged letter is not sent", test_forgeries);
	return g_test_run();
}
