/*
 * What GMime makes of an excerpt, and of the whole mail: the same. In the mails
 * "%" stands for many lines, which are left out where they are in a body.
 */
#include "mail/excerpt.h"

#define HEAD "From: a@example.net\r\nMIME-Version: 1.0\r\n"
#define MIXED HEAD "Content-Type: multipart/mixed; boundary=b\r\n"

static const struct {
	const char *name, *mail;
	unsigned stretches;
} rows[] = {
    {"a text", HEAD "\r\nfirst\r\n%last\r\n", 1},
    {"a text with other line ends", "From: a@example.net\n\nfirst\n%last\n", 1},
    {"no line end at the end", HEAD "\r\n%last", 1},
    {"no lines around it", HEAD "\r\n%", 1},
    {"no boundary counts in a single text", HEAD "\r\n%--b\r\n%", 1},
    {"two parts", MIXED "\r\n--b\r\n\r\n%--b\r\nContent-Type: image/png\r\n\r\n%--b--\r\n", 2},
    {"an empty line before the boundary", MIXED "\r\n--b\r\n\r\n%\r\n--b\r\n\r\n\r\n%\r\n--b--\r\n",
	2},
    {"lines of dashes", MIXED "\r\n--b\r\n\r\n%--\r\n%--c\r\n-\r\n%--b--\r\n", 3},
    {"no last boundary", MIXED "\r\n--b\r\n\r\nx\r\n--b\r\n\r\n%", 1},
    {"what is around the parts", MIXED "\r\n%--b\r\n\r\n%--b--\r\n%", 1},
    {"a boundary that is used twice",
	MIXED "\r\n--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n%--b\r\n\r\n%--b--\r\n%",
	1},
    {"a multipart in a multipart",
	MIXED "\r\n--b\r\nContent-Type: multipart/mixed; "
	      "boundary=c\r\n\r\n--c\r\n\r\n%--c--\r\n%--b\r\n\r\n%"
	      "--b--\r\n",
	2},
    {"an attached mail",
	MIXED "\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\n%--b--\r\n", 1},
    {"an attached mail of two parts",
	MIXED "\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: multipart/mixed; "
	      "boundary=c\r\n\r\n"
	      "--c\r\n\r\n%--c\r\n\r\n%--c--\r\n--b\r\n\r\n%--b--\r\n",
	3},
    /* Here GMime and the limits are not of one mind. */
    {"a comment in front of a multipart",
	HEAD "Content-Type: (x) multipart/mixed; boundary=b\r\n\r\n%--b\r\n\r\n%--b--\r\n", 1},
    {"a comment in front of an attached mail",
	HEAD "Content-Type: (x) message/rfc822\r\n\r\nSubject: x\r\n%\r\n%\r\n", 1},
    {"two types",
	HEAD "Content-Type: text/plain\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n%--b\r\n"
	     "\r\n%--b--\r\n",
	1},
    {"two boundaries",
	HEAD "Content-Type: multipart/mixed; boundary=b; boundary=c\r\n\r\n--c\r\n\r\n%--b\r\n\r\n"
	     "%--c--\r\n",
	1},
};

static GString *filled(const char *mail)
{
	g_autofree char **pieces = g_strsplit(mail, "%", -1);
	GString *whole = g_string_new(NULL);

	for (gsize i = 0; pieces[i] != NULL; i++) {
		for (unsigned line = 0; i > 0 && line < 200; line++)
			g_string_append_printf(whole, "line %u - of many\r\n", line);
		g_string_append(whole, pieces[i]);
		g_free(pieces[i]);
	}
	return whole;
}

static char *read_back(const GString *mail, const struct limits *limits)
{
	GByteArray octets = {(guint8 *)mail->str, (guint)mail->len};
	GMimeMessage *mime = excerpt_parse(&octets, limits);
	char *written = g_mime_object_to_string(GMIME_OBJECT(mime), NULL);

	g_object_unref(mime);
	return written;
}

static void test_row(gconstpointer data)
{
	gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(GString) mail = filled(rows[i].mail);
	struct limits limits;

	limits_check(&limits, (const unsigned char *)mail->str, mail->len);
	g_assert_cmpuint(limits.stretches->len, ==, rows[i].stretches);
	g_autofree char *excerpt = read_back(mail, &limits);
	g_array_set_size(limits.stretches, 0);
	g_autofree char *whole = read_back(mail, &limits);
	g_assert_cmpstr(excerpt, ==, whole);
	limits_clear(&limits);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_mime_init();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/excerpt/%s", rows[i].name);
		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	return g_test_run();
}
