/*
 * Deliver: a letter leaves the outbox as the bytes that were stored with it.
 * Every state is committed before the act that it announces, so that a crash
 * leaves either "send it again" or "uncertain", never silence (P-6, P-7).
 */
#include "step/step.h"

#include "base/clock.h"
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
	if (!store_begin(store, error))
		return false;
	if (store_update_letter(store, letter, error) &&
	    store_event(store, now, letter_state_name(letter->state), receipt->words, letter->cause,
		letter->story, letter->id, error) &&
	    store_commit(store, error))
		return true;
	store_rollback(store);
	return false;
}

static bool deliver_one(struct store *store, struct sender *sender, struct outgoing *letter,
    int64_t now, char **shut, GError **error)
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
	*shut = receipt.door_down ? g_strdup(receipt.words) : NULL;
	bool ok = record_fate(store, letter, &receipt, now, error);
	receipt_clear(&receipt);
	return ok;
}

bool deliver_pass(struct store *store, struct sender *sender, int64_t now, unsigned *sent,
    char **shut, GError **error)
{
	*sent = 0;
	*shut = NULL;
	for (;;) {
		g_autoptr(GPtrArray) letters = store_due(store, now, AT_ONCE, error);
		if (letters == NULL)
			return false;
		for (guint i = 0; i < letters->len && *shut == NULL; i++) {
			struct outgoing *letter = g_ptr_array_index(letters, i);
			if (!deliver_one(store, sender, letter, now, shut, error))
				return false;
			*sent += letter->state == LETTER_SENT;
		}
		if (*shut != NULL || letters->len < AT_ONCE)
			return true;
	}
}
