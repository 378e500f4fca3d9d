/*
 * The decision about one mail. Its kind picks the act; facts that would harm
 * somebody pick a more careful one (hold, ask, stay silent). Sorting and
 * answering stay independent (RULES CL-02): an act is carried out whether or
 * not a letter follows.
 */
#include "rule/author.h"
#include "rule/calendar.h"
#include "rule/command.h"
#include "rule/rule.h"

#include "sort/false-name.h"

const char silent_for_pile[] = "many old mails came at once; a person decides about answers first";
const char silent_for_limit[] = "this address had its automatic answers for 24 hours";

enum { MISFITS = 5 }; /* unknown tokens of one sender in 24 hours (CT-10) */

static void decide_report(struct decision *d, const struct situation *s)
{
	d->act = ACT_REPORT;
	if (s->view->letter == NULL)
		decision_note(d, "it returns no letter of ours");
}

/* Mail to no thread that orders something is by somebody new, or by an organizer. */
static void decide_order(struct decision *d, const struct situation *s)
{
	if (s->view->organizer == NULL && !s->view->stale)
		decide_newcomer(d, s);
	else
		decide_command(d, s);
}

static void decide_unreadable(struct decision *d, const struct situation *s)
{
	const char *answer = s->message->readable == READ_ENCRYPTED ? "unreadable" : "held";
	bool meddles = s->view->story != NULL && !from_author(s);

	decision_hold(d, "it is encrypted or cannot be read", meddles ? NULL : answer);
}

static void decide_count(struct decision *d, const struct situation *s)
{
	d->act = ACT_COUNT;
}

/* What a form or a program sends on its own may be somebody's story; what answers another mail is
 * none (CL-02). */
static void decide_auto(struct decision *d, const struct situation *s)
{
	bool own = g_strcmp0(s->message->auto_submitted, "auto-generated") == 0 &&
		   !s->message->auto_subject && s->thread->tokens->len == 0 &&
		   s->thread->call != NULL;

	if (own && may_be_story(s->message))
		decision_hold(d, "a machine sent it, and its text may be a story", NULL);
	else
		d->act = ACT_COUNT;
}

static void (*const deciders[])(struct decision *, const struct situation *) = {
    [KIND_OWN] = decide_count,
    [KIND_RSVP] = decide_rsvp,
    [KIND_CALENDAR] = decide_calendar,
    [KIND_BOUNCE] = decide_report,
    [KIND_DELIVERED] = decide_report,
    [KIND_FEEDBACK] = decide_count,
    [KIND_AUTO] = decide_auto,
    [KIND_COMMAND] = decide_order,
    [KIND_REVISION] = decide_revision,
    [KIND_WITHDRAWAL] = decide_withdrawal,
    [KIND_NOTE] = decide_note,
    [KIND_STORY] = decide_story,
    [KIND_UNREADABLE] = decide_unreadable,
};

static void judge_deadline(struct decision *d, const struct situation *s)
{
	const struct deadline *deadline = &s->thread->call->deadline;
	const struct mail_date *date = &s->message->date;

	d->margin = deadline_margin(deadline, s->arrival->at);
	d->verdict = deadline_judge(deadline, s->arrival->at);
	d->delayed = d->verdict == VERDICT_LATE && date->known && date->instant < deadline->cutoff;
	if (s->arrival->at < s->thread->call->opens)
		decision_note(d, "it arrived before the call opened");
}

/* Why a mail by a person waits for a person, whatever its kind; NULL if nothing stands against it.
 */
static const char *obstacle(const struct situation *s)
{
	if (s->view->withheld)
		return "the server lists it and did not hand it out: look for it in the mailbox";
	if (s->message->readable == READ_HELD)
		return s->message->held;
	if (s->message->readable == READ_PARTIAL)
		return "it is one part of a split mail";
	if (s->message->from_problem != NULL)
		return s->message->from_problem;
	if (s->thread->call == NULL && s->config->calls->len > 0)
		return "it names no address of any call";
	if (s->thread->tokens->len > 0 && s->view->misfits >= MISFITS &&
	    auth_verdict(s->inbox, s->message) != AUTH_PASS)
		return "its sender wrote to many addresses of ours that are nobody's";
	return NULL;
}

/* What a person let through is a story, as far as it could be read, unless it orders something. */
static enum kind kind_of(const struct situation *s, const struct sorting *sorting)
{
	bool lets = sorting->kind == KIND_UNREADABLE || sorting->kind == KIND_AUTO ||
		    sorting->kind == KIND_CALENDAR ||
		    (sorting->kind == KIND_COMMAND && !may_order(s));

	return s->view->released && lets ? KIND_STORY : sorting->kind;
}

/* What the author ordered about the own story is not left without a word: there is one such letter
 * for a story, and it follows when the limit allows it. */
static bool is_owed(const struct decision *d, const struct situation *s)
{
	return from_author(s) && d->kind != KIND_REVISION &&
	       (d->act == ACT_ASK || d->act == ACT_WITHDRAW || d->act == ACT_RESTORE);
}

/* A change of a story is told to the address it was first sent from, whoever asked for it (P-21);
 * an invitation goes to whom it invites (CI-22). */
static const char *addressee(const struct decision *d, const struct situation *s)
{
	switch (d->act) {
	case ACT_ASK:
	case ACT_WITHDRAW:
	case ACT_RESTORE:
	case ACT_REVISION:
		return s->view->story->address;
	case ACT_REFRESH:
		return ((const struct invite *)g_ptr_array_index(s->view->invites, 0))->address;
	default:
		return answer_address(s->message);
	}
}

static void stay_silent(struct decision *d, const char *why)
{
	d->respond = false;
	d->silent_because = why;
}

/* Mail to organizers is never held back (RE-10). */
static bool is_to_organizer(const struct decision *d, const struct situation *s)
{
	return s->view->organizer != NULL || d->act == ACT_REFUSE;
}

static void settle_answer(struct decision *d, const struct situation *s)
{
	bool answers = d->respond && d->answer != NULL && !is_to_organizer(d, s);

	if (answers && s->view->silent && !s->view->released)
		stay_silent(d, silent_for_pile);
	if (!d->respond)
		d->answer = NULL;
	d->to = d->answer == NULL ? NULL : addressee(d, s);
}

void decide_within(struct decision *d, const struct situation *s, const struct quota *quota)
{
	/* There is one letter about an end for each question, and questions are limited. */
	bool counts = d->answer != NULL && d->act != ACT_OVER && !is_to_organizer(d, s);

	if (!counts || quota->used < s->config->outbox.limit_per_address)
		return;
	stay_silent(d, silent_for_limit);
	d->later = is_owed(d, s) ? quota->window : 0;
	if (d->later == 0)
		d->answer = NULL;
}

/* Whoever decides about the mail should not take its sender for a colleague (B-38). */
static void judge_name(struct decision *d, const struct situation *s)
{
	const struct mailbox *author =
	    kind_is_by_person(d->kind) ? message_author(s->message) : NULL;
	const char *why =
	    author == NULL ? NULL : false_name(s->thread->call, author->name, author->address);

	if (why != NULL)
		decision_note(d, why);
}

void decide(struct decision *d, const struct situation *s, const struct sorting *sorting)
{
	enum kind kind = kind_of(s, sorting);
	const char *problem = kind_is_by_person(kind) && !s->view->released ? obstacle(s) : NULL;

	*d = (struct decision){
	    .kind = kind,
	    .why = sorting->why,
	    .respond = sorting->respond,
	    .passed_on = sorting->passed_on,
	    .silent_because = sorting->silent_because,
	    .rsvps = g_array_new(FALSE, TRUE, sizeof(struct rsvp_outcome)),
	    .flags = g_ptr_array_new_with_free_func(g_free),
	};
	if (s->view->truncated)
		decision_note(d, "attachment dropped: only the first 25 MiB of the mail were kept");
	if (s->thread->call != NULL) {
		judge_deadline(d, s);
		judge_name(d, s);
	}
	if (problem != NULL)
		decision_hold(d, problem, NULL);
	else
		deciders[d->kind](d, s);
	settle_answer(d, s);
}

void decision_note(struct decision *d, const char *words)
{
	g_ptr_array_add(d->flags, g_strdup(words));
}

void decision_hold(struct decision *d, const char *why, const char *answer)
{
	d->act = ACT_HOLD;
	d->why = why;
	d->answer = answer;
}

void decision_clear(struct decision *d)
{
	g_clear_pointer(&d->rsvps, g_array_unref);
	g_clear_pointer(&d->flags, g_ptr_array_unref);
}
