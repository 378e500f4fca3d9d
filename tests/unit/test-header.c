/* Single header fields of whole mails: each row is one field, and the one thing that it sets. */
#include "mail/parse.h"

#include <string.h>

/* What a row looks at, as text. */
enum look {
	RETURN_PATH,
	MESSAGE_ID,
	IN_REPLY_TO,
	REFERENCES,
	LIST_ID,
	AUTO_SUBMITTED,
	PRECEDENCE,
	SUPPRESS,
	LOOP,
	NESTED,
	SUBJECT,
	DELIVERED_TO,
	TO,
	REPLY_TO,
	FLAGS
};

/* PROVES RE-02, RE-03, RE-05, RE-06, RE-18, CL-05, CL-09, ST-21 */
static const struct {
	const char *name, *fields;
	enum look look;
	const char *found; /* NULL: nothing */
} rows[] = {
    {"no Return-Path", "", RETURN_PATH, NULL},
    {"a null path", "Return-Path: <>\r\n", RETURN_PATH, ""},
    {"a path", "Return-Path: <Ada@Example.ORG>\r\n", RETURN_PATH, "Ada@example.org"},
    {"the topmost path", "Return-Path: <>\r\nReturn-Path: <ada@example.org>\r\n", RETURN_PATH, ""},
    {"a path that is none", "Return-Path: nonsense\r\n", RETURN_PATH, ""},

    {"an id", "Message-ID: <1@example.net>\r\n", MESSAGE_ID, "1@example.net"},
    {"an id without brackets", "Message-ID: 1@example.net\r\n", MESSAGE_ID, "1@example.net"},
    {"an id with a space", "Message-ID: <1 2@example.net>\r\n", MESSAGE_ID, NULL},
    {"an id without @", "Message-ID: <12>\r\n", MESSAGE_ID, NULL},
    {"an id that does not end", "Message-ID: <1@example.net\r\n", MESSAGE_ID, NULL},
    {"an empty id", "Message-ID:\r\n", MESSAGE_ID, NULL},
    {"two ids", "Message-ID: <1@example.net>\r\nMessage-ID: <2@example.net>\r\n", FLAGS,
	"Message-ID"},

    {"several parents", "In-Reply-To: <1@e> <2@e>\r\n", IN_REPLY_TO, "1@e 2@e"},
    {"words around a parent", "In-Reply-To: Your mail of Monday <1@e>\r\n", IN_REPLY_TO, "1@e"},
    {"commas between", "References: <1@e>,<2@e>\r\n", REFERENCES, "1@e 2@e"},
    {"a broken one inside", "References: <a <1@e> b> <2@e\r\n", REFERENCES, "1@e"},
    {"none", "References:\r\n", REFERENCES, ""},

    {"a list by another field", "List-Unsubscribe: <mailto:x@example.net>\r\n", LIST_ID, ""},
    {"a list's id without brackets", "List-Id: Stories.Example.NET\r\n", LIST_ID,
	"stories.example.net"},
    {"the first id counts", "List-Id: <a.example.net>\r\nList-Id: <b.example.net>\r\n", LIST_ID,
	"a.example.net"},
    {"no list", "", LIST_ID, NULL},

    {"an empty keyword", "Auto-Submitted:\r\n", AUTO_SUBMITTED, ""},
    {"a keyword before a comment", "Auto-Submitted: No (a person)\r\n", AUTO_SUBMITTED, "no"},
    {"behind a comment it is unknown, and so no person's", "Auto-Submitted: (x) auto-replied\r\n",
	AUTO_SUBMITTED, ""},
    {"the first keyword counts", "Auto-Submitted: no\r\nAuto-Submitted: auto-replied\r\n",
	AUTO_SUBMITTED, "no"},
    {"Precedence in any case", "PRECEDENCE: Bulk\r\n", PRECEDENCE, "bulk"},
    {"what is suppressed", "X-Auto-Response-Suppress: DR, OOF\r\n", SUPPRESS, "dr, oof"},

    {"a callbox's mark", "X-Callbox-Loop: 7f3a9c\r\n", LOOP, "7f3a9c"},
    {"a mark in an attached mail",
	"MIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\nX-Callbox-Loop: 7f3a9c\r\n"
	"Subject: x\r\n",
	NESTED, "yes"},
    {"a mark in a returned header",
	"MIME-Version: 1.0\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\n"
	"Content-Type: text/rfc822-headers\r\n\r\nSubject: x\r\nX-CALLBOX-Loop: 7f3a9c\r\n\r\n"
	"--b--\r\n",
	NESTED, "yes"},
    {"an empty returned header",
	"MIME-Version: 1.0\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\n"
	"Content-Type: text/rfc822-headers\r\n\r\n--b--\r\n",
	NESTED, NULL},
    {"a mark in the text is none",
	"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n"
	"X-Callbox-Loop: 7f3a9c\r\n\r\n--b--\r\n",
	NESTED, NULL},

    {"the first Subject counts", "Subject: one\r\nSubject: two\r\n", SUBJECT, "one"},
    {"a Subject in two encoded words", "Subject: =?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?=\r\n", SUBJECT,
	"caf\xc3\xa9"},
    {"a line break in an encoded word", "Subject: =?utf-8?Q?Hi=0D=0ABcc:_eve@example.com?=\r\n",
	SUBJECT, "Hi Bcc: eve@example.com"},
    {"no Subject", "", SUBJECT, ""},

    {"where it was delivered",
	"Delivered-To: stories@example.org\r\nX-Original-To: box@example.org\r\n", DELIVERED_TO,
	"stories@example.org box@example.org"},
    {"to whom", "To: A <a@example.org>\r\nCc: b@example.org, c@example.org\r\n", TO,
	"a@example.org b@example.org c@example.org"},
    {"a group has its members", "To: Team: a@example.org, b@example.org;\r\n", TO,
	"a@example.org b@example.org"},
    {"nobody", "To: undisclosed-recipients:;\r\n", TO, ""},
    {"where to answer", "Reply-To: =?utf-8?Q?A?= <a@example.org>\r\n", REPLY_TO, "a@example.org"},
};

static char *joined(const GPtrArray *boxes)
{
	GString *all = g_string_new(NULL);

	for (guint i = 0; i < boxes->len; i++)
		g_string_append_printf(all, "%s%s", i > 0 ? " " : "",
		    ((const struct mailbox *)g_ptr_array_index(boxes, i))->address);
	return g_string_free(all, FALSE);
}

static char *flags_of(const struct message *m)
{
	GString *all = g_string_new(NULL);

	for (guint i = 0; i < m->flags->len; i++)
		g_string_append_printf(all, "%s\n", (const char *)g_ptr_array_index(m->flags, i));
	return g_string_free(all, FALSE);
}

/* New, or NULL. */
static char *look_at(const struct message *m, enum look look)
{
	switch (look) {
	case RETURN_PATH:
		return g_strdup(m->return_path);
	case MESSAGE_ID:
		return g_strdup(m->message_id);
	case IN_REPLY_TO:
		return g_strjoinv(" ", m->in_reply_to);
	case REFERENCES:
		return g_strjoinv(" ", m->references);
	case LIST_ID:
		return g_strdup(m->list_id);
	case AUTO_SUBMITTED:
		return g_strdup(m->auto_submitted);
	case PRECEDENCE:
		return g_strdup(m->precedence);
	case SUPPRESS:
		return g_strdup(m->suppress);
	case LOOP:
		return g_strdup(m->loop);
	case NESTED:
		return g_strdup(m->loop_nested ? "yes" : NULL);
	case SUBJECT:
		return g_strdup(m->subject);
	case DELIVERED_TO:
		return joined(m->delivered_to);
	case TO:
		return joined(m->to);
	case REPLY_TO:
		return joined(m->reply_to);
	case FLAGS:
		return flags_of(m);
	}
	return NULL;
}

static void test_rows(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *mail =
		    g_strdup_printf("From: ada@example.net\r\n%s%s", rows[i].fields,
			strstr(rows[i].fields, "\r\n\r\n") != NULL ? "" : "\r\nHello.\r\n");
		AUTO(message) *m = parse_mail((const unsigned char *)mail, strlen(mail));
		g_autofree char *found = look_at(m, rows[i].look);
		g_test_message("%s", rows[i].name);
		if (rows[i].look == FLAGS)
			g_assert_nonnull(strstr(found, rows[i].found));
		else
			g_assert_cmpstr(found, ==, rows[i].found);
	}
}

/* A flood of one field costs only what is kept of it. */
static void test_many(void)
{
	g_autoptr(GString) mail = g_string_new("From: ada@example.net\r\nReferences:");

	for (int i = 0; i < 500; i++)
		g_string_append_printf(mail, " <%d@example.net>\r\n", i);
	for (int i = 0; i < 40; i++)
		g_string_append(mail, "Authentication-Results: mx.example.org; dmarc=pass\r\n");
	g_string_append(mail, "\r\nHello.\r\n");
	AUTO(message) *m = parse_mail((const unsigned char *)mail->str, mail->len);
	g_assert_cmpuint(g_strv_length(m->references), ==, 100);
	g_assert_cmpstr(m->references[0], ==, "0@example.net"); /* PROVES RE-18 */
	g_assert_cmpstr(m->references[99], ==, "499@example.net");
	g_assert_cmpuint(m->auth_results->len, ==, 20);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	parse_warm_up();
	g_test_add_func("/header/each field by itself", test_rows);
	g_test_add_func("/header/too many of one", test_many);
	return g_test_run();
}
