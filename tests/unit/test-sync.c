/* What a session that changed means for those who were invited (RULES CO-23, CO-24, CO-27, CO-33).
 */
#include "base/civil.h"
#include "rule/sync.h"

#include <glib.h>

enum { NOW = 1626700000 };

#define OWN(text) ((char *)(guintptr)(text))

/* The session as configured, where it is not as it was sent: from NOW + 1 h to NOW + 2 h. */
struct row {
	const char *name;
	int64_t start, end; /* seconds after what was sent */
	const char *title, *place, *url;
	enum invite_policy policy;
	enum story_state state;
	bool gone, cancelled, over, guest, no_story;
	enum sync sync;
};

/* PROVES CO-23, CO-24, CO-33 */
static const struct row rows[] = {
    {"nothing changed", .policy = INVITE_SUBMITTED, .sync = SYNC_NOTHING},
    {"an hour later", .start = HOUR, .end = HOUR, .policy = INVITE_SUBMITTED, .sync = SYNC_MOVE},
    {"longer", .end = HOUR, .policy = INVITE_SUBMITTED, .sync = SYNC_MOVE},
    {"another title", .title = "New", .policy = INVITE_SUBMITTED, .sync = SYNC_CHANGE},
    {"another place", .place = "Hall", .policy = INVITE_SUBMITTED, .sync = SYNC_CHANGE},
    {"another link", .url = "https://example.org/2", .policy = INVITE_SUBMITTED,
	.sync = SYNC_CHANGE},
    {"moved and renamed is moved", .start = 60, .title = "New", .policy = INVITE_SUBMITTED,
	.sync = SYNC_MOVE},
    {"the session is gone", .gone = true, .sync = SYNC_REMOVE},
    {"it invites nobody any more", .policy = INVITE_NOBODY, .sync = SYNC_REMOVE},
    {"only the accepted now, and this one is not", .policy = INVITE_ACCEPTED, .sync = SYNC_REMOVE},
    {"only the accepted, and this one is", .policy = INVITE_ACCEPTED, .state = STATE_ACCEPTED,
	.sync = SYNC_NOTHING},
    {"the accepted are invited with all who submitted", .policy = INVITE_SUBMITTED,
	.state = STATE_ACCEPTED, .sync = SYNC_NOTHING},
    {"on the waiting list", .policy = INVITE_SUBMITTED, .state = STATE_WAITLISTED,
	.sync = SYNC_NOTHING},
    {"declined", .policy = INVITE_SUBMITTED, .state = STATE_DECLINED, .sync = SYNC_REMOVE},
    {"withdrawn", .policy = INVITE_SUBMITTED, .state = STATE_WITHDRAWN, .sync = SYNC_REMOVE},
    {"without a story", .policy = INVITE_SUBMITTED, .no_story = true, .sync = SYNC_REMOVE},
    {"a guest needs no story", .policy = INVITE_ACCEPTED, .guest = true, .no_story = true,
	.sync = SYNC_NOTHING},
    {"but a session that invites", .policy = INVITE_NOBODY, .guest = true, .no_story = true,
	.sync = SYNC_REMOVE},
    {"taken back already", .gone = true, .cancelled = true, .sync = SYNC_NOTHING},
    {"over, as sent", .gone = true, .over = true, .sync = SYNC_NOTHING},
    {"over, as configured", .start = -3 * HOUR, .end = -3 * HOUR, .policy = INVITE_SUBMITTED,
	.sync = SYNC_NOTHING},
};

static enum sync judge(const struct row *row)
{
	g_autoptr(GPtrArray) stories = g_ptr_array_new();
	struct story story = {.state = row->state};
	struct invite invite = {.story = row->guest ? 0 : 1,
	    .start = NOW + HOUR,
	    .end = row->over ? NOW : NOW + 2 * HOUR,
	    .title = OWN("Panel"),
	    .place = OWN("Zoom"),
	    .cancelled = row->cancelled};
	struct session session = {.title = OWN(row->title == NULL ? "Panel" : row->title),
	    .place = OWN(row->place == NULL ? "Zoom" : row->place),
	    .url = OWN(row->url),
	    .start = NOW + HOUR + row->start,
	    .end = NOW + 2 * HOUR + row->end,
	    .invite = row->policy};

	if (!row->no_story)
		g_ptr_array_add(stories, &story);
	return sync_judge(&invite, row->gone ? NULL : &session, stories, NOW);
}

static void test_rows(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_test_message("%s", rows[i].name);
		g_assert_cmpint(judge(&rows[i]), ==, rows[i].sync);
	}
}

static void test_reason(void)
{
	g_autoptr(GPtrArray) stories = g_ptr_array_new();
	struct story declined = {.state = STATE_DECLINED}, received = {.state = STATE_RECEIVED};
	struct session session = {.invite = INVITE_SUBMITTED};

	g_ptr_array_add(stories, &declined);
	g_assert_null(session_reason(&session, stories));
	g_ptr_array_add(stories, &received);
	g_assert_true(session_reason(&session, stories) == &received);
}

static void test_names(void)
{
	g_assert_cmpstr(sync_name(SYNC_MOVE), ==, "moved");
	g_assert_cmpstr(sync_name(SYNC_CHANGE), ==, "changed");
	g_assert_cmpstr(sync_name(SYNC_REMOVE), ==, "cancelled");
	g_assert_null(sync_name(SYNC_NOTHING));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/sync/what each invitation needs", test_rows);
	g_test_add_func("/sync/one story is reason enough", test_reason);
	g_test_add_func("/sync/what is done has a name", test_names);
	return g_test_run();
}
