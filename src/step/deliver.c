/*
 * Deliver: a letter leaves the outbox as the bytes that were stored with it.
 * Every state is committed before the act that it announces, so that a crash
 * leaves either "send it again" or "uncertain", never silence (P-6, P-7).
 */
#include "step/step.h"

#include "base/civil.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/random.h"

enum { AT_ONCE = 100 };

struct sending {
	struct store *store;
	struct outgoing *letter;
};

static bool before_dot(void *data)
{
	struct sending *sending = data;

	sending->letter->final_dot = clock_now();
	return store_update_letter(sending->store, sending->letter, NULL);
}

static void log_fate(const struct outgoing *letter, const struct receipt *receipt)
{
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, letter->id);

	log_line(letter->state == LETTER_SENT ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING, "letter", id,
	    "what", letter->what, "to", letter->to, "result", letter_state_name(letter->state),
	    "answer", receipt->words, NULL);
}

static bool record_fate(struct store *store, const struct outgoing *letter,
    const struct receipt *receipt, int64_t now, GError **error)
{
	return store_begin(store, error) &&
	       store_end(store,
		   store_update_letter(store, letter, error) &&
		       store_event(store, now, letter_state_name(letter->state), receipt->words,
			   (struct about){
			       .mail = letter->cause, .story = letter->story, .letter = letter->id},
			   error),
		   error);
}

static bool deliver_one(struct store *store, struct sender *sender, struct outgoing *letter,
    int64_t now, struct delivery *delivery, GError **error)
{
	struct sending sending = {store, letter};

	letter->state = LETTER_SENDING;
	letter->attempts++;
	letter->final_dot = 0;
	if (!store_update_letter(store, letter, error))
		return false;
	struct receipt receipt = sender_send(sender, letter, before_dot, &sending);
	outbox_settle(letter, &receipt, now, random_fraction());
	log_fate(letter, &receipt);
	delivery->sent += letter->state == LETTER_SENT;
	if (receipt.door_down) {
		delivery->shut = g_strdup(receipt.words);
		delivery->shut_code = receipt.login_refused ? EX_NOPERM : EX_UNAVAILABLE;
	}
	bool ok = record_fate(store, letter, &receipt, now, error);
	receipt_clear(&receipt);
	return ok;
}

/* What may still leave in this hour; a receipt and its invitations are one answer (CO-36). */
struct allowance {
	int64_t answers;
	int64_t cause; /* of the last one that left */
};

static bool allow(struct allowance *allowed, struct store *store, const struct outbox *outbox,
    int64_t now, GError **error)
{
	int64_t left;

	*allowed = (struct allowance){0, 0};
	if (!store_answers_left(store, now - HOUR, &left, error))
		return false;
	allowed->answers = MAX((int64_t)outbox->limit_per_hour - left, 0);
	return true;
}

static bool may_leave(struct allowance *allowed, const struct outgoing *letter)
{
	if (!letter->counts || (letter->cause != 0 && letter->cause == allowed->cause))
		return true;
	if (allowed->answers == 0)
		return false;
	allowed->answers--;
	allowed->cause = letter->cause;
	return true;
}

int64_t deliver_held_back(struct store *store, const struct outbox *outbox, int64_t now)
{
	struct allowance allowed;

	return allow(&allowed, store, outbox, now, NULL) && allowed.answers == 0
		   ? store_answers_due(store, now)
		   : 0;
}

static bool deliver_all(struct store *store, struct sender *sender, struct allowance *allowed,
    int64_t now, struct delivery *delivery, GError **error)
{
	for (;;) {
		enum due which = allowed->answers > 0 ? DUE_ALL : DUE_UNCOUNTED;
		g_autoptr(GPtrArray) letters = store_due(store, now, which, AT_ONCE, error);
		if (letters == NULL)
			return false;
		for (guint i = 0; i < letters->len && delivery->shut == NULL; i++) {
			struct outgoing *letter = g_ptr_array_index(letters, i);
			if (!may_leave(allowed, letter))
				continue;
			if (!deliver_one(store, sender, letter, now, delivery, error))
				return false;
		}
		if (delivery->shut != NULL || letters->len < AT_ONCE)
			return true;
	}
}

bool deliver_pass(struct store *store, struct sender *sender, const struct outbox *outbox,
    int64_t now, struct delivery *delivery, GError **error)
{
	struct allowance allowed;

	*delivery = (struct delivery){0};
	if (!allow(&allowed, store, outbox, now, error) ||
	    !deliver_all(store, sender, &allowed, now, delivery, error))
		return false;
	delivery->held_back = deliver_held_back(store, outbox, now);
	return true;
}
