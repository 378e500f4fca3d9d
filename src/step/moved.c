/*
 * Moving a deadline. The arrival of a mail never changes; only the line does,
 * so every version is judged again by the same arithmetic. What an organizer
 * let count although it was late keeps counting.
 */
#include "step/moved.h"

#include "base/address.h"
#include "base/error.h"
#include "step/mailing.h"

static char *fact_name(const struct call *call)
{
	return g_strconcat("deadline ", call->name, NULL);
}

void moved_follow(struct store *store, const struct config *config)
{
	for (guint i = 0; i < config->calls->len; i++) {
		struct call *call = g_ptr_array_index(config->calls, i);
		g_autofree char *name = fact_name(call);
		g_autofree char *words = store_fact(store, name);
		bool moved = words != NULL && *words != '\0';
		call_move_deadline(call, moved ? words : NULL, NULL);
		/* From here on the configuration has the word again. A reader leaves that to the
		 * next writer. */
		if (moved && call->configured.words == NULL)
			store_set_fact(store, name, "", NULL);
	}
}

/* A late version that an organizer let count is within grace by order, not by arithmetic. */
static enum verdict judge_again(
    const struct deadline *old, const struct deadline *new, const struct revision *revision)
{
	enum verdict verdict = deadline_judge(new, revision->received);
	bool by_order = revision->verdict == VERDICT_GRACE &&
			deadline_judge(old, revision->received) == VERDICT_LATE;

	return by_order && verdict == VERDICT_LATE ? VERDICT_GRACE : verdict;
}

static bool rejudge_revision(struct store *store, const struct deadline *old,
    const struct deadline *new, struct revision *revision, GError **error)
{
	revision->verdict = judge_again(old, new, revision);
	revision->margin = deadline_margin(new, revision->received);
	revision->delayed = deadline_judge(new, revision->received) == VERDICT_LATE &&
			    revision->dated != 0 && revision->dated < new->cutoff;
	return store_update_revision(store, revision, error);
}

static bool rejudge_story(struct store *store, const struct deadline *old,
    const struct deadline *new, const struct story *story, GError **error)
{
	g_autoptr(GPtrArray) revisions = store_revisions(store, story->id, error);

	for (guint i = 0; revisions != NULL && i < revisions->len; i++)
		if (!rejudge_revision(store, old, new, g_ptr_array_index(revisions, i), error))
			return false;
	return revisions != NULL;
}

static bool write_letter(struct step *step, const struct call *call, const struct story *story,
    int64_t now, GError **error)
{
	struct mailing mailing = mailing_to_author(step, call, story, now);

	if (story->state == STATE_WITHDRAWN || !address_valid(story->address))
		return true;
	return mailing_tell_alone(&mailing, "moved", error);
}

static void rejudged_free(struct rejudged *rejudged)
{
	story_free(rejudged->story);
	g_free(rejudged);
}

static void add_changed(GPtrArray *changed, const struct story *before, struct story *now)
{
	struct rejudged one = {now, before->record.verdict, before->record.number};

	g_ptr_array_add(changed, g_memdup2(&one, sizeof(one)));
}

/* Judges every story by NEW; those that changed. */
static GPtrArray *rejudge(
    struct store *store, const struct call *call, const struct deadline *old, GError **error)
{
	struct story_filter filter = {.call = call->name};
	g_autoptr(GPtrArray) changed =
	    g_ptr_array_new_with_free_func((GDestroyNotify)rejudged_free);
	g_autoptr(GPtrArray) stories = store_stories(store, &filter, error);

	for (guint i = 0; stories != NULL && i < stories->len; i++) {
		const struct story *before = g_ptr_array_index(stories, i);
		if (!rejudge_story(store, old, &call->deadline, before, error))
			return NULL;
		AUTO(story) *now = store_story_by_id(store, before->id, error);
		if (now == NULL)
			return NULL;
		if (now->record.verdict != before->record.verdict ||
		    now->record.number != before->record.number)
			add_changed(changed, before, g_steal_pointer(&now));
	}
	return stories == NULL ? NULL : g_steal_pointer(&changed);
}

/* Each changed story's trail, and one line of the call's own. */
static bool tell(struct step *step, const struct call *call, GPtrArray *changed, const char *why,
    int64_t now, GError **error)
{
	for (guint i = 0; i < changed->len; i++) {
		const struct rejudged *one = g_ptr_array_index(changed, i);
		if (!store_event(step->store, now, "deadline moved", why,
			(struct about){.story = one->story->id}, error) ||
		    !write_letter(step, call, one->story, now, error))
			return false;
	}
	return store_event(step->store, now, "deadline moved", why, (struct about){0}, error);
}

GPtrArray *moved_move(struct step *step, struct call *call, const char *when, const char *by,
    int64_t now, GError **error)
{
	g_autofree char *was = g_strdup(call->deadline.words), *name = fact_name(call);
	struct deadline old = {
	    .cutoff = call->deadline.cutoff, .grace = call->deadline.grace, .words = was};

	if (!call_move_deadline(call, when, error))
		return NULL;
	if (call->deadline.cutoff == old.cutoff) {
		fail(error, EX_DATAERR, "nothing is done, because the deadline is %s already", was);
		return NULL;
	}
	g_autofree char *why =
	    g_strdup_printf("%s: from %s to %s, by %s", call->name, was, call->deadline.words, by);
	g_autoptr(GPtrArray) changed = rejudge(step->store, call, &old, error);
	if (changed == NULL || !store_set_fact(step->store, name, when, error) ||
	    !tell(step, call, changed, why, now, error))
		return NULL;
	return g_steal_pointer(&changed);
}
