/* What becomes of a calendar answer (RULES CI-07 to CI-19). */
#include "base/civil.h"
#include "rule/rsvp.h"

#include <glib.h>

enum { NOW = 1626700000 };

#define INVITED "author@example.net"
#define OTHER "other@example.com"

/* An ordinary acceptance by the invited person, to be changed by a row. */
struct shape {
	const char *attendee, *from, *partstat, *recurrence;
	unsigned attendees;
	int64_t sequence, stamped;
	enum auth auth;
	bool known;
};

static const struct {
	const char *name;
	struct shape shape;
	enum rsvp_effect effect;
	bool via_alias;
	const char *known; /* the answer that is known, and whether an alias gave it */
	bool known_alias;
} rows[] = {
    {"UID, attendee and sender right",
	{INVITED, INVITED, "ACCEPTED", NULL, 1, 2, NOW, AUTH_NEUTRAL, true}, RSVP_APPLY, false},
    {"another sender", {INVITED, OTHER, "ACCEPTED", NULL, 1, 2, NOW, AUTH_NEUTRAL, true},
	RSVP_APPLY, false},
    {"another attendee", {OTHER, INVITED, "ACCEPTED", NULL, 1, 2, NOW, AUTH_NEUTRAL, true},
	RSVP_APPLY, false},
    {"case does not matter",
	{"Author@Example.NET", OTHER, "ACCEPTED", NULL, 1, 2, NOW, AUTH_NEUTRAL, true}, RSVP_APPLY,
	false},
    {"both other, alone: by an alias",
	{OTHER, OTHER, "ACCEPTED", NULL, 1, 2, NOW, AUTH_NEUTRAL, true}, RSVP_APPLY, true},
    {"both other, after the invited person answered",
	{OTHER, OTHER, "ACCEPTED", NULL, 1, 2, NOW, AUTH_NEUTRAL, true}, RSVP_GUEST, false,
	"DECLINED"},
    {"both other, before the invited person answered",
	{OTHER, OTHER, "ACCEPTED", NULL, 1, 2, NOW, AUTH_NEUTRAL, true}, RSVP_APPLY, true,
	"NEEDS-ACTION"},
    {"both other, again", {OTHER, OTHER, "ACCEPTED", NULL, 1, 2, NOW, AUTH_NEUTRAL, true},
	RSVP_APPLY, true, "DECLINED", true},
    {"the person, stamped before what an alias answered",
	{INVITED, INVITED, "ACCEPTED", NULL, 1, 2, NOW - 2000, AUTH_NEUTRAL, true}, RSVP_APPLY,
	false, "DECLINED", true},
    {"both other, among several", {OTHER, OTHER, "ACCEPTED", NULL, 2, 2, NOW, AUTH_NEUTRAL, true},
	RSVP_GUEST, false},
    {"both other, and authentication failed",
	{OTHER, OTHER, "ACCEPTED", NULL, 1, 2, NOW, AUTH_FAIL, true}, RSVP_GUEST, false},
    {"an unknown UID", {INVITED, INVITED, "ACCEPTED", NULL, 1, 2, NOW, AUTH_NEUTRAL, false},
	RSVP_UNMATCHED, false},
    {"an unknown UID from elsewhere", {OTHER, OTHER, "ACCEPTED", NULL, 1, 2, NOW, AUTH_PASS, false},
	RSVP_UNMATCHED, false},
    {"no attendee", {NULL, INVITED, "ACCEPTED", NULL, 0, 2, NOW, AUTH_NEUTRAL, true}, RSVP_IGNORED,
	false},
    {"a word that is no answer", {INVITED, INVITED, "X-MAYBE", NULL, 1, 2, NOW, AUTH_NEUTRAL, true},
	RSVP_IGNORED, false},
    {"no PARTSTAT", {INVITED, INVITED, NULL, NULL, 1, 2, NOW, AUTH_NEUTRAL, true}, RSVP_IGNORED,
	false},
    {"one instance",
	{INVITED, INVITED, "ACCEPTED", "20210722T150000Z", 1, 2, NOW, AUTH_NEUTRAL, true},
	RSVP_IGNORED, false},
    {"below our SEQUENCE but not below the last move",
	{INVITED, INVITED, "DECLINED", NULL, 1, 2, NOW, AUTH_NEUTRAL, true}, RSVP_APPLY, false},
    {"below the last move", {INVITED, INVITED, "ACCEPTED", NULL, 1, 1, NOW, AUTH_NEUTRAL, true},
	RSVP_OLD_TIME, false},
    {"stamped before the known answer",
	{INVITED, INVITED, "DECLINED", NULL, 1, 2, NOW - 2000, AUTH_NEUTRAL, true}, RSVP_STALE,
	false},
};

/* Ours is at SEQUENCE 3, moved at 2, and was answered at SEQUENCE 2 a thousand seconds ago. */
static struct invite invitation(void)
{
	static char address[] = INVITED;

	return (struct invite){.address = address,
	    .end = NOW + DAY,
	    .sequence = 3,
	    .last_major_seq = 2,
	    .reply_sequence = 2,
	    .reply_stamped = NOW - 1000};
}

static struct rsvp answer(const struct shape *shape)
{
	return (struct rsvp){.attendee = g_strdup(shape->attendee),
	    .partstat = g_strdup(shape->partstat),
	    .recurrence_id = g_strdup(shape->recurrence),
	    .attendees = shape->attendees,
	    .sequence = shape->sequence,
	    .stamped = shape->stamped};
}

static void clear(struct rsvp *rsvp)
{
	g_free(rsvp->attendee);
	g_free(rsvp->partstat);
	g_free(rsvp->recurrence_id);
}

static void test_rows(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct invite invite = invitation();
		g_autofree char *known = g_strdup(rows[i].known);
		struct rsvp rsvp = answer(&rows[i].shape);
		invite.partstat = known;
		invite.via_alias = rows[i].known_alias;
		struct rsvp_outcome outcome;
		g_test_message("%s", rows[i].name);
		rsvp_judge(&outcome, &rsvp, rows[i].shape.known ? &invite : NULL,
		    rows[i].shape.from, rows[i].shape.auth, NOW);
		g_assert_cmpint(outcome.effect, ==, rows[i].effect);
		g_assert_cmpint(outcome.via_alias, ==, rows[i].via_alias);
		clear(&rsvp);
	}
}

static const struct {
	const char *name;
	int64_t sequence, stamped, bounded_sequence, bounded_stamp;
} bounds[] = {
    {"a forged SEQUENCE locks nobody out (CI-17)", 2147483647, NOW, 3, NOW},
    {"a missing stamp is the time of receipt (CI-18)", 3, 0, 3, NOW},
    {"a stamp in the far future too", 3, NOW + 2 * DAY, 3, NOW},
    {"a slow clock is believed (CI-14)", 3, NOW - 600, 3, NOW - 600},
};

static void test_bounds(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(bounds); i++) {
		struct shape shape = {INVITED, INVITED, "ACCEPTED", NULL, 1, bounds[i].sequence,
		    bounds[i].stamped, AUTH_NEUTRAL, true};
		struct invite invite = invitation();
		struct rsvp rsvp = answer(&shape);
		struct rsvp_outcome outcome;
		g_test_message("%s", bounds[i].name);
		rsvp_judge(&outcome, &rsvp, &invite, INVITED, AUTH_NEUTRAL, NOW);
		g_assert_cmpint(outcome.sequence, ==, bounds[i].bounded_sequence);
		g_assert_cmpint(outcome.stamped, ==, bounds[i].bounded_stamp);
		g_assert_cmpint(outcome.effect, ==, RSVP_APPLY);
		clear(&rsvp);
	}
}

/* One letter for each invitation: A, D, T or N; lower case when it no longer counts. */
static const struct {
	const char *name, *answers;
	enum coming coming;
} comings[] = {
    {"no invitation", "", COMING_UNKNOWN},
    {"one yes is enough", "DNA", COMING_YES},
    {"a maybe", "DTN", COMING_MAYBE},
    {"a no to all", "DD", COMING_NO},
    {"a no, and one left open", "DN", COMING_UNKNOWN},
    {"nothing yet", "NN", COMING_UNKNOWN},
    {"what was cancelled or is over does not count", "aD", COMING_NO},
};

static const char *partstat_of(char letter)
{
	switch (g_ascii_toupper(letter)) {
	case 'A':
		return "ACCEPTED";
	case 'D':
		return "DECLINED";
	case 'T':
		return "TENTATIVE";
	default:
		return "NEEDS-ACTION";
	}
}

static struct invite *invite_make(char letter, bool cancelled)
{
	struct invite *invite = g_new0(struct invite, 1);

	invite->partstat = g_strdup(partstat_of(letter));
	invite->cancelled = g_ascii_islower(letter) && cancelled;
	invite->end = g_ascii_islower(letter) && !cancelled ? NOW : NOW + DAY;
	return invite;
}

/* CI-19: five words are known, and each is kept as it is. */
static void test_words(void)
{
	static const struct {
		const char *partstat;
		enum rsvp_effect effect;
	} words[] = {{"ACCEPTED", RSVP_APPLY}, {"DECLINED", RSVP_APPLY}, {"TENTATIVE", RSVP_APPLY},
	    {"NEEDS-ACTION", RSVP_APPLY}, {"DELEGATED", RSVP_APPLY}, {"COMPLETED", RSVP_IGNORED},
	    {"IN-PROCESS", RSVP_IGNORED}, {"YES", RSVP_IGNORED}, {"", RSVP_IGNORED},
	    {NULL, RSVP_IGNORED}};

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		g_autofree char *word = g_strdup(words[i].partstat);
		g_autofree char *address = g_strdup(INVITED);
		struct rsvp rsvp = {.attendee = address, .partstat = word, .attendees = 1};
		struct invite invite = {.address = address, .end = NOW + DAY, .reply_sequence = -1};
		struct rsvp_outcome outcome;
		rsvp_judge(&outcome, &rsvp, &invite, INVITED, AUTH_NEUTRAL, NOW);
		g_test_message("%s", word == NULL ? "no word" : word);
		g_assert_cmpint(outcome.effect, ==, words[i].effect);
	}
}

static void test_coming(void)
{
	for (gsize i = 0; i < 2 * G_N_ELEMENTS(comings); i++) {
		g_autoptr(GPtrArray) invites =
		    g_ptr_array_new_with_free_func((GDestroyNotify)invite_free);
		for (const char *letter = comings[i / 2].answers; *letter != '\0'; letter++)
			g_ptr_array_add(invites, invite_make(*letter, i % 2 == 0));
		g_test_message("%s", comings[i / 2].name);
		g_assert_cmpint(coming_of(invites, NOW), ==, comings[i / 2].coming);
	}
}

static void test_standing(void)
{
	static const struct {
		struct story story;
		const char *standing;
	} cases[] = {
	    {{.state = STATE_RECEIVED, .coming = COMING_YES}, "received"},
	    {{.state = STATE_ACCEPTED}, "accepted"},
	    {{.state = STATE_ACCEPTED, .asked_again = NOW}, "accepted, no answer"},
	    {{.state = STATE_ACCEPTED, .coming = COMING_YES, .asked_again = NOW}, "confirmed"},
	    {{.state = STATE_ACCEPTED, .coming = COMING_NO}, "accepted, cannot come"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
		g_assert_cmpstr(story_standing(&cases[i].story), ==, cases[i].standing);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rsvp/who answers and in which order (PROVES CI-07, CI-09, CI-12, CI-13, "
			"CI-15, CI-19)",
	    test_rows);
	g_test_add_func(
	    "/rsvp/what is out of bounds is bounded (PROVES CI-14, CI-17, CI-18)", test_bounds);
	g_test_add_func("/rsvp/what all answers say about coming", test_coming);
	g_test_add_func("/rsvp/and how that is told", test_standing);
	g_test_add_func(
	    "/rsvp/five words are answers, any other is none (PROVES CI-19)", test_words);
	return g_test_run();
}
