/* What calendars may change: only the answer of the one who was invited (RULES CI-21 to CI-24). */
#include "base/civil.h"
#include "rule/calendar.h"

#include <glib.h>
#include <string.h>

enum { NOW = 1626700000 };

#define ADA "ada@example.net"
#define EVE "eve@example.com"
#define OWN(text) ((char *)(guintptr)(text))

struct row {
	const char *name, *method, *from;
	bool known, cancelled, over, machine;
	enum act act;
	enum rsvp_effect effect;            /* of the only event, unless ACT counts or refreshes */
	const char *answer, *silent, *flag; /* parts of words */
};

/* PROVES CI-11, CI-21, CI-22, CI-24 */
static const struct row rows[] = {
    {"a proposal", "COUNTER", ADA, .known = true, .act = ACT_CALENDAR, .effect = RSVP_PROPOSAL,
	.flag = "stays as it is"},
    {"a proposal for nothing", "COUNTER", ADA, .act = ACT_CALENDAR, .effect = RSVP_PROPOSAL,
	.flag = "no session of ours"},
    {"a spoofed cancel", "CANCEL", EVE, .known = true, .act = ACT_CALENDAR, .effect = RSVP_OUTSIDE,
	.flag = "spoofed cancel"},
    {"a cancel of something else", "CANCEL", EVE, .act = ACT_CALENDAR, .effect = RSVP_OUTSIDE,
	.flag = "not ours"},
    {"a spoofed request", "REQUEST", EVE, .known = true, .act = ACT_CALENDAR,
	.effect = RSVP_OUTSIDE, .flag = "spoofed request"},
    {"an invitation from outside", "REQUEST", EVE, .act = ACT_CALENDAR, .effect = RSVP_OUTSIDE,
	.flag = "what the mail says is kept"},
    {"a published event", "PUBLISH", EVE, .act = ACT_CALENDAR, .effect = RSVP_OUTSIDE,
	.flag = "published"},
    {"another method", "ADD", EVE, .known = true, .act = ACT_CALENDAR, .effect = RSVP_OUTSIDE,
	.flag = "only we may send"},
    {"the invited person asks again", "REFRESH", ADA, .known = true, .act = ACT_REFRESH,
	.answer = "invite"},
    {"a stranger asks with a UID", "REFRESH", EVE, .known = true, .act = ACT_COUNT,
	.silent = "invited address"},
    {"nobody's UID", "REFRESH", ADA, .act = ACT_COUNT, .silent = "this UID"},
    {"a cancelled invitation", "REFRESH", ADA, .known = true, .cancelled = true, .act = ACT_COUNT,
	.silent = "no longer open"},
    {"a session that is over", "REFRESH", ADA, .known = true, .over = true, .act = ACT_COUNT,
	.silent = "no longer open"},
    {"a robot's request tells its own reason", "REFRESH", EVE, .known = true, .machine = true,
	.act = ACT_COUNT, .silent = "a robot"},
};

static struct message *message_make(const char *from, const char *method)
{
	struct message *m = message_new();
	struct rsvp event = {.uid = g_strdup("u"),
	    .attendee = g_strdup(ADA),
	    .partstat = g_strdup("ACCEPTED"),
	    .attendees = 1,
	    .stamped = NOW};

	g_ptr_array_add(m->from, mailbox_new(from, NULL));
	m->calendar_method = g_strdup(method);
	g_array_append_val(m->rsvps, event);
	return m;
}

static struct decision decision_make(bool respond)
{
	return (struct decision){.respond = respond,
	    .silent_because = respond ? NULL : "a robot",
	    .rsvps = g_array_new(FALSE, TRUE, sizeof(struct rsvp_outcome)),
	    .flags = g_ptr_array_new_with_free_func(g_free)};
}

static void check(const struct row *row, const struct decision *d)
{
	g_test_message("%s", row->name);
	g_assert_cmpint(d->act, ==, row->act);
	g_assert_cmpstr(d->answer, ==, row->answer);
	g_assert_true(row->silent == NULL || strstr(d->silent_because, row->silent) != NULL);
	g_assert_cmpuint(d->rsvps->len, ==, row->act == ACT_CALENDAR ? 1 : 0);
	if (row->act != ACT_CALENDAR)
		return;
	g_assert_cmpint(g_array_index(d->rsvps, struct rsvp_outcome, 0).effect, ==, row->effect);
	g_assert_nonnull(strstr(g_ptr_array_index(d->flags, 0), row->flag));
}

static void decide_with(void (*decider)(struct decision *, const struct situation *),
    struct decision *d, const struct message *message, struct invite *invite)
{
	g_autoptr(GPtrArray) invites = g_ptr_array_new();
	struct view view = {.now = NOW, .invites = invites};
	struct arrival arrival = {.at = NOW};
	struct situation situation = {.message = message, .arrival = &arrival, .view = &view};

	g_ptr_array_add(invites, invite);
	decider(d, &situation);
}

static void test_rows(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		AUTO(message) *message = message_make(rows[i].from, rows[i].method);
		struct invite invite = {.address = OWN(ADA),
		    .cancelled = rows[i].cancelled,
		    .end = rows[i].over ? NOW : NOW + DAY};
		struct decision d = decision_make(!rows[i].machine);
		decide_with(decide_calendar, &d, message, rows[i].known ? &invite : NULL);
		check(&rows[i], &d);
		decision_clear(&d);
	}
}

static void test_reply(void)
{
	AUTO(message) *message = message_make(ADA, "REPLY");
	struct invite invite = {.address = OWN(ADA), .end = NOW + DAY, .reply_sequence = -1};
	struct decision d = decision_make(false);

	decide_with(decide_rsvp, &d, message, &invite);
	g_assert_cmpint(d.act, ==, ACT_RSVP);
	g_assert_cmpint(g_array_index(d.rsvps, struct rsvp_outcome, 0).effect, ==, RSVP_APPLY);
	decision_clear(&d);
}

/* An answer without any sender is judged by its attendee alone. */
static void test_reply_from_nobody(void)
{
	AUTO(message) *message = message_make(ADA, "REPLY");
	struct decision d = decision_make(false);

	message->from_problem = g_strdup("no usable sender");
	decide_with(decide_rsvp, &d, message, NULL);
	g_assert_cmpint(g_array_index(d.rsvps, struct rsvp_outcome, 0).effect, ==, RSVP_UNMATCHED);
	decision_clear(&d);
}

/* PROVES CI-29 */
static void test_words(void)
{
	static const struct {
		const char *reply;
		bool respond;
		const char *partstat;
	} cases[] = {
	    {"yes", true, "ACCEPTED"},
	    {"  No \nsorry", true, "DECLINED"},
	    {"MAYBE", true, "TENTATIVE"},
	    {"yes, of course", true, NULL},
	    {"> yes", true, NULL},
	    {"yes", false, NULL},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		AUTO(message) *message = message_make(ADA, NULL);
		struct decision d = decision_make(cases[i].respond);
		struct situation situation = {.message = message};
		g_free(message->reply);
		message->reply = g_strdup(cases[i].reply);
		g_test_message("%s", cases[i].reply);
		g_assert_cmpint(decide_answer(&d, &situation), ==, cases[i].partstat != NULL);
		g_assert_cmpstr(d.partstat, ==, cases[i].partstat);
		decision_clear(&d);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/decide-calendar/other methods change nothing", test_rows);
	g_test_add_func("/decide-calendar/an answer is judged", test_reply);
	g_test_add_func("/decide-calendar/also one from nobody", test_reply_from_nobody);
	g_test_add_func("/decide-calendar/an answer in words", test_words);
	return g_test_run();
}
