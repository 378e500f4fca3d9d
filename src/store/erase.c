/*
 * Taking a person, or a whole call, out of the store. What is left are
 * tombstones: a mail without content, so that the account adds up and the same
 * mail is known if it is delivered again; a story with nothing but its number;
 * and commitments without salt or facts, so that the chain of receipts holds.
 *
 * Other people's stories stay. Where one names the person, the address is
 * masked in it, octet for octet, and it gets a new link in the chain.
 */
#include "store/erase.h"

#include "base/address.h"
#include "base/error.h"

#include <string.h>

void erase_tell(GPtrArray *list, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_ptr_array_add(list, g_strdup_vprintf(format, arguments));
	va_end(arguments);
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
	    db_list(e->store->db, SQL_ORIGINS, row_record_text, NULL, error, number(mail));

	for (guint i = 0; found != NULL && i < found->len; i++)
		g_ptr_array_add(e->origins, g_ptr_array_index(found, i));
	return found != NULL;
}

bool erase_mail(struct erasing *e, int64_t mail, GError **error)
{
	static const enum sql steps[] = {SQL_ERASE_RAW, SQL_ERASE_MAIL_NOTES, SQL_ERASE_MAIL_RSVPS,
	    SQL_ERASE_MAIL_REPORTS, SQL_ERASE_MAIL_REQUESTS, SQL_ERASE_MAIL_LETTERS,
	    SQL_ERASE_MAIL_EVENTS, SQL_ERASE_MAIL_DEEDS, SQL_ERASE_MAIL_MISFITS, SQL_ERASE_HELD,
	    SQL_ERASE_DELIVERIES, SQL_ERASE_MAIL};

	g_array_append_val(e->store->touched, mail);
	erase_tell(e->what->mails, "mail-%" G_GINT64_FORMAT, mail);
	return keep_origins(e, mail, error) &&
	       run_all(e->store, steps, G_N_ELEMENTS(steps), mail, error);
}

static bool erase_story(struct erasing *e, int64_t story, GError **error)
{
	static const enum sql steps[] = {SQL_ERASE_LINKS, SQL_ERASE_REVISIONS,
	    SQL_ERASE_STORY_NOTES, SQL_ERASE_INVITES, SQL_ERASE_STORY_DEEDS,
	    SQL_ERASE_STORY_LETTERS, SQL_ERASE_STORY_REQUESTS, SQL_ERASE_STORY_EVENTS};

	AUTO(story) *before = store_story_by_id(e->store, story, error);
	if (before == NULL)
		return false;
	g_ptr_array_add(e->what->stories, story_id(before));
	return run_all(e->store, steps, G_N_ELEMENTS(steps), story, error) &&
	       db_run(e->store->db, SQL_ERASE_STORY, error, number(e->now), number(story)) &&
	       store_event(e->store, e->now, "erased",
		   e->key != NULL ? "on request; only its number is left"
				  : "its time is over; only its number is left",
		   (struct about){.story = story}, error);
}

typedef bool (*eraser)(struct erasing *e, int64_t id, GError **error);

static bool erase_each(struct erasing *e, enum sql which, eraser erase, GError **error)
{
	g_autoptr(GPtrArray) ids = db_list(e->store->db, which, row_record_number, g_free, error,
	    text(e->key == NULL ? e->call : e->key));

	for (guint i = 0; ids != NULL && i < ids->len; i++)
		if (!erase(e, *(int64_t *)g_ptr_array_index(ids, i), error))
			return false;
	return ids != NULL;
}

static bool erase_rows(struct erasing *e, GError **error)
{
	bool person = e->key != NULL;
	struct value whose = text(person ? e->key : e->call);

	return erase_each(e, person ? SQL_PERSON_MAILS : SQL_CALL_MAILS, erase_mail, error) &&
	       erase_each(e, person ? SQL_PERSON_STORIES : SQL_CALL_STORIES, erase_story, error) &&
	       db_run(
		   e->store->db, person ? SQL_ERASE_GUEST : SQL_ERASE_CALL_GUESTS, error, whose) &&
	       db_run(e->store->db, person ? SQL_ERASE_PERSON_LETTERS : SQL_ERASE_CALL_LETTERS,
		   error, whose) &&
	       db_run(e->store->db, person ? SQL_ERASE_PERSON_WISHES : SQL_ERASE_CALL_WISHES, error,
		   whose);
}

static bool found_any(const struct erasure *what)
{
	return what->stories->len + what->mails->len + what->masked->len > 0;
}

/* Digests and echoes quote whoever wrote: what was sent loses its octets, what waits goes. */
static bool erase_organizers_copies(struct erasing *e, GError **error)
{
	return !found_any(e->what) || (db_run(e->store->db, SQL_ERASE_WAITING_COPIES, error) &&
					  db_run(e->store->db, SQL_ERASE_SENT_COPIES, error));
}

static bool none_waits(struct store *store, GError **error)
{
	g_autoptr(GPtrArray) waiting =
	    db_list(store->db, SQL_WAITING, row_record_number, g_free, error, number(0), number(1));

	if (waiting == NULL)
		return false;
	return waiting->len == 0 ||
	       fail(error, EX_TEMPFAIL,
		   "some mail waits to be read and may be of the same person; run \"callbox "
		   "once\", then try again");
}

/* What was open to the person alone: control addresses, and questions to answer. */
static bool erase_tokens(struct erasing *e, GError **error)
{
	for (guint i = 0; i < e->persona.addresses->len; i++) {
		const char *address = g_ptr_array_index(e->persona.addresses, i);
		if (!db_run(e->store->db, SQL_ERASE_TOKENS, error, text(address)) ||
		    !db_run(e->store->db, SQL_ERASE_REQUESTS_OF, error, text(address)))
			return false;
	}
	return true;
}

/* Stories of others that hold the bare name: they are their authors' own words. */
static bool tell_named(struct erasing *e, GError **error)
{
	for (guint i = 0; i < e->persona.names->len; i++) {
		const char *name = g_ptr_array_index(e->persona.names, i);
		if (strchr(name, ' ') == NULL)
			continue;
		g_autoptr(GPtrArray) stories = db_list(
		    e->store->db, SQL_NAMES_LEFT, row_record_text, g_free, error, text(name));
		if (stories == NULL)
			return false;
		for (guint k = 0; k < stories->len; k++)
			erase_tell(e->what->named, "%s: \"%s\"",
			    (const char *)g_ptr_array_index(stories, k), name);
	}
	return true;
}

static bool erase_person(struct erasing *e, GError **error)
{
	return none_waits(e->store, error) && erase_rows(e, error) && erase_tokens(e, error) &&
	       db_run(e->store->db, SQL_ERASE_MISFITS, error, text(e->key)) &&
	       erase_mentions(e, error) && erase_organizers_copies(e, error) &&
	       erase_letter_mentions(e, error) && tell_named(e, error);
}

/* --- letters: most go with their story, so what is gone is told by what is left --- */

struct copy {
	int64_t id;
	char *words;
	bool filled;
};

static void *read_copy(struct row *row)
{
	struct copy *copy = g_new(struct copy, 1);

	copy->id = row_number(row);
	g_autofree char *what = row_text(row);
	g_autofree char *to = row_text(row);
	copy->words = g_strdup_printf("letter %" G_GINT64_FORMAT ", %s to %s", copy->id, what, to);
	copy->filled = row_number(row) != 0;
	return copy;
}

static void copy_free(void *data)
{
	g_free(((struct copy *)data)->words);
	g_free(data);
}

static GPtrArray *letter_copies(struct erasing *e, GError **error)
{
	return db_list(e->store->db, SQL_LETTER_COPIES, read_copy, copy_free, error);
}

static bool tell_letters(struct erasing *e, GPtrArray *before, GError **error)
{
	g_autoptr(GPtrArray) after = letter_copies(e, error);
	guint next = 0;

	for (guint i = 0; after != NULL && i < before->len; i++) {
		const struct copy *was = g_ptr_array_index(before, i);
		const struct copy *is = next < after->len ? g_ptr_array_index(after, next) : NULL;
		if (is == NULL || is->id != was->id) {
			erase_tell(e->what->letters, "%s", was->words);
			continue;
		}
		if (was->filled && !is->filled)
			erase_tell(e->what->copies, "%s", was->words);
		next++;
	}
	return after != NULL;
}

/* Erases inside a transaction that is open. */
static bool erase_and_tell(
    struct erasing *e, bool (*erase)(struct erasing *, GError **), GError **error)
{
	g_autoptr(GPtrArray) before = letter_copies(e, error);

	return before != NULL && erase(e, error) && tell_letters(e, before, error);
}

/* --- verbs --- */

void erasure_clear(struct erasure *what)
{
	GPtrArray **lists[] = {&what->stories, &what->mails, &what->letters, &what->copies,
	    &what->masked, &what->files, &what->named};

	for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
		g_clear_pointer(lists[i], g_ptr_array_unref);
}

static GPtrArray *new_list(void)
{
	return g_ptr_array_new_with_free_func(g_free);
}

static void begin(struct erasing *e, struct store *store, struct erasure *what, int64_t now)
{
	*what = (struct erasure){
	    new_list(), new_list(), new_list(), new_list(), new_list(), new_list(), new_list()};
	*e = (struct erasing){.store = store, .now = now, .what = what};
	e->origins = new_list();
	e->persona = (struct persona){new_list(), new_list()};
	e->quoted = (struct persona){new_list(), e->persona.names};
}

static void end(struct erasing *e)
{
	g_ptr_array_unref(e->origins);
	g_ptr_array_unref(e->persona.addresses);
	g_ptr_array_unref(e->quoted.addresses);
	g_ptr_array_unref(e->persona.names);
}

static void add_name(struct erasing *e, const char *name)
{
	char *folded = g_ascii_strdown(name, -1);

	g_ptr_array_add(e->persona.names, folded);
	if (strchr(folded, ' ') != NULL)
		g_ptr_array_add(e->quoted.addresses, g_strdup(folded));
}

static void add_spelling(struct erasing *e, const char *address)
{
	g_autofree char *lower = g_ascii_strdown(address, -1);

	if (!g_ptr_array_find_with_equal_func(e->persona.addresses, lower, g_str_equal, NULL))
		g_ptr_array_add(e->persona.addresses, g_steal_pointer(&lower));
}

/* People write a domain as they read it, machines as its A-label. */
static void add_address(struct erasing *e, const char *address)
{
	const char *domain = address_domain(address);
	g_autofree char *readable = g_hostname_to_unicode(domain);

	add_spelling(e, address);
	if (readable == NULL || g_ascii_strcasecmp(readable, domain) == 0)
		return;
	g_autofree char *read =
	    g_strdup_printf("%.*s%s", (int)(domain - address), address, readable);
	add_spelling(e, read);
}

/* Every spelling of the address, and every name that came with it; in lower case. */
static bool find_persona(struct erasing *e, const char *address, GError **error)
{
	g_autoptr(GPtrArray) found =
	    db_list(e->store->db, SQL_SPELLINGS, row_record_text, g_free, error, text(e->key));

	if (found == NULL)
		return false;
	add_address(e, address);
	add_address(e, e->key);
	for (guint i = 0; i < found->len; i++)
		add_address(e, g_ptr_array_index(found, i));
	g_autoptr(GPtrArray) names =
	    db_list(e->store->db, SQL_PERSON_NAMES, row_record_text, g_free, error, text(e->key));
	for (guint i = 0; names != NULL && i < names->len; i++)
		add_name(e, g_ptr_array_index(names, i));
	for (guint i = 0; i < e->persona.addresses->len; i++)
		g_ptr_array_add(
		    e->quoted.addresses, g_strdup(g_ptr_array_index(e->persona.addresses, i)));
	return names != NULL;
}

/* Files go when the rows are gone for good: a kill in between leaves them to the next run. */
static bool finish(struct erasing *e, GError **error)
{
	return store_end(e->store, true, error) && erase_files(e, error) &&
	       db_scrub(e->store->db, error);
}

/* The files are looked for before the rows come back. */
static bool take_back(struct erasing *e, GError **error)
{
	bool ok = erase_files(e, error);

	store_take_back(e->store);
	return ok;
}

static bool run(struct erasing *e, bool (*erase)(struct erasing *, GError **), GError **error)
{
	if (!store_begin(e->store, error))
		return false;
	if (erase_and_tell(e, erase, error))
		return e->rehearse ? take_back(e, error) : finish(e, error);
	return store_end(e->store, false, NULL);
}

bool store_erase_person(struct store *store, const char *address, int64_t now, bool rehearse,
    struct erasure *what, GError **error)
{
	g_autofree char *key = address_key(address);
	struct erasing e;

	begin(&e, store, what, now);
	e.key = key;
	e.rehearse = rehearse;
	bool ok = key == NULL ? fail(error, EX_USAGE,
				    "\"%s\" is no address; write name@example.org", address)
			      : find_persona(&e, address, error) && run(&e, erase_person, error);
	end(&e);
	return ok;
}

bool store_erase_call(
    struct store *store, const char *call, int64_t now, struct erasure *what, GError **error)
{
	struct erasing e;

	begin(&e, store, what, now);
	e.call = call;
	bool ok = run(&e, erase_rows, error);
	end(&e);
	return ok;
}

bool store_last_mail(struct store *store, const char *call, int64_t *at, GError **error)
{
	*at = 0;
	return db_number(store->db, SQL_LAST_MAIL, at, error, text(call));
}
