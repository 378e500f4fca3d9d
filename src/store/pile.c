/*
 * Piles: old mail that came at once, or a backup that was put back (P-17). A
 * pass that breaks leaves its pile unfinished, and the next pass over the same
 * inbox goes on with it, so that a kill in the middle answers nobody.
 */
#include "store/inside.h"
#include "store/story.h"

#include "base/clock.h"

static const char restored_why[] =
    "a backup was put back: what came after it was made is not known any more";

static void *read_pile(struct row *row)
{
	struct pile *pile = g_new0(struct pile, 1);

	pile->number = row_number(row);
	pile->inbox = row_text(row);
	pile->why = row_text(row);
	pile->at = row_number(row);
	pile->horizon = row_number(row);
	pile->mails = row_number(row);
	pile->letters = row_number(row);
	return pile;
}

bool store_begin_pile(struct store *store, struct pile *pile, GError **error)
{
	return db_insert(store->db, SQL_ADD_PILE, &pile->number, error, text(pile->inbox),
	    text(pile->why), number(pile->at), number(pile->horizon));
}

struct pile *store_unfinished_pile(struct store *store, const char *inbox, GError **error)
{
	return db_one(store->db, SQL_UNFINISHED_PILE, read_pile, error, text(inbox));
}

bool store_finish_pile(struct store *store, int64_t pile, GError **error)
{
	return db_run(store->db, SQL_FINISH_PILE, error, number(pile));
}

GPtrArray *store_piles(struct store *store, GError **error)
{
	return db_list(store->db, SQL_PILES, read_pile, (GDestroyNotify)pile_free, error);
}

GPtrArray *store_pile_stories(struct store *store, int64_t pile, GError **error)
{
	return db_list(store->db, SQL_PILE_STORIES, read_story, (GDestroyNotify)story_free, error,
	    number(pile), text(silent_for_pile));
}

bool store_pile_let_go(struct store *store, int64_t mail, bool *let_go, GError **error)
{
	return db_truth(store->db, SQL_PILE_LET_GO, let_go, error, number(mail));
}

static bool answer(struct store *store, int64_t pile, int64_t now, GError **error)
{
	return db_run(store->db, SQL_END_PILE, error, text("answered"), number(pile)) &&
	       db_run(store->db, SQL_REQUEUE_PILE, error, number(now), number(pile));
}

bool store_answer_pile(struct store *store, int64_t pile, int64_t now, GError **error)
{
	return store_begin(store, error) &&
	       store_end(store, answer(store, pile, now, error), error);
}

bool store_silence_pile(struct store *store, int64_t pile, GError **error)
{
	return db_run(store->db, SQL_END_PILE, error, text("silent"), number(pile));
}

/* Letters that waited when the copy was made may have left since. */
static bool doubt_everything(struct store *store, GError **error)
{
	struct pile letters = {.why = (char *)(uintptr_t)restored_why, .at = clock_now()};

	return db_run(store->db, SQL_ADD_RESTORED_PILES, error, text(restored_why),
		   number(letters.at), number(INT64_MAX)) &&
	       store_begin_pile(store, &letters, error) &&
	       store_finish_pile(store, letters.number, error) &&
	       db_run(store->db, SQL_HOLD_RESTORED_LETTERS, error, text(restored_why),
		   number(letters.number)) &&
	       db_run(store->db, SQL_SET_FACT, error, text("copied"), text("")) &&
	       store_event(store, letters.at, "restored", restored_why, (struct about){0}, error);
}

bool pile_after_restore(struct store *store, GError **error)
{
	int64_t copies = 0;

	if (!db_number(store->db, SQL_IS_COPY, &copies, error))
		return false;
	if (copies == 0)
		return true;
	return store_begin(store, error) && store_end(store, doubt_everything(store, error), error);
}
