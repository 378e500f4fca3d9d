/*
 * The chain of receipts (rule/proof.h). A link is made of what the database
 * holds, not of what somebody meant to write, so that verifying compares like
 * with like: the same statement reads the facts both times. Only the mail, which
 * was read a moment ago, is not read once more to link it.
 */
#include "store/chain.h"

#include "base/error.h"
#include "base/random.h"
#include "base/sha256.h"
#include "store/inside.h"

#include <string.h>

enum { SALT = 26 };

static void *read_head(struct row *row)
{
	struct proof *head = g_new0(struct proof, 1);

	head->link = row_number(row);
	head->entry = row_text(row);
	return head;
}

char *read_code(struct row *row)
{
	int64_t link = row_number(row);
	g_autofree char *entry = row_text(row);

	return entry == NULL ? NULL : proof_code(link, entry);
}

/* The facts of a revision as they stand now. */
static void *read_facts(struct row *row)
{
	struct proof *p = g_new0(struct proof, 1);

	p->call = row_text(row);
	p->number = row_number(row);
	p->version = (unsigned)row_number(row);
	p->received = row_number(row);
	p->verdict = row_text(row);
	if (!row_null(row)) {
		size_t length;
		const void *octets = row_octets(row, &length);
		p->sha256 = sha256_of(octets, length);
	}
	return p;
}

/* SHA256 is that of the mail; NULL: it is read and hashed. */
static struct proof *facts_of(
    struct store *store, int64_t revision, const char *sha256, GError **error)
{
	struct proof *p =
	    db_one(store->db, SQL_CHAIN_FACTS, read_facts, error, number(revision), text(sha256));

	if (p != NULL && p->sha256 == NULL)
		p->sha256 = g_strdup(sha256);
	return p;
}

static bool insert(struct store *store, const struct proof *p, GError **error)
{
	return db_run(store->db, SQL_ADD_LINK, error, number(p->link), number(p->revision),
	    text(p->call), number(p->number), number((int64_t)p->version), text(p->salt),
	    number(p->received), text(p->sha256), text(p->verdict), text(p->commitment),
	    text(p->entry));
}

/* Sets HEAD to the last link, or to what stands before the first. */
static bool find_head(struct store *store, struct proof **head, GError **error)
{
	ERROR_GUARD(error);
	*head = db_one(store->db, SQL_CHAIN_HEAD, read_head, error);
	if (*error != NULL)
		return false;
	if (*head == NULL) {
		*head = g_new0(struct proof, 1);
		(*head)->entry = g_strdup(proof_start);
	}
	return true;
}

bool chain_add(struct store *store, struct revision *r, GError **error)
{
	AUTO(proof) *head = NULL;
	AUTO(proof) *p =
	    find_head(store, &head, error) ? facts_of(store, r->id, r->sha256, error) : NULL;

	if (p == NULL)
		return false;
	p->link = head->link + 1;
	p->revision = r->id;
	p->salt = random_token(SALT);
	p->commitment = proof_commitment(p);
	p->entry = proof_entry(head->entry, p->commitment);
	g_free(r->proof);
	r->proof = proof_code(p->link, p->entry);
	return insert(store, p, error);
}

bool chain_follow(struct store *store, struct revision *r, GError **error)
{
	int64_t stands = 0;

	if (!db_number(store->db, SQL_CHAIN_STANDS, &stands, error, number(r->received),
		text_or_empty(verdict_name(r->verdict)), number(r->id)))
		return false;
	return stands > 0 || chain_add(store, r, error);
}

char *store_chain_head(struct store *store)
{
	AUTO(proof) *head = db_one(store->db, SQL_CHAIN_HEAD, read_head, NULL);

	return head == NULL ? NULL : proof_code(head->link, head->entry);
}

static void *read_proof(struct row *row)
{
	struct proof *p = g_new0(struct proof, 1);

	p->link = row_number(row);
	p->revision = row_number(row);
	p->call = row_text(row);
	p->number = row_number(row);
	p->version = (unsigned)row_number(row);
	p->salt = row_text(row);
	p->received = row_number(row);
	p->sha256 = row_text(row);
	p->verdict = row_text(row);
	p->commitment = row_text(row);
	p->entry = row_text(row);
	return p;
}

GPtrArray *store_chain(struct store *store, GError **error)
{
	return db_list(store->db, SQL_CHAIN, read_proof, (GDestroyNotify)proof_free, error);
}

/* How what is stored now differs from the last link that was made of it; NULL if it does not. */
static const char *difference(const struct proof *link, const struct proof *now)
{
	if (now == NULL)
		return "it was removed";
	if (strcmp(link->call, now->call) != 0 || link->number != now->number ||
	    link->version != now->version)
		return "it was given another number";
	if (link->received != now->received)
		return "its receipt time was changed";
	if (strcmp(link->verdict, now->verdict) != 0)
		return "its verdict was changed";
	if (strcmp(link->sha256, now->sha256) != 0)
		return "its mail was changed";
	return NULL;
}

static bool accuse(const struct proof *p, const char *fault, GError **error)
{
	return fail(error, EX_DATAERR,
	    "%s-%" G_GINT64_FORMAT " version %u: %s (link %" G_GINT64_FORMAT
	    " of the chain); compare it with a backup",
	    p->call, p->number, p->version, fault, p->link);
}

/* Only where a story was erased may a link have lost its facts. */
static bool verify_erased(struct store *store, const struct proof *link, GError **error)
{
	int64_t erased = 0;

	if (!db_number(
		store->db, SQL_WAS_ERASED, &erased, error, text(link->call), number(link->number)))
		return false;
	return erased > 0 || accuse(link, "its record is gone, but nobody erased it", error);
}

static bool verify_stored(struct store *store, const struct proof *link, GError **error)
{
	ERROR_GUARD(error);
	AUTO(proof) *now = facts_of(store, link->revision, NULL, error);

	if (*error != NULL)
		return false;
	const char *fault = difference(link, now);
	return fault == NULL || accuse(link, fault, error);
}

/* The last link of each revision, by its id. */
static GHashTable *last_links(GPtrArray *links)
{
	GHashTable *last = g_hash_table_new(g_int64_hash, g_int64_equal);

	for (guint i = 0; i < links->len; i++) {
		struct proof *p = g_ptr_array_index(links, i);
		g_hash_table_replace(last, &p->revision, p);
	}
	return last;
}

static bool verify_link(
    struct store *store, GPtrArray *links, guint i, GHashTable *last, GError **error)
{
	const struct proof *p = g_ptr_array_index(links, i);
	const struct proof *before = i == 0 ? NULL : g_ptr_array_index(links, i - 1);
	const char *fault = proof_fault(p, before == NULL ? proof_start : before->entry);

	if (p->link != (int64_t)i + 1)
		return accuse(p, "a record before it was removed", error);
	if (fault != NULL)
		return accuse(p, fault, error);
	if (p->salt == NULL)
		return verify_erased(store, p, error);
	return g_hash_table_lookup(last, &p->revision) != p || verify_stored(store, p, error);
}

/* What no single link can tell: each statement finds the first record that is wrong. */
static const struct {
	enum sql sql;
	const char *fault;
} wholes[] = {
    {SQL_UNCHAINED, "it has no link in the chain, so it was put in afterwards"},
    {SQL_WRONG_RECORD, "it counts, but another version should (the last on time, else the last)"},
    {SQL_GAP_IN_NUMBERS, "a story of this call was removed, and nobody erased it"},
};

static bool verify_whole(struct store *store, GError **error)
{
	ERROR_GUARD(error);
	for (gsize i = 0; i < G_N_ELEMENTS(wholes); i++) {
		g_autofree char *which = db_one(store->db, wholes[i].sql, row_record_text, error);
		if (*error != NULL)
			return false;
		if (which != NULL)
			return fail(error, EX_DATAERR, "%s: %s; compare it with a backup", which,
			    wholes[i].fault);
	}
	return true;
}

bool store_verify(struct store *store, GPtrArray *links, GError **error)
{
	g_autoptr(GHashTable) last = last_links(links);

	for (guint i = 0; i < links->len; i++)
		if (!verify_link(store, links, i, last, error))
			return false;
	return verify_whole(store, error);
}
