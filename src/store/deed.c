/* What orders changed, kept until nobody can undo it any more. */
#include "store/inside.h"
#include "store/words.h"

bool store_add_deed(struct store *store, const struct deed *d, GError **error)
{
	return db_run(store->db, SQL_ADD_DEED, error, number(d->mail),
	    text(order_effect(d->order)->word), number(d->number), ref(d->story), text(d->kind),
	    text(state_name(d->state)), text(verdict_name(d->verdict)), text(d->tag),
	    number(d->tagged), text(coming_name(d->coming)), text_or_empty(d->sessions),
	    text(d->why));
}

static void *read_deed(struct row *row)
{
	struct deed *d = g_new0(struct deed, 1);

	d->id = row_number(row);
	d->mail = row_number(row);
	g_autofree char *word = row_text(row);
	order_from_word(word, &d->order);
	d->number = row_number(row);
	d->story = row_number(row);
	d->kind = row_text(row);
	g_autofree char *state = row_text(row);
	d->state = state_from_word(state);
	g_autofree char *verdict = row_text(row);
	d->verdict = verdict_from_name(verdict);
	d->tag = row_text(row);
	d->tagged = row_number(row) != 0;
	g_autofree char *coming = row_text(row);
	d->coming = coming_from_word(coming);
	d->sessions = row_text(row);
	d->why = row_text(row);
	return d;
}

GPtrArray *store_deeds(struct store *store, int64_t mail, GError **error)
{
	return db_list(
	    store->db, SQL_DEEDS, read_deed, (GDestroyNotify)deed_free, error, number(mail));
}

bool store_undo_deed(struct store *store, int64_t deed, int64_t at, GError **error)
{
	return db_run(store->db, SQL_UNDO_DEED, error, number(at), number(deed));
}
