/*
 * Mail that speaks of invitations. Only an answer changes anything, and only
 * for the one who was invited; whatever else a calendar may send is kept for
 * people to see (RULES CI-21 to CI-24).
 */
#include "rule/calendar.h"

#include "base/address.h"
#include "rule/rsvp.h"
#include "rule/tag.h"

static const char *author_of(const struct situation *s)
{
	const struct mailbox *author = message_author(s->message);

	return author == NULL ? NULL : author->address;
}

static const struct invite *invite_at(const struct situation *s, guint i)
{
	const GPtrArray *invites = s->view->invites;

	return invites != NULL && i < invites->len ? g_ptr_array_index(invites, i) : NULL;
}

void decide_rsvp(struct decision *d, const struct situation *s)
{
	enum auth auth = auth_verdict(s->inbox, s->message);

	d->act = ACT_RSVP;
	for (guint i = 0; i < s->message->rsvps->len; i++) {
		struct rsvp_outcome outcome;
		rsvp_judge(&outcome, &g_array_index(s->message->rsvps, struct rsvp, i),
		    invite_at(s, i), author_of(s), auth, s->arrival->at);
		g_array_append_val(d->rsvps, outcome);
	}
}

/* What an object of another METHOD comes to, for the digest. */
static const struct {
	const char *method;
	enum rsvp_effect effect;
	const char *ours, *foreign; /* by whose event it speaks of */
} methods[] = {
    {"COUNTER", RSVP_PROPOSAL, "a proposal; the session stays as it is",
	"a proposal for no session of ours"},
    {"CANCEL", RSVP_OUTSIDE, "spoofed cancel; the session stays as it is",
	"sent a cancellation of an event that is not ours"},
    {"REQUEST", RSVP_OUTSIDE, "spoofed request for a session of ours",
	"sent an invitation; what the mail says is kept"},
    {"PUBLISH", RSVP_OUTSIDE, "spoofed publication of a session of ours",
	"sent a published event; what the mail says is kept"},
    {NULL, RSVP_OUTSIDE, "sent a calendar object that only we may send for this session",
	"sent a calendar object; what the mail says is kept"},
};

static bool is_ours(const struct situation *s)
{
	for (guint i = 0; i < s->message->rsvps->len; i++)
		if (invite_at(s, i) != NULL)
			return true;
	return false;
}

static void keep(struct decision *d, const struct situation *s)
{
	gsize row = 0;

	while (methods[row].method != NULL &&
	       g_strcmp0(methods[row].method, s->message->calendar_method) != 0)
		row++;
	d->act = ACT_CALENDAR;
	for (guint i = 0; i < s->message->rsvps->len; i++) {
		const struct rsvp *rsvp = &g_array_index(s->message->rsvps, struct rsvp, i);
		struct rsvp_outcome outcome = {.effect = methods[row].effect,
		    .sequence = rsvp->sequence,
		    .stamped = rsvp->stamped,
		    .why = invite_at(s, i) != NULL ? methods[row].ours : methods[row].foreign};
		decision_note(d, outcome.why);
		g_array_append_val(d->rsvps, outcome);
	}
	if (methods[row].effect == RSVP_OUTSIDE && !is_ours(s) && may_be_story(s->message))
		decision_hold(d, "an invitation came with it, and its text may be a story", NULL);
}

/* Nobody but the invited person learns an invitation by asking for it. */
static const char *refresh_obstacle(const struct situation *s)
{
	const struct invite *invite = invite_at(s, 0);
	const char *from = author_of(s);

	if (invite == NULL)
		return "no invitation of ours has this UID";
	if (from == NULL || !address_same(from, invite->address))
		return "it does not come from the invited address";
	if (invite->cancelled || invite->end <= s->view->now)
		return "the invitation is no longer open";
	return NULL;
}

static void refresh(struct decision *d, const struct situation *s)
{
	const char *problem = refresh_obstacle(s);

	d->act = problem == NULL ? ACT_REFRESH : ACT_COUNT;
	d->answer = problem == NULL ? "invite" : NULL;
	if (problem != NULL && d->respond) {
		d->respond = false;
		d->silent_because = problem;
	}
}

void decide_calendar(struct decision *d, const struct situation *s)
{
	if (g_strcmp0(s->message->calendar_method, "REFRESH") == 0)
		refresh(d, s);
	else
		keep(d, s);
}

bool decide_answer(struct decision *d, const struct situation *s)
{
	d->partstat = d->respond ? answer_in_words(s->message) : NULL;
	if (d->partstat == NULL)
		return false;
	d->act = ACT_ANSWER;
	d->why = "an answer in words to our invitation";
	return true;
}
