#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include "store/db.h"

#include <sqlite3.h>

/* What the files of the SQLite driver share. */
struct db {
	sqlite3 *handle;
	char *file;
	bool write;
	unsigned depth;     /* of db_enter() */
	int patience;       /* milliseconds for another writer */
	int64_t busy_since; /* clock_monotonic_ms(), while we wait for one */
	bool failed;        /* an I/O error: nothing that this connection remembers is believed */
	sqlite3_stmt *statements[SQL_COUNT]; /* those that were used, or all */
};

struct row {
	sqlite3_stmt *statement;
	int column;
};

/* Sets ERROR for SQLite's CODE while trying ATTEMPT, and db->failed where the disk failed. Returns
 * false. */
bool sqlite_fail(struct db *db, int code, const char *attempt, GError **error);

/* Closes the connection and opens it again, which reads the log from the disk. Only outside of a
 * transaction. False with ERROR: it stays as it was. */
bool sqlite_reopen(struct db *db, GError **error);

#endif
