/* Copies and checks of a live SQLite database. */
#include "store/sqlite.h"

#include "base/error.h"

/* In one step: readers do not hold up writers in WAL mode, and many small steps might never end. */
static bool copy_into(struct db *db, sqlite3 *copy, GError **error)
{
	sqlite3_backup *backup = sqlite3_backup_init(copy, "main", db->handle, "main");
	int code = backup == NULL ? sqlite3_errcode(copy) : sqlite3_backup_step(backup, -1);

	if (backup != NULL)
		sqlite3_backup_finish(backup);
	return code == SQLITE_DONE || sqlite_fail(db, code, "copying it", error);
}

static const char finish_copy[] = "PRAGMA journal_mode = DELETE;"
				  "INSERT INTO fact (name, value) VALUES ('copied', 'yes') "
				  "ON CONFLICT (name) DO UPDATE SET value = excluded.value;";

bool db_copy(struct db *db, const char *file, GError **error)
{
	sqlite3 *copy = NULL;
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW;
	int code = sqlite3_open_v2(file, &copy, flags, NULL);
	bool ok = code == SQLITE_OK ? copy_into(db, copy, error)
				    : sqlite_fail(db, code, "opening the copy", error);

	/* A copy of one file: without a log beside it, and knowing that it is one. */
	if (ok && (code = sqlite3_exec(copy, finish_copy, NULL, NULL, NULL)) != SQLITE_OK)
		ok = sqlite_fail(db, code, "finishing the copy", error);
	sqlite3_close(copy);
	return ok;
}

/* The log is empty only when nobody reads an older state of it. */
static bool empty_log(struct db *db, GError **error)
{
	int code =
	    sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

	return code == SQLITE_OK || sqlite_fail(db, code, "emptying its log", error);
}

/* Rebuilding the file needs one attached database of SQLite's own; the copy goes to the disk. */
bool db_scrub(struct db *db, GError **error)
{
	sqlite3_limit(db->handle, SQLITE_LIMIT_ATTACHED, 1);
	int code = sqlite3_exec(db->handle, "PRAGMA temp_store = FILE; VACUUM;", NULL, NULL, NULL);
	bool ok = code == SQLITE_OK || sqlite_fail(db, code, "rebuilding it", error);

	sqlite3_exec(db->handle, "PRAGMA temp_store = MEMORY", NULL, NULL, NULL);
	sqlite3_limit(db->handle, SQLITE_LIMIT_ATTACHED, 0);
	return ok && empty_log(db, error);
}

/* The first column of the first row that QUESTION has, new, or why it has none; NULL where it has
 * no row. */
static char *first_column(struct db *db, const char *question)
{
	sqlite3_stmt *statement = NULL;
	char *words = NULL;
	int code = sqlite3_prepare_v2(db->handle, question, -1, &statement, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	if (code == SQLITE_ROW)
		words = g_strdup((const char *)sqlite3_column_text(statement, 0));
	else if (code != SQLITE_DONE)
		words = g_strdup(sqlite3_errmsg(db->handle));
	sqlite3_finalize(statement);
	return words;
}

int64_t db_size(struct db *db)
{
	g_autofree char *pages = first_column(db, "PRAGMA page_count");
	g_autofree char *octets = first_column(db, "PRAGMA page_size");

	return g_ascii_strtoll(pages, NULL, 10) * g_ascii_strtoll(octets, NULL, 10);
}

bool db_check(struct db *db, GError **error)
{
	g_autofree char *structure = first_column(db, "PRAGMA integrity_check(1)");
	g_autofree char *keys = first_column(db, "PRAGMA foreign_key_check");

	if (g_strcmp0(structure, "ok") != 0)
		return fail(error, EX_DATAERR,
		    "%s is damaged: %s; put a backup in its place (callbox backup)", db->file,
		    structure == NULL ? "the check said nothing" : structure);
	return keys == NULL ||
	       fail(error, EX_DATAERR,
		   "%s is damaged: table %s points to a row that is gone; put a backup in its "
		   "place (callbox backup)",
		   db->file, keys);
}
