/*
 * The outbox: finished letters on their way (P-6, P-7). The bytes are written
 * once, with the row, and never again.
 */
#include "store/letter.h"

#include "store/inside.h"
#include "store/words.h"

#include "base/address.h"
#include "base/error.h"

enum { UNCERTAIN_WAIT = 15 * 60 };

void *read_letter(struct row *row)
{
	struct outgoing *l = g_new0(struct outgoing, 1);

	l->id = row_number(row);
	l->story = row_number(row);
	l->cause = row_number(row);
	l->call = row_text(row);
	l->what = row_text(row);
	l->to = row_text(row);
	l->from = row_text(row);
	l->verp = row_text(row);
	l->message_id = row_text(row);
	l->subject = row_text(row);
	l->counts = row_number(row) != 0;
	g_autofree char *state = row_text(row);
	l->state = letter_state_from_word(state);
	l->attempts = (unsigned)row_number(row);
	l->doubts = (unsigned)row_number(row);
	l->created = row_number(row);
	l->due = row_number(row);
	l->sent = row_number(row);
	l->final_dot = row_number(row);
	l->error = row_text(row);
	return l;
}

static void *read_whole_letter(struct row *row)
{
	struct outgoing *letter = read_letter(row);

	letter->bytes = row_blob(row);
	return letter;
}

static bool add_letter(struct store *store, struct outgoing *l, GError **error)
{
	g_autofree char *key = address_key(l->to);

	return db_insert(store->db, SQL_ADD_LETTER, &l->id, error, ref(l->story), ref(l->cause),
		   text(l->call), text(l->what), text(l->to), text(key), text_or_empty(l->from),
		   text(l->verp), text(l->message_id), text_or_empty(l->subject), number(l->counts),
		   text(letter_state_name(l->state)), number(l->attempts), number(l->doubts),
		   number(l->created), number(l->due), number(l->sent), number(l->final_dot),
		   text(l->error), ref(l->invite)) &&
	       db_run(store->db, SQL_ADD_LETTER_BYTES, error, number(l->id), blob(l->bytes));
}

bool store_add_letter(struct store *store, struct outgoing *letter, GError **error)
{
	return store_begin(store, error) &&
	       store_end(store, add_letter(store, letter, error), error);
}

GPtrArray *store_due(
    struct store *store, int64_t now, enum due which, unsigned limit, GError **error)
{
	return db_list(store->db, SQL_DUE, read_whole_letter, (GDestroyNotify)outgoing_free, error,
	    number(now), number(which), number(limit));
}

int64_t store_next_due(struct store *store, enum due which)
{
	int64_t due = INT64_MAX;

	db_number(store->db, SQL_NEXT_DUE, &due, NULL, number(which));
	return due;
}

bool store_update_letter(struct store *store, const struct outgoing *l, GError **error)
{
	return db_run(store->db, SQL_UPDATE_LETTER, error, text(letter_state_name(l->state)),
	    number(l->attempts), number(l->doubts), number(l->due), number(l->sent),
	    number(l->final_dot), text(l->error), number(l->id));
}

static bool recover(struct store *store, int64_t now, GError **error)
{
	return db_run(store->db, SQL_NOTE_INTERRUPTED, error, number(now)) &&
	       db_run(store->db, SQL_RECOVER_UNSENT, error, number(now)) &&
	       db_run(store->db, SQL_RECOVER_FAR, error, number(now), number(now + CLOCK_AHEAD)) &&
	       db_run(store->db, SQL_RECOVER_UNCERTAIN, error, number(now + UNCERTAIN_WAIT));
}

bool store_recover_letters(struct store *store, int64_t now, GError **error)
{
	return store_begin(store, error) && store_end(store, recover(store, now, error), error);
}

struct outgoing *store_letter_by_verp(struct store *store, const char *token, GError **error)
{
	return db_one(store->db, SQL_LETTER_BY_VERP, read_letter, error, text(token));
}

struct outgoing *store_letter_by_message_id(struct store *store, const char *id, GError **error)
{
	return db_one(store->db, SQL_LETTER_BY_MESSAGE_ID, read_letter, error, text(id));
}

GPtrArray *store_troubled_letters(struct store *store, const char *call, GError **error)
{
	return db_list(store->db, SQL_TROUBLED_LETTERS, read_letter, (GDestroyNotify)outgoing_free,
	    error, text(call));
}

struct outgoing *store_troubled_letter(
    struct store *store, const char *call, int64_t letter, GError **error)
{
	return db_one(
	    store->db, SQL_TROUBLED_LETTER, read_letter, error, number(letter), text(call));
}

bool store_resend_letter(struct store *store, int64_t letter, int64_t now, GError **error)
{
	int64_t found = 0;

	if (!db_number(store->db, SQL_RESEND_LETTER, &found, error, number(now), number(letter)))
		return false;
	return found != 0 ||
	       fail(error, EX_DATAERR, "its text was erased with what it told of; write by hand");
}

bool store_drop_letter(struct store *store, int64_t letter, int64_t at, GError **error)
{
	return db_run(
	    store->db, SQL_DROP_LETTER, error, at == 0 ? text(NULL) : number(at), number(letter));
}

GPtrArray *store_letters(struct store *store, int64_t story, GError **error)
{
	return db_list(store->db, SQL_LETTERS, read_letter, (GDestroyNotify)outgoing_free, error,
	    number(story));
}

bool store_number_letter(struct store *store, int64_t story, unsigned *given, GError **error)
{
	int64_t last = 1;

	if (!store_begin(store, error) ||
	    !store_end(store,
		db_run(store->db, SQL_NUMBER_LETTER, error, number(story)) &&
		    db_number(store->db, SQL_LAST_LETTER, &last, error, number(story)),
		error))
		return false;
	*given = (unsigned)last;
	return true;
}

void reach_free(struct reach *reach)
{
	g_free(reach->error);
	g_free(reach->returned);
	g_free(reach);
}

static void *read_reach(struct row *row)
{
	struct reach *reach = g_new0(struct reach, 1);
	g_autofree char *state = row_text(row);

	reach->state = letter_state_from_word(state);
	reach->error = row_text(row);
	reach->returned = row_text(row);
	return reach;
}

GPtrArray *store_reaches(struct store *store, int64_t story, GError **error)
{
	return db_list(
	    store->db, SQL_REACHES, read_reach, (GDestroyNotify)reach_free, error, number(story));
}

bool store_letter_invite(
    struct store *store, const char *message_id, int64_t *invite, GError **error)
{
	*invite = 0;
	return db_number(store->db, SQL_LETTER_INVITE, invite, error, text(message_id));
}

int64_t store_count_letters(struct store *store, enum letter_state state)
{
	int64_t letters = 0;

	db_number(store->db, SQL_COUNT_LETTERS, &letters, NULL, text(letter_state_name(state)));
	return letters;
}

bool store_answers(
    struct store *store, const char *address_key, int64_t since, int64_t *answers, GError **error)
{
	*answers = 0;
	return db_number(
	    store->db, SQL_ANSWERS_TO, answers, error, text(address_key), number(since));
}

bool store_last_answer(struct store *store, const char *address_key, int64_t since, unsigned limit,
    int64_t *at, GError **error)
{
	*at = 0;
	return db_number(store->db, SQL_LAST_ANSWER, at, error, text(address_key), number(since),
	    number((int64_t)limit - 1));
}

bool store_waiting_answer(
    struct store *store, int64_t story, int64_t now, int64_t *at, GError **error)
{
	*at = 0;
	return db_number(store->db, SQL_WAITING_ANSWER, at, error, number(story), number(now));
}

/* The trail keeps what was queued, and why it never went out. */
bool letter_overtake(
    struct store *store, int64_t story, int64_t now, const char *state, GError **error)
{
	static const enum sql steps[] = {SQL_NOTE_OVERTAKEN, SQL_KEEP_OVERTAKEN, SQL_OVERTAKE};
	int64_t waiting;

	if (!store_waiting_answer(store, story, now, &waiting, error))
		return false;
	for (gsize i = 0; i < G_N_ELEMENTS(steps) && waiting != 0; i++)
		if (!db_run(store->db, steps[i], error, number(story), number(now), text(state)))
			return false;
	return true;
}

bool store_overtake_answer(struct store *store, int64_t story, int64_t now, GError **error)
{
	return letter_overtake(store, story, now, NULL, error);
}

static void *read_held_answer(struct row *row)
{
	struct held_answer *answer = g_new0(struct held_answer, 1);

	answer->mail = row_number(row);
	answer->at = row_number(row);
	answer->from = row_text(row);
	answer->kind = row_text(row);
	answer->story = row_text(row);
	answer->follows = row_number(row);
	return answer;
}

GPtrArray *store_held_answers(
    struct store *store, const char *call, int64_t since, int64_t now, GError **error)
{
	return db_list(store->db, SQL_HELD_ANSWERS, read_held_answer,
	    (GDestroyNotify)held_answer_free, error, text(call), number(since), number(now),
	    text(silent_for_limit));
}

static void *read_trial(struct row *row)
{
	struct trial *trial = g_new0(struct trial, 1);

	trial->to = row_text(row);
	trial->message_id = row_text(row);
	g_autofree char *state = row_text(row);
	trial->state = letter_state_from_word(state);
	trial->arrived = row_number(row) != 0;
	trial->arrived_id = row_text(row);
	return trial;
}

struct trial *store_trial(struct store *store, const char *call, GError **error)
{
	return db_one(store->db, SQL_TRIAL, read_trial, error, text(call));
}

void trial_free(struct trial *trial)
{
	if (trial == NULL)
		return;
	g_free(trial->to);
	g_free(trial->message_id);
	g_free(trial->arrived_id);
	g_free(trial);
}

bool store_answers_left(struct store *store, int64_t since, int64_t *answers, GError **error)
{
	*answers = 0;
	return db_number(store->db, SQL_ANSWERS_LEFT, answers, error, number(since));
}

int64_t store_answers_due(struct store *store, int64_t now)
{
	int64_t letters = 0;

	db_number(store->db, SQL_ANSWERS_DUE, &letters, NULL, number(now));
	return letters;
}

bool store_add_report(struct store *store, int64_t mail, int64_t at, const struct report *report,
    const struct outgoing *letter, GError **error)
{
	return db_run(store->db, SQL_ADD_REPORT, error, number(mail),
	    ref(letter == NULL ? 0 : letter->id), number(at), text(report->recipient),
	    text(report->action), text(report->status), text(report->cause),
	    text(report->diagnostic), number(report->permanent), number(report->dead));
}
