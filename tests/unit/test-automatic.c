/*
 * The fields that only robots set, and the subjects and first words that hold
 * an answer back.
 */
#include "mail/parse.h"

#include <string.h>

/* What marks an automatic answer and what does not; 'm' by a field, 'h' by a hint. */
static const struct {
	const char *mail;
	char sign; /* '-': none */
} automatic[] = {
    /* PROVES CL-04 */
    {"Precedence: auto-reply\n\nx", 'm'},
    {"X-Precedence: auto_reply\n\nx", 'm'},
    {"Preference: auto_reply\n\nx", 'm'},
    {"X-Autoreply-From: ada@example.net\n\nx", 'm'},
    {"X-Mailer: vacation 1.2\n\nx", 'm'},
    {"X-Apple-Action: VACATION/1\n\nx", 'm'},
    {"X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent\n\nx", 'm'},
    {"Delivered-To: Autoresponder\n\nx", 'm'},
    {"X-Mailer: Apple Mail\nPrecedence: bulk\n\nx", '-'},
    {"Subject: Re: Automatic reply: Hi\n\nx", 'h'},
    {"Subject: Hi [Auto-Reply]\n\nx", 'h'},
    {"Subject: AUTO: Ada is out of the office\n\nx", 'h'},
    {"Subject: Hi\n\nThank you for your mail.\nI am out of the\noffice until Monday.", 'h'},
    {"Subject: Hi\n\nThis is an automated response.", 'h'},
    {"Subject: RE: Automatic doors\n\nThey were out of order.", '-'},
};

static void test_automatic(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(automatic); i++) {
		const char *mail = automatic[i].mail;
		AUTO(message) *m = parse_mail((const unsigned char *)mail, strlen(mail));
		g_test_message("%s", mail);
		g_assert_cmpint(m->auto_header, ==, automatic[i].sign == 'm');
		g_assert_cmpint(m->auto_subject, ==, automatic[i].sign == 'h');
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_warm_up();
	g_test_add_func("/automatic/fields and hints", test_automatic);
	return g_test_run();
}
