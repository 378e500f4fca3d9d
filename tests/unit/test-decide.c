/* What is done about a mail: the kind picks the act, and what could harm somebody picks a more
 * careful one. */
#include "base/civil.h"
#include "rule/rule.h"

#include <glib.h>
#include <string.h>

enum { NOW = 1626700000, CUTOFF = NOW + 100 };

#define ADA "ada@example.net"
#define EVE "eve@example.com"
#define ORGANIZER "rosanne@example.com"
#define OWN(text) ((char *)(guintptr)(text))
#define LONG                                                                                       \
	"We met on a mailing list and wrote a library together. It began with a question about a " \
	"test that failed on one machine only, and ended with a paper, three friendships and a "   \
	"build farm in a cellar, which still runs on the evenings when nobody needs the heating."

/* What goes in, where it is not ordinary, and what comes out. */
struct row {
	const char *name;
	/* the mail: by ADA, at NOW, sorted as a story by default */
	enum kind kind;
	const char *from, *reply, *problem;
	enum readable readable;
	int64_t late, dated; /* seconds after NOW; of its Date, 0: none */
	bool machine, proved, no_call, forwarded, inlined;
	/* what the store knows */
	bool story, digest, reader, stale, token, unasked, truncated, same_id, pile, released,
	    returned;
	enum request_kind asked; /* the question that is answered */
	bool question;           /* about a withdrawal */
	unsigned misfits;
	enum story_state state;
	int64_t decided;
	unsigned answered;
	bool over; /* the question that is answered */
	bool passed_on;
	/* the decision */
	bool later;
	const char *to; /* NULL: any */
	enum act act;
	enum kind as;
	enum verdict verdict;
	const char *answer, *silent, *why, *flag; /* parts of words; NULL: none, or any for WHY */
};

/* PROVES CL-02, CT-02, CT-03, CT-04, CT-05, RE-01, RE-10, ST-05, ST-15, ST-16, TI-07, P-10, P-16,
 * P-17, P-20, P-21 */
static const struct row rows[] = {
    {"a story is answered with a receipt", KIND_STORY, .act = ACT_STORY, .as = KIND_STORY,
	.verdict = VERDICT_ON_TIME, .answer = "receipt"},
    {"the last second is on time", KIND_STORY, .late = 99, .act = ACT_STORY, .as = KIND_STORY,
	.verdict = VERDICT_ON_TIME, .answer = "receipt"},
    {"late is late, and answered all the same", KIND_STORY, .late = 100, .act = ACT_STORY,
	.as = KIND_STORY, .verdict = VERDICT_LATE, .answer = "receipt"},
    {"an empty mail", KIND_STORY, .readable = READ_EMPTY, .act = ACT_STORY, .as = KIND_STORY,
	.verdict = VERDICT_ON_TIME, .answer = "empty"},
    {"a story in a document", KIND_STORY, .readable = READ_ATTACHMENT, .act = ACT_STORY,
	.as = KIND_STORY, .verdict = VERDICT_ON_TIME, .answer = "attachment"},
    {"a robot's story is kept and not answered", KIND_STORY, .machine = true, .act = ACT_STORY,
	.as = KIND_STORY, .verdict = VERDICT_ON_TIME, .silent = "a robot"},
    {"one Message-ID, two contents", KIND_STORY, .same_id = true, .act = ACT_STORY,
	.as = KIND_STORY, .verdict = VERDICT_ON_TIME, .answer = "receipt",
	.flag = "same Message-ID"},
    {"a mail that was cut says so", KIND_STORY, .truncated = true, .act = ACT_STORY,
	.as = KIND_STORY, .verdict = VERDICT_ON_TIME, .answer = "receipt", .flag = "25 MiB"},
    {"before the call opens", KIND_STORY, .late = -DAY, .act = ACT_STORY, .as = KIND_STORY,
	.verdict = VERDICT_ON_TIME, .answer = "receipt", .flag = "before the call opened"},
    {"the third answer of a day", KIND_STORY, .answered = 2, .act = ACT_STORY, .as = KIND_STORY,
	.verdict = VERDICT_ON_TIME, .answer = "receipt"},
    {"an author's order is answered later", KIND_WITHDRAWAL, .story = true, .answered = 3,
	.act = ACT_ASK, .as = KIND_WITHDRAWAL, .verdict = VERDICT_ON_TIME, .answer = "confirm",
	.silent = "24 hours", .later = true},
    {"a stranger's is not", KIND_WITHDRAWAL, .from = EVE, .story = true, .answered = 3,
	.act = ACT_ASK, .as = KIND_WITHDRAWAL, .verdict = VERDICT_ON_TIME, .silent = "24 hours"},
    {"to withdraw twice changes nothing", KIND_WITHDRAWAL, .story = true, .proved = true,
	.state = STATE_WITHDRAWN, .act = ACT_NOTE, .as = KIND_WITHDRAWAL,
	.verdict = VERDICT_ON_TIME, .answer = "status", .why = "already"},
    {"to confirm too late is answered beyond the limit", KIND_NOTE, .reply = "confirm",
	.story = true, .over = true, .answered = 9, .act = ACT_OVER, .as = KIND_NOTE,
	.verdict = VERDICT_ON_TIME, .answer = "over"},
    {"but not when it came in a pile", KIND_NOTE, .reply = "confirm", .story = true, .over = true,
	.pile = true, .act = ACT_OVER, .as = KIND_NOTE, .verdict = VERDICT_ON_TIME,
	.silent = "old mails"},
    {"and by a machine not at all", KIND_NOTE, .reply = "confirm", .story = true, .over = true,
	.machine = true, .act = ACT_NOTE, .as = KIND_NOTE, .verdict = VERDICT_ON_TIME,
	.silent = "a robot"},
    {"there is no fourth", KIND_STORY, .answered = 3, .act = ACT_STORY, .as = KIND_STORY,
	.verdict = VERDICT_ON_TIME, .silent = "for 24 hours"},
    {"one of a pile", KIND_STORY, .pile = true, .act = ACT_STORY, .as = KIND_STORY,
	.verdict = VERDICT_ON_TIME, .silent = "old mails"},
    {"one of a pile that a person let through", KIND_STORY, .pile = true, .released = true,
	.act = ACT_STORY, .as = KIND_STORY, .verdict = VERDICT_ON_TIME, .answer = "receipt"},

    {"over a limit", KIND_STORY, .readable = READ_HELD, .act = ACT_HOLD, .as = KIND_STORY,
	.verdict = VERDICT_ON_TIME, .why = "too long"},
    {"one part of a split mail", KIND_STORY, .readable = READ_PARTIAL, .act = ACT_HOLD,
	.as = KIND_STORY, .verdict = VERDICT_ON_TIME, .why = "split"},
    {"no usable sender", KIND_STORY, .problem = "two senders", .act = ACT_HOLD, .as = KIND_STORY,
	.verdict = VERDICT_ON_TIME, .why = "two senders"},
    {"no address of a call", KIND_STORY, .no_call = true, .act = ACT_HOLD, .as = KIND_STORY,
	.why = "no address of any call"},
    {"encrypted", KIND_UNREADABLE, .readable = READ_ENCRYPTED, .act = ACT_HOLD,
	.as = KIND_UNREADABLE, .verdict = VERDICT_ON_TIME, .answer = "unreadable"},
    {"encrypted, by a stranger with the token", KIND_UNREADABLE, .from = EVE, .story = true,
	.readable = READ_ENCRYPTED, .act = ACT_HOLD, .as = KIND_UNREADABLE,
	.verdict = VERDICT_ON_TIME},
    {"cannot be read", KIND_UNREADABLE, .act = ACT_HOLD, .as = KIND_UNREADABLE,
	.verdict = VERDICT_ON_TIME, .answer = "held"},
    {"what a person released is a story", KIND_UNREADABLE, .readable = READ_HELD, .released = true,
	.act = ACT_STORY, .as = KIND_STORY, .verdict = VERDICT_ON_TIME, .answer = "receipt"},

    {"a revision by its author", KIND_REVISION, .story = true, .act = ACT_REVISION,
	.as = KIND_REVISION, .verdict = VERDICT_ON_TIME, .answer = "revised"},
    {"a late revision", KIND_REVISION, .story = true, .late = 200, .act = ACT_REVISION,
	.as = KIND_REVISION, .verdict = VERDICT_LATE, .answer = "revised"},
    {"a revision by a stranger with the token", KIND_REVISION, .from = EVE, .story = true,
	.to = ADA, .act = ACT_ASK, .as = KIND_REVISION, .verdict = VERDICT_ON_TIME,
	.answer = "confirm"},
    {"a revision of nothing is a story", KIND_REVISION, .act = ACT_STORY, .as = KIND_REVISION,
	.verdict = VERDICT_ON_TIME, .answer = "receipt"},

    {"a revision without a text", KIND_REVISION, .story = true, .reply = "REVISE\n",
	.act = ACT_NOTE, .as = KIND_REVISION, .verdict = VERDICT_ON_TIME, .answer = "help",
	.why = "holds none"},
    {"a long quote around a few words is no new version", KIND_NOTE, .story = true, .reply = LONG,
	.inlined = true, .act = ACT_NOTE, .as = KIND_NOTE, .verdict = VERDICT_ON_TIME},
    {"nor is a quote to which nothing was written", KIND_NOTE, .story = true,
	.reply = "\nOn Mon, stories wrote:\n> " LONG "\n> " LONG "\n", .act = ACT_NOTE,
	.as = KIND_NOTE, .verdict = VERDICT_ON_TIME},
    {"long words below a quote are one", KIND_NOTE, .story = true,
	.reply = "> My story\n\n" LONG "\n", .act = ACT_REVISION, .as = KIND_REVISION,
	.verdict = VERDICT_ON_TIME, .answer = "revised", .why = "long enough"},
    {"thanks", KIND_NOTE, .story = true, .reply = "Thanks!", .act = ACT_NOTE, .as = KIND_NOTE,
	.verdict = VERDICT_ON_TIME},
    {"a long reply is a new version", KIND_NOTE, .story = true, .reply = LONG, .act = ACT_REVISION,
	.as = KIND_REVISION, .verdict = VERDICT_ON_TIME, .answer = "revised", .why = "long enough"},
    {"not after the deadline", KIND_NOTE, .story = true, .reply = LONG, .late = 200,
	.act = ACT_NOTE, .as = KIND_NOTE, .verdict = VERDICT_LATE},
    {"not after a decision", KIND_NOTE, .story = true, .reply = LONG, .state = STATE_ACCEPTED,
	.act = ACT_NOTE, .as = KIND_NOTE, .verdict = VERDICT_ON_TIME},
    {"nor after it was taken back", KIND_NOTE, .story = true, .reply = LONG,
	.state = STATE_WITHDRAWN, .act = ACT_NOTE, .as = KIND_NOTE, .verdict = VERDICT_ON_TIME},
    {"nor by a machine, to which nobody could say so", KIND_NOTE, .story = true, .reply = LONG,
	.machine = true, .act = ACT_NOTE, .as = KIND_NOTE, .verdict = VERDICT_ON_TIME,
	.silent = "a robot"},
    {"a word with a full stop is explained", KIND_NOTE, .story = true, .reply = "Withdraw.",
	.act = ACT_NOTE, .as = KIND_NOTE, .verdict = VERDICT_ON_TIME, .answer = "help",
	.why = "nearly"},
    {"and so is one among few others", KIND_NOTE, .story = true, .reply = "please *withdraw* it",
	.act = ACT_NOTE, .as = KIND_NOTE, .verdict = VERDICT_ON_TIME, .answer = "help",
	.why = "nearly"},
    {"thanks for help are thanks", KIND_NOTE, .story = true, .reply = "Thanks for your help!",
	.act = ACT_NOTE, .as = KIND_NOTE, .verdict = VERDICT_ON_TIME},
    {"not by a stranger", KIND_NOTE, .story = true, .from = EVE, .reply = LONG, .act = ACT_NOTE,
	.as = KIND_NOTE, .verdict = VERDICT_ON_TIME},
    {"help", KIND_NOTE, .story = true, .reply = "help\n", .act = ACT_NOTE, .as = KIND_NOTE,
	.verdict = VERDICT_ON_TIME, .answer = "help"},
    {"status", KIND_NOTE, .story = true, .reply = "Status", .act = ACT_NOTE, .as = KIND_NOTE,
	.verdict = VERDICT_ON_TIME, .answer = "status"},
    {"a stranger learns no status", KIND_NOTE, .story = true, .from = EVE, .reply = "STATUS",
	.act = ACT_NOTE, .as = KIND_NOTE, .verdict = VERDICT_ON_TIME},
    {"undo", KIND_NOTE, .story = true, .reply = "UNDO", .state = STATE_WITHDRAWN,
	.decided = NOW - 7 * DAY, .act = ACT_RESTORE, .as = KIND_NOTE, .verdict = VERDICT_ON_TIME,
	.answer = "status"},
    {"undo after more than a week", KIND_NOTE, .story = true, .reply = "UNDO",
	.state = STATE_WITHDRAWN, .decided = NOW - 7 * DAY - 1, .act = ACT_NOTE, .as = KIND_NOTE,
	.verdict = VERDICT_ON_TIME, .answer = "status"},
    {"undo through a list", KIND_NOTE, .story = true, .reply = "UNDO", .state = STATE_WITHDRAWN,
	.decided = NOW - 60, .passed_on = true, .act = ACT_NOTE, .as = KIND_NOTE,
	.verdict = VERDICT_ON_TIME},
    {"undo of nothing", KIND_NOTE, .story = true, .reply = "UNDO", .act = ACT_NOTE, .as = KIND_NOTE,
	.verdict = VERDICT_ON_TIME, .answer = "status"},
    {"an answer in words", KIND_NOTE, .story = true, .reply = "Yes", .act = ACT_ANSWER,
	.as = KIND_NOTE, .verdict = VERDICT_ON_TIME, .why = "in words"},
    {"the thread of an erased story begins anew", KIND_NOTE, .act = ACT_STORY, .as = KIND_STORY,
	.verdict = VERDICT_ON_TIME, .answer = "receipt"},
    {"a confirmation of what is over is no story", KIND_NOTE, .reply = "CONFIRM\n",
	.act = ACT_COUNT, .as = KIND_COMMAND, .verdict = VERDICT_ON_TIME, .why = "is over"},
    {"without a store a reply is a note", KIND_NOTE, .unasked = true, .act = ACT_NOTE,
	.as = KIND_NOTE, .verdict = VERDICT_ON_TIME},

    {"a withdrawal without proof is asked about", KIND_WITHDRAWAL, .story = true, .act = ACT_ASK,
	.as = KIND_WITHDRAWAL, .verdict = VERDICT_ON_TIME, .answer = "confirm"},
    {"with proof it is done", KIND_WITHDRAWAL, .story = true, .proved = true, .act = ACT_WITHDRAW,
	.as = KIND_WITHDRAWAL, .verdict = VERDICT_ON_TIME, .answer = "withdrawn"},
    {"so it is with the token of the question", KIND_WITHDRAWAL, .story = true, .question = true,
	.act = ACT_WITHDRAW, .as = KIND_WITHDRAWAL, .verdict = VERDICT_ON_TIME,
	.answer = "withdrawn"},
    {"a proved stranger is asked about too", KIND_WITHDRAWAL, .story = true, .from = EVE,
	.proved = true, .act = ACT_ASK, .as = KIND_WITHDRAWAL, .verdict = VERDICT_ON_TIME,
	.answer = "confirm"},
    {"a withdrawal of nothing", KIND_WITHDRAWAL, .act = ACT_NOTE, .as = KIND_WITHDRAWAL,
	.verdict = VERDICT_ON_TIME},

    {"orders with proof", KIND_COMMAND, .from = ORGANIZER, .digest = true, .proved = true,
	.reply = "accept 3", .act = ACT_ORDERS, .as = KIND_COMMAND, .verdict = VERDICT_ON_TIME},
    {"orders without", KIND_COMMAND, .from = ORGANIZER, .digest = true, .reply = "accept 3",
	.act = ACT_ASK_ORDERS, .as = KIND_COMMAND, .verdict = VERDICT_ON_TIME,
	.answer = "confirm-orders"},
    {"the breaker counts no organizers", KIND_COMMAND, .from = ORGANIZER, .digest = true,
	.reply = "accept 3", .answered = 9, .act = ACT_ASK_ORDERS, .as = KIND_COMMAND,
	.verdict = VERDICT_ON_TIME, .answer = "confirm-orders"},
    {"no order at the top", KIND_COMMAND, .from = ORGANIZER, .digest = true, .proved = true,
	.reply = "Thanks for the digest!", .act = ACT_REFUSE, .as = KIND_COMMAND,
	.verdict = VERDICT_ON_TIME, .answer = "refused", .why = "No order"},
    {"undo of a digest", KIND_COMMAND, .from = ORGANIZER, .digest = true, .proved = true,
	.reply = "UNDO", .act = ACT_REFUSE, .as = KIND_COMMAND, .verdict = VERDICT_ON_TIME,
	.answer = "refused", .why = "answer the report"},
    {"confirmation of a digest", KIND_COMMAND, .from = ORGANIZER, .digest = true,
	.reply = "Confirm", .act = ACT_REFUSE, .as = KIND_COMMAND, .verdict = VERDICT_ON_TIME,
	.answer = "refused", .why = "answer the question"},
    {"orders in a mail that is passed on", KIND_COMMAND, .from = ORGANIZER, .digest = true,
	.proved = true, .reply = "accept 3", .forwarded = true, .act = ACT_REFUSE,
	.as = KIND_COMMAND, .verdict = VERDICT_ON_TIME, .answer = "refused", .why = "No order"},
    {"the question about orders, confirmed", KIND_COMMAND, .from = ORGANIZER, .digest = true,
	.asked = REQUEST_ORDERS, .reply = "CONFIRM", .act = ACT_ORDERS, .as = KIND_COMMAND,
	.verdict = VERDICT_ON_TIME},
    {"the question about an undo, confirmed", KIND_COMMAND, .from = ORGANIZER, .digest = true,
	.asked = REQUEST_UNDO, .reply = "CONFIRM", .act = ACT_UNDO, .as = KIND_COMMAND,
	.verdict = VERDICT_ON_TIME},
    {"another answer to it", KIND_COMMAND, .from = ORGANIZER, .digest = true,
	.asked = REQUEST_ORDERS, .proved = true, .reply = "accept 3", .act = ACT_REFUSE,
	.as = KIND_COMMAND, .verdict = VERDICT_ON_TIME, .answer = "refused",
	.why = "only be CONFIRM"},
    {"undo with proof", KIND_COMMAND, .from = ORGANIZER, .digest = true, .asked = REQUEST_ECHO,
	.proved = true, .reply = "undo", .act = ACT_UNDO, .as = KIND_COMMAND,
	.verdict = VERDICT_ON_TIME},
    {"undo without", KIND_COMMAND, .from = ORGANIZER, .digest = true, .asked = REQUEST_ECHO,
	.reply = "undo", .act = ACT_ASK_UNDO, .as = KIND_COMMAND, .verdict = VERDICT_ON_TIME,
	.answer = "confirm-orders"},
    {"new orders in answer to an echo", KIND_COMMAND, .from = ORGANIZER, .digest = true,
	.asked = REQUEST_ECHO, .proved = true, .reply = "accept 3", .act = ACT_REFUSE,
	.as = KIND_COMMAND, .verdict = VERDICT_ON_TIME, .answer = "refused", .why = "only be UNDO"},
    {"an old digest", KIND_COMMAND, .from = ORGANIZER, .stale = true, .proved = true,
	.reply = "accept 3", .act = ACT_REFUSE, .as = KIND_COMMAND, .verdict = VERDICT_ON_TIME,
	.answer = "refused", .why = "too old"},
    {"orders by a stranger", KIND_COMMAND, .from = EVE, .digest = true, .proved = true,
	.reply = "accept 3", .act = ACT_HOLD, .as = KIND_COMMAND, .verdict = VERDICT_ON_TIME,
	.why = "may not give"},
    {"orders by one who only reads", KIND_COMMAND, .from = ORGANIZER, .digest = true,
	.proved = true, .reader = true, .reply = "accept 3", .act = ACT_REFUSE, .as = KIND_COMMAND,
	.verdict = VERDICT_ON_TIME, .answer = "refused", .why = "let you decide"},
    {"orders by a robot", KIND_COMMAND, .from = ORGANIZER, .digest = true, .proved = true,
	.reply = "accept 3", .machine = true, .act = ACT_HOLD, .as = KIND_COMMAND,
	.verdict = VERDICT_ON_TIME, .silent = "a robot", .why = "cannot be believed"},
    {"orders in a pile", KIND_COMMAND, .from = ORGANIZER, .digest = true, .proved = true,
	.reply = "accept 3", .pile = true, .act = ACT_HOLD, .as = KIND_COMMAND,
	.verdict = VERDICT_ON_TIME, .why = "old orders"},
    {"help for somebody without a story", KIND_NOTE, .reply = "HELP", .act = ACT_TELL,
	.as = KIND_COMMAND, .verdict = VERDICT_ON_TIME, .answer = "help"},
    {"a wish to be reminded", KIND_NOTE, .reply = "Remind", .act = ACT_WISH, .as = KIND_COMMAND,
	.verdict = VERDICT_ON_TIME, .answer = "remind"},
    {"a guess at tokens", KIND_NOTE, .token = true, .misfits = 99, .act = ACT_HOLD, .as = KIND_NOTE,
	.verdict = VERDICT_ON_TIME, .why = "nobody's"},

    {"our own mail", KIND_OWN, .machine = true, .act = ACT_COUNT, .as = KIND_OWN,
	.verdict = VERDICT_ON_TIME, .silent = "a robot"},
    {"a robot's answer", KIND_AUTO, .machine = true, .act = ACT_COUNT, .as = KIND_AUTO,
	.verdict = VERDICT_ON_TIME, .silent = "a robot"},
    {"a report about our letter", KIND_BOUNCE, .machine = true, .returned = true, .act = ACT_REPORT,
	.as = KIND_BOUNCE, .verdict = VERDICT_ON_TIME, .silent = "a robot"},
    {"a report about nothing of ours", KIND_BOUNCE, .machine = true, .act = ACT_REPORT,
	.as = KIND_BOUNCE, .verdict = VERDICT_ON_TIME, .silent = "a robot",
	.flag = "no letter of ours"},
    {"a machine's mail is never held for its sender", KIND_DELIVERED, .machine = true,
	.problem = "two senders", .returned = true, .act = ACT_REPORT, .as = KIND_DELIVERED,
	.verdict = VERDICT_ON_TIME, .silent = "a robot"},
};

/* One call with one organizer who decides, and a mailbox whose proofs are believed. */
struct world {
	struct config config;
	struct inbox inbox;
	struct call call;
	struct organizer organizer;
};

static void world_make(struct world *w)
{
	*w = (struct world){
	    .inbox = {.name = OWN("main"), .authserv_id = OWN("mx.example.org")},
	    .call = {.name = OWN("x"),
		.opens = NOW - 1000,
		.deadline = {.cutoff = CUTOFF},
		.organizers = g_ptr_array_new()},
	    .organizer = {.address = OWN(ORGANIZER), .decides = true},
	    .config = {.calls = g_ptr_array_new(),
		.outbox = {.limit_per_address = 3, .limit_per_hour = 100}},
	};
	g_ptr_array_add(w->call.organizers, &w->organizer);
	g_ptr_array_add(w->config.calls, &w->call);
}

static void world_clear(struct world *w)
{
	g_ptr_array_unref(w->call.organizers);
	g_ptr_array_unref(w->config.calls);
}

static struct message *message_make(const struct row *row)
{
	struct message *m = message_new();

	g_ptr_array_add(m->from, mailbox_new(row->from == NULL ? ADA : row->from, NULL));
	g_free(m->reply);
	m->reply = g_strdup(row->reply == NULL ? "A story." : row->reply);
	m->from_problem = g_strdup(row->problem);
	m->readable = row->readable;
	m->forwarded = row->forwarded;
	m->inline_reply = row->inlined;
	m->held = g_strdup(row->readable == READ_HELD ? "a line is too long" : NULL);
	m->date = (struct mail_date){.known = row->dated != 0, .instant = NOW + row->dated};
	if (row->proved) {
		struct auth_result pass = {
		    .authserv_id = g_strdup("mx.example.org"), .dmarc = g_strdup("pass")};
		g_array_append_val(m->auth_results, pass);
	}
	return m;
}

/* True if PART stands in WORDS; a NULL PART wants no words. */
static bool says(const char *words, const char *part)
{
	return part == NULL ? words == NULL : words != NULL && strstr(words, part) != NULL;
}

static bool has_flag(const struct decision *d, const char *part)
{
	if (part == NULL)
		return d->flags->len == 0;
	for (guint i = 0; i < d->flags->len; i++)
		if (says(g_ptr_array_index(d->flags, i), part))
			return true;
	return false;
}

static void check(const struct row *row, const struct decision *d)
{
	g_test_message("%s", row->name);
	g_assert_cmpint(d->act, ==, row->act);
	g_assert_cmpstr(kind_name(d->kind), ==, kind_name(row->as));
	g_assert_cmpint(d->verdict, ==, row->verdict);
	g_assert_cmpstr(d->answer, ==, row->answer);
	if (row->to != NULL)
		g_assert_cmpstr(d->to, ==, row->to);
	g_assert_true(says(d->silent_because, row->silent));
	g_assert_cmpint(d->respond, ==, row->silent == NULL);
	g_assert_cmpint(d->later, ==, row->later ? NOW + 60 : 0);
	g_assert_true(row->why == NULL || says(d->why, row->why));
	g_assert_true(has_flag(d, row->flag));
}

static void decide_row(const struct row *row, struct world *w, struct decision *d)
{
	AUTO(message) *message = message_make(row);
	struct story story = {.address = OWN(ADA), .state = row->state, .decided = row->decided};
	struct outgoing letter = {0};
	struct request request = {.what = row->asked};
	g_autoptr(GPtrArray) tokens = g_ptr_array_new();
	struct thread thread = {.call = row->no_call ? NULL : &w->call, .tokens = tokens};
	struct arrival arrival = {.at = NOW + row->late};
	struct view view = {.now = NOW,
	    .story = row->story ? &story : NULL,
	    .letter = row->returned ? &letter : NULL,
	    .request = row->question || row->asked != 0 ? &request : NULL,
	    .organizer = row->digest ? ORGANIZER : NULL,
	    .stale = row->stale,
	    .misfits = row->misfits,
	    .asked = !row->unasked,
	    .truncated = row->truncated,
	    .same_id = row->same_id,
	    .silent = row->pile,
	    .released = row->released,
	    .over = row->over};
	struct situation situation = {&w->config, &w->inbox, message, &thread, &arrival, &view};
	struct sorting sorting = {
	    row->kind, "sorted", !row->machine, row->machine ? "a robot" : NULL, row->passed_on};

	w->organizer.decides = !row->reader;
	if (row->token)
		g_ptr_array_add(tokens, OWN("abcdefghijklmnop2345"));
	decide(d, &situation, &sorting);
	decide_within(d, &situation, &(struct quota){row->answered, NOW + 60});
	check(row, d);
}

static void test_rows(void)
{
	struct world world;

	world_make(&world);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct decision decision;
		decide_row(&rows[i], &world, &decision);
		decision_clear(&decision);
	}
	world_clear(&world);
}

/* Late by its arrival alone; its Date only tells that it may have been on its way (TI-04, TI-07).
 */
static void test_delayed(void)
{
	static const struct {
		struct row row;
		bool delayed;
	} cases[] = {
	    {{"dated before, arrived after", KIND_STORY, .late = 200, .dated = 50, .act = ACT_STORY,
		 .as = KIND_STORY, .verdict = VERDICT_LATE, .answer = "receipt"},
		true},
	    {{"dated after", KIND_STORY, .late = 200, .dated = 150, .act = ACT_STORY,
		 .as = KIND_STORY, .verdict = VERDICT_LATE, .answer = "receipt"},
		false},
	    {{"not dated", KIND_STORY, .late = 200, .act = ACT_STORY, .as = KIND_STORY,
		 .verdict = VERDICT_LATE, .answer = "receipt"},
		false},
	    {{"on time is never delayed", KIND_STORY, .dated = -5, .act = ACT_STORY,
		 .as = KIND_STORY, .verdict = VERDICT_ON_TIME, .answer = "receipt"},
		false},
	};
	struct world world;

	world_make(&world);
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct decision decision;
		decide_row(&cases[i].row, &world, &decision);
		g_assert_cmpint(decision.delayed, ==, cases[i].delayed);
		g_assert_cmpint(decision.margin, ==, CUTOFF - NOW - cases[i].row.late);
		decision_clear(&decision);
	}
	world_clear(&world);
}

/* PROVES TI-07 */
static void test_grace(void)
{
	static const struct row row = {"within grace", KIND_STORY, .late = 105, .act = ACT_STORY,
	    .as = KIND_STORY, .verdict = VERDICT_GRACE, .answer = "receipt"};
	struct decision decision;
	struct world world;

	world_make(&world);
	world.call.deadline.grace = 10;
	decide_row(&row, &world, &decision);
	g_assert_false(decision.delayed);
	decision_clear(&decision);
	world_clear(&world);
}

/* PROVES P-25 */
static void test_sentences(void)
{
	static const struct {
		const char *name;
		struct decision decision;
		const char *sentence;
	} cases[] = {
	    {"answered",
		{.act = ACT_STORY,
		    .kind = KIND_STORY,
		    .why = "no sign of a machine",
		    .answer = "receipt",
		    .verdict = VERDICT_ON_TIME,
		    .margin = 3600},
		"story (no sign of a machine): kept as a new story, on time by 1h; answered with "
		"\"receipt\""},
	    {"late and silent",
		{.act = ACT_STORY,
		    .kind = KIND_STORY,
		    .why = "w",
		    .silent_because = "a list",
		    .verdict = VERDICT_LATE,
		    .margin = -60,
		    .delayed = true},
		"story (w): kept as a new story, late by 1m (possibly delayed in transit); not "
		"answered: a list"},
	    {"no deadline matters to a calendar",
		{.act = ACT_RSVP,
		    .kind = KIND_RSVP,
		    .why = "a calendar answered",
		    .verdict = VERDICT_LATE,
		    .margin = -60},
		"rsvp (a calendar answered): the calendar answer is recorded; nothing to answer"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *sentence = decision_sentence(&cases[i].decision);
		g_test_message("%s", cases[i].name);
		g_assert_cmpstr(sentence, ==, cases[i].sentence);
	}
}

static void test_notes_in_sentence(void)
{
	g_autoptr(GPtrArray) flags = g_ptr_array_new();
	struct decision d = {.act = ACT_COUNT, .kind = KIND_OWN, .why = "ours", .flags = flags};

	g_ptr_array_add(flags, OWN("first"));
	g_ptr_array_add(flags, OWN("second"));
	g_autofree char *sentence = decision_sentence(&d);
	g_assert_cmpstr(sentence, ==,
	    "own (ours): kept and counted; nothing to answer; note: first; note: second");
}

static void test_outcomes_in_sentence(void)
{
	g_autoptr(GArray) rsvps = g_array_new(FALSE, FALSE, sizeof(struct rsvp_outcome));
	struct decision d = {.act = ACT_RSVP, .kind = KIND_RSVP, .why = "w", .rsvps = rsvps};
	struct rsvp_outcome outcomes[] = {
	    {.partstat = "ACCEPTED", .why = "a later one is known"}, {.why = "it says nothing"}};

	g_array_append_vals(rsvps, outcomes, G_N_ELEMENTS(outcomes));
	g_autofree char *sentence = decision_sentence(&d);
	g_assert_cmpstr(sentence, ==,
	    "rsvp (w): the calendar answer is recorded; ACCEPTED: a later one is known; without "
	    "PARTSTAT: it says nothing; nothing to answer");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/decide/what is done about each mail", test_rows);
	g_test_add_func("/decide/late, and perhaps delayed on its way", test_delayed);
	g_test_add_func("/decide/a grace that was configured", test_grace);
	g_test_add_func("/decide/in one sentence", test_sentences);
	g_test_add_func("/decide/with its notes", test_notes_in_sentence);
	g_test_add_func("/decide/with what calendars said", test_outcomes_in_sentence);
	return g_test_run();
}
