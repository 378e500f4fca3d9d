/* An order, carried out: one transaction of the caller's, one story at a time. */
#include "step/mandate.h"

#include "base/address.h"
#include "base/error.h"
#include "step/invitation.h"
#include "step/mailing.h"

static struct mailing mailing_to(const struct mandate *mandate, const struct story *story)
{
	return (struct mailing){.step = mandate->step,
	    .call = mandate->call,
	    .story = story,
	    .to = story->address,
	    .cause = mandate->cause,
	    .now = mandate->now,
	    .parent = story->record.message_id,
	    .references = story->record.references,
	    .token = story->token};
}

static void change(struct story *story, enum order order, int64_t now)
{
	const struct order_effect *effect = order_effect(order);

	if (effect->sets_state) {
		story->state = effect->state;
		story->decided = now;
		story->coming = COMING_UNKNOWN;
		story->asked_again = 0;
	}
	if (order == ORDER_LATE_OK)
		story->record.verdict = VERDICT_GRACE;
	if (order == ORDER_CONFIRM) {
		story->answered = true;
		g_clear_pointer(&story->silent_because, g_free);
	}
}

static bool write_letters(const struct mandate *mandate, const struct story *story,
    const struct order_effect *effect, GError **error)
{
	struct mailing mailing = mailing_to(mandate, story);
	struct occasion occasion = {.step = mandate->step,
	    .call = mandate->call,
	    .cause = mandate->cause,
	    .now = mandate->now};
	g_autoptr(GPtrArray) sessions = mailing_sessions(&mailing);
	struct topic topic = {
	    .name = effect->letter, .revision = &story->record, .sessions = sessions};

	return mailing_tell(&mailing, &topic, error) &&
	       invitation_review(&occasion, story->address, error);
}

const char *mandate_objection(enum order order, const struct story *story)
{
	if (!address_valid(story->address))
		return "its author has no address that can be written to; tell them by hand";
	return order_objection(order, story);
}

bool mandate_carry_out(
    const struct mandate *mandate, enum order order, struct story *story, GError **error)
{
	const struct order_effect *effect = order_effect(order);
	const char *objection = mandate_objection(order, story);
	g_autofree char *why = g_strdup_printf("by %s", mandate->by);

	if (objection != NULL)
		return fail(error, EX_DATAERR, "nothing is done, because %s", objection);
	change(story, order, mandate->now);
	return store_update_story(mandate->step->store, story, error) &&
	       write_letters(mandate, story, effect, error) &&
	       store_event(mandate->step->store, mandate->now, effect->done, why, mandate->cause,
		   story->id, 0, error);
}

void mandate_preview(const struct mandate *mandate, enum order order, struct story *story,
    char **subject, char **text)
{
	const struct order_effect *effect = order_effect(order);

	change(story, order, mandate->now);
	struct mailing mailing = mailing_to(mandate, story);
	g_autoptr(GPtrArray) sessions = mailing_sessions(&mailing);
	struct topic topic = {
	    .name = effect->letter, .revision = &story->record, .sessions = sessions};
	mailing_preview(&mailing, &topic, subject, text);
}
