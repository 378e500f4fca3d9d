/* Digests: one for each call and local date (P-8), and the tokens that let organizers answer. */
#include "store/inside.h"

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

char *store_last_digest(struct store *store, const char *call, int64_t *at)
{
	g_autofree struct last_digest *last =
	    db_one(store->db, SQL_LAST_DIGEST, read_last, NULL, text(call));

	if (last == NULL)
		return NULL;
	*at = last->made;
	return last->date;
}

bool store_add_organizer_token(struct store *store, const char *token, const char *call,
    const char *address, const char *date, int64_t now, GError **error)
{
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, token, -1);

	return db_run(store->db, SQL_ADD_ORGANIZER_TOKEN, error, text(hash), text(call),
	    text(address), text(date), number(now));
}

/* What a token stands for. */
struct grant {
	char *address, *call, *date;
	int64_t made;
};

static void *read_grant(struct row *row)
{
	struct grant *grant = g_new(struct grant, 1);

	grant->address = row_text(row);
	grant->call = row_text(row);
	grant->date = row_text(row);
	grant->made = row_number(row);
	return grant;
}

/* Gives TEXT away to *INTO, or frees it if nobody wants it. */
static void give(char *text, char **into)
{
	if (into != NULL)
		*into = text;
	else
		g_free(text);
}

char *store_organizer_of(
    struct store *store, const char *token, char **call, char **date, int64_t *made)
{
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, token, -1);
	g_autofree struct grant *grant =
	    db_one(store->db, SQL_ORGANIZER_TOKEN, read_grant, NULL, text(hash));

	if (grant == NULL)
		return NULL;
	give(grant->call, call);
	give(grant->date, date);
	if (made != NULL)
		*made = grant->made;
	return grant->address;
}
