/*
 * Taking a person, or a whole call, out of the store. What is left are
 * tombstones: a mail without content, so that the account adds up and the same
 * mail is known if it is delivered again; a story with nothing but its number;
 * and commitments without salt or facts, so that the chain of receipts holds.
 *
 * Other people's stories stay. Where one names the person, the address is
 * masked in it, octet for octet, and it gets a new link in the chain.
 */
#include "store/chain.h"
#include "store/inside.h"
#include "store/mask.h"

#include "base/address.h"
#include "base/error.h"

#include <string.h>

/* One run. A person has a KEY and SPELLINGS of the address (lower case), a call only its NAME. */
struct erasing {
	struct store *store;
	const char *key, *call;
	GPtrArray *spellings;
	GPtrArray *origins; /* of char *: names in a Maildir of mails that are gone */
	int64_t now;
	struct erasure *count;
};

static void *read_id(struct row *row)
{
	int64_t *id = g_new(int64_t, 1);

	*id = row_number(row);
	return id;
}

static void *read_word(struct row *row)
{
	return row_text(row);
}

/* Runs each of SQL (n of them) with ID. */
static bool run_all(struct store *store, const enum sql *sql, gsize n, int64_t id, GError **error)
{
	for (gsize i = 0; i < n; i++)
		if (!db_run(store->db, sql[i], error, number(id)))
			return false;
	return true;
}

static bool keep_origins(struct erasing *e, int64_t mail, GError **error)
{
	g_autoptr(GPtrArray) found =
	    db_list(e->store->db, SQL_ORIGINS, read_word, NULL, error, number(mail));

	for (guint i = 0; found != NULL && i < found->len; i++)
		g_ptr_array_add(e->origins, g_ptr_array_index(found, i));
	return found != NULL;
}

static bool erase_mail(struct erasing *e, int64_t mail, GError **error)
{
	static const enum sql steps[] = {SQL_ERASE_RAW, SQL_ERASE_MAIL_NOTES, SQL_ERASE_MAIL_RSVPS,
	    SQL_ERASE_MAIL_REPORTS, SQL_ERASE_MAIL_REQUESTS, SQL_ERASE_MAIL_LETTERS,
	    SQL_ERASE_MAIL_EVENTS, SQL_ERASE_MAIL_DEEDS, SQL_ERASE_MAIL_MISFITS, SQL_ERASE_HELD,
	    SQL_ERASE_DELIVERIES, SQL_ERASE_MAIL};

	g_array_append_val(e->store->touched, mail);
	e->count->mails++;
	return keep_origins(e, mail, error) &&
	       run_all(e->store, steps, G_N_ELEMENTS(steps), mail, error);
}

static bool erase_story(struct erasing *e, int64_t story, GError **error)
{
	static const enum sql steps[] = {SQL_ERASE_LINKS, SQL_ERASE_REVISIONS,
	    SQL_ERASE_STORY_NOTES, SQL_ERASE_INVITES, SQL_ERASE_STORY_DEEDS,
	    SQL_ERASE_STORY_LETTERS, SQL_ERASE_STORY_REQUESTS, SQL_ERASE_STORY_EVENTS};

	e->count->stories++;
	return run_all(e->store, steps, G_N_ELEMENTS(steps), story, error) &&
	       db_run(e->store->db, SQL_ERASE_STORY, error, number(e->now), number(story)) &&
	       store_event(e->store, e->now, "erased",
		   e->key != NULL ? "on request; only its number is left"
				  : "its time is over; only its number is left",
		   0, story, 0, error);
}

typedef bool (*eraser)(struct erasing *e, int64_t id, GError **error);

static bool erase_each(struct erasing *e, enum sql which, eraser erase, GError **error)
{
	g_autoptr(GPtrArray) ids = db_list(
	    e->store->db, which, read_id, g_free, error, text(e->key == NULL ? e->call : e->key));

	for (guint i = 0; ids != NULL && i < ids->len; i++)
		if (!erase(e, *(int64_t *)g_ptr_array_index(ids, i), error))
			return false;
	return ids != NULL;
}

/* The mail of another person's story stays, without the address. */
static bool mask_mail(struct erasing *e, int64_t revision, const struct raw *raw, GError **error)
{
	g_autoptr(GBytes) masked = mask_octets(raw->bytes, e->spellings);
	struct revision again = {.id = revision};
	bool ok = db_run(e->store->db, SQL_SET_RAW, error, blob(masked), number(raw->id)) &&
		  chain_add(e->store, &again, error);

	g_free(again.proof);
	e->count->masked++;
	return ok;
}

static bool look_into(struct erasing *e, int64_t mail, GError **error)
{
	AUTO(raw) *raw = store_raw(e->store, mail, error);
	int64_t revision = 0;

	if (raw == NULL)
		return false;
	if (!mask_finds(raw->bytes, e->spellings))
		return true;
	if (!db_number(e->store->db, SQL_REVISION_OF, &revision, error, number(mail)))
		return false;
	return revision == 0 ? erase_mail(e, mail, error) : mask_mail(e, revision, raw, error);
}

static bool erase_rows(struct erasing *e, GError **error)
{
	bool person = e->key != NULL;

	/* Counted first: most letters go with their story. */
	return db_number(e->store->db, person ? SQL_PERSON_LETTERS : SQL_CALL_LETTERS,
		   &e->count->letters, error, text(person ? e->key : e->call)) &&
	       erase_each(e, person ? SQL_PERSON_MAILS : SQL_CALL_MAILS, erase_mail, error) &&
	       erase_each(e, person ? SQL_PERSON_STORIES : SQL_CALL_STORIES, erase_story, error) &&
	       db_run(e->store->db, person ? SQL_ERASE_GUEST : SQL_ERASE_CALL_GUESTS, error,
		   text(person ? e->key : e->call)) &&
	       db_run(e->store->db, person ? SQL_ERASE_PERSON_LETTERS : SQL_ERASE_CALL_LETTERS,
		   error, text(person ? e->key : e->call)) &&
	       db_run(e->store->db, person ? SQL_ERASE_PERSON_WISHES : SQL_ERASE_CALL_WISHES, error,
		   text(person ? e->key : e->call));
}

/* Every other place that names the person. */
static bool erase_mentions(struct erasing *e, GError **error)
{
	g_autoptr(GPtrArray) mails =
	    db_list(e->store->db, SQL_FILLED_MAILS, read_id, g_free, error);

	for (guint i = 0; mails != NULL && i < mails->len; i++)
		if (!look_into(e, *(int64_t *)g_ptr_array_index(mails, i), error))
			return false;
	return mails != NULL && mask_texts(e->store->db, e->spellings, &e->count->masked, error);
}

static bool found_any(const struct erasure *count)
{
	return count->stories > 0 || count->mails > 0 || count->letters > 0 || count->masked > 0;
}

/* Digests and echoes quote whoever wrote: what was sent loses its octets, what waits goes. */
static bool erase_organizers_copies(struct erasing *e, GError **error)
{
	return !found_any(e->count) || (db_run(e->store->db, SQL_ERASE_WAITING_COPIES, error) &&
					   db_run(e->store->db, SQL_ERASE_SENT_COPIES, error));
}

static bool none_waits(struct store *store, GError **error)
{
	g_autoptr(GPtrArray) waiting =
	    db_list(store->db, SQL_WAITING, read_id, g_free, error, number(1));

	if (waiting == NULL)
		return false;
	return waiting->len == 0 ||
	       fail(error, EX_TEMPFAIL,
		   "some mail waits to be read and may be of the same person; run \"callbox "
		   "once\", then try again");
}

/* An organizer's tokens name them too. */
static bool erase_tokens(struct erasing *e, GError **error)
{
	for (guint i = 0; i < e->spellings->len; i++)
		if (!db_run(e->store->db, SQL_ERASE_TOKENS, error,
			text(g_ptr_array_index(e->spellings, i))))
			return false;
	return true;
}

static bool erase_person(struct erasing *e, GError **error)
{
	return none_waits(e->store, error) && erase_rows(e, error) && erase_mentions(e, error) &&
	       db_run(e->store->db, SQL_ERASE_MISFITS, error, text(e->key)) &&
	       erase_tokens(e, error) && erase_organizers_copies(e, error);
}

/* --- files --- */

/* "1626682491.L12.cb1..." is letter 12: its file goes when its octets did. */
static bool is_gone_letter(struct erasing *e, const char *name)
{
	const char *mark = strstr(name, ".L");
	int64_t kept = 1;

	if (mark != NULL && g_ascii_isdigit(mark[2]))
		db_number(e->store->db, SQL_HAS_BYTES, &kept, NULL,
		    number(g_ascii_strtoll(mark + 2, NULL, 10)));
	return kept == 0;
}

static bool is_gone_mail(struct erasing *e, const char *name)
{
	for (guint i = 0; i < e->origins->len; i++) {
		const char *origin = g_ptr_array_index(e->origins, i);
		gsize length = strlen(origin);
		if (strncmp(name, origin, length) == 0 &&
		    (name[length] == '\0' || name[length] == ':'))
			return true;
	}
	return false;
}

static bool names_person(struct erasing *e, const char *path)
{
	g_autofree char *octets = NULL;
	gsize length;

	if (!g_file_get_contents(path, &octets, &length, NULL))
		return false;
	g_autoptr(GBytes) bytes = g_bytes_new_take(g_steal_pointer(&octets), length);
	return mask_finds(bytes, e->spellings);
}

/* What nobody has fetched yet (inbox/new) is left for the next pass, unless it is an erased mail.
 */
static bool is_over(void *data, const char *folder, const char *name, const char *path)
{
	struct erasing *e = data;

	if (strcmp(folder, "outbox") == 0)
		return is_gone_letter(e, name) || names_person(e, path);
	return is_gone_mail(e, name) || (strstr(path, "/cur/") != NULL && names_person(e, path));
}

/* --- verbs --- */

static void begin(struct erasing *e, struct store *store, struct erasure *count, int64_t now)
{
	*count = (struct erasure){0};
	*e = (struct erasing){.store = store, .now = now, .count = count};
	e->origins = g_ptr_array_new_with_free_func(g_free);
	e->spellings = g_ptr_array_new_with_free_func(g_free);
}

static void end(struct erasing *e)
{
	g_ptr_array_unref(e->origins);
	g_ptr_array_unref(e->spellings);
}

static bool find_spellings(struct erasing *e, const char *address, GError **error)
{
	g_autoptr(GPtrArray) found =
	    db_list(e->store->db, SQL_SPELLINGS, read_word, g_free, error, text(e->key));

	if (found == NULL)
		return false;
	g_ptr_array_add(e->spellings, g_ascii_strdown(address, -1));
	g_ptr_array_add(e->spellings, g_strdup(e->key));
	for (guint i = 0; i < found->len; i++)
		g_ptr_array_add(e->spellings, g_ascii_strdown(g_ptr_array_index(found, i), -1));
	return true;
}

bool store_erase_person(struct store *store, const char *address, int64_t now, bool rehearse,
    struct erasure *count, GError **error)
{
	g_autofree char *key = address_key(address);
	struct erasing e;

	if (key == NULL)
		return fail(error, EX_USAGE, "\"%s\" is no address", address);
	begin(&e, store, count, now);
	e.key = key;
	bool ok = find_spellings(&e, address, error) && store_enter(store, error);
	ok = ok && erase_person(&e, error);
	if (!ok || rehearse)
		store_rollback(store);
	else
		ok = store_leave(store, true, error) &&
		     spool_sweep(store->spool, is_over, &e, error) && db_scrub(store->db, error);
	end(&e);
	return ok;
}

bool store_erase_call(
    struct store *store, const char *call, int64_t now, struct erasure *count, GError **error)
{
	struct erasing e;

	begin(&e, store, count, now);
	e.call = call;
	bool ok = store_enter(store, error) && store_leave(store, erase_rows(&e, error), error) &&
		  spool_sweep(store->spool, is_over, &e, error) && db_scrub(store->db, error);
	end(&e);
	return ok;
}

int64_t store_last_mail(struct store *store, const char *call)
{
	int64_t last = 0;

	db_number(store->db, SQL_LAST_MAIL, &last, NULL, text(call));
	return last;
}
