/* What SQLite writes into its log before a transaction ends must not outlive the transaction. */
#include "store/sqlite_gather.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

static const char settings[] = "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL;"
			       "PRAGMA synchronous = FULL; PRAGMA cache_size = 20;";

struct fixture {
	char *folder, *file;
	sqlite3 *db;
};

static void run(sqlite3 *db, const char *sql)
{
	char *problem = NULL;

	sqlite3_exec(db, sql, NULL, NULL, &problem);
	g_assert_cmpstr(problem, ==, NULL);
}

static sqlite3 *open_file(const char *file)
{
	sqlite3 *db = NULL;

	g_assert_cmpint(sqlite3_open(file, &db), ==, SQLITE_OK);
	run(db, settings);
	return db;
}

static char *ask(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement = NULL;

	g_assert_cmpint(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_step(statement), ==, SQLITE_ROW);
	char *answer = g_strdup((const char *)sqlite3_column_text(statement, 0));
	sqlite3_finalize(statement);
	return answer;
}

static void assert_answer(sqlite3 *db, const char *sql, const char *expected)
{
	g_autofree char *answer = ask(db, sql);

	g_assert_cmpstr(answer, ==, expected);
}

static void set_up(struct fixture *f, gconstpointer unused)
{
	f->folder = g_dir_make_tmp("callbox-gather-XXXXXX", NULL);
	f->file = g_build_filename(f->folder, "a.db", NULL);
	f->db = open_file(f->file);
	run(f->db, "CREATE TABLE t (what TEXT, bytes TEXT)");
}

static void tear_down(struct fixture *f, gconstpointer unused)
{
	sqlite3_close(f->db);
	g_unlink(f->file);
	g_rmdir(f->folder);
	g_free(f->file);
	g_free(f->folder);
}

/* Many pages, far more than stay in memory, which all hold WHAT. */
static void insert_many(sqlite3 *db, const char *what)
{
	g_autofree char *sql = g_strdup_printf("WITH n (i) AS (VALUES (1) UNION ALL "
					       "SELECT i + 1 FROM n WHERE i < 150) INSERT INTO t "
					       "SELECT '%s', replace(hex(zeroblob(3500)), '00', "
					       "'%s') FROM n",
	    what, what);

	run(db, sql);
}

static void in_another_process(const struct fixture *f, void (*act)(sqlite3 *db))
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		sqlite3 *db = open_file(f->file);
		act(db);
		_exit(sqlite3_close(db));
	}
	g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
	g_assert_cmpint(status, ==, 0);
}

static void insert_yy(sqlite3 *db)
{
	insert_many(db, "yy");
}

static void assert_all_yy(sqlite3 *db)
{
	assert_answer(db, "SELECT count(*) FROM t", "150");
	assert_answer(
	    db, "SELECT count(*) FROM t WHERE what <> 'yy' OR instr(bytes, 'x') > 0", "0");
	assert_answer(db, "PRAGMA integrity_check", "ok");
}

/* After a checkpoint a rollback has nothing to read in the log. */
static void test_rolled_back(struct fixture *f, gconstpointer unused)
{
	run(f->db, "PRAGMA wal_checkpoint");
	run(f->db, "BEGIN");
	insert_many(f->db, "xx");
	run(f->db, "ROLLBACK");
	in_another_process(f, insert_yy);
	assert_all_yy(f->db);
	in_another_process(f, assert_all_yy);
}

static void test_committed(struct fixture *f, gconstpointer unused)
{
	run(f->db, "BEGIN");
	insert_yy(f->db);
	run(f->db, "COMMIT");
	in_another_process(f, assert_all_yy);
}

static void test_committed_unsynced(struct fixture *f, gconstpointer unused)
{
	run(f->db, "PRAGMA synchronous = NORMAL");
	test_committed(f, unused);
}

/* What the transaction itself reads may still wait to be written. */
static void test_read_back(struct fixture *f, gconstpointer unused)
{
	run(f->db, "BEGIN");
	insert_yy(f->db);
	assert_all_yy(f->db);
	run(f->db, "UPDATE t SET what = 'zz'; UPDATE t SET what = 'yy'; COMMIT");
	in_another_process(f, assert_all_yy);
}

static void test_moved(struct fixture *f, gconstpointer unused)
{
	insert_yy(f->db);
	run(f->db, "PRAGMA wal_checkpoint(TRUNCATE)");
	in_another_process(f, assert_all_yy);
	run(f->db, "DELETE FROM t");
	insert_yy(f->db);
	in_another_process(f, assert_all_yy);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	sqlite_gather();
#define TEST(title, function) \
	g_test_add("/sqlite/gather/" title, struct fixture, NULL, set_up, function, tear_down)
	TEST("what was rolled back does not overwrite what others wrote since", test_rolled_back);
	TEST("what was committed is there for others", test_committed);
	TEST("also where a commit does not wait for the disk", test_committed_unsynced);
	TEST("a transaction reads what it wrote", test_read_back);
	TEST("the log can be moved into the file and begun anew", test_moved);
	return g_test_run();
}
