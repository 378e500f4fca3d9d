/* What kind a mail is, whether it may be answered, and where it belongs. */
#include "sort/false-name.h"
#include "sort/sort.h"

#include <glib.h>
#include <string.h>

#define TOKEN "abcdefghijklmnop2345"

static char *const addresses[] = {
    (char *)(guintptr) "stories@example.org", (char *)(guintptr) "social@example.org", NULL};

static struct inbox inbox;

/* One call with one organizer who decides; the strings are literals. */
static struct config *config_make(void)
{
	struct config *config = g_new0(struct config, 1);
	struct call *call = g_new0(struct call, 1);
	struct organizer *organizer = g_new0(struct organizer, 1);

	config->inboxes = g_ptr_array_new();
	config->calls = g_ptr_array_new_with_free_func(g_free);
	config->outbox.at.user = (char *)(guintptr) "login@example.org";
	inbox.at.user = (char *)(guintptr) "box@example.org";
	g_ptr_array_add(config->inboxes, &inbox);
	call->addresses = (char **)(guintptr)addresses;
	call->list_id = (char *)(guintptr) "stories.example.org";
	call->subaddress = (char *)(guintptr) "+";
	call->organizers = g_ptr_array_new_with_free_func(g_free);
	organizer->address = (char *)(guintptr) "rosanne@example.com";
	organizer->decides = true;
	g_ptr_array_add(call->organizers, organizer);
	g_ptr_array_add(config->calls, call);
	return config;
}

static void config_unmake(struct config *config)
{
	g_ptr_array_unref(((struct call *)g_ptr_array_index(config->calls, 0))->organizers);
	g_ptr_array_unref(config->calls);
	g_ptr_array_unref(config->inboxes);
	g_free(config);
}

/* A mail in one line: fields that are NULL are ordinary. */
struct sample {
	const char *name;
	const char *from, *to, *text;
	const char *auto_submitted, *precedence, *suppress, *list_id, *return_path, *loop,
	    *reply_to;
	const char *method;
	enum report_kind report;
	enum readable readable;
	const char *id;
	bool auto_subject, auto_header, story, digest, question, orders, nested, forwarded,
	    rewritten;
	enum kind kind;
	const char *silent; /* a word of silent_because; NULL: answered */
};

static struct message *message_make(const struct sample *s)
{
	struct message *m = message_new();

	g_ptr_array_add(m->from, mailbox_new(s->from == NULL ? "ada@example.net" : s->from, NULL));
	g_ptr_array_add(m->to, mailbox_new(s->to == NULL ? "stories@example.org" : s->to, NULL));
	if (s->reply_to != NULL)
		g_ptr_array_add(m->reply_to, mailbox_new(s->reply_to, NULL));
	if (s->text != NULL) {
		g_free(m->reply);
		m->reply = g_strdup(s->text);
	}
	m->auto_submitted = g_strdup(s->auto_submitted);
	m->precedence = g_strdup(s->precedence);
	m->suppress = g_strdup(s->suppress);
	m->list_id = g_strdup(s->list_id);
	m->return_path = g_strdup(s->return_path);
	m->loop = g_strdup(s->loop);
	m->calendar_method = g_strdup(s->method);
	m->report_kind = s->report;
	m->readable = s->readable;
	m->auto_subject = s->auto_subject;
	m->auto_header = s->auto_header;
	m->message_id = g_strdup(s->id);
	m->loop_nested = s->nested;
	m->forwarded = s->forwarded;
	m->list_rewritten = s->rewritten;
	return m;
}

/* PROVES CL-01, CL-02, CL-03, CL-04, CL-05, CL-07, CL-09, CL-10, RE-01 to RE-09, CT-04, CT-06,
 * CI-28 */
static const struct sample samples[] = {
    {.name = "a story", .kind = KIND_STORY},
    {.name = "From is a call address",
	.from = "social+x@example.org",
	.kind = KIND_OWN,
	.silent = "kind"},
    {.name = "From is our bounce address",
	.from = "bounces+" TOKEN "@example.org",
	.kind = KIND_OWN,
	.silent = "kind"},
    {.name = "From is our login", .from = "login@example.org", .kind = KIND_OWN, .silent = "kind"},
    {.name = "From is the login of the mailbox",
	.from = "box@example.org",
	.kind = KIND_OWN,
	.silent = "kind"},
    {.name = "bounces at another domain",
	.from = "bounces+x@example.net",
	.kind = KIND_STORY,
	.silent = "nobody"},
    {.name = "a person whose name begins like bounces",
	.from = "bouncesky@example.org",
	.kind = KIND_STORY,
	.silent = "nobody"},
    {.name = "our Message-ID came back",
	.id = "cb1." TOKEN ".1@example.org",
	.kind = KIND_OWN,
	.silent = "kind"},
    {.name = "an id like ours at another domain",
	.id = "cb1." TOKEN ".1@example.net",
	.kind = KIND_STORY},
    {.name = "an id without a domain", .id = "cb1", .kind = KIND_STORY},
    {.name = "a callbox's mark further in",
	.nested = true,
	.kind = KIND_STORY,
	.silent = "callbox"},
    {.name = "From that a list rewrote", .rewritten = true, .kind = KIND_STORY, .silent = "list"},
    {.name = "a calendar asks again", .method = "REFRESH", .kind = KIND_CALENDAR},
    {.name = "a robot asks again",
	.method = "REFRESH",
	.auto_submitted = "auto-generated",
	.kind = KIND_CALENDAR,
	.silent = "Auto-Submitted"},
    {.name = "our mark came back", .loop = "7f3a9c", .kind = KIND_OWN, .silent = "kind"},
    {.name = "another callbox", .loop = "000000", .kind = KIND_STORY, .silent = "callbox"},
    {.name = "an automatic calendar answer",
	.method = "REPLY",
	.auto_submitted = "auto-generated",
	.kind = KIND_RSVP,
	.silent = "kind"},
    {.name = "another calendar method",
	.method = "CANCEL",
	.kind = KIND_CALENDAR,
	.silent = "kind"},
    {.name = "a calendar answer goes before a report",
	.method = "REPLY",
	.report = REPORT_BOUNCE,
	.kind = KIND_RSVP,
	.silent = "kind"},
    {.name = "a bounce",
	.report = REPORT_BOUNCE,
	.auto_submitted = "auto-replied",
	.kind = KIND_BOUNCE,
	.silent = "kind"},
    {.name = "a success report",
	.report = REPORT_DELIVERED,
	.kind = KIND_DELIVERED,
	.silent = "kind"},
    {.name = "a complaint", .report = REPORT_FEEDBACK, .kind = KIND_FEEDBACK, .silent = "kind"},
    {.name = "a read receipt", .report = REPORT_RECEIPT, .kind = KIND_FEEDBACK, .silent = "kind"},
    {.name = "an auto-reply",
	.auto_submitted = "auto-replied",
	.kind = KIND_AUTO,
	.silent = "kind"},
    {.name = "auto-notified",
	.auto_submitted = "auto-notified",
	.kind = KIND_AUTO,
	.silent = "kind"},
    {.name = "an auto-reply by Precedence",
	.precedence = "auto_reply",
	.kind = KIND_AUTO,
	.silent = "kind"},
    {.name = "an auto-reply by another header",
	.auto_header = true,
	.kind = KIND_AUTO,
	.silent = "kind"},
    {.name = "Auto-Submitted: no", .auto_submitted = "no", .kind = KIND_STORY},
    {.name = "an empty Auto-Submitted",
	.auto_submitted = "",
	.kind = KIND_STORY,
	.silent = "Auto-Submitted"},
    {.name = "forwarded by a machine",
	.auto_submitted = "auto-forwarded",
	.kind = KIND_STORY,
	.silent = "Auto-Submitted"},
    {.name = "bulk mail", .precedence = "bulk", .kind = KIND_STORY, .silent = "Precedence"},
    {.name = "an automatic subject", .auto_subject = true, .kind = KIND_STORY, .silent = "subject"},
    {.name = "an empty return path",
	.return_path = "",
	.kind = KIND_STORY,
	.silent = "return path"},
    {.name = "an ordinary return path", .return_path = "ada@example.net", .kind = KIND_STORY},
    {.name = "a foreign list",
	.list_id = "other.example.net",
	.kind = KIND_STORY,
	.silent = "list"},
    {.name = "a list without an id", .list_id = "", .kind = KIND_STORY, .silent = "list"},
    {.name = "the call's own list",
	.list_id = "Stories.Example.org",
	.to = "group@example.net",
	.kind = KIND_STORY},
    {.name = "which says so in Precedence, too",
	.list_id = "stories.example.org",
	.precedence = "list",
	.kind = KIND_STORY},
    {.name = "but bulk is bulk",
	.list_id = "stories.example.org",
	.precedence = "bulk",
	.kind = KIND_STORY,
	.silent = "Precedence"},
    {.name = "all responses suppressed",
	.suppress = "all",
	.kind = KIND_STORY,
	.silent = "Suppress"},
    {.name = "out-of-office suppressed",
	.suppress = "dr, oof",
	.kind = KIND_STORY,
	.silent = "Suppress"},
    {.name = "only reports suppressed", .suppress = "dr, nrn", .kind = KIND_STORY},
    {.name = "nobody reads there",
	.from = "No-Reply@example.net",
	.kind = KIND_STORY,
	.silent = "nobody"},
    {.name = "a list's owner",
	.from = "owner-x@example.net",
	.kind = KIND_STORY,
	.silent = "nobody"},
    {.name = "a name with reply in it", .from = "noah.reply@example.net", .kind = KIND_STORY},
    {.name = "not addressed to us",
	.to = "bob@example.net",
	.kind = KIND_STORY,
	.silent = "To or Cc"},
    {.name = "Reply-To elsewhere", .reply_to = "victim@example.com", .kind = KIND_STORY},
    {.name = "Reply-To is ours",
	.from = "ada@example.org",
	.reply_to = "stories@example.org",
	.kind = KIND_STORY,
	.silent = "our own"},
    {.name = "encrypted", .readable = READ_ENCRYPTED, .kind = KIND_UNREADABLE},
    {.name = "over the limits", .readable = READ_HELD, .method = "REPLY", .kind = KIND_UNREADABLE},
    {.name = "an answer to the digest", .digest = true, .kind = KIND_COMMAND},
    {.name = "an answer to a question about orders", .orders = true, .kind = KIND_COMMAND},
    {.name = "a question about a withdrawal, confirmed",
	.story = true,
	.question = true,
	.text = "confirm",
	.kind = KIND_WITHDRAWAL},
    {.name = "a confirmation that nobody asked for",
	.story = true,
	.text = "CONFIRM",
	.kind = KIND_NOTE},
    {.name = "a withdrawal in a forwarded mail",
	.story = true,
	.forwarded = true,
	.text = "WITHDRAW",
	.kind = KIND_NOTE},
    {.name = "a withdrawal by a robot",
	.story = true,
	.auto_submitted = "auto-forwarded",
	.text = "WITHDRAW",
	.kind = KIND_NOTE,
	.silent = "Auto-Submitted"},
    {.name = "nothing but quotes", .story = true, .text = "> WITHDRAW\n", .kind = KIND_NOTE},
    {.name = "a note", .story = true, .text = "thanks", .kind = KIND_NOTE},
    {.name = "a withdrawal",
	.story = true,
	.text = "\n  withdraw \nsorry",
	.kind = KIND_WITHDRAWAL},
    {.name = "a quoted withdrawal",
	.story = true,
	.text = "> WITHDRAW\nno, keep it",
	.kind = KIND_NOTE},
    {.name = "a sentence about withdrawing",
	.story = true,
	.text = "WITHDRAW it?",
	.kind = KIND_NOTE},
    {.name = "a revision",
	.story = true,
	.text = "Revise\n\nIt was in May.",
	.kind = KIND_REVISION},
    {.name = "a withdrawal outside a thread", .text = "WITHDRAW", .kind = KIND_COMMAND},
    {.name = "a withdrawal by a list",
	.story = true,
	.text = "WITHDRAW",
	.list_id = "x.example.net",
	.kind = KIND_NOTE,
	.silent = "list"},
    {.name = "a token nobody knows", .to = "stories+" TOKEN "@example.org", .kind = KIND_NOTE},
};

static void test_kinds(void)
{
	struct config *config = config_make();

	for (gsize i = 0; i < G_N_ELEMENTS(samples); i++) {
		AUTO(message) *message = message_make(&samples[i]);
		struct known known = {"7f3a9c", samples[i].story, samples[i].digest,
		    samples[i].question, samples[i].orders};
		struct thread thread;
		thread_find(&thread, config, message);
		struct sorting s = sort_mail(config, NULL, message, &thread, &known);
		g_test_message("%s", samples[i].name);
		g_assert_cmpstr(kind_name(s.kind), ==, kind_name(samples[i].kind));
		g_assert_cmpint(s.respond, ==, samples[i].silent == NULL);
		if (samples[i].silent != NULL)
			g_assert_nonnull(strstr(s.silent_because, samples[i].silent));
		thread_clear(&thread);
	}
	config_unmake(config);
}

static void test_without_calls(void)
{
	static const struct sample story = {.to = "anybody@example.net"};
	AUTO(config) *config = config_empty();
	AUTO(message) *message = message_make(&story);
	struct known known = {0};
	struct thread thread;

	thread_find(&thread, config, message);
	struct sorting s = sort_mail(config, NULL, message, &thread, &known);
	g_assert_cmpint(s.kind, ==, KIND_STORY);
	g_assert_true(s.respond);
	thread_clear(&thread);
}

/* PROVES CT-01, CT-11 */
static void test_thread(void)
{
	static const struct sample to = {.to = "social+" TOKEN "@example.org"}, plain = {0},
				   bounce = {.to = "bounces+" TOKEN "@example.org"};
	struct config *config = config_make();
	AUTO(message) *tagged = message_make(&to);
	AUTO(message) *parent = message_make(&plain);
	AUTO(message) *report = message_make(&bounce);
	struct thread thread;

	thread_find(&thread, config, tagged);
	g_assert_cmpstr(thread.call_address, ==, "social@example.org");
	g_assert_cmpuint(thread.tokens->len, ==, 1);
	g_assert_cmpstr(g_ptr_array_index(thread.tokens, 0), ==, TOKEN);
	thread_clear(&thread);

	g_strfreev(parent->in_reply_to);
	parent->in_reply_to = g_strsplit("cb1." TOKEN ".2@example.org cb1.short.1@example.org "
					 "cb1.zzzzzzzzzzzzzzzzzzzz.1@example.com",
	    " ", -1);
	thread_find(&thread, config, parent);
	g_assert_cmpuint(thread.tokens->len, ==, 1);
	thread_clear(&thread);

	thread_find(&thread, config, report);
	g_assert_cmpstr(thread.bounce_token, ==, TOKEN);
	g_assert_null(thread.call);
	g_assert_false(thread.addressed);
	thread_clear(&thread);
	config_unmake(config);
}

/* What a mail server wrote, topmost first; "R" is a Received field of a stranger. PROVES TR-13,
 * TR-14, RE-13 */
static const struct {
	const char *name, *id, *dmarc, *dkim, *dkim_domains, *second_dmarc, *spf_domain, *hop;
	unsigned above;
	enum auth expected;
	bool respond;
} checks[] = {
    {"our server passed it", "mx.example.org", "pass", NULL, NULL, NULL, NULL, NULL, 0, AUTH_PASS,
	true},
    {"our server failed it", "mx.example.org", "fail", NULL, NULL, NULL, NULL, NULL, 0, AUTH_FAIL,
	false},
    {"a stranger passed it", "mx.example.com", "pass", NULL, NULL, NULL, NULL, NULL, 0,
	AUTH_NEUTRAL, true},
    {"a forged pass below ours", "mx.example.org", "fail", NULL, NULL, "pass", NULL, NULL, 0,
	AUTH_FAIL, false},
    {"a forged one below a foreign hop", "mx.example.org", "pass", NULL, NULL, NULL, NULL, NULL, 1,
	AUTH_NEUTRAL, true},
    {"an aligned signature", "mx.example.org", NULL, "pass", "mail.example.net", NULL, NULL, NULL,
	0, AUTH_PASS, true},
    {"one beside that of who passed it on", "mx.example.org", NULL, "pass",
	"mailer.example.com mail.example.net", NULL, NULL, NULL, 0, AUTH_PASS, true},
    {"a signature by another", "mx.example.org", NULL, "pass", "example.com", NULL, NULL, NULL, 0,
	AUTH_NEUTRAL, false},
    {"no result", "mx.example.org", NULL, NULL, NULL, NULL, NULL, NULL, 0, AUTH_NEUTRAL, true},
    {"an aligned envelope", "mx.example.org", NULL, NULL, NULL, NULL, "example.net", NULL, 0,
	AUTH_PASS, true},
    {"the envelope of another", "mx.example.org", NULL, NULL, NULL, NULL, "example.com", NULL, 0,
	AUTH_NEUTRAL, false},
    {"one below a hop of ours", "mx.example.org", "pass", NULL, NULL, NULL, NULL,
	"relay.example.org", 1, AUTH_PASS, true},
    {"one below the border itself", "mx.example.org", "pass", NULL, NULL, NULL, NULL,
	"MX.example.org", 1, AUTH_PASS, true},
    {"one below a hop that only says to be ours", "mx.example.org", "pass", NULL, NULL, NULL, NULL,
	"mx.example.org", 2, AUTH_NEUTRAL, true},
};

static void add_result(struct message *m, gsize row, const char *dmarc)
{
	struct auth_result r = {.authserv_id = g_strdup(checks[row].id),
	    .above = checks[row].above,
	    .dmarc = g_strdup(dmarc),
	    .dkim = g_strdup(checks[row].dkim),
	    .dkim_domains = g_strdup(checks[row].dkim_domains),
	    .spf = g_strdup(checks[row].spf_domain == NULL ? NULL : "pass"),
	    .spf_domain = g_strdup(checks[row].spf_domain)};

	g_array_append_val(m->auth_results, r);
}

static void test_auth(void)
{
	static const struct sample plain = {0};
	char *trusted[] = {(char *)(guintptr) "relay.example.org", NULL};
	struct inbox border = {
	    .authserv_id = (char *)(guintptr) "mx.example.org", .trusted_by = trusted};
	struct config *config = config_make();

	for (gsize i = 0; i < G_N_ELEMENTS(checks); i++) {
		AUTO(message) *m = message_make(&plain);
		struct received hop = {
		    .by = g_strdup(checks[i].hop == NULL ? "relay.example.com" : checks[i].hop)};
		struct known known = {0};
		struct thread thread;
		/* A second field says to be of the border, which handed nothing to the first. */
		struct received forged = {.by = g_strdup("mx.example.org")};
		hop.from = g_strdup("sender.example.com");
		g_array_append_val(m->received, hop);
		g_array_append_val(m->received, forged);
		add_result(m, i, checks[i].dmarc);
		if (checks[i].second_dmarc != NULL)
			add_result(m, i, checks[i].second_dmarc);
		thread_find(&thread, config, m);
		g_test_message("%s", checks[i].name);
		g_assert_cmpint(auth_verdict(&border, m), ==, checks[i].expected);
		g_assert_cmpint(auth_verdict(NULL, m), ==, AUTH_NEUTRAL);
		g_assert_cmpint(
		    sort_mail(config, &border, m, &thread, &known).respond, ==, checks[i].respond);
		thread_clear(&thread);
	}
	config_unmake(config);
}

/* PROVES RE-11, RE-12 */
static void test_answer(void)
{
	static const struct sample near = {.reply_to = "ada@home.example.net"},
				   far = {.reply_to = "victim@example.com"};
	AUTO(message) *same = message_make(&near);
	AUTO(message) *other = message_make(&far);

	g_assert_cmpstr(answer_address(same), ==, "ada@home.example.net");
	g_assert_cmpstr(answer_address(other), ==, "ada@example.net");
	g_ptr_array_add(other->from, mailbox_new("bob@example.net", NULL));
	g_assert_null(answer_address(other));
}

/* Who wrote what came through a list, by what the list wrote (PROVES CL-09). */
static const struct {
	const char *name;
	struct sample mail;
	const char *author;
} wrapped[] = {
    {"the call's own list",
	{.from = "stories@example.org",
	    .reply_to = "ada@example.net",
	    .list_id = "stories.example.org",
	    .rewritten = true},
	"ada@example.net"},
    {"another list",
	{.from = "stories@example.org",
	    .reply_to = "ada@example.net",
	    .list_id = "talk.example.net",
	    .rewritten = true},
	"stories@example.org"},
    {"a From that is not the call's",
	{.from = "eve@example.net",
	    .reply_to = "ada@example.net",
	    .list_id = "stories.example.org",
	    .rewritten = true},
	"eve@example.net"},
    {"a From that no list rewrote",
	{.from = "stories@example.org",
	    .reply_to = "ada@example.net",
	    .list_id = "stories.example.org"},
	"stories@example.org"},
    {"an answer that would come to us",
	{.from = "stories@example.org",
	    .reply_to = "social+x@example.org",
	    .list_id = "stories.example.org",
	    .rewritten = true},
	"stories@example.org"},
};

static void test_list(void)
{
	struct config *config = config_make();

	for (gsize i = 0; i < G_N_ELEMENTS(wrapped); i++) {
		AUTO(message) *message = message_make(&wrapped[i].mail);
		g_test_message("%s", wrapped[i].name);
		list_unwrap(config, NULL, message);
		g_assert_cmpstr(message_author(message)->address, ==, wrapped[i].author);
	}
	config_unmake(config);
}

/* PROVES B-38 */
static const struct {
	const char *name, *address, *part; /* of the reason; NULL: there is none */
} claims[] = {
    {"Ada", "ada@example.net", NULL},
    {NULL, "ada@example.net", NULL},
    {"", "ada@example.net", NULL},
    {"ada@example.net", "ada@example.net", NULL},
    {"Rosa Example", "rosanne@example.com", NULL},
    {"Rosa Example", "ada@example.net", "organizer"},
    {"ROSA\u00a0EXAMPLE (chair)", "ada@example.net", "organizer"},
    {"R\u00f3sa Example", "ada@example.net", "organizer"},
    {"Ro\u200bsa \u00adExample", "ada@example.net", "organizer"},
    {"Dr. Rosa-Example", "ada@example.net", "organizer"},
    {"Mirosa Example", "ada@example.net", NULL},
    {"Rosa Examples", "ada@example.net", NULL},
    {"Rosa", "ada@example.net", NULL},
    {"(:", "ada@example.net", NULL},
    {"Joanna Lee", "ada@example.net", NULL},
    {"Ann Lee", "ada@example.net", "organizer"},
    {"ann", "ada@example.net", "organizer"},
    {"Ada@Example.NET", "ada@example.net", NULL},
    {"ada@example.net", "Ada@example.net", NULL},
    {"callbox admin", "ada@example.net", "our name"},
    {"Call for Stories", "ada@example.net", "our name"},
    {"chair@example.org", "ada@example.net", "another address"},
};

static void test_false_name(void)
{
	struct config *config = config_make();
	struct call *call = g_ptr_array_index(config->calls, 0);
	struct organizer *organizer = g_ptr_array_index(call->organizers, 0);

	struct organizer *ann = g_new0(struct organizer, 1);

	organizer->name = (char *)(guintptr) "Rosa Example";
	ann->name = (char *)(guintptr) "Ann";
	ann->address = (char *)(guintptr) "ann@example.com";
	g_ptr_array_add(call->organizers, ann);
	call->title = (char *)(guintptr) "Call for Stories";
	for (gsize i = 0; i < G_N_ELEMENTS(claims); i++) {
		const char *why = false_name(call, claims[i].name, claims[i].address);
		g_test_message("%s", claims[i].name);
		if (claims[i].part == NULL)
			g_assert_null(why);
		else
			g_assert_nonnull(strstr(why, claims[i].part));
	}
	config_unmake(config);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/sort/kinds in order, and reasons for silence", test_kinds);
	g_test_add_func("/sort/without calls nobody is a stranger", test_without_calls);
	g_test_add_func("/sort/tokens in addresses and ids", test_thread);
	g_test_add_func("/sort/only our own server is believed", test_auth);
	g_test_add_func("/sort/answers stay in the organization", test_answer);
	g_test_add_func("/sort/who wrote behind the call's own list", test_list);
	g_test_add_func("/sort/a name that is somebody else's", test_false_name);
	return g_test_run();
}
