/* Mail in: what is kept, what is a duplicate, what waits, and what a person holds. */
#include "store/keep.h"
#include "unit/store-fixture.h"

struct copy {
	const char *title;
	const char *door, *inbox, *origin, *words;
	bool is_new;
};

/* PROVES P-5, TR-02 (B-47, B-48): each row is delivered after the mail "A" came over IMAP as 7:1.
 */
static const struct copy copies[] = {
    {"the same UID again", "imap", "main", "7:1", "A", false},
    {"the same content under another UID", "imap", "main", "7:2", "A", false},
    {"the same content after UIDVALIDITY changed", "imap", "main", "8:1", "A", false},
    {"the same content in another inbox", "imap", "second", "7:1", "A", false},
    {"the same content through the pipe", "filter", NULL, NULL, "A", false},
    {"the same content in a Maildir", "maildir", "main", "1.eml", "A", false},
    {"other content with the same Message-ID", "imap", "main", "7:3", "B", true},
    {"other content under a UID that an IMAP server used", "imap", "main", "7:1", "B", false},
    {"other content under a file name that a Maildir used", "maildir", "main", "7:1", "B", true},
};

static void test_copies(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(copies); i++) {
		const struct copy *row = &copies[i];
		struct fixture f = {0};
		AUTO(raw) *raw = imap_raw(row->words, row->origin);
		bool is_new;

		g_test_message("%s", row->title);
		set_up(&f, NULL);
		int64_t older = add_mail(&f, "A", "7:1");
		g_free(raw->door);
		raw->door = g_strdup(row->door);
		g_free(raw->inbox);
		raw->inbox = g_strdup(row->inbox);
		ok(store_add_raw(f.store, raw, &is_new, &error));
		g_assert_cmpint(is_new, ==, row->is_new);
		g_assert_cmpint(raw->id == older, ==, !row->is_new);
		tear_down(&f, NULL);
	}
}

/* PROVES P-2, P-19 (TI-05): bytes are exact, and a second delivery never changes the first times.
 */
static void test_exact(struct fixture *f, gconstpointer unused)
{
	static const char octets[] = "a\0b\r\n.\r\n\xff";
	AUTO(raw) *first = imap_raw("", "7:1");
	AUTO(raw) *second = imap_raw("", "8:1");
	bool is_new;

	g_bytes_unref(first->bytes);
	first->bytes = g_bytes_new_static(octets, sizeof(octets));
	second->internaldate = 5;
	ok(store_add_raw(f->store, first, &is_new, &error));
	ok(store_add_raw(f->store, second, &is_new, &error));
	AUTO(raw) *kept = store_raw(f->store, first->id, NULL);
	g_assert_true(g_bytes_equal(kept->bytes, first->bytes));
	g_assert_cmpint(kept->internaldate, ==, 1000);
	g_assert_cmpstr(kept->origin, ==, "7:1");
	g_assert_null(store_raw(f->store, 99, NULL));
}

static void test_unkeyed(struct fixture *f, gconstpointer unused)
{
	AUTO(raw) *one = imap_raw("cut", NULL);
	AUTO(raw) *two = imap_raw("other", NULL);
	bool is_new;

	one->truncated = true;
	one->key[0] = two->key[0] = '\0';
	ok(store_add_raw(f->store, one, &is_new, &error));
	ok(store_add_raw(f->store, two, &is_new, &error));
	g_assert_true(is_new);
	g_assert_cmpuint(strlen(one->key), ==, 64);
	bool same;
	ok(store_same_id(f->store, one, &same, &error));
	g_assert_true(same);
}

/* PROVES P-1, TR-03 (F-2): the cursor moves with the bytes or not at all. */
static void test_cursor(struct fixture *f, gconstpointer unused)
{
	uint32_t uidvalidity = 1, uid = 1;

	ok(store_cursor(f->store, "main", &uidvalidity, &uid, &error));
	g_assert_cmpuint(uidvalidity, ==, 0);
	ok(store_begin(f->store, &error));
	add_mail(f, "A", "7:1");
	ok(store_set_cursor(f->store, "main", 7, 4294967295u, &error));
	store_take_back(f->store);
	ok(store_cursor(f->store, "main", &uidvalidity, &uid, &error));
	g_assert_cmpuint(uidvalidity, ==, 0);
	g_assert_false(store_has_origin(f->store, "main", "7:1"));

	ok(store_begin(f->store, &error));
	add_mail(f, "A", "7:1");
	ok(store_set_cursor(f->store, "main", 7, 4294967295u, &error));
	ok(store_end(f->store, true, &error));
	reopen(f);
	ok(store_cursor(f->store, "main", &uidvalidity, &uid, &error));
	g_assert_cmpuint(uidvalidity, ==, 7);
	g_assert_cmpuint(uid, ==, 4294967295u);
	g_assert_true(store_has_origin(f->store, "main", "7:1"));
}

static void test_marks(struct fixture *f, gconstpointer unused)
{
	add_mail(f, "A", "7:1");
	add_mail(f, "B", "7:2");
	g_autoptr(GPtrArray) before = store_unmarked(f->store, "main", NULL);
	g_assert_cmpuint(before->len, ==, 2);
	g_assert_cmpstr(g_ptr_array_index(before, 0), ==, "7:1");
	ok(store_mark(f->store, "main", before, &error));
	g_autoptr(GPtrArray) after = store_unmarked(f->store, "main", NULL);
	g_assert_cmpuint(after->len, ==, 0);
	add_mail(f, "A", "7:1");
	g_autoptr(GPtrArray) again = store_unmarked(f->store, "main", NULL);
	g_assert_cmpuint(again->len, ==, 1);
}

/* P-3: what a kill left is marked at the next start, but for what only the server has. */
static void test_withheld(struct fixture *f, gconstpointer unused)
{
	AUTO(raw) *raw = imap_raw("", "7:9");
	bool is_new;

	raw->truncated = true;
	for (unsigned time = 0; time < 2; time++) {
		ok(store_add_raw(f->store, raw, &is_new, &error));
		g_autoptr(GPtrArray) unmarked = store_unmarked(f->store, "main", NULL);
		g_assert_cmpuint(unmarked->len, ==, 0);
	}
}

static unsigned take(struct fixture *f, unsigned mails, size_t octets, unsigned attempts)
{
	g_autoptr(GPtrArray) raws = store_take(f->store, 0, mails, octets, NULL);

	g_assert_nonnull(raws);
	for (guint i = 0; i < raws->len; i++)
		g_assert_cmpuint(
		    ((struct raw *)g_ptr_array_index(raws, i))->attempts, ==, attempts);
	return raws->len;
}

/* PROVES P-10: an attempt is on the disk before anybody reads the mail. */
static void test_attempts(struct fixture *f, gconstpointer unused)
{
	add_mail(f, "A", "7:1");
	add_mail(f, "B", "7:2");
	add_mail(f, "CCCCCCCCCC", "7:3");
	g_assert_cmpuint(take(f, 1, 1000, 1), ==, 1);
	reopen(f);
	g_assert_cmpuint(take(f, 10, 1000, 2), ==, 1);
	g_autoptr(GPtrArray) alone = store_take(f->store, 0, 10, 1000, NULL);
	ok(store_put_back(f->store, alone, &error));
	g_assert_cmpuint(take(f, 10, 1000, 3), ==, 1);
}

/* PROVES P-10: what was begun among others is begun alone the next time, and only that counts. */
static void test_suspected(struct fixture *f, gconstpointer unused)
{
	add_mail(f, "A", "7:1");
	add_mail(f, "B", "7:2");
	g_autoptr(GPtrArray) both = store_take(f->store, 0, 10, 1000, NULL);
	g_assert_cmpuint(both->len, ==, 2);
	ok(store_put_back(f->store, both, &error));
	g_assert_cmpuint(take(f, 10, 1000, 0), ==, 2);
	reopen(f);
	g_autoptr(GPtrArray) alone = store_take(f->store, 0, 10, 1000, NULL);
	ok(store_put_back(f->store, alone, &error));
	g_assert_cmpuint(take(f, 10, 1000, 1), ==, 1);
}

/* What is read ahead is not alone in hand, and neither is the one before it. */
static void test_ahead(struct fixture *f, gconstpointer unused)
{
	int64_t first = add_mail(f, "A", "7:1");

	add_mail(f, "B", "7:2");
	g_assert_cmpuint(take(f, 10, 1, 0), ==, 1);
	g_autoptr(GPtrArray) ahead = store_take(f->store, first, 10, 1000, NULL);
	g_assert_cmpuint(ahead->len, ==, 1);
	g_assert_cmpuint(((struct raw *)g_ptr_array_index(ahead, 0))->attempts, ==, 0);
}

static void test_batches(struct fixture *f, gconstpointer unused)
{
	static const char *const words[] = {"AAAA", "BBBB", "CCCC", "DDDD", "EEEE"};

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		add_mail(f, words[i], words[i]);
	g_autoptr(GPtrArray) octets = store_take(f->store, 0, 10, 11, NULL);
	g_assert_cmpuint(octets->len, ==, 2);
	ok(store_put_back(f->store, octets, &error));
	g_autoptr(GPtrArray) mails = store_take(f->store, 0, 3, 1000, NULL);
	g_assert_cmpuint(mails->len, ==, 3);
	ok(store_put_back(f->store, mails, &error));
	g_autoptr(GPtrArray) large = store_take(f->store, 0, 3, 1, NULL);
	g_assert_cmpuint(large->len, ==, 1);
}

static void assert_file(const struct fixture *f, const char *name, const char *words)
{
	g_autofree char *path = in_spool(f, name);
	g_autofree char *content = NULL;
	struct stat is;

	g_assert_true(g_file_get_contents(path, &content, NULL, NULL));
	g_assert_true(strstr(content, words) != NULL);
	g_assert_cmpint(lstat(path, &is), ==, 0);
	g_assert_cmpuint(is.st_mode & 07777, ==, 0600);
}

static void test_held(struct fixture *f, gconstpointer unused)
{
	int64_t mail = add_mail(f, "From: x\r\n\r\nbytes", "7:1");

	ok(store_hold(f->store, mail, "too deep", "ada@example.net", "Hi", &error));
	assert_file(f, "held/1.eml", "From: x\r\n\r\nbytes");
	assert_file(f, "held/1.why", "too deep\nFrom: ada@example.net\nSubject: Hi\n");
	g_autoptr(GPtrArray) held = store_held(f->store, NULL, NULL);
	g_assert_cmpuint(held->len, ==, 1);
	g_assert_cmpstr(((struct held *)g_ptr_array_index(held, 0))->why, ==, "too deep");
	g_assert_cmpuint(take(f, 10, 1000, 1), ==, 0);
	bool released;
	ok(store_was_released(f->store, mail, &released, &error));
	g_assert_false(released);

	ok(store_release_held(f->store, mail, &error));
	g_assert_false(exists(f, "held/1.eml"));
	g_assert_false(exists(f, "held/1.why"));
	ok(store_was_released(f->store, mail, &released, &error));
	g_assert_true(released);
	g_assert_cmpuint(take(f, 10, 1000, 1), ==, 1);

	ok(store_hold(f->store, mail, "again", NULL, NULL, &error));
	ok(store_drop_held(f->store, mail, &error));
	g_assert_false(exists(f, "held/1.eml"));
	g_assert_cmpuint(take(f, 10, 1000, 1), ==, 0);
	g_autoptr(GError) problem = NULL;
	g_assert_false(store_drop_held(f->store, mail, &problem));
	g_assert_error(problem, CALLBOX_ERROR, EX_DATAERR);
}

/* The files follow the table: after a rollback, and after a kill before they were written. */
static void test_held_files_follow(struct fixture *f, gconstpointer unused)
{
	int64_t mail = add_mail(f, "A", "7:1");
	g_autofree char *path = in_spool(f, "held/1.eml");
	g_autofree char *stray = in_spool(f, "held/77.eml");
	g_autofree char *other = in_spool(f, "held/README");

	ok(store_begin(f->store, &error));
	ok(store_hold(f->store, mail, "why", NULL, NULL, &error));
	store_take_back(f->store);
	g_assert_false(exists(f, "held/1.eml"));
	ok(store_begin(f->store, &error));
	ok(store_hold(f->store, mail, "why", NULL, NULL, &error));
	g_assert_false(exists(f, "held/1.eml"));
	ok(store_end(f->store, true, &error));
	g_assert_true(exists(f, "held/1.eml"));
	g_unlink(path);
	g_assert_true(g_file_set_contents(stray, "x", -1, NULL));
	g_assert_true(g_file_set_contents(other, "x", -1, NULL));
	reopen(f);
	assert_file(f, "held/1.eml", "A");
	g_assert_false(exists(f, "held/77.eml"));
	g_assert_true(exists(f, "held/README"));
}

/* PROVES F-38: a link planted in held/ is replaced, never followed. */
static void test_held_planted(struct fixture *f, gconstpointer unused)
{
	int64_t mail = add_mail(f, "A", "7:1");
	g_autofree char *path = in_spool(f, "held/1.eml");
	g_autofree char *victim = g_build_filename(f->top, "victim", NULL);

	g_assert_true(g_file_set_contents(victim, "mine", -1, NULL));
	g_assert_cmpint(symlink(victim, path), ==, 0);
	ok(store_hold(f->store, mail, "why", NULL, NULL, &error));
	g_autofree char *content = NULL;
	g_assert_true(g_file_get_contents(victim, &content, NULL, NULL));
	g_assert_cmpstr(content, ==, "mine");
	assert_file(f, "held/1.eml", "A");
}

static int64_t count(GPtrArray *account, const char *name)
{
	for (guint i = 0; i < account->len; i++) {
		const struct tally *line = g_ptr_array_index(account, i);
		if (strcmp(line->name, name) == 0)
			return line->count;
	}
	return -1;
}

static void settle(struct fixture *f, int64_t mail, enum kind kind, const char *call)
{
	AUTO(message) *message = message_new();
	struct arrival arrival = {.at = 5, .rule = ARRIVAL_DELIVERY};
	struct decision decision = {.kind = kind, .why = "no sign of a machine"};
	struct settlement settlement = {mail, message, &arrival, &decision, call, 1000};

	ok(store_settle(f->store, &settlement, &error));
}

/* In = the sum of all classes, whatever happened to each mail. */
static void test_account(struct fixture *f, gconstpointer unused)
{
	g_autoptr(GPtrArray) account = NULL;
	int64_t in = 0, sum = 0;

	settle(f, add_mail(f, "A", "7:1"), KIND_STORY, "open-collab");
	settle(f, add_mail(f, "B", "7:2"), KIND_AUTO, NULL);
	int64_t held = add_mail(f, "C", "7:3");
	ok(store_hold(f->store, held, "why", NULL, NULL, &error));
	settle(f, held, KIND_UNREADABLE, "open-collab");
	int64_t dropped = add_mail(f, "D", "7:4");
	ok(store_hold(f->store, dropped, "why", NULL, NULL, &error));
	ok(store_drop_held(f->store, dropped, &error));
	add_mail(f, "E", "7:5");
	add_mail(f, "A", "8:1");
	add_mail(f, "A", "8:1");
	account = store_account(f->store, NULL, &in, NULL);
	for (guint i = 0; i < account->len; i++)
		sum += ((struct tally *)g_ptr_array_index(account, i))->count;
	g_assert_cmpint(in, ==, 6);
	g_assert_cmpint(sum, ==, in);
	static const char *const ones[] = {
	    "story", "auto", "held", "dropped", "waiting", "duplicate"};
	for (size_t i = 0; i < G_N_ELEMENTS(ones); i++)
		g_assert_cmpint(count(account, ones[i]), ==, 1);
	g_assert_cmpint(count(account, "bounce"), ==, 0);
	g_autoptr(GPtrArray) of_call = store_account(f->store, "open-collab", &in, NULL);
	g_assert_cmpint(in, ==, 3);
	g_assert_cmpint(count(of_call, "duplicate"), ==, 1);
	ok(store_check(f->store, &error));
}

#define TEST(title, function) \
	g_test_add("/store/mail/" title, struct fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/store/mail/a copy is told from a new mail", test_copies);
	TEST("bytes and first times stay as they were", test_exact);
	TEST("a mail without a key is known by its bytes", test_unkeyed);
	TEST("the cursor moves with the bytes", test_cursor);
	TEST("marks are asked for until they are made", test_marks);
	TEST("a mail that was never handed out asks for none", test_withheld);
	TEST("an attempt is counted before the mail is read", test_attempts);
	TEST("a mail that was begun among others is suspected only", test_suspected);
	TEST("and so is one that is read ahead", test_ahead);
	TEST("a batch ends at its mails or octets", test_batches);
	TEST("a held mail is shown as files", test_held);
	TEST("files of held mails follow the table", test_held_files_follow);
	TEST("a planted link is not followed", test_held_planted);
	TEST("the account comes out even", test_account);
	return g_test_run();
}
