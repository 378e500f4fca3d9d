#ifndef STORE_DB_H
#define STORE_DB_H

#include "store/sql.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * A driver: the only file that sees a database library. The verbs of this room
 * speak to it through statements of the table (sql.h), values and rows, so that
 * a second driver can stand beside sqlite.c. Errors carry the codes that
 * store.h names.
 */
struct db;

/* FILE must be safe to open (spool.h). A writer makes the schema or brings it up to date. */
struct db *db_open(const char *file, bool write, GError **error);
void db_free(struct db *db);

/* Prepares every statement; without it each is prepared when it is first used. */
bool db_prepare(struct db *db, GError **error);

void db_set_patience(struct db *db, int milliseconds);
/* Long enough for whoever waits to write to look again. */
void db_give_way(void);
/* Gives back the pages that a large batch left in memory, outside of transactions. */
void db_rest(struct db *db);
int64_t db_version(struct db *db);

/* One parameter, in the order of ?1, ?2, ... Nothing is copied: it must outlive the call. */
struct value {
	enum { VALUE_NULL, VALUE_NUMBER, VALUE_TEXT, VALUE_BLOB } type;
	int64_t number;
	const void *pointer;
};

static inline struct value number(int64_t n)
{
	return (struct value){VALUE_NUMBER, n, NULL};
}

/* An id; NULL in the database if it is 0. */
static inline struct value ref(int64_t id)
{
	return (struct value){id == 0 ? VALUE_NULL : VALUE_NUMBER, id, NULL};
}

/* NULL in the database if TEXT is NULL. */
static inline struct value text(const char *text)
{
	return (struct value){text == NULL ? VALUE_NULL : VALUE_TEXT, 0, text};
}

/* The same, but "" instead of NULL. */
static inline struct value text_or_empty(const char *text)
{
	return (struct value){VALUE_TEXT, 0, text == NULL ? "" : text};
}

static inline struct value blob(GBytes *bytes)
{
	return (struct value){VALUE_BLOB, 0, bytes};
}

/* The current row. Each call takes the next column; strings and bytes are new. */
struct row;
int64_t row_number(struct row *row); /* 0 for NULL */
bool row_null(struct row *row);      /* whether the next column is NULL; does not take it */
char *row_text(struct row *row);     /* NULL for NULL */
GBytes *row_blob(struct row *row);
/* The same without a copy: valid until the row ends. */
const void *row_octets(struct row *row, size_t *length);

/* Makes a new record of a row. */
typedef void *(*row_reader)(struct row *row);

/* The row_readers of a single text, and of a single number (an int64_t; free with g_free()). */
void *row_record_text(struct row *row);
void *row_record_number(struct row *row);

/* Runs a statement to its end. */
#define db_run(db, sql, error, ...) db_run_values(db, sql, DB_VALUES(__VA_ARGS__), error)

/* Runs an INSERT of one row, to whose id *ID is set. */
#define db_insert(db, sql, id, error, ...) \
	db_insert_values(db, sql, DB_VALUES(__VA_ARGS__), id, error)

/* The first column of the first row; *N stays as it was if there is no row or it is NULL. */
#define db_number(db, sql, n, error, ...) \
	db_number_values(db, sql, DB_VALUES(__VA_ARGS__), n, error)

/* Whether the first column of the first row is there and not 0. *TRUTH is false on failure. */
#define db_truth(db, sql, truth, error, ...) \
	db_truth_values(db, sql, DB_VALUES(__VA_ARGS__), truth, error)

/* The first row; NULL without ERROR if there is none. */
#define db_one(db, sql, read, error, ...) \
	db_one_values(db, sql, DB_VALUES(__VA_ARGS__), read, error)

/* Every row, in an array that frees its records with DESTROY. */
#define db_list(db, sql, read, destroy, error, ...) \
	db_list_values(db, sql, DB_VALUES(__VA_ARGS__), read, destroy, error)

#define DB_VALUES(...) \
	(const struct value[]){__VA_ARGS__}, G_N_ELEMENTS(((struct value[]){__VA_ARGS__}))

bool db_run_values(
    struct db *db, enum sql sql, const struct value *values, size_t n, GError **error);
bool db_insert_values(
    struct db *db, enum sql sql, const struct value *values, size_t n, int64_t *id, GError **error);
bool db_number_values(struct db *db, enum sql sql, const struct value *values, size_t n,
    int64_t *result, GError **error);
bool db_truth_values(
    struct db *db, enum sql sql, const struct value *values, size_t n, bool *truth, GError **error);
void *db_one_values(struct db *db, enum sql sql, const struct value *values, size_t n,
    row_reader read, GError **error);
GPtrArray *db_list_values(struct db *db, enum sql sql, const struct value *values, size_t n,
    row_reader read, GDestroyNotify destroy, GError **error);

/*
 * A transaction that may stand inside another: only the outermost db_leave()
 * commits, or rolls back when OK is false. Both return whether all is well:
 *
 *	return db_enter(db, error) && db_leave(db, first() && second(), error);
 */
bool db_enter(struct db *db, GError **error);
bool db_leave(struct db *db, bool ok, GError **error);
bool db_in_transaction(const struct db *db);

/* A consistent copy into FILE, which exists and is empty. */
bool db_copy(struct db *db, const char *file, GError **error);

/* Leaves nothing of what was deleted in the file or its log. Not inside a transaction. */
bool db_scrub(struct db *db, GError **error);

/* Octets of the database, what is in the log included. */
int64_t db_size(struct db *db);
/* The database's own checks of structure and foreign keys. */
bool db_check(struct db *db, GError **error);

#endif
