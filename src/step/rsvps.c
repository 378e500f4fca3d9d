/*
 * What answers to invitations change: the invitation's own row, whether an
 * accepted author has confirmed, and what is sent again. Nobody is thanked
 * (RULES CI-28).
 */
#include "step/invitation.h"
#include "step/matter.h"

#include "rule/rsvp.h"

static void apply_answer(
    struct invite *invite, const struct rsvp *rsvp, const struct rsvp_outcome *outcome)
{
	g_free(invite->partstat);
	invite->partstat = g_strdup(rsvp->partstat);
	g_free(invite->comment);
	invite->comment = g_strdup(rsvp->comment);
	invite->reply_sequence = outcome->sequence;
	invite->reply_stamped = outcome->stamped;
	invite->via_alias = outcome->via_alias;
	invite->unverified = outcome->unverified;
}

/* Whoever accepts the invitation confirms the acceptance of their stories. */
static bool follow_coming(const struct matter *matter, const struct invite *invite, GError **error)
{
	struct store *store = matter->step->store;
	g_autoptr(GPtrArray) invites =
	    store_invites_to(store, invite->call, invite->address, error);

	return invites != NULL && store_set_coming(store, invite->call, invite->address,
				      coming_of(invites, matter->arrival.at), error);
}

static struct occasion occasion_of(const struct matter *matter, const struct invite *invite)
{
	return (struct occasion){.step = matter->step,
	    .call = config_call(matter->step->config, invite->call),
	    .cause = matter->raw->id,
	    .now = matter->now};
}

/* CI-15: whoever answered an older time gets the one that counts, once for each SEQUENCE. */
static bool repeat(const struct matter *matter, struct invite *invite, GError **error)
{
	struct occasion occasion = occasion_of(matter, invite);

	if (invite->repeated == invite->sequence || occasion.call == NULL || matter->view.silent)
		return true;
	invite->repeated = invite->sequence;
	return invitation_repeat(&occasion, "updated", invite, error);
}

/* What an answer to INVITE, which may be NULL, leads to. */
static bool follow(const struct matter *matter, const struct rsvp *rsvp,
    const struct rsvp_outcome *outcome, struct invite *invite, GError **error)
{
	switch (outcome->effect) {
	case RSVP_APPLY:
		apply_answer(invite, rsvp, outcome);
		return store_update_invite(matter->step->store, invite, error) &&
		       follow_coming(matter, invite, error);
	case RSVP_OLD_TIME:
		return repeat(matter, invite, error);
	default:
		return true;
	}
}

bool rsvps_write(struct matter *matter, GError **error)
{
	for (guint i = 0; i < matter->decision.rsvps->len; i++) {
		const struct rsvp *rsvp = &g_array_index(matter->message->rsvps, struct rsvp, i);
		const struct rsvp_outcome *outcome =
		    &g_array_index(matter->decision.rsvps, struct rsvp_outcome, i);
		struct invite *invite = g_ptr_array_index(matter->view.invites, i);
		if (!follow(matter, rsvp, outcome, invite, error) ||
		    !store_add_rsvp(matter->step->store, matter->raw->id, matter->arrival.at, rsvp,
			invite, outcome, error))
			return false;
	}
	return true;
}

bool rsvps_refresh(struct matter *matter, GError **error)
{
	struct invite *invite = g_ptr_array_index(matter->view.invites, 0);
	struct occasion occasion = occasion_of(matter, invite);

	if (matter->decision.answer == NULL || occasion.call == NULL)
		return true;
	occasion.counts = true;
	return invitation_repeat(&occasion, matter->decision.answer, invite, error);
}

/* The words as the calendar of the invited person would have said them. */
static bool answer_one(struct matter *matter, struct invite *invite, GError **error)
{
	struct rsvp rsvp = {.uid = invite->uid,
	    .attendee = invite->address,
	    .partstat = g_strdup(matter->decision.partstat),
	    .attendees = 1};
	struct rsvp_outcome outcome = {.effect = RSVP_APPLY,
	    .sequence = invite->sequence,
	    .stamped = matter->arrival.at,
	    .why = "the invited person answered in words"};
	bool ok = follow(matter, &rsvp, &outcome, invite, error) &&
		  store_add_rsvp(matter->step->store, matter->raw->id, matter->arrival.at, &rsvp,
		      invite, &outcome, error);

	g_free(rsvp.partstat);
	return ok;
}

static bool is_open(const struct matter *matter, const struct invite *invite)
{
	return !invite->cancelled && matter->arrival.at < invite->end;
}

/* *INVITE is the invitation that the mail answers, when our letter was about one alone; 0: all of
 * them. */
static bool answered_alone(const struct matter *matter, int64_t *invite, GError **error)
{
	*invite = 0;
	for (char **id = matter->message->in_reply_to; *id != NULL && *invite == 0; id++)
		if (!store_letter_invite(matter->step->store, *id, invite, error))
			return false;
	return true;
}

static bool answer_as_author(struct matter *matter, GError **error)
{
	struct store *store = matter->step->store;
	const struct story *story = matter->story;
	int64_t alone;

	if (!answered_alone(matter, &alone, error))
		return false;
	g_autoptr(GPtrArray) invites = store_invites_of(store, story->call, story->address, error);

	for (guint i = 0; invites != NULL && i < invites->len; i++) {
		struct invite *invite = g_ptr_array_index(invites, i);
		bool meant = alone == 0 || invite->id == alone;
		if (meant && is_open(matter, invite) && !answer_one(matter, invite, error))
			return false;
	}
	return invites != NULL &&
	       (alone != 0 || store_set_coming(store, story->call, story->address,
				  coming_from_partstat(matter->decision.partstat), error));
}

bool rsvps_answer(struct matter *matter, GError **error)
{
	if (matter->guest == NULL)
		return answer_as_author(matter, error);
	return !is_open(matter, matter->guest) || answer_one(matter, matter->guest, error);
}
