/*
 * Where others named a person who is erased. What a person wrote stays theirs, without the address;
 * what a machine wrote, or quotes a digest, goes. Everything is looked at in the form that it was
 * sent in, so that an address behind an encoding is found too.
 */
#include "store/chain.h"
#include "store/erase.h"

#include "base/address.h"
#include "mail/parse.h"

#include <string.h>

/* Whether RAW says that it is from the person: what could not be read has no other sender. */
static bool claims_person(const struct erasing *e, const struct raw *raw)
{
	gsize length;
	const unsigned char *octets = g_bytes_get_data(raw->bytes, &length);
	g_autofree char *field = mail_from_field(octets, length);
	g_autoptr(GBytes) bytes = field == NULL ? NULL : g_bytes_new(field, strlen(field));

	return bytes != NULL && mask_finds(bytes, &e->persona);
}

/* A revision gets a new link in the chain; its file in held/ follows a mail that is held. */
static bool mask_mail(struct erasing *e, int64_t revision, const struct raw *raw, GError **error)
{
	g_autoptr(GBytes) masked = mask_octets(raw->bytes, &e->persona);
	struct revision again = {.id = revision};

	erase_tell(e->what->masked, "mail-%" G_GINT64_FORMAT, raw->id);
	g_array_append_val(e->store->touched, raw->id);
	bool ok = db_run(e->store->db, SQL_SET_RAW, error, blob(masked), number(raw->id)) &&
		  (revision == 0 || chain_add(e->store, &again, error));
	g_free(again.proof);
	return ok;
}

static bool look_into_mail(struct erasing *e, int64_t mail, GError **error)
{
	AUTO(raw) *raw = store_raw(e->store, mail, error);
	int64_t revision = 0, somebodys = 0;

	if (raw == NULL)
		return false;
	if (!mask_finds(raw->bytes, &e->persona))
		return true;
	if (!db_number(e->store->db, SQL_REVISION_OF, &revision, error, number(mail)) ||
	    !db_number(e->store->db, SQL_IS_SOMEBODYS, &somebodys, error, number(mail)))
		return false;
	if (revision != 0 || (somebodys > 0 && !claims_person(e, raw)))
		return mask_mail(e, revision, raw, error);
	return erase_mail(e, mail, error);
}

static void *read_octets(struct row *row)
{
	return row_blob(row);
}

static bool look_into_letter(struct erasing *e, int64_t letter, GError **error)
{
	g_autoptr(GBytes) octets =
	    db_one(e->store->db, SQL_LETTER_BYTES, read_octets, error, number(letter));

	if (octets == NULL)
		return false;
	if (!mask_finds(octets, &e->quoted))
		return true;
	g_autoptr(GBytes) masked = mask_octets(octets, &e->quoted);
	erase_tell(e->what->masked, "letter %" G_GINT64_FORMAT, letter);
	return db_run(e->store->db, SQL_SET_LETTER_BYTES, error, blob(masked), number(letter));
}

/* Orders that wait for a yes cannot be carried out without the address. */
static bool look_into_request(struct erasing *e, int64_t request, GError **error)
{
	g_autofree char *words =
	    db_one(e->store->db, SQL_REQUEST_WORDS, row_record_text, error, number(request));

	if (words == NULL)
		return false;
	return !mask_text(words, strlen(words), &e->persona) ||
	       db_run(e->store->db, SQL_ERASE_REQUEST, error, number(request));
}

static bool look_into_each(struct erasing *e, enum sql which,
    bool (*look)(struct erasing *, int64_t, GError **), GError **error)
{
	g_autoptr(GPtrArray) ids = db_list(e->store->db, which, row_record_number, g_free, error);

	for (guint i = 0; ids != NULL && i < ids->len; i++)
		if (!look(e, *(int64_t *)g_ptr_array_index(ids, i), error))
			return false;
	return ids != NULL;
}

bool erase_mentions(struct erasing *e, GError **error)
{
	return look_into_each(e, SQL_FILLED_MAILS, look_into_mail, error) &&
	       look_into_each(e, SQL_WORDED_REQUESTS, look_into_request, error) &&
	       mask_texts(e->store->db, &e->persona, e->what->masked, error);
}

bool erase_letter_mentions(struct erasing *e, GError **error)
{
	return look_into_each(e, SQL_FILLED_LETTERS, look_into_letter, error) &&
	       mask_subjects(e->store->db, &e->quoted, e->what->masked, error);
}
