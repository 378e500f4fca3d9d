/* What an export hands out beyond what commands look at: every mail, every letter, every answer. */
#include "store/inside.h"
#include "store/letter.h"

#include "base/address.h"

static void *read_incoming(struct row *row)
{
	struct incoming *m = g_new0(struct incoming, 1);

	m->id = row_number(row);
	m->octets = row_number(row);
	m->state = row_text(row);
	m->kind = row_text(row);
	m->call = row_text(row);
	m->from = row_text(row);
	m->subject = row_text(row);
	m->story = row_text(row);
	m->received = row_number(row);
	m->received_by = row_text(row);
	m->why = row_text(row);
	m->silent_because = row_text(row);
	m->flags = row_text(row);
	return m;
}

GPtrArray *store_incoming(struct store *store, const char *call, const char *person, GError **error)
{
	return db_list(store->db, SQL_INCOMING, read_incoming, (GDestroyNotify)incoming_free, error,
	    text(call), text(person));
}

static void *read_answer(struct row *row)
{
	struct kept_answer *a = g_new0(struct kept_answer, 1);

	a->session = row_text(row);
	a->uid = row_text(row);
	a->attendee = row_text(row);
	a->partstat = row_text(row);
	a->dtstamp = row_text(row);
	a->delegated_to = row_text(row);
	a->proposal = row_text(row);
	a->comment = row_text(row);
	a->sequence = row_number(row);
	a->effect = row_text(row);
	a->why = row_text(row);
	return a;
}

GPtrArray *store_mail_answers(struct store *store, int64_t mail, GError **error)
{
	return db_list(store->db, SQL_MAIL_ANSWERS, read_answer, (GDestroyNotify)kept_answer_free,
	    error, number(mail));
}

GPtrArray *store_new_comments(struct store *store, const char *call, int64_t since, GError **error)
{
	return db_list(store->db, SQL_NEW_COMMENTS, read_answer, (GDestroyNotify)kept_answer_free,
	    error, text(call), number(since));
}

GPtrArray *store_proposals(
    struct store *store, const char *call, const char *address, GError **error)
{
	g_autofree char *key = address_key(address);

	return db_list(store->db, SQL_PROPOSALS, read_answer, (GDestroyNotify)kept_answer_free,
	    error, text(call), text_or_empty(key));
}

GPtrArray *store_letters_to(
    struct store *store, const char *call, const char *person, GError **error)
{
	return db_list(store->db, SQL_LETTERS_TO, read_letter, (GDestroyNotify)outgoing_free, error,
	    text(call), text(person));
}

int64_t store_count_letters_to(struct store *store, const char *person)
{
	int64_t letters = 0;

	db_number(store->db, SQL_PERSON_LETTERS, &letters, NULL, text(person));
	return letters;
}

static void *read_octets(struct row *row)
{
	return row_blob(row);
}

GBytes *store_letter_bytes(struct store *store, int64_t letter, GError **error)
{
	return db_one(store->db, SQL_LETTER_BYTES, read_octets, error, number(letter));
}
