/* When people are reminded, and when no more. */
#include "base/civil.h"
#include "rule/reminder.h"

#include <string.h>

static void test_floor(void)
{
	static const struct {
		const char *name;
		int64_t leads[3];
		guint count, index;
		int64_t floor;
	} rows[] = {
	    {"the only one helps until the start", {DAY}, 1, 0, 0},
	    {"the last one, too", {DAY, HOUR}, 2, 1, 0},
	    {"a day's is left to the hour's two hours before", {DAY, HOUR}, 2, 0, 2 * HOUR},
	    {"close neighbours share what is between them", {90 * 60, HOUR}, 2, 0, 75 * 60},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GArray) leads = g_array_new(FALSE, FALSE, sizeof(int64_t));
		g_array_append_vals(leads, rows[i].leads, rows[i].count);
		g_test_message("%s", rows[i].name);
		g_assert_cmpint(reminder_floor(leads, rows[i].index), ==, rows[i].floor);
	}
}

static struct session session = {.start = 10 * DAY, .end = 10 * DAY + HOUR};

static void test_asking_again(void)
{
	static const struct {
		const char *name;
		enum invite_policy invite;
		enum story_state state;
		enum coming coming;
		int64_t decided, asked_again, wait, at;
	} rows[] = {
	    {"after three days", INVITE_ACCEPTED, STATE_ACCEPTED, COMING_UNKNOWN, DAY, 0, 3 * DAY,
		4 * DAY},
	    {"halfway to a session that is near", INVITE_SUBMITTED, STATE_ACCEPTED, COMING_UNKNOWN,
		8 * DAY, 0, 3 * DAY, 9 * DAY},
	    {"not within hours", INVITE_ACCEPTED, STATE_ACCEPTED, COMING_UNKNOWN,
		10 * DAY - 6 * HOUR, 0, 3 * DAY, INT64_MAX},
	    {"not after the session", INVITE_ACCEPTED, STATE_ACCEPTED, COMING_UNKNOWN, 11 * DAY, 0,
		3 * DAY, INT64_MAX},
	    {"not without a session to come to", INVITE_NOBODY, STATE_ACCEPTED, COMING_UNKNOWN, DAY,
		0, 3 * DAY, INT64_MAX},
	    {"not twice", INVITE_ACCEPTED, STATE_ACCEPTED, COMING_UNKNOWN, DAY, 5 * DAY, 3 * DAY,
		INT64_MAX},
	    {"not after an answer", INVITE_ACCEPTED, STATE_ACCEPTED, COMING_NO, DAY, 0, 3 * DAY,
		INT64_MAX},
	    {"not after one in words", INVITE_ACCEPTED, STATE_ACCEPTED, COMING_IN_WORDS, DAY, 0,
		3 * DAY, INT64_MAX},
	    {"not without an acceptance", INVITE_SUBMITTED, STATE_WAITLISTED, COMING_UNKNOWN, DAY,
		0, 3 * DAY, INT64_MAX},
	    {"not when the organizers do not want it", INVITE_ACCEPTED, STATE_ACCEPTED,
		COMING_UNKNOWN, DAY, 0, -1, INT64_MAX},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) sessions = g_ptr_array_new();
		struct story story = {.state = rows[i].state,
		    .coming = rows[i].coming,
		    .decided = rows[i].decided,
		    .asked_again = rows[i].asked_again};
		struct call call = {.sessions = sessions, .ask_again = rows[i].wait};
		int64_t until;
		session.invite = rows[i].invite;
		g_ptr_array_add(sessions, &session);
		g_test_message("%s", rows[i].name);
		g_assert_cmpint(asking_again_at(&call, &story, &until), ==, rows[i].at);
	}
}

static void test_no_sessions(void)
{
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	struct story story = {.state = STATE_ACCEPTED, .decided = DAY};
	struct call call = {.sessions = none, .ask_again = 3 * DAY};
	int64_t until;

	g_assert_cmpint(asking_again_at(&call, &story, &until), ==, 4 * DAY);
	g_assert_cmpint(until, ==, INT64_MAX);
}

static bool silent(const char *first, const char *second, bool cancelled)
{
	g_autofree char *one = g_strdup(first), *two = g_strdup(second);
	struct invite invites[] = {{.partstat = one, .end = 10}, {.partstat = two, .end = 10}};
	g_autoptr(GPtrArray) list = g_ptr_array_new();

	invites[0].cancelled = cancelled;
	for (gsize i = 0; i < G_N_ELEMENTS(invites); i++)
		if (invites[i].partstat != NULL)
			g_ptr_array_add(list, &invites[i]);
	return is_silent_about(list, 5);
}

static void test_silence(void)
{
	g_assert_true(silent(NULL, NULL, false));
	g_assert_true(silent("ACCEPTED", "NEEDS-ACTION", false));
	g_assert_false(silent("ACCEPTED", "DECLINED", false));
	g_assert_false(silent("NEEDS-ACTION", "DECLINED", false));
	g_assert_true(silent("DECLINED", NULL, true));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/reminder/what is late helps until the next one is near", test_floor);
	g_test_add_func("/reminder/who is asked again, and when", test_asking_again);
	g_test_add_func("/reminder/a call without sessions asks again, too", test_no_sessions);
	g_test_add_func("/reminder/who left an invitation open said nothing", test_silence);
	return g_test_run();
}
