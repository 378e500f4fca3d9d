/* Opening: what is made, what is refused and with which words, the lock, and copies. */
#include "store/keep.h"
#include "store/lock.h"
#include "unit/store-fixture.h"

#include <sqlite3.h>

static void sql(const struct fixture *f, const char *words)
{
	g_autofree char *path = in_spool(f, "callbox.db");
	sqlite3 *db = NULL;

	g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_exec(db, words, NULL, NULL, NULL), ==, SQLITE_OK);
	sqlite3_close(db);
}

static void assert_refused(struct fixture *f, enum store_mode mode, int code, const char *words)
{
	g_autoptr(GError) problem = NULL;
	AUTO(store) *store = store_open(f->data, mode, &problem);

	g_assert_null(store);
	g_assert_error(problem, CALLBOX_ERROR, code);
	if (strstr(problem->message, words) == NULL)
		g_error("\"%s\" does not say \"%s\"", problem->message, words);
}

/* PROVES F-42: folders 0700 and files 0600, whatever the umask. */
static void test_private(struct fixture *f, gconstpointer unused)
{
	static const char *const folders[] = {"", "inbox", "inbox/tmp", "inbox/new", "inbox/cur",
	    "outbox", "outbox/tmp", "outbox/new", "outbox/cur", "held"};
	static const char *const files[] = {"callbox.db", "callbox.db-wal", "callbox.db-shm"};
	mode_t before = umask(0);
	struct stat is;

	reopen(f);
	umask(before);
	for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *path = in_spool(f, folders[i]);
		g_assert_cmpint(stat(path, &is), ==, 0);
		g_assert_cmpuint(is.st_mode, ==, S_IFDIR | 0700);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = in_spool(f, files[i]);
		g_assert_cmpint(stat(path, &is), ==, 0);
		g_assert_cmpuint(is.st_mode, ==, S_IFREG | 0600);
	}
}

static void test_missing(struct fixture *f, gconstpointer unused)
{
	assert_refused(f, STORE_READ, EX_NOINPUT, "callbox init");
	g_assert_false(g_file_test(f->data, G_FILE_TEST_EXISTS));
}

static void test_reader(struct fixture *f, gconstpointer unused)
{
	reopen(f);
	AUTO(store) *reader = store_open(f->data, STORE_READ, NULL);
	g_autoptr(GError) problem = NULL;
	g_autofree char *instance = store_fact(reader, "instance");

	g_assert_cmpuint(strlen(instance), ==, 20);
	g_assert_false(store_set_fact(reader, "x", "y", &problem));
	g_assert_error(problem, CALLBOX_ERROR, EX_TEMPFAIL);
	int64_t version = store_version(reader);
	ok(store_set_fact(f->store, "x", "y", &error));
	g_assert_cmpint(store_version(reader), !=, version);
	reopen(f);
	g_autofree char *again = store_fact(f->store, "instance");
	g_assert_cmpstr(again, ==, instance);
}

/* PROVES B-64, F-38: nothing that is not ours is opened, and nothing outside is touched. */
static void test_planted(struct fixture *f, gconstpointer unused)
{
	g_autofree char *elsewhere = g_build_filename(f->top, "elsewhere", NULL);
	g_autofree char *file = in_spool(f, "callbox.db");
	g_autofree char *wal = in_spool(f, "callbox.db-wal");
	g_autofree char *slash = g_strconcat(f->data, "/", NULL);

	g_assert_cmpint(mkdir(elsewhere, 0700), ==, 0);
	g_assert_cmpint(symlink(elsewhere, f->data), ==, 0);
	assert_refused(f, STORE_WRITE, EX_NOPERM, "symbolic link");
	g_free(g_steal_pointer(&f->data));
	f->data = g_steal_pointer(&slash);
	assert_refused(f, STORE_WRITE, EX_NOPERM, "symbolic link");
	f->data[strlen(f->data) - 1] = '\0';
	g_unlink(f->data);

	g_assert_cmpint(mkdir(f->data, 0700), ==, 0);
	g_autofree char *victim = g_build_filename(elsewhere, "victim", NULL);
	g_assert_true(g_file_set_contents(victim, "", -1, NULL));
	g_assert_cmpint(symlink(victim, file), ==, 0);
	assert_refused(f, STORE_WRITE, EX_NOPERM, "symbolic link");
	g_unlink(file);
	g_assert_cmpint(link(victim, file), ==, 0);
	assert_refused(f, STORE_WRITE, EX_NOPERM, "hard link");
	g_unlink(file);
	g_assert_cmpint(symlink(victim, wal), ==, 0);
	assert_refused(f, STORE_WRITE, EX_NOPERM, "symbolic link");
	g_unlink(wal);
	struct stat is;
	g_assert_cmpint(stat(victim, &is), ==, 0);
	g_assert_cmpint(is.st_size, ==, 0);
	reopen(f);
}

static void test_other_owner(struct fixture *f, gconstpointer unused)
{
	if (geteuid() != 0) {
		g_test_skip("needs root");
		return;
	}
	reopen(f);
	g_clear_pointer(&f->store, store_free);
	g_assert_cmpint(chown(f->data, 65534, 65534), ==, 0);
	assert_refused(f, STORE_WRITE, EX_NOPERM, "belongs to user 65534");
}

struct damage {
	const char *title, *sql, *words;
};

/* PROVES B-64, F-9. */
static const struct damage damages[] = {
    {"another application", "PRAGMA application_id = 1", "not a callbox database"},
    {"a newer schema", "PRAGMA user_version = 1000", "newer callbox"},
    {"a trigger", "CREATE TRIGGER t AFTER INSERT ON fact BEGIN SELECT 1; END", "triggers or views"},
    {"a view", "CREATE VIEW v AS SELECT 1", "triggers or views"},
    {"a virtual table", "CREATE VIRTUAL TABLE w USING fts5(x)", "triggers or views"},
    {"a table that is gone", "DROP TABLE cursor", "cursor"},
};

static void test_damaged(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(damages); i++) {
		struct fixture f = {0};
		g_test_message("%s", damages[i].title);
		set_up(&f, NULL);
		g_clear_pointer(&f.store, store_free);
		sql(&f, damages[i].sql);
		g_autoptr(GError) problem = NULL;
		f.store = store_open(f.data, STORE_WRITE, &problem);
		g_assert_true(f.store == NULL || !store_prepare(f.store, &problem));
		g_assert_true(strstr(problem->message, damages[i].words) != NULL);
		tear_down(&f, NULL);
	}
}

/* PROVES F-9: a large database, which takes long to read, is checked once a day. */
static void test_checked_first(struct fixture *f, gconstpointer unused)
{
	enum { NOW = 1000 * DAY };
	g_autoptr(GError) problem = NULL;

	reopen(f);
	add_mail(f, "A", "7:1");
	ok(store_check_first(f->store, NOW, &error));
	sql(f, "DELETE FROM raw");
	g_assert_false(store_check_first(f->store, NOW, &problem));
	g_assert_error(problem, CALLBOX_ERROR, EX_DATAERR);
	g_clear_error(&problem);

	sql(f, "INSERT INTO fact VALUES ('large', printf('%.*c', 17000000, 'x'))");
	ok(store_check_first(f->store, NOW + DAY - 1, &error));
	g_assert_false(store_check_first(f->store, NOW + DAY, NULL));
	g_assert_false(store_check_first(f->store, NOW - 1, NULL));
}

static void test_no_database(struct fixture *f, gconstpointer unused)
{
	g_autofree char *path = in_spool(f, "callbox.db");
	g_autofree char *content = NULL;

	g_assert_cmpint(mkdir(f->data, 0700), ==, 0);
	g_assert_true(
	    g_file_set_contents(path, "Dear diary, this is no database at all.\n", -1, NULL));
	assert_refused(f, STORE_WRITE, EX_DATAERR, "not a database");
	g_assert_true(g_file_get_contents(path, &content, NULL, NULL));
	g_assert_true(g_str_has_prefix(content, "Dear diary"));
}

/* A migration that was killed leaves a file that the next start makes whole. */
static void test_migration(struct fixture *f, gconstpointer unused)
{
	g_autofree char *path = in_spool(f, "callbox.db");

	g_assert_cmpint(mkdir(f->data, 0755), ==, 0);
	g_assert_true(g_file_set_contents(path, "", 0, NULL));
	reopen(f);
	add_mail(f, "A", "7:1");
	g_clear_pointer(&f->store, store_free);
	reopen(f);
	g_assert_true(store_has_origin(f->store, "main", "7:1"));
	ok(store_check(f->store, &error));
}

/* How often adding a row to TABLE would make a table that is gone with the statement. */
static unsigned count_passing_tables(sqlite3 *db, const char *table)
{
	g_autofree char *words = g_strdup_printf("EXPLAIN INSERT INTO %s DEFAULT VALUES", table);
	sqlite3_stmt *statement = NULL;
	unsigned count = 0;

	g_assert_cmpint(sqlite3_prepare_v2(db, words, -1, &statement, NULL), ==, SQLITE_OK);
	while (sqlite3_step(statement) == SQLITE_ROW)
		count +=
		    strcmp((const char *)sqlite3_column_text(statement, 1), "OpenEphemeral") == 0;
	sqlite3_finalize(statement);
	return count;
}

/* What a state may be is no list of more than two words: SQLite would make a table of it each
 * time. */
static void test_quick_checks(struct fixture *f, gconstpointer unused)
{
	static const char *const tables[] = {"mail", "raw", "delivery", "story", "revision",
	    "chain", "invite", "letter", "letter_bytes", "rsvp", "event"};
	sqlite3 *db = NULL;

	reopen(f);
	g_autofree char *path = in_spool(f, "callbox.db");
	g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
	for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
		g_test_message("%s", tables[i]);
		g_assert_cmpuint(count_passing_tables(db, tables[i]), ==, 0);
	}
	sqlite3_close(db);
}

/* PROVES P-13 (F-8): a locked database is a reason to try again, soon. */
static void test_busy(struct fixture *f, gconstpointer unused)
{
	AUTO(store) *other = NULL;
	g_autoptr(GError) problem = NULL;

	reopen(f);
	other = store_open(f->data, STORE_WRITE, NULL);
	store_set_patience(other, 10);
	ok(store_begin(f->store, &error));
	g_assert_false(store_begin(other, &problem));
	g_assert_error(problem, CALLBOX_ERROR, EX_TEMPFAIL);
	ok(store_end(f->store, true, &error));
	g_clear_error(&problem);
	ok(store_set_fact(other, "x", "y", &error));
}

/* PROVES P-9 (F-27). */
static void test_lock(struct fixture *f, gconstpointer unused)
{
	g_autoptr(GError) problem = NULL;
	g_autofree char *process = g_strdup_printf("process %ld", (long)getpid());
	struct lock *lock = spool_lock(f->data, &problem);

	g_assert_no_error(problem);
	g_assert_null(spool_lock(f->data, &problem));
	g_assert_error(problem, CALLBOX_ERROR, EX_TEMPFAIL);
	g_assert_true(strstr(problem->message, process) != NULL);
	g_clear_error(&problem);
	spool_unlock(lock);
	lock = spool_lock(f->data, &problem);
	g_assert_no_error(problem);
	spool_unlock(lock);
}

/* PROVES F-35: the copy is whole, private, and a store of its own. */
static void test_backup(struct fixture *f, gconstpointer unused)
{
	g_autofree char *file = g_build_filename(f->top, "copy.db", NULL);
	g_autofree char *restored = NULL;
	struct stat is;

	reopen(f);
	add_mail(f, "A", "7:1");
	ok(store_backup(f->store, file, &error));
	add_mail(f, "B", "7:2");
	g_assert_false(store_backup(f->store, file, NULL)); /* never over a file that is there */
	g_assert_cmpint(g_unlink(file), ==, 0);
	ok(store_backup(f->store, file, &error));
	g_assert_cmpint(stat(file, &is), ==, 0);
	g_assert_cmpuint(is.st_mode, ==, S_IFREG | 0600);
	g_clear_pointer(&f->store, store_free);
	g_free(f->data);
	f->data = g_build_filename(f->top, "second", NULL);
	reopen(f);
	g_clear_pointer(&f->store, store_free);
	restored = in_spool(f, "callbox.db");
	g_assert_cmpint(g_rename(file, restored), ==, 0);
	reopen(f);
	g_assert_true(store_has_origin(f->store, "main", "7:2"));
	ok(store_check(f->store, &error));
	g_autoptr(GError) problem = NULL;
	g_assert_false(store_backup(f->store, "/nonexistent/copy.db", &problem));
}

static void test_lost_bytes(struct fixture *f, gconstpointer unused)
{
	g_autoptr(GError) problem = NULL;

	reopen(f);
	add_mail(f, "A", "7:1");
	sql(f, "DELETE FROM raw");
	g_assert_false(store_check(f->store, &problem));
	g_assert_error(problem, CALLBOX_ERROR, EX_DATAERR);
}

#define TEST(title, function) \
	g_test_add("/store/open/" title, struct fixture, NULL, folder_set_up, function, tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	TEST("everything is private", test_private);
	TEST("a reader makes nothing", test_missing);
	TEST("a reader sees and cannot write", test_reader);
	TEST("planted links are refused", test_planted);
	TEST("a spool of another user is refused", test_other_owner);
	g_test_add_func("/store/open/a database of others is refused", test_damaged);
	TEST("a file that is no database is left alone", test_no_database);
	TEST("an empty file becomes a database", test_migration);
	TEST("a row is checked without a table made for it", test_quick_checks);
	TEST("a locked database is tried again", test_busy);
	TEST("one instance holds the lock", test_lock);
	TEST("a database is checked before work, a large one once a day", test_checked_first);
	TEST("a backup can be restored", test_backup);
	TEST("a mail without bytes is found", test_lost_bytes);
	return g_test_run();
}
