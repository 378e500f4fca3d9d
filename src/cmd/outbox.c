/* The outbox, as commands and the sender of "run" see it. */
#include "cmd/outbox.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "cmd/health.h"

void outbox_note(struct store *store, const struct delivery *delivery)
{
	if (delivery->sent > 0)
		door_note(store, "outbox", NULL);
}

void outbox_tell_breaker(const struct delivery *delivery, const struct outbox *outbox)
{
	g_autofree char *letters = g_strdup_printf("%" G_GINT64_FORMAT, delivery->held_back);
	g_autofree char *why =
	    g_strdup_printf("%u automatic answers left within an hour, as many as limit_per_hour "
			    "allows; the others follow by themselves",
		outbox->limit_per_hour);

	if (delivery->held_back > 0)
		log_line(LOG_LEVEL_WARNING, "breaker", "open", "wait", letters, "why", why, NULL);
}

bool outbox_recover(struct store *store, GError **error)
{
	return !clock_is_set(NULL) || store_recover_letters(store, clock_now(), error);
}

bool outbox_pass(
    struct store *store, const struct outbox *outbox, struct delivery *delivery, GError **error)
{
	ERROR_GUARD(error);
	AUTO(sender) *sender = sender_new(outbox);

	*delivery = (struct delivery){0};
	if (door_rests(store, "outbox", error))
		return false;
	if (clock_is_set(error) &&
	    deliver_pass(store, sender, outbox, clock_now(), delivery, error)) {
		outbox_tell_breaker(delivery, outbox);
		if (delivery->shut == NULL)
			outbox_note(store, delivery);
		else
			fail(error, delivery->shut_code,
			    "the outbox is shut, letters wait in it: %s", delivery->shut);
	}
	sender_rest(sender);
	if (*error != NULL)
		door_fail(store, "outbox", *error);
	return *error == NULL;
}
