/* What becomes of a letter after an attempt: when again, and when no more (P-7, TR-12). */
#include "send/send.h"

#include "base/civil.h"

/* Whoever was off for a week has tried nothing in it: some attempts belong to giving up, too. */
enum {
	LONGEST_WAIT = 4 * HOUR,
	GIVE_UP_AFTER = 5 * DAY,
	GIVE_UP_ATTEMPTS = 12,
	UNCERTAIN_WAIT = 15 * MINUTE
};

/* Seconds to the next attempt after ATTEMPTS; jitter only ever makes it rarer, up to the cap. */
static int64_t back_off(unsigned attempts, double jitter)
{
	int64_t wait = attempts > 8 ? LONGEST_WAIT : (int64_t)MINUTE << (MAX(attempts, 1) - 1);

	wait += (int64_t)((double)wait * jitter / 4);
	if (wait > LONGEST_WAIT)
		wait = LONGEST_WAIT - (int64_t)((double)LONGEST_WAIT * jitter / 8);
	return wait;
}

static void settle_later(struct outgoing *letter, int64_t now, double jitter)
{
	bool over = now - letter->created >= GIVE_UP_AFTER && letter->attempts >= GIVE_UP_ATTEMPTS;

	letter->state = over ? LETTER_FAILED : LETTER_QUEUED;
	letter->due = over ? 0 : now + back_off(letter->attempts, jitter);
}

static void settle_uncertain(struct outgoing *letter, int64_t now)
{
	bool again = ++letter->doubts == 1;

	letter->state = again ? LETTER_UNCERTAIN : LETTER_HELD;
	letter->due = again ? now + UNCERTAIN_WAIT : 0;
}

void outbox_settle(
    struct outgoing *letter, const struct receipt *receipt, int64_t now, double jitter)
{
	g_free(letter->error);
	letter->error = receipt->fate == FATE_SENT ? NULL : g_strdup(receipt->words);
	switch (receipt->fate) {
	case FATE_SENT:
		letter->state = LETTER_SENT;
		letter->sent = now;
		letter->due = 0;
		break;
	case FATE_LATER:
		settle_later(letter, now, jitter);
		break;
	case FATE_NEVER:
		letter->state = LETTER_FAILED;
		letter->due = 0;
		break;
	case FATE_UNCERTAIN:
		settle_uncertain(letter, now);
		break;
	}
}
