/* Digests: one for each call and local date (P-8), and the tokens that let organizers answer. */
#include "store/inside.h"

#include "base/address.h"

bool store_claim_digest(struct store *store, const char *call, const char *date, int64_t now,
    bool *first, GError **error)
{
	int64_t made = INT64_MIN;

	if (!db_number(
		store->db, SQL_CLAIM_DIGEST, &made, error, text(call), text(date), number(now)))
		return false;
	*first = made != INT64_MIN;
	return true;
}

bool store_last_news(struct store *store, const char *call, int64_t *at, GError **error)
{
	*at = 0;
	return db_number(store->db, SQL_LAST_NEWS, at, error, text(call));
}

/* Adds the length of LIST, which is taken; false if it could not be had. */
static bool add_length(GPtrArray *list, guint *length)
{
	if (list == NULL)
		return false;
	*length += list->len;
	g_ptr_array_unref(list);
	return true;
}

bool store_waits(struct store *store, const char *call, int64_t now, bool *waits, GError **error)
{
	bool unanswered = false;
	guint lists = 0;

	if (!add_length(store_piles(store, error), &lists) ||
	    !add_length(store_held(store, call, error), &lists) ||
	    !add_length(store_guests(store, call, 0, now, error), &lists) ||
	    !add_length(store_troubled_letters(store, call, error), &lists) ||
	    !add_length(store_held_answers(store, call, now, now, error), &lists) ||
	    !db_truth(store->db, SQL_IS_UNANSWERED, &unanswered, error, text(call)))
		return false;
	*waits = lists > 0 || unanswered;
	return true;
}

int64_t store_told(struct store *store, int64_t now)
{
	int64_t at = 0;

	db_number(store->db, SQL_TOLD, &at, NULL, number(now + CLOCK_AHEAD));
	return at;
}

struct last_digest {
	char *date;
	int64_t made;
};

static void *read_last(struct row *row)
{
	struct last_digest *last = g_new(struct last_digest, 1);

	last->date = row_text(row);
	last->made = row_number(row);
	return last;
}

char *store_last_digest(struct store *store, const char *call, int64_t now, int64_t *at)
{
	g_autofree struct last_digest *last = db_one(
	    store->db, SQL_LAST_DIGEST, read_last, NULL, text(call), number(now + CLOCK_AHEAD));

	if (last == NULL)
		return NULL;
	*at = last->made;
	return last->date;
}

bool store_add_organizer_token(struct store *store, const char *token, const char *call,
    const char *address, const char *date, int64_t now, GError **error)
{
	g_autofree char *hash = token_hash(token);

	return db_run(store->db, SQL_ADD_ORGANIZER_TOKEN, error, text(hash), text(call),
	    text(address), text(date), number(now));
}

static void *read_grant(struct row *row)
{
	struct grant *grant = g_new(struct grant, 1);

	grant->call = row_text(row);
	grant->address = row_text(row);
	grant->date = row_text(row);
	grant->stories = row_number(row);
	grant->mails = row_number(row);
	grant->letters = row_number(row);
	return grant;
}

struct grant *store_grant(struct store *store, const char *token, int64_t since, GError **error)
{
	g_autofree char *hash = token_hash(token);

	return db_one(store->db, SQL_ORGANIZER_TOKEN, read_grant, error, text(hash), number(since));
}

bool store_add_misfit(
    struct store *store, int64_t mail, const char *sender, int64_t now, GError **error)
{
	g_autofree char *key = sender == NULL ? NULL : address_key(sender);

	return key == NULL ||
	       db_run(store->db, SQL_ADD_MISFIT, error, number(mail), text(key), number(now));
}

bool store_misfits(
    struct store *store, const char *sender, int64_t since, int64_t *misfits, GError **error)
{
	g_autofree char *key = sender == NULL ? NULL : address_key(sender);

	*misfits = 0;
	return key == NULL ||
	       db_number(store->db, SQL_MISFITS, misfits, error, text(key), number(since));
}
