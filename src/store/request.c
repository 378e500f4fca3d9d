/*
 * Questions to the address that may answer them. Their tokens are single-use
 * and never needed again, so only a hash is kept (RULES CT-01, CT-04).
 */
#include "store/inside.h"

#include "store/story.h"

char *token_hash(const char *token)
{
	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, token, -1);
}

bool store_ask(struct store *store, const char *token, const struct request *r, GError **error)
{
	g_autofree char *hash = token_hash(token);

	return db_run(store->db, SQL_ADD_REQUEST, error, text(hash),
	    text(request_kind_name(r->what)), ref(r->story), text(r->call), text(r->address),
	    text(r->words), number(r->mail), number(r->expires));
}

static void *read_request(struct row *row)
{
	struct request *request = g_new0(struct request, 1);

	g_autofree char *what = row_text(row);
	request_kind_from_name(what, &request->what);
	request->story = row_number(row);
	request->call = row_text(row);
	request->address = row_text(row);
	request->words = row_text(row);
	request->mail = row_number(row);
	request->expires = row_number(row);
	request->stage = (enum request_stage)row_number(row);
	return request;
}

struct request *store_question(struct store *store, const char *token, int64_t now, GError **error)
{
	g_autofree char *hash = token_hash(token);

	return db_one(store->db, SQL_REQUEST, read_request, error, text(hash), number(now));
}

bool store_told_over(struct store *store, const char *token, int64_t now, GError **error)
{
	g_autofree char *hash = token_hash(token);

	return db_run(store->db, SQL_TOLD_OVER, error, number(now), text(hash));
}

bool store_answered(struct store *store, const char *token, int64_t now, GError **error)
{
	g_autofree char *hash = token_hash(token);

	return db_run(store->db, SQL_USE_REQUEST, error, number(now), text(hash));
}

bool store_is_vouched(struct store *store, int64_t mail, bool *vouched, GError **error)
{
	return db_truth(store->db, SQL_IS_VOUCHED, vouched, error, number(mail));
}

bool store_read_again(struct store *store, int64_t mail, GError **error)
{
	return store_begin(store, error) &&
	       store_end(store,
		   db_run(store->db, SQL_READ_AGAIN, error, number(mail)) &&
		       db_run(store->db, SQL_ERASE_MAIL_NOTES, error, number(mail)),
		   error);
}
