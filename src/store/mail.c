/*
 * Mail in: contents (mail, raw) and hand-overs (delivery) are separate rows. A
 * mail that comes by two ways is one mail with two deliveries, and the first
 * one's times are never overwritten (TI-05).
 */
#include "store/inside.h"

#include "base/address.h"
#include "base/error.h"

#include <string.h>

/* A mail that could not be keyed is known by its bytes. */
static void fill_key(struct raw *raw)
{
	if (raw->key != NULL && *raw->key != '\0')
		return;
	g_free(raw->key);
	raw->key = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, raw->bytes);
}

/*
 * The mail that RAW is another copy of; 0 if it is new. An IMAP server promises
 * that a UID always means the same mail (RFC 3501 section 2.3.1.1); the name of a
 * file in a Maildir promises nothing, so there only the content counts.
 */
static bool find_older(struct store *store, const struct raw *raw, int64_t *id, GError **error)
{
	*id = 0;
	if (raw->origin != NULL && strcmp(raw->door, "imap") == 0 &&
	    !db_number(
		store->db, SQL_MAIL_BY_ORIGIN, id, error, text(raw->inbox), text(raw->origin)))
		return false;
	return *id != 0 || db_number(store->db, SQL_MAIL_BY_KEY, id, error, text(raw->key));
}

static bool add_mail(struct store *store, struct raw *raw, GError **error)
{
	return db_insert(store->db, SQL_ADD_MAIL, &raw->id, error, text(raw->key),
		   text(raw->message_id), number(raw->truncated), number(raw->pile != 0),
		   ref(raw->pile)) &&
	       db_run(store->db, SQL_ADD_BYTES, error, number(raw->id),
		   number((int64_t)g_bytes_get_size(raw->bytes)), blob(raw->bytes));
}

/* What has no origin (the pipe) needs no mark; what only the server has is to get none (P-3). */
static bool add_delivery(struct store *store, const struct raw *raw, bool first, GError **error)
{
	bool marked = raw->origin == NULL || raw_is_withheld(raw);

	return db_run(store->db, SQL_ADD_DELIVERY, error, number(raw->id), number(first),
	    text(raw->door), text(raw->inbox), text(raw->origin), number(raw->internaldate),
	    number(raw->delivered), number(raw->first_seen), number(marked));
}

static bool add_raw(struct store *store, struct raw *raw, bool *is_new, GError **error)
{
	int64_t older;

	fill_key(raw);
	if (!find_older(store, raw, &older, error))
		return false;
	*is_new = older == 0;
	raw->id = older;
	return (!*is_new || add_mail(store, raw, error)) &&
	       add_delivery(store, raw, *is_new, error);
}

bool store_add_raw(struct store *store, struct raw *raw, bool *is_new, GError **error)
{
	return store_begin(store, error) &&
	       store_end(store, add_raw(store, raw, is_new, error), error);
}

struct cursor_row {
	int64_t uidvalidity, uid;
};

static void *read_cursor(struct row *row)
{
	struct cursor_row *cursor = g_new(struct cursor_row, 1);

	cursor->uidvalidity = row_number(row);
	cursor->uid = row_number(row);
	return cursor;
}

bool store_cursor(
    struct store *store, const char *inbox, uint32_t *uidvalidity, uint32_t *uid, GError **error)
{
	ERROR_GUARD(error);
	g_autofree struct cursor_row *cursor =
	    db_one(store->db, SQL_CURSOR, read_cursor, error, text(inbox));

	*uidvalidity = cursor == NULL ? 0 : (uint32_t)cursor->uidvalidity;
	*uid = cursor == NULL ? 0 : (uint32_t)cursor->uid;
	return *error == NULL;
}

bool store_set_cursor(
    struct store *store, const char *inbox, uint32_t uidvalidity, uint32_t uid, GError **error)
{
	return db_run(
	    store->db, SQL_SET_CURSOR, error, text(inbox), number(uidvalidity), number(uid));
}

GPtrArray *store_unmarked(struct store *store, const char *inbox, GError **error)
{
	return db_list(store->db, SQL_UNMARKED, row_record_text, g_free, error, text(inbox));
}

static bool mark_all(struct store *store, const char *inbox, GPtrArray *origins, GError **error)
{
	for (guint i = 0; i < origins->len; i++)
		if (!db_run(store->db, SQL_MARK, error, text(inbox),
			text(g_ptr_array_index(origins, i))))
			return false;
	return true;
}

bool store_mark(struct store *store, const char *inbox, GPtrArray *origins, GError **error)
{
	return store_begin(store, error) &&
	       store_end(store, mark_all(store, inbox, origins, error), error);
}

bool store_has_origin(struct store *store, const char *inbox, const char *origin)
{
	bool has;

	return db_truth(store->db, SQL_MAIL_BY_ORIGIN, &has, NULL, text(inbox), text(origin)) &&
	       has;
}

static void *read_raw(struct row *row)
{
	struct raw *raw = g_new0(struct raw, 1);

	raw->id = row_number(row);
	raw->truncated = row_number(row) != 0;
	raw->key = row_text(row);
	raw->message_id = row_text(row);
	raw->door = row_text(row);
	raw->inbox = row_text(row);
	raw->origin = row_text(row);
	raw->internaldate = row_number(row);
	raw->delivered = row_number(row);
	raw->first_seen = row_number(row);
	raw->attempts = (unsigned)row_number(row);
	raw->silent = row_number(row) != 0;
	raw->bytes = row_blob(row);
	return raw;
}

struct raw *store_raw(struct store *store, int64_t id, GError **error)
{
	return db_one(store->db, SQL_RAW, read_raw, error, number(id));
}

/* A mail in the queue of work. */
struct waiting {
	int64_t id, octets;
	bool begun; /* before */
};

static void *read_waiting(struct row *row)
{
	struct waiting *waiting = g_new(struct waiting, 1);

	waiting->id = row_number(row);
	waiting->octets = row_number(row);
	waiting->begun = row_number(row) > 0;
	return waiting;
}

/*
 * How many of the queue's first mails make one batch. A mail that was begun
 * before comes alone, so that the one that ends the process is known.
 */
static guint batch_length(GPtrArray *queue, size_t octets)
{
	size_t sum = 0;
	guint n;

	for (n = 0; n < queue->len; n++) {
		const struct waiting *next = g_ptr_array_index(queue, n);
		sum += (size_t)next->octets;
		if (n > 0 && (sum > octets || next->begun))
			break;
		if (next->begun)
			return 1;
	}
	return n;
}

/*
 * Cuts QUEUE to the next batch. Returns true if its mail will be the only one
 * in hand: behind another batch, or before more that may be read ahead, it is not.
 */
static bool cut_batch(GPtrArray *queue, bool ahead, size_t octets)
{
	if (queue->len == 0)
		return false;
	const struct waiting *first = g_ptr_array_index(queue, 0);
	bool alone = !ahead && (first->begun || queue->len == 1);
	g_ptr_array_set_size(queue, ahead && first->begun ? 0 : (gint)batch_length(queue, octets));
	return alone;
}

static bool begin_mails(struct store *store, GPtrArray *queue, bool alone, GError **error)
{
	for (guint i = 0; i < queue->len; i++) {
		const struct waiting *mail = g_ptr_array_index(queue, i);
		if (!db_run(store->db, alone ? SQL_COUNT_ATTEMPT : SQL_SUSPECT, error,
			number(mail->id)))
			return false;
	}
	return true;
}

/* The next batch, begun; its queue is read without a lock, because only one worker takes. */
static GPtrArray *begin_batch(
    struct store *store, int64_t after, unsigned mails, size_t octets, GError **error)
{
	g_autoptr(GPtrArray) queue = db_list(store->db, SQL_WAITING, read_waiting, g_free, error,
	    number(after), number((int64_t)mails));

	if (queue == NULL)
		return NULL;
	bool alone = cut_batch(queue, after > 0, octets);
	if (queue->len > 0 &&
	    (!store_begin(store, error) ||
		!store_end(store, begin_mails(store, queue, alone, error), error)))
		return NULL;
	return g_steal_pointer(&queue);
}

GPtrArray *store_take(
    struct store *store, int64_t after, unsigned mails, size_t octets, GError **error)
{
	g_autoptr(GPtrArray) raws = g_ptr_array_new_with_free_func((GDestroyNotify)raw_free);
	g_autoptr(GPtrArray) queue = begin_batch(store, after, mails, octets, error);

	if (queue == NULL)
		return NULL;
	for (guint i = 0; i < queue->len; i++) {
		const struct waiting *mail = g_ptr_array_index(queue, i);
		struct raw *raw = store_raw(store, mail->id, error);
		if (raw == NULL)
			return NULL;
		g_ptr_array_add(raws, raw);
	}
	return g_steal_pointer(&raws);
}

bool store_date_raw(struct store *store, const struct raw *raw, GError **error)
{
	return db_run(store->db, SQL_DATE_RAW, error, number(raw->first_seen),
	    number(raw->delivered), number(raw->id));
}

static bool put_back(struct store *store, GPtrArray *raws, GError **error)
{
	for (guint i = 0; i < raws->len; i++) {
		const struct raw *raw = g_ptr_array_index(raws, i);
		if (!db_run(store->db, SQL_TAKE_BACK_ATTEMPT, error, number(raw->id)))
			return false;
	}
	return true;
}

bool store_put_back(struct store *store, GPtrArray *raws, GError **error)
{
	return store_begin(store, error) && store_end(store, put_back(store, raws, error), error);
}

static void add_lines(GString *all, const GPtrArray *notes)
{
	for (guint i = 0; notes != NULL && i < notes->len; i++)
		g_string_append_printf(all, "%s%s", all->len == 0 ? "" : "\n",
		    (const char *)g_ptr_array_index(notes, i));
}

/* Whatever was noted on the way, as explain tells it, too. */
static char *all_flags(
    const struct message *message, const struct arrival *arrival, const struct decision *decision)
{
	GString *all = g_string_new(NULL);

	add_lines(all, message->flags);
	add_lines(all, arrival->flags);
	add_lines(all, decision->flags);
	return g_string_free(all, FALSE);
}

bool store_settle(struct store *store, const struct settlement *s, GError **error)
{
	const struct arrival *arrival = s->arrival;
	const struct decision *decision = s->decision;
	const struct mailbox *author = message_author(s->message);
	const char *sender = author == NULL ? NULL : author->address;
	g_autofree char *key = sender == NULL ? NULL : address_key(sender);
	g_autofree char *flags = all_flags(s->message, arrival, decision);

	return db_run(store->db, SQL_SETTLE, error, number(s->at), text(kind_name(decision->kind)),
	    text(s->call), text(sender), text(key), text(s->message->subject), number(arrival->at),
	    text(arrival_rule_name(arrival->rule)), text(arrival->by), text(decision->why),
	    text(decision->silent_because), text(flags), number(s->mail));
}

bool store_same_id(struct store *store, const struct raw *raw, bool *same, GError **error)
{
	*same = false;
	return raw->message_id == NULL || db_truth(store->db, SQL_SAME_ID, same, error,
					      text(raw->message_id), text_or_empty(raw->key));
}
