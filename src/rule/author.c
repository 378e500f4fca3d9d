/*
 * Mail of authors: a story, its versions, and what is said in its thread. A reply
 * may be a new version, an answer to our invitation, an order of one word, or a
 * note; which of them is told by what is safe to believe (RULES CT-02 to CT-04).
 */
#include "rule/author.h"

#include "base/address.h"
#include "base/civil.h"
#include "rule/calendar.h"
#include "rule/tag.h"

#include <string.h>

enum {
	LONG_ENOUGH = 200,  /* octets of a reply that is a story by itself (RULES section 7) */
	UNDO_TIME = 7 * DAY /* in which a withdrawal can be taken back (CT-04) */
};

bool from_author(const struct situation *s)
{
	const struct mailbox *author = message_author(s->message);

	return author != NULL && s->view->story != NULL &&
	       address_same(author->address, s->view->story->address);
}

static bool in_time(const struct decision *d)
{
	return d->verdict == VERDICT_ON_TIME || d->verdict == VERDICT_GRACE;
}

/* The letter that answers a version of a story, by how well it could be read (ST-05, ST-15, ST-16).
 */
static const char *answer_for(const struct message *message, const char *ordinary)
{
	switch (message->readable) {
	case READ_EMPTY:
		return "empty";
	case READ_ATTACHMENT:
		return "attachment";
	default:
		return ordinary;
	}
}

/* A word of ours and no more, as the buttons of a receipt write it; a story in a file is one
 * (ST-15). */
static bool says_nothing_new(const struct message *message)
{
	g_autofree char *text = story_text(message);

	return message_is_blank(text) && message->readable == READ_TEXT &&
	       message->attachments->len == 0;
}

void decide_story(struct decision *d, const struct situation *s)
{
	d->act = ACT_STORY;
	d->answer = answer_for(s->message, "receipt");
	d->tag = story_tag(s->thread->call, s->message);
	if (s->view->same_id)
		decision_note(d, "another mail with other content has the same Message-ID");
	if (s->thread->other != NULL)
		g_ptr_array_add(
		    d->flags, g_strdup_printf(FLAG_TWO_CALLS "\"%s\"", s->thread->other->name));
}

void decide_revision(struct decision *d, const struct situation *s)
{
	if (s->view->story == NULL) {
		decide_story(d, s);
		return;
	}
	if (!from_author(s) && !s->view->vouched) {
		d->act = ACT_ASK;
		d->why = "a new version, but not from the story's author";
		d->answer = "confirm";
		return;
	}
	d->kind = KIND_REVISION;
	if (says_nothing_new(s->message)) {
		d->act = ACT_NOTE;
		d->why = "it asks for a new version and holds none";
		d->answer = "help";
		return;
	}
	d->act = ACT_REVISION;
	d->answer = answer_for(s->message, "revised");
	d->tag = story_tag(s->thread->call, s->message);
}

int64_t undo_until(const struct story *story)
{
	return story->state == STATE_WITHDRAWN ? story->decided + UNDO_TIME : 0;
}

/* What the author asks for with one word. */
static void decide_word(struct decision *d, const struct situation *s, const char *word)
{
	if (g_strcmp0(word, "HELP") == 0) {
		d->answer = "help";
	} else if (g_strcmp0(word, "STATUS") == 0) {
		d->answer = "status";
	} else if (g_strcmp0(word, "UNDO") == 0) {
		bool in_time = s->view->now <= undo_until(s->view->story);
		d->act = in_time ? ACT_RESTORE : ACT_NOTE;
		d->answer = "status";
	} else if (g_strcmp0(word, "CONFIRM") == 0 && s->view->over && d->respond) {
		d->act = ACT_OVER;
		d->answer = "over";
	} else if (word == NULL && is_nearly_a_word(s->message)) {
		d->why = "its first line is nearly one of the words that change a story";
		d->answer = "help";
	}
}

/* A long reply before the deadline is a new version (a quote, and answers between quoted lines, are
 * none), until the organizers decided about the story or its author took it back: from then on it
 * is an answer to that. What may not be answered, as an absence notice, is none either, as its
 * author would not hear of it. REVISE on the first line says otherwise. */
static bool is_new_version(const struct decision *d, const struct situation *s)
{
	return from_author(s) && in_time(d) && d->respond && !s->message->inline_reply &&
	       strlen(message_own_words(s->message)) >= LONG_ENOUGH &&
	       s->view->story->state == STATE_RECEIVED;
}

/* A thread that the store does not know (it was erased, or only an answer to a held mail) begins
 * anew. */
static bool is_lost_thread(const struct situation *s)
{
	return s->view->asked && s->view->story == NULL;
}

void decide_newcomer(struct decision *d, const struct situation *s)
{
	bool remind = strcmp(newcomers_word(s->message), "REMIND") == 0;

	d->kind = KIND_COMMAND;
	d->act = remind ? ACT_WISH : ACT_TELL;
	d->answer = remind ? "remind" : "help";
}

static bool from_guest(const struct situation *s)
{
	const struct mailbox *author = message_author(s->message);

	return author != NULL && s->view->guest != NULL &&
	       address_same(author->address, s->view->guest->address);
}

static void decide_lost(struct decision *d, const struct situation *s)
{
	const char *word = newcomers_word(s->message);

	if (from_guest(s) && decide_answer(d, s))
		return;
	if (g_strcmp0(word, "REMIND") == 0 || g_strcmp0(word, "HELP") == 0) {
		decide_newcomer(d, s);
		return;
	}
	if (first_line_word(s->message) != NULL && says_nothing_new(s->message)) {
		d->kind = KIND_COMMAND;
		d->why = "an answer to a question that is over";
		d->act = ACT_COUNT;
		return;
	}
	if (s->view->guest != NULL && !may_be_story(s->message)) {
		decision_hold(
		    d, "an answer to a guest's invitation, which belongs to no story", NULL);
		return;
	}
	d->kind = KIND_STORY;
	decide_story(d, s);
}

void decide_note(struct decision *d, const struct situation *s)
{
	const char *word = first_line_word(s->message);

	if (is_lost_thread(s)) {
		decide_lost(d, s);
		return;
	}
	if (from_author(s) && decide_answer(d, s))
		return;
	if (is_new_version(d, s)) {
		d->why = "a reply long enough to be a story, before the deadline";
		decide_revision(d, s);
		return;
	}
	d->act = ACT_NOTE;
	if (from_author(s) && !d->passed_on)
		decide_word(d, s, word);
}

/* A forged From must not take a story away, so without proof the stored address is asked. */
void decide_withdrawal(struct decision *d, const struct situation *s)
{
	if (s->view->story == NULL) {
		d->act = ACT_NOTE;
		return;
	}
	const struct request *request = s->view->request;
	if (from_author(s) && request != NULL && request->what == REQUEST_REVISE &&
	    g_strcmp0(first_line_word(s->message), "CONFIRM") == 0) {
		d->act = ACT_VOUCH;
		d->kind = KIND_NOTE;
		return;
	}
	if (s->view->story->state == STATE_WITHDRAWN) {
		d->act = ACT_NOTE;
		d->why = "its story is withdrawn already";
		d->answer = from_author(s) ? "status" : NULL;
		return;
	}
	bool confirms = request != NULL && request->what == REQUEST_WITHDRAW;
	if (from_author(s) && (confirms || auth_verdict(s->inbox, s->message) == AUTH_PASS)) {
		d->act = ACT_WITHDRAW;
		d->answer = "withdrawn";
		return;
	}
	d->act = ACT_ASK;
	d->answer = "confirm";
}
