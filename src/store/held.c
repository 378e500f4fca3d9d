/*
 * Mail that waits for a person. The table is the truth; spool/held/ shows it to
 * people as files, and follows the table after each commit and at each start.
 * So a kill between the two, or a batch rolled back, leaves nothing wrong, and
 * a folder that cannot be written never stops the mail behind (P-10).
 */
#include "store/inside.h"

#include "base/clock.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

static char *file_name(int64_t mail, const char *suffix)
{
	return g_strdup_printf("%" G_GINT64_FORMAT "%s", mail, suffix);
}

static void *read_held(struct row *row)
{
	struct held *held = g_new0(struct held, 1);

	held->number = row_number(row);
	held->at = row_number(row);
	held->why = row_text(row);
	held->from = row_text(row);
	held->subject = row_text(row);
	return held;
}

static bool write_why(struct store *store, const struct held *held, GError **error)
{
	g_autofree char *name = file_name(held->number, ".why");
	g_autofree char *words = g_strdup_printf("%s\nFrom: %s\nSubject: %s\n", held->why,
	    held->from == NULL ? "unknown" : held->from,
	    held->subject == NULL ? "unknown" : held->subject);

	return spool_hold(store->spool, name, words, strlen(words), error);
}

static bool write_mail(struct store *store, int64_t mail, GError **error)
{
	g_autofree char *name = file_name(mail, ".eml");
	AUTO(raw) *raw = store_raw(store, mail, error);
	gsize length;

	if (raw == NULL)
		return false;
	const void *octets = g_bytes_get_data(raw->bytes, &length);
	return spool_hold(store->spool, name, octets, length, error);
}

static void remove_files(struct store *store, int64_t mail)
{
	g_autofree char *mail_name = file_name(mail, ".eml");
	g_autofree char *why_name = file_name(mail, ".why");

	spool_unhold(store->spool, mail_name);
	spool_unhold(store->spool, why_name);
}

static bool follow(struct store *store, int64_t mail, GError **error)
{
	ERROR_GUARD(error);
	AUTO(held) *held =
	    db_one(store->db, SQL_HELD_ONE, read_held, error, number(mail), text(NULL));

	if (*error != NULL)
		return false;
	if (held != NULL)
		return write_mail(store, mail, error) && write_why(store, held, error);
	remove_files(store, mail);
	return true;
}

/* What fails here is done again at the next commit or start; store_check() tells. */
void held_follow(struct store *store)
{
	for (guint i = store->touched->len; i > 0; i--)
		if (follow(store, g_array_index(store->touched, int64_t, i - 1), NULL))
			g_array_remove_index_fast(store->touched, i - 1);
}

static void touch(struct store *store, int64_t mail)
{
	g_array_append_val(store->touched, mail);
}

/* Files of mails that are not held, and unfinished ones. */
static bool remove_strays(struct store *store, GHashTable *held, GError **error)
{
	g_autoptr(GPtrArray) names = spool_held(store->spool, error);

	if (names == NULL)
		return false;
	for (guint i = 0; i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		int64_t mail = g_ascii_strtoll(name, NULL, 10);
		g_autofree char *mail_name = file_name(mail, ".eml");
		g_autofree char *why_name = file_name(mail, ".why");
		bool ours = strcmp(name, mail_name) == 0 || strcmp(name, why_name) == 0;
		if (g_str_has_prefix(name, "tmp-") || (ours && !g_hash_table_contains(held, &mail)))
			spool_unhold(store->spool, name);
	}
	return true;
}

static bool files_there(struct store *store, int64_t mail)
{
	g_autofree char *mail_name = file_name(mail, ".eml");
	g_autofree char *why_name = file_name(mail, ".why");

	return spool_holds(store->spool, mail_name) && spool_holds(store->spool, why_name);
}

bool held_follow_all(struct store *store, GError **error)
{
	g_autoptr(GPtrArray) list = store_held(store, NULL, error);
	g_autoptr(GHashTable) numbers = g_hash_table_new(g_int64_hash, g_int64_equal);

	if (list == NULL)
		return false;
	for (guint i = 0; i < list->len; i++) {
		struct held *held = g_ptr_array_index(list, i);
		g_hash_table_add(numbers, &held->number);
		if (!files_there(store, held->number))
			touch(store, held->number);
	}
	held_follow(store);
	return remove_strays(store, numbers, error);
}

static bool hold(struct store *store, int64_t mail, const char *why, const char *from,
    const char *subject, GError **error)
{
	return db_run(store->db, SQL_HOLD, error, number(mail)) &&
	       db_run(store->db, SQL_ADD_HELD, error, number(mail), number(clock_now()),
		   text_or_empty(why), text(from), text(subject));
}

bool store_hold(struct store *store, int64_t mail, const char *why, const char *from,
    const char *subject, GError **error)
{
	touch(store, mail);
	return store_begin(store, error) &&
	       store_end(store, hold(store, mail, why, from, subject, error), error);
}

GPtrArray *store_held(struct store *store, const char *call, GError **error)
{
	return db_list(
	    store->db, SQL_HELD, read_held, (GDestroyNotify)held_free, error, text(call));
}

struct held *store_held_mail(struct store *store, const char *call, int64_t mail, GError **error)
{
	return db_one(store->db, SQL_HELD_ONE, read_held, error, number(mail), text(call));
}

static bool end_hold(struct store *store, int64_t mail, enum sql next, GError **error)
{
	int64_t found = 0;

	if (!db_number(store->db, SQL_DROP_HELD, &found, error, number(mail)))
		return false;
	if (found == 0)
		return fail(error, EX_DATAERR,
		    "no mail number %" G_GINT64_FORMAT
		    " is held; \"callbox held\" lists those that are",
		    mail);
	return db_run(store->db, next, error, number(mail));
}

bool store_release_held(struct store *store, int64_t mail, GError **error)
{
	touch(store, mail);
	return store_begin(store, error) &&
	       store_end(store, end_hold(store, mail, SQL_RELEASE_MAIL, error), error);
}

bool store_drop_held(struct store *store, int64_t mail, GError **error)
{
	touch(store, mail);
	return store_begin(store, error) &&
	       store_end(store, end_hold(store, mail, SQL_DROP_MAIL, error), error);
}

static bool hold_again(
    struct store *store, int64_t mail, const char *why, bool *held, GError **error)
{
	int64_t found = 0;

	if (!db_number(store->db, SQL_HOLD_AGAIN, &found, error, number(clock_now()),
		text_or_empty(why), number(mail)))
		return false;
	*held = found != 0;
	return found == 0 || db_run(store->db, SQL_HOLD, error, number(mail));
}

bool store_hold_again(
    struct store *store, int64_t mail, const char *why, bool *held, GError **error)
{
	touch(store, mail);
	return store_begin(store, error) &&
	       store_end(store, hold_again(store, mail, why, held, error), error);
}

bool store_assign_mail(struct store *store, int64_t mail, const char *call, GError **error)
{
	return db_run(store->db, SQL_ASSIGN_MAIL, error, text(call), number(mail));
}

bool store_mail_call(struct store *store, int64_t mail, char **call, GError **error)
{
	ERROR_GUARD(error);
	*call = db_one(store->db, SQL_MAIL_CALL, row_record_text, error, number(mail));
	return *error == NULL;
}

bool store_was_released(struct store *store, int64_t mail, bool *released, GError **error)
{
	return db_truth(store->db, SQL_WAS_RELEASED, released, error, number(mail));
}
