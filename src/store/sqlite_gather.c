/*
 * SQLite writes each page of its log in two pieces. Those that follow each other go to the
 * system as one: with a call for each piece they took a tenth of all time.
 *
 * Nothing becomes less durable. Whatever looks at the log, or syncs it, has the pieces put
 * down first; what could not be put down is kept, so that the sync that follows fails as
 * well. Other processes read only what the log's index says is there, and before it says so
 * the log was synced (synchronous = FULL) or at least written. What still waits when the
 * right to write is given up belongs to no transaction, and another process may write there
 * now.
 */
#include "store/sqlite_gather.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum {
	RUN = 128 * 1024,
	WRITE_LOCK = 0, /* in the log's index (SQLite, "WAL-mode file format", section 2.3) */
	GIVE_UP_WRITE = SQLITE_SHM_UNLOCK | SQLITE_SHM_EXCLUSIVE
};

/* Stands behind SQLite's own record of an open file. */
struct wrapping {
	const sqlite3_io_methods *system;
	sqlite3_io_methods ours;
};

static sqlite3_vfs ours;
static sqlite3_vfs *system_vfs;

static struct {
	sqlite3_file *log;
	sqlite3_int64 at;
	int length; /* 0: nothing waits */
	char octets[RUN];
} run;

static struct wrapping *wrapping_of(sqlite3_file *file)
{
	return (struct wrapping *)(void *)((char *)file + system_vfs->szOsFile);
}

static const sqlite3_io_methods *system_of(sqlite3_file *file)
{
	return wrapping_of(file)->system;
}

static int put_down(void)
{
	int code = SQLITE_OK;

	if (run.length > 0)
		code = system_of(run.log)->xWrite(run.log, run.octets, run.length, run.at);
	if (code == SQLITE_OK)
		run.length = 0;
	return code;
}

static bool continues(const sqlite3_file *log, int length, sqlite3_int64 at)
{
	return run.length > 0 && run.log == log && run.at + run.length == at &&
	       length <= RUN - run.length;
}

static int write_later(sqlite3_file *log, const void *octets, int length, sqlite3_int64 at)
{
	if (!continues(log, length, at)) {
		int code = put_down();
		if (code != SQLITE_OK)
			return code;
		if (length > RUN)
			return system_of(log)->xWrite(log, octets, length, at);
		run.log = log;
		run.at = at;
	}
	memcpy(run.octets + run.length, octets, (size_t)length);
	run.length += length;
	return SQLITE_OK;
}

static int read_log(sqlite3_file *log, void *octets, int length, sqlite3_int64 at)
{
	int code = put_down();

	return code == SQLITE_OK ? system_of(log)->xRead(log, octets, length, at) : code;
}

static int cut_log(sqlite3_file *log, sqlite3_int64 length)
{
	int code = put_down();

	return code == SQLITE_OK ? system_of(log)->xTruncate(log, length) : code;
}

static int sync_log(sqlite3_file *log, int how)
{
	int code = put_down();

	return code == SQLITE_OK ? system_of(log)->xSync(log, how) : code;
}

static int measure_log(sqlite3_file *log, sqlite3_int64 *length)
{
	int code = put_down();

	return code == SQLITE_OK ? system_of(log)->xFileSize(log, length) : code;
}

static int close_log(sqlite3_file *log)
{
	if (run.log == log)
		run.length = 0;
	return system_of(log)->xClose(log);
}

static int lock_index(sqlite3_file *database, int first, int count, int what)
{
	if (first == WRITE_LOCK && what == GIVE_UP_WRITE)
		run.length = 0;
	return system_of(database)->xShmLock(database, first, count, what);
}

/* Comes before each change of the log's index is seen. Only where a commit does not sync, or
 * pads the log behind its sync, does anything wait here. */
static void order_index(sqlite3_file *database)
{
	put_down();
	system_of(database)->xShmBarrier(database);
}

/* Puts methods of ours, at first the same, in the place of the system's. */
static sqlite3_io_methods *wrap(sqlite3_file *file)
{
	struct wrapping *wrapping = wrapping_of(file);

	*wrapping = (struct wrapping){file->pMethods, *file->pMethods};
	file->pMethods = &wrapping->ours;
	return &wrapping->ours;
}

static void wrap_database(sqlite3_file *database)
{
	sqlite3_io_methods *methods = wrap(database);

	methods->xShmLock = lock_index;
	methods->xShmBarrier = order_index;
}

static void wrap_log(sqlite3_file *log)
{
	sqlite3_io_methods *methods = wrap(log);

	methods->xClose = close_log;
	methods->xRead = read_log;
	methods->xWrite = write_later;
	methods->xTruncate = cut_log;
	methods->xSync = sync_log;
	methods->xFileSize = measure_log;
}

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *got)
{
	int code = system_vfs->xOpen(vfs, name, file, flags, got);

	if (code == SQLITE_OK && (flags & SQLITE_OPEN_WAL) != 0)
		wrap_log(file);
	else if (code == SQLITE_OK && (flags & SQLITE_OPEN_MAIN_DB) != 0)
		wrap_database(file);
	return code;
}

void sqlite_gather(void)
{
	if (system_vfs != NULL)
		return;
	system_vfs = sqlite3_vfs_find(NULL);
	ours = *system_vfs;
	ours.zName = "callbox";
	ours.szOsFile += (int)sizeof(struct wrapping);
	ours.xOpen = open_file;
	sqlite3_vfs_register(&ours, 1);
}
