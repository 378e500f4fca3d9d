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
	sqlite3_stmt *statements[SQL_COUNT];
};

struct row {
	sqlite3_stmt *statement;
	int column;
};

/* Sets ERROR for SQLite's CODE while trying ATTEMPT. Returns false. */
bool sqlite_fail(const struct db *db, int code, const char *attempt, GError **error);

#endif
