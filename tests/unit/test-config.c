/* The configuration: what a good one becomes, and what each mistake is told, with its line. */
#include "call/call.h"

#include "base/error.h"

#include <glib/gstdio.h>
#include <string.h>

static const char *folder;

/* Line 1 is the data line; the call begins on line 4, its options on line 5. */
#define DOORS                                       \
	"data = \"spool\"\n"                        \
	"inbox \"main\" { url = \"maildir:in\" }\n" \
	"outbox { url = \"maildir:out\" }\n"
#define NAMED(zone)                                      \
	"title = \"T\"\naddress = {\"a@example.org\"}\n" \
	"contact = \"c@example.org\"\nzone = \"" zone "\"\n"
#define BASICS NAMED("UTC")
#define PERSON "organizer \"Ada\" { address = \"ada@example.org\" }\n"
#define DEADLINE "deadline = \"2021-07-20 AoE\"\n"
#define CALL(more) "call \"x\" {\n" BASICS DEADLINE PERSON more "}\n"
#define INBOX(more) \
	"data = \"s\"\noutbox { url = \"maildir:o\" }\ninbox \"main\" {\n" more "}\n" CALL("")
#define OUTBOX(more) \
	"data = \"s\"\ninbox \"main\" { url = \"maildir:i\" }\noutbox {\n" more "}\n" CALL("")

#define CALL_Y                                                         \
	"call \"y\" {\ntitle = \"T\"\naddress = {\"b@example.org\"}\n" \
	"contact = \"c@example.org\"\nzone = \"UTC\"\n" DEADLINE PERSON

static struct config *load(const char *text, char **findings)
{
	g_autofree char *file = g_build_filename(folder, "c.conf", NULL);
	g_autoptr(GError) error = NULL;

	g_assert_true(g_file_set_contents(file, text, -1, NULL));
	struct config *config = config_load(file, &error);
	g_assert_cmpint(config != NULL, ==, error == NULL);
	*findings = NULL;
	if (error == NULL)
		return config;
	g_assert_error(error, CALLBOX_ERROR, EX_CONFIG);
	g_auto(GStrv) parts = g_strsplit(error->message, file, -1);
	*findings = g_strjoinv("", parts);
	return NULL;
}

/* WANT: the findings in order, each as it starts, up to '*' if there is one. */
static const struct {
	const char *name, *text, *want[6];
} mistakes[] = {
    {"nothing", "",
	{":1: data is missing", ":1: there is no call", ":1: there is no inbox",
	    ":1: there is no outbox"}},
    {"unknown options are all named", DOORS CALL("colour = \"red\"\nsize = 3\n") "x = 1\n",
	{":11: unknown option \"colour\" in call \"x\"", ":12: unknown option \"size\"",
	    ":14: unknown option \"x\" in this file"}},
    {"an unknown section", DOORS "color { red = 1 }\n" CALL(""),
	{":4: unknown option \"color\" in this file"}},
    {"a date without a zone", DOORS "call \"x\" {\n" BASICS PERSON "deadline = \"2021-07-20\"\n}\n",
	{":10: deadline \"2021-07-20\" names no zone; write \"2021-07-20 AoE\" or \"2021-07-20 "
	 "23:59 Europe/Berlin\""}},
    {"no deadline", DOORS "call \"x\" {\n" BASICS PERSON "}\n", {":4: deadline is missing"}},
    {"no organizer", DOORS "call \"x\" {\n" BASICS DEADLINE "}\n",
	{":4: call \"x\" has no organizer"}},
    {"given again", DOORS CALL("title = \"U\"\n"), {":11: title is given again after line 5"}},
    {"one session twice",
	DOORS CALL(
	    "session \"s\" { title = \"a\" start = \"2021-07-22 08:00\" length = \"1h\" }\n"
	    "session \"s\" { title = \"b\" start = \"2021-07-22 08:00\" length = \"1h\" }\n"),
	{":12: session \"s\" is given again after line 11"}},
    {"two outboxes", DOORS "outbox { url = \"maildir:o\" }\n" CALL(""),
	{":4: outbox is given again after line 3"}},
    {"a call without a name", DOORS "call {\n" BASICS DEADLINE PERSON "}\n",
	{":4: call has no name"}},
    {"a name with spaces", DOORS "call \"Open Collab\" {\n" BASICS DEADLINE PERSON "}\n",
	{":4: call \"Open Collab\" is no name"}},
    {"a section left open at the end", DOORS "call \"x\" {\n" BASICS DEADLINE PERSON,
	{":4: call \"x\" is not closed at the end of the file"}},
    {"a section left open before the next",
	DOORS CALL(
	    "session \"s\" { title = \"a\" start = \"2021-07-22 08:00\" length = \"1h\"\n"
	    "session \"t\" { title = \"b\" start = \"2021-07-22 08:00\" length = \"1h\" }\n"),
	{":11: session \"s\" is not closed before line 12"}},
    {"one brace too many", DOORS CALL("") "}\n", {":12: \"}\" closes no section"}},
    {"braces in strings and comments are none",
	DOORS CALL("# }\n// {\n/* { { */ list_id = \"}\"\ncolour = '{'\n"),
	{":14: unknown option \"colour\""}},
    {"an unquoted #", DOORS CALL("list_id = p#ss\n"), {":11: the value of list_id ends at \"p\""}},
    {"a bad zone and a bad digest",
	DOORS CALL("digest = \"25:00\"\n") "call \"y\" {\n"
					   "title = \"T\"\naddress = \"b@example.org\"\ncontact = "
					   "\"c@example.org\"\n"
					   "zone = \"Mars\"\n" DEADLINE PERSON "}\n",
	{":11: digest \"25:00\" is no time of day", ":17: \"Mars\" is no time zone"}},
    {"an empty value", DOORS CALL("page = \"\"\n"), {":11: page is empty"}},
    {"an unset variable is empty", DOORS CALL("page = \"${CALLBOX_NOT_SET}\"\n"),
	{":11: page is empty"}},
    {"a page without TLS", DOORS CALL("page = \"http://example.org\"\n"),
	{":11: page \"http://example.org\" is no https address"}},
    {"a page with a password", DOORS CALL("page = \"https://u:secret@example.org\"\n"),
	{":11: page has a password"}},
    {"an option with a slip", DOORS CALL("titel = \"T\"\n"),
	{":11: unknown option \"titel\" in call \"x\"; perhaps \"title\" is meant"}},
    {"one address twice",
	DOORS CALL(
	    "list_id = \"l\"\n") "call \"y\" {\ntitle = \"T\"\n"
				 "address = {\"b@example.org\", \"B@example.org\"}\n"
				 "contact = \"c@example.org\"\nzone = \"UTC\"\n" DEADLINE PERSON
				 "}\n",
	{":15: address \"B@example.org\" is given twice; keep one of them"}},
    {"a length that is none",
	DOORS CALL(
	    "session \"s\" { title = \"a\" start = \"2021-07-22 08:00\" length = \"60\" }\n"),
	{":11: length \"60\" is no length of time"}},
    {"two calls, one address", DOORS CALL("") "call \"y\" {\n" BASICS DEADLINE PERSON "}\n",
	{":14: address \"a@example.org\" already belongs to call \"x\""}},
    {"an address that is none",
	DOORS CALL("list_id = \"l\"\n") "call \"y\" {\ntitle = \"T\"\n"
					"address = {\"nobody\"}\ncontact = \"also nobody\"\nzone = "
					"\"UTC\"\n" DEADLINE PERSON "}\n",
	{":15: address \"nobody\" is no mail address", ":16: contact \"also nobody\""}},
    {"opens after the deadline", DOORS CALL("opens = \"2021-08-01 AoE\"\n"),
	{":9: deadline \"2021-07-20 AoE\" is before the call opens"}},
    {"opens without a zone", DOORS CALL("opens = \"2021-06-01\"\n"),
	{":11: opens \"2021-06-01\" is no day in a zone"}},
    {"a session that takes no time",
	DOORS CALL("session \"s\" {\ntitle = \"a\"\nstart = \"2021-07-22\"\nlength = \"0m\"\n}\n"),
	{":13: start \"2021-07-22\" is no time", ":14: length \"0m\" is not between"}},
    {"a session in a zone of its own",
	DOORS CALL("session \"s\" {\ntitle = \"a\"\nstart = \"2021-07-22 08:00 Asia/Tokyo\"\n"
		   "length = \"1h\"\n}\n"),
	{":13: start \"2021-07-22 08:00 Asia/Tokyo\" is no time"}},
    {"a session in an hour that clocks skip",
	DOORS "call \"x\" {\n" NAMED("America/Los_Angeles") DEADLINE PERSON
	"session \"s\" { title = \"a\" start = \"2022-03-13 02:30\" length = \"1h\" }\n}\n",
	{":11: start \"2022-03-13 02:30\" is in an hour that clocks in America/Los_Angeles skip"}},
    {"a session in an hour that clocks show twice",
	DOORS "call \"x\" {\n" NAMED("Europe/Berlin") DEADLINE PERSON
	"session \"s\" { title = \"a\" start = \"2021-10-31 02:30\" length = \"1h\" }\n}\n",
	{":11: start \"2021-10-31 02:30\" is a time that clocks in Europe/Berlin show twice, as "
	 "they "
	 "go back; write \"2021-10-31T02:30:00+02:00\" for the first or "
	 "\"2021-10-31T02:30:00+01:00\" for the second"}},
    {"a session before the call",
	DOORS CALL("opens = \"2021-06-01 AoE\"\nsession \"s\" { title = \"a\" start = \"2020-07-22 "
		   "08:00\" length = \"1h\" }\n"),
	{":12: start \"2020-07-22 08:00\" is before the call opens"}},
    {"unknown words", DOORS CALL("subaddress = \"*\"\ngrace = \"soon\"\nretention = \"ever\"\n"),
	{":11: subaddress \"*\" is unknown", ":12: grace \"soon\" is no length",
	    ":13: retention \"ever\" is no length"}},
    {"an invite for everybody",
	DOORS CALL("session \"s\" { title = \"a\" start = \"2021-07-22 08:00\" length = \"1h\"\n"
		   "invite = \"all\" }\n"),
	{":12: invite \"all\" is unknown; write one of \"nobody\", \"submitted\", \"accepted\""}},
    {"a byte order mark is no option", "\xef\xbb\xbf" DOORS CALL("size = 3\n"),
	{":11: unknown option \"size\" in call \"x\""}},
    {"bytes that are no UTF-8", DOORS CALL("list_id = \"\xff\"\n"),
	{":11: this line is not valid UTF-8"}},
    {"a password in a URL", INBOX("url = \"imaps://ada:secret@mail.example.org\"\n"),
	{":4: url has a password in it"}},
    {"plaintext to a server",
	INBOX("url = \"imap+insecure://ada@mail.example.org\"\n"
	      "password_command = {\"pass\"}\n"),
	{":4: url \"imap+insecure://ada@mail.example.org\" would send mail in plain text"}},
    {"plaintext out", OUTBOX("url = \"smtp+insecure://192.0.2.1:25\"\n"),
	{":4: url \"smtp+insecure://192.0.2.1:25\" would send mail in plain text"}},
    {"a way out is no way in", INBOX("url = \"smtps://mail.example.org\"\n"),
	{":4: url \"smtps://mail.example.org\" is no place where mail arrives"}},
    {"a way in is no way out",
	OUTBOX("url = \"imaps://ada@mail.example.org\"\n"
	       "password_command = {\"pass\"}\n"),
	{":4: url \"imaps://ada@mail.example.org\" is no way out"}},
    {"no scheme we know", INBOX("url = \"pop3://mail.example.org\"\n"),
	{":4: url begins with no known scheme"}},
    {"a user without a password", INBOX("url = \"imaps://ada@mail.example.org\"\n"),
	{":4: url names the user \"ada\" but nothing gives the password"}},
    {"numbers out of range", INBOX("url = \"maildir:i\"\npoll = 0\n"),
	{":5: poll \"0\" is no number from 1 to 86400"}},
    {"numbers are decimal and positive",
	OUTBOX("url = \"maildir:o\"\nlimit_per_hour = 0x10\nlimit_per_address = -1\n"),
	{":5: limit_per_hour \"0x10\"", ":6: limit_per_address \"-1\""}},
    {"an envelope that is none", OUTBOX("url = \"maildir:o\"\nenvelope = \"me\"\n"),
	{":5: envelope \"me\" is unknown"}},
    {"a trusted host with spaces", INBOX("url = \"maildir:i\"\ntrusted_by = {\"mx 1\"}\n"),
	{":5: trusted_by \"mx 1\" is no host name"}},
    {"an open string is blamed where it opens", DOORS CALL("list_id = \"oops\ncolour = \"red\"\n"),
	{":11: the text that begins with \"oops is not closed on its line; add \" at its end",
	    ":12: unknown option \"colour\""}},
    {"an open string in a list", DOORS CALL("kinds = {\"a\", \"b}\nlist_id = 'l'\n"),
	{":11: the text that begins with \"b is not closed on its line"}},
    {"an open name of a section", DOORS CALL("organizer \"Bo {\naddress = \"bo@example.org\"\n}\n"),
	{":11: the text that begins with \"Bo is not closed on its line"}},
    {"an open string at the end of the file", DOORS CALL("") "data = 'x",
	{":12: data is given again after line 1",
	    ":12: the text that begins with 'x is not closed on its line"}},
    {"an organizer at the call's address",
	DOORS CALL("organizer \"Bo\" { address = \"A+x@example.org\" }\n"),
	{":11: organizer \"Bo\" has the address of a call"}},
    {"one organizer twice", DOORS CALL("organizer \"Bo\" {\naddress = \"ada@example.org\" }\n"),
	{":12: organizer \"Bo\" has the address of another organizer"}},
    {"an organizer without an address before one who has it",
	DOORS "call \"x\" {\n" BASICS DEADLINE "organizer \"Bo\" {\n}\n" PERSON "}\n",
	{":10: address is missing"}},
    {"a contact at the call's address",
	DOORS "call \"x\" {\ntitle = \"T\"\naddress = {\"a@example.org\"}\n"
	      "contact = \"a@example.org\"\nzone = \"UTC\"\n" DEADLINE PERSON "}\n",
	{":7: contact \"a@example.org\" is the address of a call"}},
    {"an address with a tag",
	DOORS "call \"x\" {\ntitle = \"T\"\naddress = {\"a+b@example.org\"}\n"
	      "contact = \"c@example.org\"\nzone = \"UTC\"\n" DEADLINE PERSON "}\n",
	{":6: address \"a+b@example.org\" has a tag already"}},
    {"the address of delivery reports",
	DOORS "call \"x\" {\ntitle = \"T\"\naddress = {\"Bounces@example.org\"}\n"
	      "contact = \"c@example.org\"\nzone = \"UTC\"\n" DEADLINE PERSON "}\n",
	{":6: address \"Bounces@example.org\" is where delivery reports go"}},
    {"a kind named none, and one twice", DOORS CALL("kinds = {\"None\", \"tale\", \"Tale\"}\n"),
	{":11: kinds has \"None\"", ":11: kinds has \"Tale\" twice"}},
    {"in and out are one Maildir", OUTBOX("url = \"maildir:./i\"\n"),
	{":4: the outbox is the Maildir that inbox \"main\" reads"}},
    {"letters into the spool's own inbox", OUTBOX("url = \"maildir:s/inbox\"\n"),
	{":4: the outbox is the Maildir that inbox \"spool/inbox\" reads"}},
    {"one Maildir read twice", DOORS "inbox \"more\" {\nurl = \"maildir:in\" }\n" CALL(""),
	{":5: inbox \"more\" is read by inbox \"main\" already"}},
    {"handled mail stays where it is read", INBOX("url = \"maildir:i\"\ndone = \"i\"\n"),
	{":5: done is the folder that inbox \"main\" reads"}},
    {"handled mail goes where another inbox reads",
	INBOX("url = \"imaps://ada@mail.example.org\"\npassword_command = {\"pass\"}\n"
	      "done = \"Done\"\n}\ninbox \"more\" {\nurl = \"imaps://ada@mail.example.org/Done\"\n"
	      "password_command = {\"pass\"}\n"),
	{":6: done is the folder that inbox \"more\" reads"}},
    {"VERP without tags",
	OUTBOX("url = \"maildir:o\"\nenvelope = \"verp\"\n}\n" CALL_Y "subaddress = \"\"\n"),
	{":5: envelope = \"verp\" needs addresses with a tag, which call \"y\" has not"}},
    {"a list where one value belongs", DOORS CALL("list_id = {\"a\", \"b\"}\n"), {":11: "}},
};

static void test_mistake(const void *data)
{
	size_t i = GPOINTER_TO_SIZE(data);
	g_autofree char *findings = NULL;
	AUTO(config) *config = load(mistakes[i].text, &findings);

	g_assert_null(config);
	g_auto(GStrv) lines = g_strsplit(findings, "\n", -1);
	for (size_t k = 0; mistakes[i].want[k] != NULL || lines[k] != NULL; k++) {
		if (mistakes[i].want[k] == NULL || lines[k] == NULL ||
		    !g_str_has_prefix(lines[k], mistakes[i].want[k])) {
			g_test_message("finding %zu of:\n%s\nis not: %s", k + 1, findings,
			    mistakes[i].want[k] != NULL ? mistakes[i].want[k] : "there");
			g_test_fail();
			return;
		}
		g_assert_nonnull(strchr(lines[k], ';'));
	}
}

/* What is read all the same: the warnings in order, each as it starts. */
static const struct {
	const char *name, *text, *want[3];
} doubts[] = {
    {"nothing to doubt", DOORS CALL(""), {NULL}},
    {"a digest for nobody",
	DOORS "call \"x\" {\n" BASICS DEADLINE
	      "organizer \"Ada\" { address = \"ada@example.org\" digest = false }\n}\n",
	{":4: call \"x\" sends its digest to nobody"}},
    {"a session before the deadline, and a short retention",
	DOORS CALL("session \"s\" {\ntitle = \"a\"\nstart = \"2021-07-20 08:00\"\nlength = "
		   "\"1h\"\n}\nretention = \"2d\"\n"),
	{":13: session \"s\" begins before the deadline", ":16: retention erases every story"}},
    {"an organizer at the login's address",
	INBOX("url = \"imaps://ada%40example.org@mail.example.org\"\npassword_command = "
	      "{\"pass\"}\n"),
	{":13: organizer \"Ada\" has the address that callbox logs in with"}},
    {"an outbox of somebody else",
	OUTBOX("url = \"smtps://eve%40example.org@mail.example.org\"\npassword_command = "
	       "{\"pass\"}\n"),
	{":4: letters leave from the calls' addresses, but the outbox logs in as"}},
    {"a call that looks like a tag of another",
	DOORS "call \"x\" {\nsubaddress = \"-\"\n" BASICS DEADLINE PERSON
	      "}\ncall \"y\" {\ntitle = \"T\"\naddress = {\"a-b@example.org\"}\n"
	      "contact = \"c@example.org\"\nzone = \"UTC\"\n" DEADLINE PERSON "}\n",
	{":15: address \"a-b@example.org\" looks like \"a@example.org\" of call \"x\""}},
};

static void test_doubt(const void *data)
{
	size_t i = GPOINTER_TO_SIZE(data);
	g_autofree char *findings = NULL;
	AUTO(config) *config = load(doubts[i].text, &findings);

	g_assert_cmpstr(findings, ==, NULL);
	for (size_t k = 0; doubts[i].want[k] != NULL || config->warnings[k] != NULL; k++) {
		g_test_message("%s", config->warnings[k]);
		g_assert_nonnull(doubts[i].want[k]);
		g_assert_nonnull(config->warnings[k]);
		g_assert_nonnull(strstr(config->warnings[k], doubts[i].want[k]));
	}
}

static void test_start_with_offset(void)
{
	g_autofree char *findings = NULL;
	AUTO(config) *config =
	    load(DOORS CALL("session \"s\" { title = \"a\" start = \"2021-10-31T02:30:00+01:00\" "
			    "length = \"1h\" }\n"),
		&findings);

	g_assert_cmpstr(findings, ==, NULL);
	g_assert_cmpint(call_session(config_call(config, "x"), "s")->start, ==, 1635643800);
}

static void test_lines(void)
{
	g_autofree char *findings = NULL;
	AUTO(config) *config = load(INBOX("url = \"maildir:i\"\n"), &findings);

	g_assert_cmpuint(config_line(config, "inbox main/url"), ==, 4);
	g_assert_cmpuint(config_line(config, "inbox main/done"), ==, 3);
	g_assert_cmpuint(config_line(config, "inbox spool/inbox/url"), ==, 1);
}

static void test_defaults(void)
{
	g_autofree char *findings = NULL;
	AUTO(config) *config = load(DOORS CALL(""), &findings);

	g_assert_cmpstr(findings, ==, NULL);
	g_autofree char *spool = g_build_filename(folder, "spool", NULL);
	g_assert_cmpstr(config->data, ==, spool);
	g_assert_null(config->templates);
	const struct call *call = config_call(config, "x");
	g_assert_cmpstr(call->subaddress, ==, "+");
	g_assert_cmpint(call->digest_minute, ==, 21 * 60);
	g_assert_cmpint(call->retention, ==, 90 * 86400);
	g_assert_cmpint(call->deadline.grace, ==, 0);
	g_assert_cmpint(call->deadline.cutoff, ==, 1626868800);
	g_assert_cmpint(call->opens, ==, INT64_MIN);
	g_assert_cmpstr(call_domain(call), ==, "example.org");
	g_assert_cmpuint(config->outbox.limit_per_address, ==, 3);
	g_assert_cmpuint(config->outbox.limit_per_hour, ==, 200);
	g_assert_cmpint(config->outbox.envelope, ==, ENVELOPE_VERP);
	const struct inbox *inbox = config_inbox(config, "main");
	g_assert_cmpint(inbox->poll, ==, 60);
	g_assert_cmpuint(g_strv_length(inbox->trusted_by), ==, 0);
	g_assert_null(config_inbox(config, NULL));
}

static void test_endpoints(void)
{
	static const struct {
		const char *url;
		enum scheme scheme;
		const char *user, *host;
		unsigned port;
		const char *path;
	} rows[] = {
	    {"imaps://stories%40example.org@mail.example.org/INBOX", SCHEME_IMAPS,
		"stories@example.org", "mail.example.org", 993, "INBOX"},
	    {"imap://ada@mail.example.org:1143/Calls/Open%20Collab", SCHEME_IMAP, "ada",
		"mail.example.org", 1143, "Calls/Open Collab"},
	    {"imap+insecure://ada@[::1]", SCHEME_IMAP_INSECURE, "ada", "::1", 143, "INBOX"},
	    {"imap+insecure://ada@localhost:9143/", SCHEME_IMAP_INSECURE, "ada", "localhost", 9143,
		"INBOX"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *findings = NULL;
		g_autofree char *text = g_strdup_printf(
		    INBOX("url = \"%s\"\npassword_command = {\"pass\", \"show\"}\n"), rows[i].url);
		AUTO(config) *config = load(text, &findings);
		g_assert_cmpstr(findings, ==, NULL);
		const struct endpoint *at = &config_inbox(config, "main")->at;
		g_assert_cmpint(at->scheme, ==, rows[i].scheme);
		g_assert_cmpstr(at->user, ==, rows[i].user);
		g_assert_cmpstr(at->host, ==, rows[i].host);
		g_assert_cmpuint(at->port, ==, rows[i].port);
		g_assert_cmpstr(at->path, ==, rows[i].path);
		g_assert_cmpstr(
		    config_inbox(config, "main")->login.password_command[1], ==, "show");
	}
}

static void test_lookup(void)
{
	g_autofree char *findings = NULL;
	AUTO(config) *config =
	    load(DOORS CALL(
		     "") "call \"y\" {\ntitle = \"T\"\n"
			 "address = {\"a-b@example.org\", \"a+c@example.org\"}\ncontact = "
			 "\"c@example.org\"\n"
			 "subaddress = \"-\"\nzone = \"UTC\"\n" DEADLINE
			 "organizer \"Bo\" { address = \"bo@example.org\" decides = true }\n" PERSON
			 "}\n",
		&findings);
	static const struct {
		const char *address, *call, *ours, *tag;
	} rows[] = {
	    {"A@Example.org", "x", "a@example.org", NULL},
	    {"a+k4vq@example.org", "x", "a@example.org", "k4vq"},
	    {"a-b@example.org", "y", "a-b@example.org", NULL},
	    {"a+c@example.org", "y", "a+c@example.org", NULL},
	    {"a-b-k4vq@example.org", "y", "a-b@example.org", "k4vq"},
	    {"a@example.com", NULL, NULL, NULL},
	    {"nobody", NULL, NULL, NULL},
	};

	g_assert_cmpstr(findings, ==, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *ours = NULL;
		g_autofree char *tag = NULL;
		const struct call *call = config_call_for(config, rows[i].address, &ours, &tag);
		g_test_message("%s", rows[i].address);
		g_assert_cmpstr(call != NULL ? call->name : NULL, ==, rows[i].call);
		g_assert_cmpstr(ours, ==, rows[i].ours);
		g_assert_cmpstr(tag, ==, rows[i].tag);
	}
	const struct call *y = config_call(config, "y");
	g_assert_nonnull(call_decider(y, "BO@example.org"));
	g_assert_null(call_decider(y, "ada@example.org"));
}

static void test_example(void)
{
	g_autofree char *tests = g_path_get_dirname(g_getenv("CALLBOX_TESTS"));
	g_autofree char *file = g_build_filename(tests, "contrib", "callbox.conf", NULL);
	g_autoptr(GError) error = NULL;
	AUTO(config) *config = config_load(file, &error);

	g_assert_no_error(error);
	const struct call *call = config_call(config, "open-collab");
	g_assert_cmpuint(call->organizers->len, ==, 6);
	g_assert_cmpuint(call->sessions->len, ==, 4);
	const struct session *story_time = call_session(call, "story-time");
	g_assert_cmpint(story_time->start, ==, 1626966000);
	g_assert_cmpint(story_time->end, ==, 1626969600);
	g_autofree char *inbox = g_build_filename(tests, "spool", "inbox", NULL);
	g_assert_cmpstr(config_inbox(config, "main")->at.path, ==, inbox);
}

static void test_absent(void)
{
	g_autoptr(GError) error = NULL;
	AUTO(config) *config = config_load("/nonexistent/callbox.conf", &error);

	g_assert_null(config);
	g_assert_error(error, CALLBOX_ERROR, EX_CONFIG);
	AUTO(config) *empty = config_empty();
	g_assert_null(config_call(empty, "x"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_autofree char *temporary = g_dir_make_tmp("callbox-config-XXXXXX", NULL);
	folder = temporary;
	g_test_add_func("/config/what is not written has a default", test_defaults);
	g_test_add_func("/config/URLs are taken apart", test_endpoints);
	g_test_add_func("/config/an address finds its call", test_lookup);
	g_test_add_func("/config/the example in contrib is right", test_example);
	g_test_add_func("/config/a file that is not there", test_absent);
	for (size_t i = 0; i < G_N_ELEMENTS(mistakes); i++) {
		g_autofree char *path = g_strdup_printf("/config/mistake: %s", mistakes[i].name);
		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_mistake);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(doubts); i++) {
		g_autofree char *path = g_strdup_printf("/config/doubt: %s", doubts[i].name);
		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_doubt);
	}
	g_test_add_func("/config/a session's start with an offset", test_start_with_offset);
	g_test_add_func("/config/where an option stands", test_lines);
	int result = g_test_run();
	g_autofree char *file = g_build_filename(folder, "c.conf", NULL);
	g_unlink(file);
	g_rmdir(folder);
	return result;
}
