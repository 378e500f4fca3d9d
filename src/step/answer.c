/* The letters of a decision about a mail. */
#include "step/mailing.h"
#include "step/matter.h"

#include "base/address.h"
#include "base/random.h"
#include "letter/references.h"

enum { TOKEN = 20, DAY = 86400 };

static const struct revision *answered_revision(const struct matter *matter)
{
	return matter->revision.id != 0 ? &matter->revision : &matter->story->record;
}

/* A change of a story is told to the address it was first sent from, whoever asked for it (P-21).
 */
static const char *addressee(const struct matter *matter)
{
	switch (matter->decision.act) {
	case ACT_ASK:
	case ACT_WITHDRAW:
	case ACT_RESTORE:
	case ACT_REVISION:
		return matter->story->address;
	default:
		return answer_address(matter->message);
	}
}

/* A question goes out under a token of its own, good for one answer within a day (CT-04). */
static bool ask(const struct matter *matter, const char *token, GError **error)
{
	static char what[] = "withdraw";
	struct request request = {.what = what,
	    .story = matter->story->id,
	    .address = matter->story->address,
	    .mail = matter->raw->id,
	    .expires = matter->now + DAY};

	return store_ask(matter->step->store, token, &request, error);
}

/* What the letters say beyond the answer itself: invitations come with a new story, cancellations
 * with its end. */
static bool tell(struct mailing *mailing, const struct matter *matter, GError **error)
{
	g_autoptr(GPtrArray) sessions =
	    matter->decision.act == ACT_STORY || matter->decision.act == ACT_RESTORE
		? mailing_sessions(mailing, INVITE_SUBMITTED)
		: g_ptr_array_new();
	struct topic topic = {.name = matter->decision.answer,
	    .revision = answered_revision(matter),
	    .replaced = matter->replaced.id != 0 ? &matter->replaced : NULL,
	    .cut = matter->raw->truncated,
	    .sessions = sessions};

	if (!mailing_tell(mailing, &topic, error))
		return false;
	return matter->decision.act != ACT_WITHDRAW || mailing_cancel(mailing, error);
}

bool matter_answer(struct matter *matter, GError **error)
{
	if (matter->decision.answer == NULL || matter->story == NULL)
		return true;
	const char *to = addressee(matter);
	if (to == NULL || !address_valid(to))
		return true;
	g_autofree char *references = references_of(matter->message);
	g_autofree char *question = matter->decision.act == ACT_ASK ? random_token(TOKEN) : NULL;
	struct mailing mailing = {.step = matter->step,
	    .call = matter->thread.call,
	    .story = matter->story,
	    .to = to,
	    .cause = matter->raw->id,
	    .counts = true,
	    .now = matter->now,
	    .parent = matter->message->message_id,
	    .references = references,
	    .token = question != NULL ? question : matter->story->token};
	if (question != NULL && !ask(matter, question, error))
		return false;
	return tell(&mailing, matter, error);
}
