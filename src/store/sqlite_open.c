/*
 * Opening a database that may be hostile (B-64): every protective switch of
 * SQLite is set before the first table is read, our application_id and version
 * must stand in the header, and triggers, views and virtual tables, which
 * callbox never makes, are refused.
 */
#include "store/sqlite.h"

#include "base/clock.h"
#include "base/error.h"
#include "store/ballast.h"
#include "store/schema.h"
#include "store/sqlite_gather.h"

#include <limits.h>
#include <sys/stat.h>

enum { PATIENCE_MS = 5000, PAUSE_US = 5000 };

/*
 * Pages of 8 KiB: a commit writes every page that it changes whole, so larger ones cost
 * more than they save on raw mails. The log is moved into the file after some 32 MB, so that no
 * page of a batch is moved twice; it is cut back to 64 MB after a reader made it grow. What is
 * erased is overwritten.
 */
static const char writer_pragmas[] = "PRAGMA page_size = 8192;"
				     "PRAGMA journal_mode = WAL;"
				     "PRAGMA synchronous = FULL;"
				     "PRAGMA wal_autocheckpoint = 4000;"
				     "PRAGMA journal_size_limit = 67108864;"
				     "PRAGMA secure_delete = ON;";
static const char pragmas[] = "PRAGMA trusted_schema = OFF;"
			      "PRAGMA cell_size_check = ON;"
			      "PRAGMA foreign_keys = ON;"
			      "PRAGMA temp_store = MEMORY;"
			      "PRAGMA mmap_size = 0;";

/*
 * A batch of 4 MB stays in the cache until it commits. Set when the file was read: before,
 * SQLite reckons KiB with another size of pages.
 */
static const char cache_pragma[] = "PRAGMA cache_size = -8192;";

static bool run_text(struct db *db, const char *sql, const char *attempt, GError **error)
{
	int code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

	return code == SQLITE_OK || sqlite_fail(db, code, attempt, error);
}

static bool ask(struct db *db, const char *sql, int64_t *answer, GError **error)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(db->handle, sql, -1, &statement, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	if (code == SQLITE_ROW)
		*answer = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return code == SQLITE_ROW || sqlite_fail(db, code, sql, error);
}

static void protect(struct db *db)
{
	sqlite3_extended_result_codes(db->handle, 1);
	db_set_patience(db, db->patience);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_limit(db->handle, SQLITE_LIMIT_ATTACHED, 0);
}

static bool is_ours(struct db *db, int64_t application, int64_t version, GError **error)
{
	int64_t strangers = 0;

	if (application != SCHEMA_APPLICATION)
		return fail(error, EX_DATAERR,
		    "%s is not a callbox database; move it away or choose another \"data\"",
		    db->file);
	if (version > schema_version())
		return fail(error, EX_DATAERR,
		    "%s was written by a newer callbox (schema %d, this one knows %d); use that "
		    "one",
		    db->file, (int)version, schema_version());
	if (!ask(db,
		"SELECT count(*) FROM sqlite_schema WHERE type IN ('trigger', 'view')"
		" OR sql LIKE 'CREATE VIRTUAL%'",
		&strangers, error))
		return false;
	return strangers == 0 ||
	       fail(error, EX_DATAERR,
		   "%s holds triggers or views, which callbox never makes: somebody else wrote to "
		   "it; put a backup in its place",
		   db->file);
}

/* Brings the schema to version TO in one transaction; a no-op when another process was faster. */
static bool migrate_to(struct db *db, int64_t to, GError **error)
{
	g_autofree char *marks = g_strdup_printf("PRAGMA application_id = %d;"
						 "PRAGMA user_version = %d;",
	    SCHEMA_APPLICATION, (int)to);
	int64_t version = 0;

	if (!run_text(db, "BEGIN IMMEDIATE", "starting a migration", error))
		return false;
	bool ok = ask(db, "PRAGMA user_version", &version, error);
	bool behind = ok && version < to;
	for (; ok && version < to; version++)
		ok = run_text(db, schema_steps[version], "a migration", error);
	ok = ok && (!behind || run_text(db, marks, "a migration", error)) &&
	     run_text(db, "COMMIT", "finishing a migration", error);
	if (!ok)
		sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
	return ok;
}

/* Step by step, so that none of them is done again; a new database has nothing to lose. */
static bool migrate(struct db *db, int64_t version, GError **error)
{
	if (version == 0)
		return migrate_to(db, schema_version(), error);
	for (; version < schema_version(); version++)
		if (!migrate_to(db, version + 1, error))
			return false;
	return true;
}

/* What a file says that it is. */
struct marks {
	int64_t application, version, tables;
};

/* As one look, because another process may be making the tables just now. */
static bool read_marks(struct db *db, struct marks *marks, GError **error)
{
	bool ok = run_text(db, "BEGIN", "looking at it", error) &&
		  ask(db, "PRAGMA application_id", &marks->application, error) &&
		  ask(db, "PRAGMA user_version", &marks->version, error) &&
		  ask(db, "SELECT count(*) FROM sqlite_schema", &marks->tables, error);

	sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
	return ok;
}

/* A file that nobody has written to yet. */
static bool is_blank(const struct marks *marks)
{
	return marks->application == 0 && marks->version == 0 && marks->tables == 0;
}

/* SQLite itself does not wait for others when it changes the journal of a new database. */
static bool choose_journal(struct db *db, GError **error)
{
	int64_t limit = clock_monotonic_ms() + db->patience;
	int code;

	do
		code = sqlite3_exec(db->handle, writer_pragmas, NULL, NULL, NULL);
	while ((code & 0xff) == SQLITE_BUSY && clock_monotonic_ms() < limit &&
	       (g_usleep(PAUSE_US), true));
	return code == SQLITE_OK || sqlite_fail(db, code, "choosing the journal", error);
}

static bool settle_schema(struct db *db, GError **error)
{
	struct marks marks = {0};

	if (!read_marks(db, &marks, error) ||
	    (!is_blank(&marks) && !is_ours(db, marks.application, marks.version, error)))
		return false;
	if (db->write)
		return choose_journal(db, error) && migrate(db, marks.version, error);
	return marks.version == schema_version() || fail(error, EX_DATAERR,
							"%s was written by an older callbox; run "
							"\"callbox once\" to bring it up to date",
							db->file);
}

/*
 * FILE as SQLite shall open it, new. Beside a database in WAL mode even a reader makes a file,
 * which a read-only file system refuses; nobody can change the database there, so it may be read as
 * it is unless its log holds something (F-7).
 */
static char *address_of(const char *file, bool write)
{
	g_autofree char *log = g_strconcat(file, "-wal", NULL);
	struct stat is;

	if (write || !disk_read_only(file) || (stat(log, &is) == 0 && is.st_size > 0))
		return g_strdup(file);
	g_autofree char *uri = g_filename_to_uri(file, NULL, NULL);
	return uri == NULL ? g_strdup(file) : g_strconcat(uri, "?immutable=1", NULL);
}

static bool connect_to(struct db *db, GError **error)
{
	int flags = (db->write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) |
		    SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
		    SQLITE_OPEN_URI;
	g_autofree char *address = address_of(db->file, db->write);
	int code = sqlite3_open_v2(address, &db->handle, flags, NULL);

	if (code != SQLITE_OK)
		return sqlite_fail(db, code, "opening it", error);
	protect(db);
	return run_text(db, pragmas, "setting it up", error) && settle_schema(db, error) &&
	       run_text(db, cache_pragma, "setting its cache", error);
}

static void disconnect(struct db *db)
{
	for (int i = 0; i < SQL_COUNT; i++)
		g_clear_pointer(&db->statements[i], sqlite3_finalize);
	g_clear_pointer(&db->handle, sqlite3_close);
}

/* One thread asks, and nobody asks SQLite how much memory it took: it need not lock or count. */
static void start_sqlite(void)
{
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite_gather();
}

struct db *db_open(const char *file, bool write, GError **error)
{
	struct db *db = g_new0(struct db, 1);

	start_sqlite();
	db->file = g_strdup(file);
	db->write = write;
	db->patience = PATIENCE_MS;
	if (!connect_to(db, error)) {
		db_free(db);
		return NULL;
	}
	return db;
}

/* Somebody is in the middle of reading rows. */
static bool is_busy(const struct db *db)
{
	for (int i = 0; i < SQL_COUNT; i++)
		if (sqlite3_stmt_busy(db->statements[i]))
			return true;
	return false;
}

/* A new connection beside the old one, which is closed only when the new one stands. */
bool sqlite_reopen(struct db *db, GError **error)
{
	struct db fresh = {.file = db->file, .write = db->write, .patience = db->patience};

	if (is_busy(db))
		return fail(error, EX_IOERR,
		    "%s: the disk failed while it was read; look at the disk and try again",
		    db->file);
	if (!connect_to(&fresh, error)) {
		disconnect(&fresh);
		return false;
	}
	disconnect(db);
	*db = fresh;
	db_set_patience(db, db->patience); /* the one who waits is told by its address */
	return true;
}

void db_free(struct db *db)
{
	if (db == NULL)
		return;
	disconnect(db);
	g_free(db->file);
	g_free(db);
}
