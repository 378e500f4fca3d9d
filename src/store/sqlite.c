/*
 * The SQLite driver: statements, rows and transactions. SQLite's codes become
 * exit codes here and nowhere else. Opening is in sqlite_open.c.
 *
 * SQLite may end a transaction by itself (full disk, I/O error). Everything
 * that follows would then commit one by one, and a cursor could pass mails that
 * were rolled back; so each statement first asks whether the transaction that
 * we are in is still there.
 */
#include "store/sqlite.h"

#include "base/clock.h"
#include "base/error.h"
#include "store/ballast.h"

#include <errno.h>
#include <string.h>

enum {
	BUSY_US = 1000,
	GIVE_WAY_US = 3 * BUSY_US,
	PREPARE_FLAGS = SQLITE_PREPARE_PERSISTENT | SQLITE_PREPARE_NO_VTAB,
	CACHE_AT_REST = 1 << 20, /* octets of pages that may stay in memory */
};

static int exit_code(int code)
{
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_FULL:
	case SQLITE_READONLY:
	case SQLITE_NOMEM:
	case SQLITE_CANTOPEN:
	case SQLITE_PROTOCOL:
		return EX_TEMPFAIL;
	case SQLITE_IOERR:
		return EX_IOERR;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return EX_DATAERR;
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return EX_NOPERM;
	default:
		return EX_SOFTWARE;
	}
}

static const char *remedy(int code)
{
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return "another process is writing; try again";
	case SQLITE_FULL:
		return "make room on the disk, then try again";
	case SQLITE_READONLY:
		return "the file system or the file is read-only; make it writable, then try again";
	case SQLITE_IOERR:
		return "look at the disk, then open the database again";
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return "put a backup in its place (callbox backup)";
	case SQLITE_ERROR:
		return "a table is not as callbox makes it: put a backup in its place (callbox "
		       "backup)";
	default:
		return "nothing was changed";
	}
}

/* What the system said, where SQLite says only that it could not open, read or write. */
static int true_code(const struct db *db, int code)
{
	int base = code & 0xff, cause = sqlite3_system_errno(db->handle);

	if (base != SQLITE_IOERR && base != SQLITE_CANTOPEN)
		return code;
	if (cause == ENOSPC || cause == EDQUOT)
		return SQLITE_FULL;
	return disk_read_only(db->file) ? SQLITE_READONLY : code;
}

bool sqlite_fail(struct db *db, int given, const char *attempt, GError **error)
{
	int code = true_code(db, given);

	db->failed |= (code & 0xff) == SQLITE_IOERR;
	return fail(error, exit_code(code), "%s: %s in %s (%s); %s", db->file, sqlite3_errstr(code),
	    attempt, sqlite3_errmsg(db->handle), remedy(code));
}

/* SQLite's own handler sleeps up to 100 ms at a time, and a letter would wait with it. */
static int wait_for_writer(void *data, int times)
{
	struct db *db = data;
	int64_t now = clock_monotonic_ms();

	if (times == 0)
		db->busy_since = now;
	if (now - db->busy_since >= db->patience)
		return 0;
	g_usleep(BUSY_US);
	return 1;
}

void db_give_way(void)
{
	g_usleep(GIVE_WAY_US);
}

void db_set_patience(struct db *db, int milliseconds)
{
	db->patience = milliseconds;
	sqlite3_busy_handler(db->handle, wait_for_writer, db);
}

/* --- statements --- */

static int bind(sqlite3_stmt *statement, int at, const struct value *value)
{
	gsize length;
	const void *octets;

	switch (value->type) {
	case VALUE_NUMBER:
		return sqlite3_bind_int64(statement, at, value->number);
	case VALUE_TEXT:
		return sqlite3_bind_text(statement, at, value->pointer, -1, SQLITE_STATIC);
	case VALUE_BLOB:
		octets = g_bytes_get_data((GBytes *)(uintptr_t)value->pointer, &length);
		return sqlite3_bind_blob64(
		    statement, at, octets == NULL ? "" : octets, length, SQLITE_STATIC);
	case VALUE_NULL:
		break;
	}
	return sqlite3_bind_null(statement, at);
}

/*
 * A disk that failed once may say yes to the next fsync without having written
 * anything (F-10): so the transaction is given up and the next one begins on a
 * connection that was opened anew.
 */
static bool is_trusted(struct db *db, enum sql sql, GError **error)
{
	if (!db->failed || sql == SQL_ROLLBACK)
		return true;
	if (db->depth == 0)
		return sqlite_reopen(db, error);
	return fail(error, EX_IOERR,
	    "%s: the disk failed; nothing of this batch is kept, look at the disk and try again",
	    db->file);
}

static const char *text_of(enum sql sql)
{
	return sql_reads[sql] != NULL ? sql_reads[sql] : sql_writes[sql];
}

static bool prepare(struct db *db, enum sql sql, GError **error)
{
	if (db->statements[sql] != NULL)
		return true;
	int code = sqlite3_prepare_v3(
	    db->handle, text_of(sql), -1, PREPARE_FLAGS, &db->statements[sql], NULL);
	return code == SQLITE_OK || sqlite_fail(db, code, text_of(sql), error);
}

bool db_prepare(struct db *db, GError **error)
{
	for (int sql = 0; sql < SQL_COUNT; sql++)
		if (!prepare(db, sql, error))
			return false;
	return true;
}

static sqlite3_stmt *start(
    struct db *db, enum sql sql, const struct value *values, size_t n, GError **error)
{
	if (!is_trusted(db, sql, error) || !prepare(db, sql, error))
		return NULL;
	sqlite3_stmt *statement = db->statements[sql];

	if (db->depth > 0 && sqlite3_get_autocommit(db->handle)) {
		fail(error, EX_TEMPFAIL,
		    "%s: the database rolled this batch back; nothing of it is kept, try again",
		    db->file);
		return NULL;
	}
	g_assert((int)n == sqlite3_bind_parameter_count(statement));
	for (size_t i = 0; i < n; i++) {
		int code = bind(statement, (int)i + 1, &values[i]);
		if (code != SQLITE_OK) {
			sqlite_fail(db, code, text_of(sql), error);
			sqlite3_clear_bindings(statement);
			return NULL;
		}
	}
	return statement;
}

/* Ends a statement after its last step returned CODE. */
static bool finish(struct db *db, enum sql sql, int code, GError **error)
{
	sqlite3_stmt *statement = db->statements[sql];
	bool ok = code == SQLITE_DONE || code == SQLITE_ROW;

	if (!ok)
		sqlite_fail(db, sqlite3_extended_errcode(db->handle), text_of(sql), error);
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
	return ok;
}

/* Steps past the first row too: what a statement with RETURNING does is done at its end. */
static int drain(sqlite3_stmt *statement, int code)
{
	while (code == SQLITE_ROW)
		code = sqlite3_step(statement);
	return code;
}

bool db_run_values(
    struct db *db, enum sql sql, const struct value *values, size_t n, GError **error)
{
	sqlite3_stmt *statement = start(db, sql, values, n, error);

	return statement != NULL && finish(db, sql, drain(statement, SQLITE_ROW), error);
}

bool db_insert_values(
    struct db *db, enum sql sql, const struct value *values, size_t n, int64_t *id, GError **error)
{
	if (!db_run_values(db, sql, values, n, error))
		return false;
	*id = sqlite3_last_insert_rowid(db->handle);
	return true;
}

bool db_number_values(struct db *db, enum sql sql, const struct value *values, size_t n,
    int64_t *result, GError **error)
{
	sqlite3_stmt *statement = start(db, sql, values, n, error);
	int code;

	if (statement == NULL)
		return false;
	code = sqlite3_step(statement);
	if (code == SQLITE_ROW && sqlite3_column_type(statement, 0) != SQLITE_NULL)
		*result = sqlite3_column_int64(statement, 0);
	return finish(db, sql, drain(statement, code), error);
}

bool db_truth_values(
    struct db *db, enum sql sql, const struct value *values, size_t n, bool *truth, GError **error)
{
	int64_t found = 0;
	bool ok = db_number_values(db, sql, values, n, &found, error);

	*truth = ok && found != 0;
	return ok;
}

void *db_one_values(struct db *db, enum sql sql, const struct value *values, size_t n,
    row_reader read, GError **error)
{
	struct row row = {start(db, sql, values, n, error), 0};
	int code;

	if (row.statement == NULL)
		return NULL;
	code = sqlite3_step(row.statement);
	void *record = code == SQLITE_ROW ? read(&row) : NULL;
	finish(db, sql, code, error);
	return record;
}

GPtrArray *db_list_values(struct db *db, enum sql sql, const struct value *values, size_t n,
    row_reader read, GDestroyNotify destroy, GError **error)
{
	sqlite3_stmt *statement = start(db, sql, values, n, error);
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(destroy);
	int code;

	if (statement == NULL)
		return NULL;
	while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
		struct row row = {statement, 0};
		g_ptr_array_add(list, read(&row));
	}
	return finish(db, sql, code, error) ? g_steal_pointer(&list) : NULL;
}

/* --- rows --- */

int64_t row_number(struct row *row)
{
	return sqlite3_column_int64(row->statement, row->column++);
}

bool row_null(struct row *row)
{
	return sqlite3_column_type(row->statement, row->column) == SQLITE_NULL;
}

char *row_text(struct row *row)
{
	return g_strdup((const char *)sqlite3_column_text(row->statement, row->column++));
}

void *row_record_number(struct row *row)
{
	int64_t *number = g_new(int64_t, 1);

	*number = row_number(row);
	return number;
}

void *row_record_text(struct row *row)
{
	return row_text(row);
}

const void *row_octets(struct row *row, size_t *length)
{
	const void *octets = sqlite3_column_blob(row->statement, row->column);

	*length = (size_t)sqlite3_column_bytes(row->statement, row->column++);
	return octets;
}

GBytes *row_blob(struct row *row)
{
	size_t length;
	const void *octets = row_octets(row, &length);

	return g_bytes_new(octets, length);
}

void db_rest(struct db *db)
{
	int used = 0, most;

	sqlite3_db_status(db->handle, SQLITE_DBSTATUS_CACHE_USED, &used, &most, 0);
	if (used > CACHE_AT_REST)
		sqlite3_db_release_memory(db->handle);
}

/* --- transactions --- */

bool db_in_transaction(const struct db *db)
{
	return db->depth > 0;
}

bool db_enter(struct db *db, GError **error)
{
	if (db->depth == 0 && !db_run(db, db->write ? SQL_BEGIN : SQL_BEGIN_READ, error))
		return false;
	db->depth++;
	return true;
}

static void roll_back(struct db *db)
{
	if (!sqlite3_get_autocommit(db->handle))
		db_run(db, SQL_ROLLBACK, NULL);
}

bool db_leave(struct db *db, bool ok, GError **error)
{
	if (db->depth > 1) {
		db->depth--;
		return ok;
	}
	ok = ok && db_run(db, SQL_COMMIT, error);
	if (!ok)
		roll_back(db);
	db->depth = 0;
	return ok;
}

int64_t db_version(struct db *db)
{
	int64_t version = 0;

	db_number(db, SQL_DATA_VERSION, &version, NULL);
	return version;
}
