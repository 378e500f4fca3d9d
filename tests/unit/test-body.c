/*
 * Which part of a mail is the story, and what is said of the others.
 */
#include "mail/parse.h"
#include "mail/part.h"

#include <string.h>

#define ALTERNATIVE(plain, html)                                                 \
	"Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: " \
	"text/plain\n\n" plain "\n--b\nContent-Type: text/html\n\n" html "\n--b--\n"
#define MIXED(a, b) "Content-Type: multipart/mixed; boundary=m\n\n--m\n" a "\n--m\n" b "\n--m--\n"
#define FORTY "This is a story of more than forty characters, it is."

static const struct {
	const char *name;
	const char *mail;
	const char *text;
	enum readable readable;
	unsigned attachments;
	bool forwarded;
} mails[] = {
    {"no MIME at all", "Subject: s\n\n" FORTY "\n", FORTY},
    /* PROVES ST-02 */
    {"plain beside HTML",
	ALTERNATIVE("A plain story of some length.", "<p>A plain story of some length."),
	"A plain story of some length."},
    {"a stand-in beside HTML",
	ALTERNATIVE("This message requires HTML", "<p>" FORTY " " FORTY " " FORTY),
	FORTY " " FORTY " " FORTY},
    {"a short answer beside short HTML", ALTERNATIVE("Yes.", "<p>Yes.</p>"), "Yes."},
    {"the root of related",
	"Content-Type: multipart/related; boundary=r\n\n--r\n"
	"Content-Type: text/html\n\n<p>" FORTY "<img src=cid:1>\n--r\n"
	"Content-Type: image/png; name=a.png\nContent-ID: <1>\n\nx\n--r--\n",
	FORTY "[image: cid:1]", READ_TEXT, 1},
    {"a type that is none", "Content-Type: (((\n\n" FORTY "\n", FORTY},
    /* PROVES B-6 */
    {"no boundary", "Content-Type: multipart/mixed\n\n--b\n\n" FORTY "\n", "--b\n\n" FORTY},
    {"a boundary that never comes", "Content-Type: multipart/mixed; boundary=b\n\n" FORTY "\n",
	FORTY},
    {"two texts in order", MIXED("\n" FORTY, "\nand more"), FORTY "\nand more"},
    {"signed",
	"Content-Type: multipart/signed; boundary=s\n\n--s\n\n" FORTY
	"\n--s\nContent-Type: application/pgp-signature\n\nx\n--s--\n",
	FORTY, READ_TEXT, 1},
    /* PROVES ST-03 */
    {"an attached text is listed",
	MIXED("\n" FORTY,
	    "Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nnotes"),
	FORTY, READ_TEXT, 1},
    {"unless there is no other",
	"Content-Type: text/plain\nContent-Disposition: attachment\n\n" FORTY "\n", FORTY,
	READ_TEXT, 1},
    /* PROVES ST-04 */
    {"a forwarded mail is the story",
	MIXED("\nFYI", "Content-Type: message/rfc822\n\nSubject: i\n\n" FORTY), FORTY, READ_TEXT, 1,
	true},
    {"a story with a mail attached stays",
	MIXED("\n" FORTY, "Content-Type: message/rfc822\n\nSubject: i\n\nInner."), FORTY, READ_TEXT,
	1},
    /* PROVES ST-05 */
    {"encrypted", "Content-Type: multipart/encrypted; boundary=e\n\n--e\n\nx\n--e--\n", "",
	READ_ENCRYPTED},
    {"S/MIME", "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nx\n", "",
	READ_ENCRYPTED, 1},
    {"PGP in the text",
	"Subject: s\n\n-----BEGIN PGP MESSAGE-----\n\nx\n-----END PGP MESSAGE-----\n",
	"-----BEGIN PGP MESSAGE-----\n\nx\n-----END PGP MESSAGE-----", READ_ENCRYPTED},
    {"clear-signed with PGP",
	"Subject: s\n\nHi!\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nOne.\n- -- Two.\n"
	"-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\nBye.\n",
	"Hi!\nOne.\n-- Two.\nBye.", READ_TEXT},
    {"a clear signature that is cut short",
	"Subject: s\n\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nOne.\n"
	"-----BEGIN PGP SIGNATURE-----\n\niQ==\n",
	"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nOne.\n"
	"-----BEGIN PGP SIGNATURE-----\n\niQ==",
	READ_TEXT},
    {"a piece", "Content-Type: message/partial; number=1; total=2; id=x\n\nSubject: y\n\nz\n", "",
	READ_PARTIAL, 1},
    /* PROVES ST-15 */
    {"the story is in a document",
	MIXED("\nSee file.", "Content-Type: application/pdf; name=story.pdf\n\n%PDF"), "See file.",
	READ_ATTACHMENT, 1},
    /* PROVES ST-16 */
    {"nothing", "Subject: s\n\n \n", "", READ_EMPTY},
    /* PROVES ST-07 */
    {"flowed", "Content-Type: text/plain; format=flowed; delsp=yes\n\nfoo \nbar\n", "foobar"},
};

/* The message that body_read() fills from a mail. */
static struct message *read_mail(const char *mail)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(mail, strlen(mail));
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *mime = g_mime_parser_construct_message(parser, NULL);
	struct message *message = message_new();
	body_read(message, mime);
	g_object_unref(mime);
	g_object_unref(parser);
	g_object_unref(stream);
	return message;
}

static void test_mail(gconstpointer row)
{
	size_t i = GPOINTER_TO_SIZE(row);
	AUTO(message) *message = read_mail(mails[i].mail);
	g_autofree char *text = g_strchomp(g_strdup(message->text));
	g_autofree char *whole = g_strconcat(message->reply, message->removed, NULL);
	g_assert_cmpstr(text, ==, mails[i].text);
	g_assert_cmpint(message->readable, ==, mails[i].readable);
	g_assert_cmpuint(message->attachments->len, ==, mails[i].attachments);
	g_assert_cmpint(message->forwarded, ==, mails[i].forwarded);
	g_assert_cmpstr(whole, ==, message->text);
}

/* A calendar that says what is to be done is read; any other is a file like others (ST-15). */
static void test_calendars(void)
{
	static const struct {
		const char *head, *method;
		guint listed;
	} calendars[] = {
	    {"text/calendar; method=REPLY", "METHOD:REPLY\r\n", 0},
	    {"text/calendar", "METHOD:REPLY\r\n", 0},
	    {"text/calendar", "", 1},
	    {"text/calendar; name=plan.ics", "", 1},
	    {"text/vcard", "", 1},
	    {"text/enriched", "", 0},
	};

	g_mime_init();
	for (gsize i = 0; i < G_N_ELEMENTS(calendars); i++) {
		g_autofree char *mail = g_strdup_printf(
		    "Subject: s\r\n" MIXED("\n" FORTY,
			"Content-Type: %s\r\n\r\nBEGIN:VCALENDAR\r\nVERSION:2.0\r\n%s"
			"BEGIN:VEVENT\r\nUID:x\r\nDTSTAMP:20210719T081451Z\r\n"
			"ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@example.org\r\n"
			"END:VEVENT\r\nEND:VCALENDAR\r\n"),
		    calendars[i].head, calendars[i].method);
		AUTO(message) *message = parse_mail((const unsigned char *)mail, strlen(mail));
		g_test_message("%s, %s", calendars[i].head, calendars[i].method);
		g_assert_cmpuint(message->attachments->len, ==, calendars[i].listed);
	}
}

/* PROVES ST-15 */
static void test_attachment(void)
{
	AUTO(message) *message = read_mail(MIXED("\n" FORTY,
	    "Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n"
	    "Content-Disposition: attachment; filename=\"../../a b.pdf\"\n\nYWJj"));
	const struct attachment *a = g_ptr_array_index(message->attachments, 0);
	g_assert_cmpstr(a->name, ==, "a b.pdf");
	g_assert_cmpstr(a->type, ==, "application/pdf");
	g_assert_cmpint(a->size, ==, 3);
	g_assert_cmpstr(
	    a->sha256, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

/* Wherever the cut of a long text falls, it stays UTF-8. */
static void test_cut_character(void)
{
	for (int before = 0; before < 4; before++) {
		g_autoptr(GString) mail = g_string_new("Subject: s\n\n");
		for (int i = 0; i < before; i++)
			g_string_append_c(mail, 'x');
		for (int i = 0; i < 300000; i++)
			g_string_append(mail, "\U0001F600");
		AUTO(message) *message = read_mail(mail->str);
		g_assert_true(g_str_has_prefix(message->text + before, "\U0001F600"));
	}
}

/* PROVES ST-18 */
static void test_long(void)
{
	g_autoptr(GString) mail = g_string_new("Subject: s\n\n");
	for (int i = 0; i < 30000; i++)
		g_string_append(mail, "a long story\n");
	AUTO(message) *message = read_mail(mail->str);
	g_assert_cmpuint(strlen(message->text), <=, 262144);
	g_assert_cmpuint(message->flags->len, ==, 1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_mime_init();
	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autofree char *path = g_strdup_printf("/body/%s", mails[i].name);
		g_strdelimit(path + 6, "/", '|');
		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_mail);
	}
	g_test_add_func("/body/a calendar that says nothing is a file", test_calendars);
	g_test_add_func("/body/a cut inside a character", test_cut_character);
	g_test_add_func("/body/a document is named and counted", test_attachment);
	g_test_add_func("/body/a text is cut at 256 KiB", test_long);
	return g_test_run();
}
