/* The rows of a decision: one function for each act. Runs inside the batch's transaction. */
#include "step/matter.h"

#include "base/address.h"
#include "base/clean.h"
#include "base/random.h"
#include "letter/references.h"
#include "mail/subject.h"
#include "rule/attached.h"
#include "rule/reminder.h"
#include "rule/tag.h"

static void fill_revision(struct revision *r, const struct matter *matter)
{
	const struct message *message = matter->message;

	*r = (struct revision){
	    .mail = matter->raw->id,
	    .title = bare_subject(message->subject),
	    .text = story_text(message),
	    .received = matter->arrival.at,
	    .rule = matter->arrival.rule,
	    .arrival_by = g_strdup(matter->arrival.by),
	    .internaldate = matter->raw->internaldate,
	    .dated = message->date.known ? message->date.instant : 0,
	    .first_seen = matter->raw->first_seen,
	    .offset_known = message->date.known && message->date.offset_known,
	    .offset = message->date.offset,
	    .decided = matter->decided,
	    .verdict = matter->decision.verdict,
	    .margin = matter->decision.margin,
	    .delayed = matter->decision.delayed,
	    .readable = message->readable,
	    .attachments = attached_lines(message),
	    .message_id = g_strdup(message->message_id),
	    .references = references_of(message),
	    .sha256 = g_strdup(matter->raw->sha256),
	};
}

static void note_answer(struct story *story, const struct decision *decision)
{
	story->answered = decision->answer != NULL;
	g_free(story->silent_because);
	story->silent_because = g_strdup(story->answered ? NULL : decision->silent_because);
}

static struct story *new_story(const struct matter *matter)
{
	const struct mailbox *author = message_author(matter->message);
	struct story *story = g_new0(struct story, 1);

	story->call = g_strdup(matter->thread.call->name);
	story->token = random_token(TOKEN);
	story->address = g_strdup(author == NULL ? "" : author->address);
	story->name = author == NULL ? NULL : g_strdup(author->name);
	story->call_address = g_strdup(matter->thread.call_address);
	story->tag = g_strdup(matter->decision.tag);
	story->created = matter->arrival.at;
	note_answer(story, &matter->decision);
	fill_revision(&story->record, matter);
	return story;
}

static bool write_story(struct matter *matter, GError **error)
{
	matter->story = new_story(matter);
	return store_add_story(matter->step->store, matter->story, error);
}

/* The button of a receipt writes REVISE as the subject, and a reply may have none: the title stays.
 */
static void keep_title(struct revision *revision, const struct story *story)
{
	if (*revision->title != '\0' && g_ascii_strcasecmp(revision->title, "REVISE") != 0)
		return;
	g_free(revision->title);
	revision->title = g_strdup(story->record.title);
}

/* The last version on time stays the version of record (TI-13): the store decides which that is. */
static bool write_revision(struct matter *matter, GError **error)
{
	struct story *story = matter->story;
	struct revision revision;

	fill_revision(&revision, matter);
	keep_title(&revision, story);
	matter->replaced = story->record;
	story->record = (struct revision){0};
	note_answer(story, &matter->decision);
	if (matter->decision.tag != NULL && !story->tagged) {
		g_free(story->tag);
		story->tag = g_strdup(matter->decision.tag);
	}
	if (story->state == STATE_WITHDRAWN) {
		story->state = STATE_RECEIVED;
		story->decided = matter->now;
	}
	bool ok = store_add_revision(matter->step->store, story, &revision, error) &&
		  store_update_story(matter->step->store, story, error);
	matter->revision = revision;
	return ok;
}

/* The author wrote something that is none of our words: a person has to read what it says about an
 * acceptance (CI-29). */
static bool speaks_freely(const struct matter *matter)
{
	const struct mailbox *author = message_author(matter->message);

	return matter->decision.act == ACT_NOTE && matter->sorting.respond && author != NULL &&
	       *matter->message->reply != '\0' && first_line_word(matter->message) == NULL &&
	       address_same(author->address, matter->story->address);
}

static bool write_note(struct matter *matter, GError **error)
{
	const struct mailbox *author = message_author(matter->message);

	if (matter->story == NULL)
		return true;
	if (speaks_freely(matter) &&
	    !store_answered_in_words(matter->step->store, matter->story->id, error))
		return false;
	struct note note = {.story = matter->story->id,
	    .mail = matter->raw->id,
	    .at = matter->arrival.at,
	    .from = author == NULL ? NULL : author->address,
	    .text = matter->message->reply};

	return store_add_note(matter->step->store, &note, error);
}

static bool write_answer(struct matter *matter, GError **error)
{
	return write_note(matter, error) && rsvps_answer(matter, error);
}

static bool write_restoration(struct matter *matter, GError **error)
{
	matter->story->state = matter->story->before;
	matter->story->decided = matter->now;
	return store_update_story(matter->step->store, matter->story, error);
}

/* A question about something else stays open: to use it up would answer it with yes. */
static bool is_confirmed(const struct matter *matter)
{
	return matter->question != NULL && matter->question->what == REQUEST_WITHDRAW;
}

static bool write_withdrawal(struct matter *matter, GError **error)
{
	matter->story->before = matter->story->state;
	matter->story->state = STATE_WITHDRAWN;
	matter->story->decided = matter->now;
	matter->story->coming = COMING_UNKNOWN;
	if (is_confirmed(matter) &&
	    !store_answered(matter->step->store, matter->question_token, matter->now, error))
		return false;
	return store_update_story(matter->step->store, matter->story, error);
}

static bool write_over(struct matter *matter, GError **error)
{
	return write_note(matter, error) &&
	       store_told_over(matter->step->store, matter->question_token, matter->now, error);
}

/* The mail that waited is worked on once more, and this time its author stands for it (CT-03). */
static bool write_vouch(struct matter *matter, GError **error)
{
	return store_answered(matter->step->store, matter->question_token, matter->now, error) &&
	       store_read_again(matter->step->store, matter->question->mail, error);
}

static bool write_reports(struct matter *matter, GError **error)
{
	for (guint i = 0; i < matter->message->reports->len; i++)
		if (!store_add_report(matter->step->store, matter->raw->id, matter->arrival.at,
			&g_array_index(matter->message->reports, struct report, i), matter->letter,
			error))
			return false;
	return true;
}

/* A held mail is no story yet; the fixed answer that it may get is written as if to one without a
 * number. */
static bool write_hold(struct matter *matter, GError **error)
{
	const struct mailbox *author = message_author(matter->message);

	if (matter->decision.answer != NULL && matter->story == NULL)
		matter->story = new_story(matter);
	return rsvps_write(matter, error) &&
	       store_hold(matter->step->store, matter->raw->id, matter->decision.why,
		   author == NULL ? NULL : author->address, matter->message->subject, error);
}

/* Somebody without a story is answered as if to one without a number. */
static bool write_newcomer(struct matter *matter, GError **error)
{
	matter->story = new_story(matter);
	return true;
}

/* What is not answered (a machine's, a list's, old mail) is not granted. */
static bool write_wish(struct matter *matter, GError **error)
{
	matter->story = new_story(matter);
	struct wish wish = {.call = matter->story->call,
	    .address = matter->story->address,
	    .call_address = matter->story->call_address,
	    .mail = matter->raw->id};
	int64_t reminded = closing_at(matter->thread.call) > matter->now ? 0 : matter->now;

	return matter->decision.answer == NULL ||
	       store_add_wish(matter->step->store, &wish, matter->now, reminded, error);
}

static bool write_nothing(struct matter *matter, GError **error)
{
	return true;
}

/* What machines send does not count: they answer whatever they were sent. */
static bool note_misfit(struct matter *matter, GError **error)
{
	const struct mailbox *author = message_author(matter->message);

	return !matter->view.stale || !kind_is_by_person(matter->decision.kind) ||
	       store_add_misfit(matter->step->store, matter->raw->id,
		   author == NULL ? NULL : author->address, matter->now, error);
}

bool matter_write(struct matter *matter, GError **error)
{
	static bool (*const writers[])(struct matter *, GError **) = {
	    [ACT_COUNT] = write_nothing,
	    [ACT_STORY] = write_story,
	    [ACT_REVISION] = write_revision,
	    [ACT_NOTE] = write_note,
	    [ACT_WITHDRAW] = write_withdrawal,
	    [ACT_RESTORE] = write_restoration,
	    [ACT_ASK] = write_note,
	    [ACT_OVER] = write_over,
	    [ACT_VOUCH] = write_vouch,
	    [ACT_ORDERS] = orders_carry_out,
	    [ACT_ASK_ORDERS] = orders_ask,
	    [ACT_UNDO] = orders_undo,
	    [ACT_ASK_UNDO] = orders_ask_undo,
	    [ACT_REFUSE] = orders_refuse,
	    [ACT_RSVP] = rsvps_write,
	    [ACT_CALENDAR] = rsvps_write,
	    [ACT_REFRESH] = rsvps_refresh,
	    [ACT_ANSWER] = write_answer,
	    [ACT_TELL] = write_newcomer,
	    [ACT_WISH] = write_wish,
	    [ACT_REPORT] = write_reports,
	    [ACT_HOLD] = write_hold,
	};

	return writers[matter->decision.act](matter, error) && note_misfit(matter, error);
}
