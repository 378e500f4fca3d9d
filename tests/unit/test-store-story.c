/* Stories, invitations, letters, digests and the trail, through the public verbs. */
#include "unit/store-fixture.h"

static bool is_invited(struct fixture *f, const char *session, const char *address)
{
	struct story story = {.call = (char *)(guintptr) "open-collab",
	    .address = (char *)(guintptr) "somebody@example.com"};
	bool invited;

	ok(store_is_invited(f->store, &story, session, address, &invited, &error));
	return invited;
}

static int64_t answers(struct fixture *f, const char *address, int64_t since)
{
	int64_t count;

	ok(store_answers(f->store, address, since, &count, &error));
	return count;
}

static int64_t misfits(struct fixture *f, const char *sender, int64_t since)
{
	int64_t count;

	ok(store_misfits(f->store, sender, since, &count, &error));
	return count;
}

static const char author[] = "Ada+calls@example.net";

static void test_story(struct fixture *f, gconstpointer unused)
{
	AUTO(story) *made = add_story(f, "open-collab", "tok1", author, add_mail(f, "A", "7:1"));
	AUTO(story) *second = add_story(f, "open-collab", "tok2", author, add_mail(f, "B", "7:2"));
	AUTO(story) *other = add_story(f, "posters", "tok3", author, add_mail(f, "C", "7:3"));

	g_assert_cmpint(made->number, ==, 1);
	g_assert_cmpint(second->number, ==, 2);
	g_assert_cmpint(other->number, ==, 1);
	AUTO(story) *read = store_story_by_token(f->store, "tok1", NULL);
	g_assert_cmpint(read->id, ==, made->id);
	g_assert_cmpstr(read->address, ==, author);
	g_assert_cmpuint(read->revisions, ==, 1);
	g_assert_cmpint(read->record.id, ==, made->record.id);
	g_assert_cmpstr(read->record.arrival_by, ==, "mx1.example.org");
	g_assert_true(read->record.offset_known);
	g_assert_cmpint(read->record.offset, ==, -7200);
	g_assert_cmpint(read->record.readable, ==, READ_EMPTY);
	AUTO(story) *by_id = store_story_by_id(f->store, second->id, NULL);
	g_assert_cmpint(by_id->number, ==, second->number);
	AUTO(story) *by_number = store_story(f->store, "posters", 1, NULL);
	g_assert_cmpint(by_number->id, ==, other->id);
	g_assert_null(store_story_by_token(f->store, "tok9", NULL));
}

/* PROVES TI-13 (P-20): the last on-time version stays the version of record. */
static const struct version {
	enum verdict verdict;
	int64_t received;
	unsigned record; /* number of the version of record afterwards */
} versions[] = {
    {VERDICT_LATE, 5000, 1},
    {VERDICT_ON_TIME, 2000, 3},
    {VERDICT_LATE, 6000, 3},
    {VERDICT_GRACE, 3000, 5},
};

static void test_record(struct fixture *f, gconstpointer unused)
{
	AUTO(story) *story = add_story(f, "open-collab", "tok1", author, add_mail(f, "A", "7:1"));

	for (size_t i = 0; i < G_N_ELEMENTS(versions); i++) {
		g_autofree char *name = g_strdup_printf("v%u", (unsigned)i);
		struct revision r;
		fill_revision(
		    &r, add_mail(f, name, name), name, versions[i].verdict, versions[i].received);
		ok(store_add_revision(f->store, story, &r, &error));
		g_assert_cmpuint(r.number, ==, i + 2);
		g_assert_cmpuint(story->record.number, ==, versions[i].record);
		revision_clear(&r);
	}
	g_autoptr(GPtrArray) all = store_revisions(f->store, story->id, NULL);
	g_assert_cmpuint(all->len, ==, 5);
	struct revision *last = g_ptr_array_index(all, 3);
	last->verdict = VERDICT_ON_TIME;
	ok(store_update_revision(f->store, last, &error));
	AUTO(story) *moved = store_story_by_token(f->store, "tok1", NULL);
	g_assert_cmpuint(moved->record.number, ==, 4);
	g_assert_cmpuint(moved->revisions, ==, 5);
}

/* PROVES P-5: one mail cannot make two revisions. */
static void test_one_mail_one_revision(struct fixture *f, gconstpointer unused)
{
	AUTO(story) *story = add_story(f, "open-collab", "tok1", author, add_mail(f, "A", "7:1"));
	g_autoptr(GError) problem = NULL;
	struct revision again;

	fill_revision(&again, story->record.mail, "Again", VERDICT_ON_TIME, 2000);
	g_assert_false(store_add_revision(f->store, story, &again, &problem));
	g_assert_error(problem, CALLBOX_ERROR, EX_SOFTWARE);
	revision_clear(&again);
}

static unsigned found(struct fixture *f, struct story_filter filter)
{
	g_autoptr(GPtrArray) stories = store_stories(f->store, &filter, NULL);

	g_assert_nonnull(stories);
	return stories->len;
}

static void test_filters(struct fixture *f, gconstpointer unused)
{
	AUTO(story) *one = add_story(f, "open-collab", "t1", author, add_mail(f, "A", "7:1"));
	AUTO(story) *two = add_story(f, "posters", "t2", author, add_mail(f, "B", "7:2"));

	one->state = STATE_ACCEPTED;
	one->tag = g_strdup("horror story");
	one->answered = true;
	one->record.verdict = VERDICT_LATE;
	g_free(one->record.title);
	one->record.title = g_strdup("ÄPFEL 100%");
	ok(store_update_story(f->store, one, &error));
	g_assert_cmpuint(found(f, (struct story_filter){0}), ==, 2);
	g_assert_cmpuint(found(f, (struct story_filter){.call = "posters"}), ==, 1);
	g_assert_cmpuint(found(f, (struct story_filter){.state = "accepted"}), ==, 1);
	g_assert_cmpuint(found(f, (struct story_filter){.tag = "horror story"}), ==, 1);
	g_assert_cmpuint(found(f, (struct story_filter){.late = true}), ==, 1);
	g_assert_cmpuint(found(f, (struct story_filter){.since = 1001}), ==, 0);
	g_assert_cmpuint(found(f, (struct story_filter){.grep = "upon äpfel"}), ==, 1);
	g_assert_cmpuint(found(f, (struct story_filter){.grep = "100%"}), ==, 1);
	g_assert_cmpuint(found(f, (struct story_filter){.grep = "%"}), ==, 1);
	g_assert_cmpuint(found(f, (struct story_filter){.grep = "once ada"}), ==, 2);
	g_assert_cmpuint(found(f, (struct story_filter){.grep = "nothing"}), ==, 0);
	g_assert_cmpstr(two->call, ==, "posters");
}

static struct invite *new_invite(const struct story *story, const char *uid)
{
	struct invite *i = g_new0(struct invite, 1);

	i->story = story->id;
	i->call = g_strdup(story->call);
	i->session = g_strdup("story-time");
	i->uid = g_strdup(uid);
	i->address = g_strdup(story->address);
	i->organizer = g_strdup("stories@example.org");
	i->partstat = g_strdup("NEEDS-ACTION");
	i->reply_sequence = -1;
	return i;
}

static void test_invites(struct fixture *f, gconstpointer unused)
{
	int64_t mail = add_mail(f, "A", "7:1");
	AUTO(story) *story = add_story(f, "open-collab", "t1", author, mail);
	AUTO(invite) *invite = new_invite(story, "cb1-a@example.org");
	struct rsvp rsvp = {
	    .attendee = (char[]){"eve@example.com"}, .partstat = (char[]){"DECLINED"}};
	struct rsvp_outcome crasher = {.effect = RSVP_UNMATCHED, .why = "nobody we invited"};

	ok(store_add_invite(f->store, invite, &error));
	g_assert_true(is_invited(f, "story-time", "ada+other@EXAMPLE.net"));
	g_assert_false(is_invited(f, "poster-time", author));
	invite->sequence = 3;
	invite->cancelled = true;
	ok(store_update_invite(f->store, invite, &error));
	g_assert_false(is_invited(f, "story-time", author));
	AUTO(invite) *read = store_invite_by_uid(f->store, "cb1-a@example.org", NULL);
	g_assert_cmpint(read->sequence, ==, 3);
	g_assert_cmpint(read->reply_sequence, ==, -1);
	g_assert_null(store_invite_by_uid(f->store, "CB1-a@example.org", NULL));
	g_autoptr(GPtrArray) of_call = store_invites(f->store, "open-collab", NULL);
	g_assert_cmpuint(of_call->len, ==, 1);
	g_autoptr(GPtrArray) of_other =
	    store_invites_of(f->store, "open-collab", "nobody@example.org", NULL);
	g_assert_cmpuint(of_other->len, ==, 0);
	ok(store_add_rsvp(f->store, mail, 50, &rsvp, NULL, &crasher, &error));
	AUTO(message) *message = message_new();
	struct settlement settlement = {
	    mail, message, &(struct arrival){0}, &(struct decision){0}, "open-collab", 60};
	ok(store_settle(f->store, &settlement, &error));
	g_autoptr(GPtrArray) odd = store_oddities(f->store, "open-collab", 0, NULL);
	g_assert_cmpuint(odd->len, ==, 1);
	g_assert_cmpstr(((struct event *)g_ptr_array_index(odd, 0))->why, ==,
	    "eve@example.com answered DECLINED: nobody we invited");
}

/* Somebody who wants to come waits for a person, and is asked about once. */
static void test_guests(struct fixture *f, gconstpointer unused)
{
	int64_t mail = add_mail(f, "A", "7:1"), again = add_mail(f, "B", "7:2");
	struct rsvp rsvp = {.uid = (char[]){"x"},
	    .attendee = (char[]){"eve@example.com"},
	    .partstat = (char[]){"ACCEPTED"}};
	struct rsvp_outcome crasher = {.effect = RSVP_UNMATCHED, .why = "nobody we invited"};

	ok(store_add_rsvp(f->store, mail, 50, &rsvp, NULL, &crasher, &error));
	ok(store_add_rsvp(f->store, again, 60, &rsvp, NULL, &crasher, &error));
	g_autoptr(GPtrArray) all = store_guests(f->store, NULL, 0, 70, NULL);
	g_assert_cmpuint(all->len, ==, 1);
	const struct guest *guest = g_ptr_array_index(all, 0);
	g_assert_cmpint(guest->mail, ==, again);
	g_assert_cmpstr(guest->address, ==, "eve@example.com");
	ok(store_settle_guest(f->store, again, 80, &error));
	g_autoptr(GPtrArray) none = store_guests(f->store, NULL, again, 90, NULL);
	g_assert_cmpuint(none->len, ==, 0);
	ok(store_settle_guest(f->store, again, 0, &error));
	g_autoptr(GPtrArray) back = store_guests(f->store, NULL, again, 90, NULL);
	g_assert_cmpuint(back->len, ==, 1);
}

/* PROVES P-6: what is due is the very bytes that were queued, until it is sent. */
static void test_outbox(struct fixture *f, gconstpointer unused)
{
	AUTO(outgoing) *letter = new_letter(author, "m1@example.org", 0);

	g_assert_cmpint(store_next_due(f->store, DUE_ALL), ==, INT64_MAX);
	ok(store_add_letter(f->store, letter, &error));
	g_assert_cmpint(store_next_due(f->store, DUE_ALL), ==, 100);
	g_autoptr(GPtrArray) early = store_due(f->store, 99, DUE_ALL, 10, NULL);
	g_assert_cmpuint(early->len, ==, 0);
	reopen(f);
	g_autoptr(GPtrArray) due = store_due(f->store, 100, DUE_ALL, 10, NULL);
	g_assert_cmpuint(due->len, ==, 1);
	struct outgoing *read = g_ptr_array_index(due, 0);
	g_assert_true(g_bytes_equal(read->bytes, letter->bytes));
	read->state = LETTER_SENT;
	read->sent = 101;
	ok(store_update_letter(f->store, read, &error));
	g_assert_cmpint(store_next_due(f->store, DUE_ALL), ==, INT64_MAX);
	g_assert_cmpint(store_count_letters(f->store, LETTER_SENT), ==, 1);
	AUTO(outgoing) *by_id = store_letter_by_message_id(f->store, "m1@example.org", NULL);
	g_assert_cmpint(by_id->sent, ==, 101);
	g_assert_null(by_id->bytes);
}

/* PROVES P-7 (F-21): a kill after the final dot is a doubt, and the second doubt is for a person.
 */
static const struct crash {
	const char *title;
	int64_t final_dot;
	unsigned doubts;
	enum letter_state after;
	int64_t due;
} crashes[] = {
    {"before the last byte: again, at once", 0, 0, LETTER_QUEUED, 1000},
    {"after the last byte: once more, later", 500, 0, LETTER_UNCERTAIN, 1900},
    {"after the last byte of the second try: held", 500, 1, LETTER_HELD, 1900},
    {"before the last byte of the second try: again", 0, 1, LETTER_QUEUED, 1000},
};

static void test_recovery(struct fixture *f, gconstpointer unused)
{
	for (size_t i = 0; i < G_N_ELEMENTS(crashes); i++) {
		g_autofree char *id = g_strdup_printf("m%u@example.org", (unsigned)i);
		AUTO(outgoing) *letter = new_letter(author, id, 0);
		letter->state = LETTER_SENDING;
		letter->final_dot = crashes[i].final_dot;
		letter->doubts = crashes[i].doubts;
		ok(store_add_letter(f->store, letter, &error));
	}
	reopen(f);
	ok(store_recover_letters(f->store, 1000, &error));
	ok(store_recover_letters(f->store, 2000, &error));
	for (size_t i = 0; i < G_N_ELEMENTS(crashes); i++) {
		g_autofree char *id = g_strdup_printf("m%u@example.org", (unsigned)i);
		AUTO(outgoing) *letter = store_letter_by_message_id(f->store, id, NULL);
		g_test_message("%s", crashes[i].title);
		g_assert_cmpint(letter->state, ==, crashes[i].after);
		g_assert_cmpint(letter->due, ==, crashes[i].due);
		g_assert_cmpuint(
		    letter->doubts, ==, crashes[i].doubts + (crashes[i].final_dot != 0));
	}
	g_autoptr(GPtrArray) troubled = store_troubled_letters(f->store, "open-collab", NULL);
	g_assert_cmpuint(troubled->len, ==, 2);
}

/* F-29: what a clock queued that ran ahead is due at once; what waits for days, as the limit for an
 * address has it, goes on waiting. */
static void test_far(struct fixture *f, gconstpointer unused)
{
	static const int64_t now = 1000, far = 1000 + 5 * CLOCK_AHEAD;
	static const struct {
		const char *id;
		int64_t queued, due;
	} letters[] = {{"ahead@example.org", far, now}, {"limit@example.org", now - 1, far}};

	for (size_t i = 0; i < G_N_ELEMENTS(letters); i++) {
		AUTO(outgoing) *letter = new_letter(author, letters[i].id, 0);
		letter->created = letter->due = far;
		ok(store_add_letter(f->store, letter, &error));
		ok(store_event(f->store, letters[i].queued, "queued", NULL,
		    (struct about){.letter = letter->id}, &error));
	}
	ok(store_recover_letters(f->store, now, &error));
	for (size_t i = 0; i < G_N_ELEMENTS(letters); i++) {
		AUTO(outgoing) *letter = store_letter_by_message_id(f->store, letters[i].id, NULL);
		g_test_message("%s", letters[i].id);
		g_assert_cmpint(letter->due, ==, letters[i].due);
	}
}

/* PROVES RE-10, CO-36: a receipt and its invitations are one answer. */
static void test_answers(struct fixture *f, gconstpointer unused)
{
	int64_t one = add_mail(f, "A", "7:1"), two = add_mail(f, "B", "7:2");
	const int64_t causes[] = {one, one, two, 0, 0};

	for (size_t i = 0; i < G_N_ELEMENTS(causes); i++) {
		g_autofree char *id = g_strdup_printf("m%u@example.org", (unsigned)i);
		AUTO(outgoing) *letter = new_letter(author, id, causes[i]);
		letter->counts = true;
		ok(store_add_letter(f->store, letter, &error));
	}
	AUTO(outgoing) *notice = new_letter(author, "notice@example.org", 0);
	ok(store_add_letter(f->store, notice, &error));
	g_assert_cmpint(answers(f, "ada@example.net", 100), ==, 4);
	g_assert_cmpint(answers(f, "ada@example.net", 101), ==, 0);
	g_assert_cmpint(answers(f, "eve@example.net", 0), ==, 0);
}

/* PROVES P-8, CT-07. */
static void test_digest(struct fixture *f, gconstpointer unused)
{
	int64_t at = 0;
	bool first;

	g_assert_null(store_last_digest(f->store, "open-collab", 80, &at));
	ok(store_claim_digest(f->store, "open-collab", "2021-07-19", 50, &first, &error));
	g_assert_true(first);
	ok(store_claim_digest(f->store, "open-collab", "2021-07-19", 60, &first, &error));
	g_assert_false(first);
	ok(store_claim_digest(f->store, "posters", "2021-07-19", 70, &first, &error));
	g_assert_true(first);
	g_autofree char *date = store_last_digest(f->store, "open-collab", 80, &at);
	g_assert_cmpstr(date, ==, "2021-07-19");
	g_assert_cmpint(at, ==, 50);
	g_assert_null(store_last_digest(f->store, "open-collab", 50 - CLOCK_AHEAD, &at));
	ok(store_add_organizer_token(
	    f->store, "secret", "open-collab", "rosanne@example.org", "2021-07-19", 50, &error));
	AUTO(grant) *grant = store_grant(f->store, "secret", 49, NULL);
	g_assert_cmpstr(grant->address, ==, "rosanne@example.org");
	g_assert_cmpstr(grant->call, ==, "open-collab");
	g_assert_cmpstr(grant->date, ==, "2021-07-19");
	g_assert_cmpint(grant->stories, ==, 0);
	g_assert_null(store_grant(f->store, "secrets", 0, NULL));
	g_assert_null(store_grant(f->store, "secret", 50, NULL));
}

/* A token speaks of what its digest could tell of (CT-07). */
static void test_grant_ends(struct fixture *f, gconstpointer unused)
{
	int64_t mail = add_mail(f, "A", "7:1");
	AUTO(story) *story = add_story(f, "open-collab", "t1", author, mail);

	ok(store_add_organizer_token(
	    f->store, "secret", "open-collab", "rosanne@example.org", "2021-07-19", 50, &error));
	int64_t later = add_mail(f, "B", "7:2");
	AUTO(story) *next = add_story(f, "open-collab", "t2", author, later);
	AUTO(grant) *grant = store_grant(f->store, "secret", 0, NULL);
	g_assert_cmpint(grant->stories, ==, story->number);
	g_assert_cmpint(grant->mails, ==, mail);
}

static void test_misfits(struct fixture *f, gconstpointer unused)
{
	int64_t mail = add_mail(f, "A", "7:1");

	ok(store_add_misfit(f->store, mail, "Eve@Example.com", 100, &error));
	ok(store_add_misfit(f->store, mail, "Eve@Example.com", 100, &error));
	ok(store_add_misfit(f->store, mail, NULL, 100, &error));
	g_assert_cmpint(misfits(f, "eve@example.com", 99), ==, 1);
	g_assert_cmpint(misfits(f, "eve@example.com", 100), ==, 0);
	g_assert_cmpint(misfits(f, "ada@example.com", 0), ==, 0);
}

static void test_deeds(struct fixture *f, gconstpointer unused)
{
	int64_t mail = add_mail(f, "A", "7:1");
	AUTO(story) *story = add_story(f, "open-collab", "t1", author, mail);
	struct deed deed = {.mail = mail,
	    .order = ORDER_ACCEPT,
	    .number = 1,
	    .story = story->id,
	    .state = STATE_WAITLISTED,
	    .verdict = VERDICT_LATE,
	    .coming = COMING_YES};

	ok(store_add_deed(f->store, &deed, &error));
	deed.order = ORDER_KIND;
	ok(store_add_deed(f->store, &deed, &error));
	g_autoptr(GPtrArray) deeds = store_deeds(f->store, mail, NULL);
	g_assert_cmpuint(deeds->len, ==, 2);
	const struct deed *first = g_ptr_array_index(deeds, 1);
	g_assert_cmpint(first->order, ==, ORDER_ACCEPT);
	g_assert_cmpint(first->state, ==, STATE_WAITLISTED);
	g_assert_cmpint(first->verdict, ==, VERDICT_LATE);
	g_assert_cmpint(first->coming, ==, COMING_YES);
	ok(store_undo_deed(f->store, first->id, 60, &error));
	g_autoptr(GPtrArray) left = store_deeds(f->store, mail, NULL);
	g_assert_cmpuint(left->len, ==, 1);
}

static void test_trail(struct fixture *f, gconstpointer unused)
{
	int64_t mail = add_mail(f, "A", "7:1");
	AUTO(story) *story = add_story(f, "open-collab", "t1", author, mail);
	AUTO(outgoing) *letter = new_letter(author, "m1@example.org", mail);

	letter->story = story->id;
	ok(store_add_letter(f->store, letter, &error));
	ok(store_event(f->store, 1, "stored", NULL, (struct about){.mail = mail}, &error));
	ok(store_event(f->store, 2, "decided", "a story",
	    (struct about){.mail = mail, .story = story->id}, &error));
	ok(store_event(f->store, 3, "sent", NULL, (struct about){.letter = letter->id}, &error));
	ok(store_event(f->store, 4, "started", NULL, (struct about){0}, &error));
	g_autoptr(GPtrArray) of_mail = store_events(f->store, mail, 0, NULL);
	g_assert_cmpuint(of_mail->len, ==, 3);
	g_autoptr(GPtrArray) of_story = store_events(f->store, 0, story->id, NULL);
	g_assert_cmpuint(of_story->len, ==, 3);
	g_assert_cmpstr(((struct event *)g_ptr_array_index(of_story, 2))->what, ==, "sent");
	g_autoptr(GPtrArray) letters = store_letters(f->store, story->id, NULL);
	g_assert_cmpuint(letters->len, ==, 1);
	for (unsigned expected = 1, number; expected <= 3; expected++) {
		ok(store_number_letter(f->store, story->id, &number, &error));
		g_assert_cmpuint(number, ==, expected);
	}
}

#define TEST(title, function) \
	g_test_add("/store/story/" title, struct fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	TEST("a story reads as it was written", test_story);
	TEST("the last version on time is of record", test_record);
	TEST("one mail makes one revision", test_one_mail_one_revision);
	TEST("filters find and leave out", test_filters);
	TEST("invitations and strangers' answers", test_invites);
	TEST("guests who ask to join", test_guests);
	TEST("a queued letter stays as it is until it is sent", test_outbox);
	TEST("interrupted letters are sorted", test_recovery);
	TEST("a letter of a clock that ran ahead is due at once", test_far);
	TEST("answers are counted by cause", test_answers);
	TEST("one digest for a date", test_digest);
	TEST("a token ends with what its digest could tell of (PROVES CT-07)", test_grant_ends);
	TEST("unknown tokens are counted for each sender", test_misfits);
	TEST("what orders changed is kept until it is undone", test_deeds);
	TEST("the trail holds everything in order", test_trail);
	return g_test_run();
}
