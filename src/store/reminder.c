/*
 * Who is to be reminded, and who was. A row is written in the transaction that
 * writes the letter, so that nobody is reminded twice, whatever ends us.
 */
#include "store/inside.h"
#include "store/invite.h"
#include "store/story.h"

#include "base/address.h"

GPtrArray *store_to_remind(
    struct store *store, const struct to_remind *which, int64_t now, unsigned limit, GError **error)
{
	return db_list(store->db, SQL_TO_REMIND, read_invite, (GDestroyNotify)invite_free, error,
	    text(which->call), number(now), number(which->floor), number(which->lead),
	    number(which->after), number(limit));
}

bool store_add_reminder(
    struct store *store, const struct invite *invite, int64_t lead, int64_t now, GError **error)
{
	return db_run(store->db, SQL_ADD_REMINDER, error, number(invite->id), number(invite->start),
	    number(lead), number(now));
}

int64_t store_next_start(struct store *store, const char *call, int64_t at)
{
	int64_t start = INT64_MAX;

	db_number(store->db, SQL_NEXT_REMINDED, &start, NULL, text(call), number(at));
	return start;
}

GPtrArray *store_unanswered_acceptances(struct store *store, const char *call, GError **error)
{
	return db_list(store->db, SQL_UNANSWERED_ACCEPTANCES, read_story,
	    (GDestroyNotify)story_free, error, text(call));
}

bool store_asked_again(struct store *store, int64_t story, int64_t now, GError **error)
{
	return db_run(store->db, SQL_ASKED_AGAIN, error, number(now), number(story));
}

void wish_free(struct wish *wish)
{
	g_free(wish->call);
	g_free(wish->address);
	g_free(wish->call_address);
	g_free(wish);
}

static void *read_wish(struct row *row)
{
	struct wish *wish = g_new0(struct wish, 1);

	wish->call = row_text(row);
	wish->address = row_text(row);
	wish->call_address = row_text(row);
	wish->mail = row_number(row);
	return wish;
}

bool store_add_wish(
    struct store *store, const struct wish *wish, int64_t asked, int64_t reminded, GError **error)
{
	g_autofree char *key = address_key(wish->address);

	return db_run(store->db, SQL_ADD_WISH, error, text(wish->call), text_or_empty(key),
	    text(wish->address), text(wish->call_address), number(wish->mail), number(asked),
	    number(reminded));
}

GPtrArray *store_wishes(struct store *store, const char *call, GError **error)
{
	return db_list(
	    store->db, SQL_WISHES, read_wish, (GDestroyNotify)wish_free, error, text(call));
}

GPtrArray *store_wishes_of(
    struct store *store, const char *call, const char *person, GError **error)
{
	return db_list(store->db, SQL_WISHES_OF, read_wish, (GDestroyNotify)wish_free, error,
	    text(call), text(person));
}

bool store_grant_wish(struct store *store, const struct wish *wish, int64_t now, GError **error)
{
	g_autofree char *key = address_key(wish->address);

	return db_run(
	    store->db, SQL_GRANT_WISH, error, number(now), text(wish->call), text_or_empty(key));
}
