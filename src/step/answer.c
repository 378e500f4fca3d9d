/* The letters of a decision about a mail. */
#include "step/invitation.h"
#include "step/mailing.h"
#include "step/matter.h"

#include "base/address.h"
#include "base/civil.h"
#include "base/random.h"
#include "letter/references.h"

static const struct revision *answered_revision(const struct matter *matter)
{
	return matter->revision.id != 0 ? &matter->revision : &matter->story->record;
}

/* A question goes out under a token of its own, good for one answer within a day (CT-04). */
static bool ask(const struct matter *matter, const char *token, GError **error)
{
	struct request request = {
	    .what = matter->decision.kind == KIND_REVISION ? REQUEST_REVISE : REQUEST_WITHDRAW,
	    .story = matter->story->id,
	    .address = matter->story->address,
	    .mail = matter->raw->id,
	    .expires = MAX(matter->now, matter->decision.later) + DAY};

	return store_ask(matter->step->store, token, &request, error);
}

/* Invitations come with a new story, and again with one that was taken back and returns. */
static GPtrArray *invited_with(const struct mailing *mailing, enum act act, GError **error)
{
	bool invites = act == ACT_STORY || act == ACT_RESTORE || act == ACT_REVISION;

	return invites && mailing->later == 0 ? mailing_sessions(mailing, error)
					      : g_ptr_array_new();
}

static bool tell(struct mailing *mailing, const struct matter *matter, GError **error)
{
	g_autoptr(GPtrArray) sessions = invited_with(mailing, matter->decision.act, error);
	g_autoptr(GPtrArray) staying = sessions == NULL ? NULL : mailing_staying(mailing, error);
	struct topic topic = {.name = matter->decision.answer,
	    .revision = answered_revision(matter),
	    .replaced = matter->replaced.id != 0 ? &matter->replaced : NULL,
	    .cut = matter->raw->truncated,
	    .other = matter->decision.act == ACT_STORY ? matter->thread.other : NULL,
	    .sessions = sessions,
	    .staying = staying};

	return staying != NULL && mailing_tell(mailing, &topic, error);
}

static bool answer(struct matter *matter, GError **error)
{
	/* What a REFRESH asks for went out with its rows. */
	if (matter->decision.answer == NULL || matter->story == NULL ||
	    matter->decision.act == ACT_REFRESH)
		return true;
	const char *to = matter->decision.to;
	if (to == NULL || !address_valid(to))
		return true;
	g_autofree char *references = references_of(matter->message);
	g_autofree char *question = matter->decision.act == ACT_ASK ? random_token(TOKEN) : NULL;
	struct mailing mailing = {.step = matter->step,
	    .call = matter->thread.call,
	    .story = matter->story,
	    .to = to,
	    .cause = matter->raw->id,
	    .answers = true,
	    .counts = matter->decision.act != ACT_OVER,
	    .now = matter->now,
	    .later = matter->decision.later,
	    .parent = matter->message->message_id,
	    .references = references,
	    .token = question != NULL ? question : matter->story->token};
	if (question != NULL && !ask(matter, question, error))
		return false;
	if (mailing.later != 0 &&
	    !store_overtake_answer(matter->step->store, matter->story->id, matter->now, error))
		return false;
	return tell(&mailing, matter, error);
}

static bool goes_now(const struct matter *matter)
{
	return matter->decision.answer != NULL && matter->decision.later == 0;
}

/* What a story that returns brings back goes with its answer; when that is one too many for a day,
 * calendars are told all the same, of what they were told before. */
static bool bring_back(const struct matter *matter, GError **error)
{
	struct mailing mailing = {.step = matter->step,
	    .call = matter->thread.call,
	    .story = matter->story,
	    .to = matter->story->address,
	    .cause = matter->raw->id,
	    .now = matter->now,
	    .token = matter->story->token};

	return matter->decision.silent_because != silent_for_limit || !address_valid(mailing.to) ||
	       mailing_renew(&mailing, error);
}

/* The end of a story ends its invitations, whether or not its author may be answered now; a
 * calendar is told by a mail of its own (CO-27). */
static bool take_back(const struct matter *matter, GError **error)
{
	struct occasion occasion = {.step = matter->step,
	    .call = matter->thread.call,
	    .cause = matter->raw->id,
	    .counts = goes_now(matter),
	    .now = matter->now};

	return matter->view.silent || invitation_review(&occasion, matter->story->address, error);
}

bool matter_answer(struct matter *matter, GError **error)
{
	if (!answer(matter, error))
		return false;
	switch (matter->decision.act) {
	case ACT_WITHDRAW:
		return take_back(matter, error);
	case ACT_RESTORE:
	case ACT_REVISION:
		return bring_back(matter, error);
	default:
		return true;
	}
}
