/* Orders about stories. */
#include "step/duty.h"

#include "base/address.h"
#include "base/clean.h"
#include "base/error.h"
#include "step/invitation.h"
#include "step/mailing.h"

#include <string.h>

static struct mailing mailing_to(const struct mandate *m, const struct story *story)
{
	struct mailing mailing = mailing_to_author(m->step, m->call, story, m->now);

	mailing.cause = m->cause;
	return mailing;
}

/* "A good story, by ada@example.net", new. */
static char *about_story(const struct story *story)
{
	g_autofree char *title = clean_line(story->record.title, -1, CLEAN_SUBJECT_SHOWN);

	return g_strdup_printf(
	    "%s, by %s", *title == '\0' ? "(no subject)" : title, story->address);
}

static void set_state(struct story *story, enum story_state state, enum coming coming, int64_t now)
{
	story->state = state;
	story->decided = now;
	story->coming = coming;
	story->asked_again = 0;
}

static void change(struct story *story, const struct ordered *ordered, int64_t now)
{
	const struct order_effect *effect = order_effect(ordered->order);

	if (effect->sets_state)
		set_state(story, effect->state, COMING_UNKNOWN, now);
	if (ordered->order == ORDER_LATE_OK)
		story->record.verdict = VERDICT_GRACE;
	if (ordered->order == ORDER_CONFIRM) {
		story->answered = true;
		g_clear_pointer(&story->silent_because, g_free);
	}
	if (ordered->order == ORDER_KIND) {
		g_free(story->tag);
		story->tag = g_strdup(ordered->kind);
		story->tagged = true;
	}
}

/* Posts the letter NAME with the invitations that STORY is now a reason for, and takes back what it
 * no longer is. */
static bool write_letters(const struct mandate *m, const struct story *story, const char *name,
    const char *taken_back, GError **error)
{
	struct mailing mailing = mailing_to(m, story);
	struct occasion occasion = {
	    .step = m->step, .call = m->call, .cause = m->cause, .now = m->now};
	g_autoptr(GPtrArray) sessions = mailing_sessions(&mailing, error);
	g_autoptr(GPtrArray) staying = sessions == NULL ? NULL : mailing_staying(&mailing, error);
	struct topic topic = {.name = name,
	    .revision = &story->record,
	    .taken_back = taken_back,
	    .sessions = sessions,
	    .staying = staying};

	return staying != NULL && mailing_tell(&mailing, &topic, error) &&
	       invitation_review(&occasion, story->address, error);
}

static struct story *story_of(
    const struct mandate *m, const struct ordered *ordered, char **about, GError **error)
{
	ERROR_GUARD(error);
	struct story *story = store_story(m->step->store, m->call->name, ordered->number, error);

	if (story == NULL && *error == NULL)
		fail(error, EX_DATAERR, "there is no such story");
	if (story != NULL && *about == NULL)
		*about = about_story(story);
	return story;
}

static bool rehearse(
    const struct mandate *m, const struct ordered *ordered, char **about, GError **error)
{
	AUTO(story) *story = story_of(m, ordered, about, error);
	const char *objection = story == NULL ? NULL : order_objection(ordered, story);

	if (story == NULL)
		return false;
	if (objection == NULL && order_effect(ordered->order)->letter != NULL &&
	    !address_valid(story->address))
		objection = "its author has no address that can be written to; tell them by hand";
	return objection == NULL ||
	       fail(error, EX_DATAERR, "nothing is done, because %s", objection);
}

static bool carry_out(
    const struct mandate *m, const struct ordered *ordered, char **about, GError **error)
{
	const struct order_effect *effect = order_effect(ordered->order);
	AUTO(story) *story = story_of(m, ordered, about, error);

	if (story == NULL)
		return false;
	AUTO(deed) *deed = g_new0(struct deed, 1);
	*deed = (struct deed){.story = story->id,
	    .state = story->state,
	    .verdict = story->record.verdict,
	    .tag = g_strdup(story->tag),
	    .tagged = story->tagged,
	    .coming = story->coming};
	change(story, ordered, m->now);
	return store_update_story(m->step->store, story, error) &&
	       (effect->letter == NULL || write_letters(m, story, effect->letter, NULL, error)) &&
	       duty_note(m, ordered, deed, m->cause, 0, error);
}

static bool preview(const struct mandate *m, const struct ordered *ordered, char **to,
    char **subject, char **text, GError **error)
{
	const struct order_effect *effect = order_effect(ordered->order);
	g_autofree char *about = NULL;
	AUTO(story) *story = story_of(m, ordered, &about, error);

	if (story == NULL || effect->letter == NULL)
		return story != NULL;
	change(story, ordered, m->now);
	struct mailing mailing = mailing_to(m, story);
	g_autoptr(GPtrArray) sessions = mailing_sessions(&mailing, error);
	g_autoptr(GPtrArray) staying = sessions == NULL ? NULL : mailing_staying(&mailing, error);
	if (staying == NULL)
		return false;
	struct topic topic = {.name = effect->letter,
	    .revision = &story->record,
	    .sessions = sessions,
	    .staying = staying};
	mailing_preview(&mailing, &topic, subject, text);
	*to = g_strdup(story->address);
	return true;
}

/* --- back --- */

/* Whether STORY is still as DEED left it, so that what is restored is what it was before. */
static bool stands(const struct deed *deed, const struct story *story)
{
	const struct order_effect *effect = order_effect(deed->order);

	if (effect->sets_state)
		return story->state == effect->state;
	if (deed->order == ORDER_LATE_OK)
		return story->record.verdict == VERDICT_GRACE;
	return deed->order == ORDER_KIND && g_strcmp0(story->tag, deed->kind) == 0;
}

static void restore(struct story *story, const struct deed *deed, int64_t now)
{
	if (order_effect(deed->order)->sets_state)
		set_state(story, deed->state, deed->coming, now);
	if (deed->order == ORDER_LATE_OK)
		story->record.verdict = deed->verdict;
	if (deed->order == ORDER_KIND) {
		g_free(story->tag);
		story->tag = g_strdup(deed->tag);
		story->tagged = deed->tagged;
	}
}

static bool undo(const struct mandate *m, const struct deed *deed, char **about, GError **error)
{
	const struct order_effect *effect = order_effect(deed->order);
	AUTO(story) *story = store_story_by_id(m->step->store, deed->story, error);

	if (story == NULL)
		return false;
	*about = about_story(story);
	if (deed->order == ORDER_CONFIRM)
		return fail(error, EX_DATAERR,
		    "a receipt tells what arrived and when, which stays true; decline the story "
		    "if it must not count");
	if (!stands(deed, story))
		return fail(error, EX_DATAERR, "the story was changed again since; it is %s now",
		    story_standing(story));
	restore(story, deed, m->now);
	return store_update_story(m->step->store, story, error) &&
	       (effect->letter == NULL || write_letters(m, story, "undone", effect->done, error));
}

const struct duty duty_story = {rehearse, carry_out, preview, undo};
