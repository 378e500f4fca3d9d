/* Names of states, and the end of a record's life. */
#include "rule/record.h"

#include <string.h>

static const char *const state_names[] = {
    [STATE_RECEIVED] = "received",
    [STATE_ACCEPTED] = "accepted",
    [STATE_WAITLISTED] = "waitlisted",
    [STATE_DECLINED] = "declined",
    [STATE_WITHDRAWN] = "withdrawn",
};

static const char *const letter_state_names[] = {
    [LETTER_QUEUED] = "queued",
    [LETTER_SENDING] = "sending",
    [LETTER_SENT] = "sent",
    [LETTER_FAILED] = "failed",
    [LETTER_UNCERTAIN] = "uncertain",
    [LETTER_HELD] = "held",
};

static const char *const request_kind_names[] = {
    [REQUEST_WITHDRAW] = "withdraw",
    [REQUEST_REVISE] = "revise",
    [REQUEST_ORDERS] = "orders",
    [REQUEST_ECHO] = "echo",
    [REQUEST_UNDO] = "undo",
};

const char *request_kind_name(enum request_kind kind)
{
	return request_kind_names[kind];
}

bool request_kind_from_name(const char *name, enum request_kind *kind)
{
	for (gsize i = 0; i < G_N_ELEMENTS(request_kind_names); i++) {
		if (strcmp(name, request_kind_names[i]) == 0) {
			*kind = (enum request_kind)i;
			return true;
		}
	}
	return false;
}

const char *state_name(enum story_state state)
{
	return state_names[state];
}

bool state_from_name(const char *name, enum story_state *state)
{
	for (gsize i = 0; i < G_N_ELEMENTS(state_names); i++) {
		if (strcmp(name, state_names[i]) == 0) {
			*state = (enum story_state)i;
			return true;
		}
	}
	return false;
}

const char *letter_state_name(enum letter_state state)
{
	return letter_state_names[state];
}

const char *coming_name(enum coming coming)
{
	static const char *const names[] = {
	    [COMING_UNKNOWN] = "unknown",
	    [COMING_YES] = "yes",
	    [COMING_MAYBE] = "maybe",
	    [COMING_NO] = "no",
	    [COMING_IN_WORDS] = "in words",
	};

	return names[coming];
}

const char *story_standing(const struct story *story)
{
	static const char *const standings[] = {
	    [COMING_UNKNOWN] = "accepted",
	    [COMING_YES] = "confirmed",
	    [COMING_MAYBE] = "accepted, may come",
	    [COMING_NO] = "accepted, cannot come",
	    [COMING_IN_WORDS] = "accepted, answered in words: please read",
	};

	if (story->state != STATE_ACCEPTED)
		return state_name(story->state);
	if (story->coming == COMING_UNKNOWN && story->asked_again != 0)
		return "accepted, no answer";
	return standings[story->coming];
}

char *story_id(const struct story *story)
{
	return g_strdup_printf("%s-%" G_GINT64_FORMAT, story->call, story->number);
}

char *revision_date(const struct revision *revision)
{
	if (revision->dated == 0)
		return NULL;
	return revision->offset_known ? instant_rfc3339_offset(revision->dated, revision->offset)
				      : instant_rfc3339(revision->dated);
}

const char *arrival_rule_name(enum arrival_rule rule)
{
	static const char *const names[] = {
	    [ARRIVAL_TRUSTED] = "trusted Received",
	    [ARRIVAL_INTERNALDATE] = "INTERNALDATE",
	    [ARRIVAL_DELIVERY] = "delivery",
	};

	return names[rule];
}

char *arrival_words(enum arrival_rule rule, const char *by)
{
	switch (rule) {
	case ARRIVAL_TRUSTED:
		return g_strdup_printf("the clock of our mail server %s", by == NULL ? "" : by);
	case ARRIVAL_INTERNALDATE:
		return g_strdup("the clock of our mailbox");
	case ARRIVAL_DELIVERY:
		break;
	}
	return g_strdup("our clock when it was delivered");
}

bool raw_is_withheld(const struct raw *raw)
{
	return raw->truncated && g_bytes_get_size(raw->bytes) == 0;
}

void raw_free(struct raw *raw)
{
	g_clear_pointer(&raw->bytes, g_bytes_unref);
	g_free(raw->sha256);
	g_free(raw->key);
	g_free(raw->message_id);
	g_free(raw->door);
	g_free(raw->inbox);
	g_free(raw->origin);
	g_free(raw);
}

void arrival_clear(struct arrival *arrival)
{
	g_clear_pointer(&arrival->by, g_free);
	g_clear_pointer(&arrival->flags, g_ptr_array_unref);
}

void revision_clear(struct revision *revision)
{
	g_free(revision->title);
	g_free(revision->text);
	g_free(revision->arrival_by);
	g_free(revision->attachments);
	g_free(revision->message_id);
	g_free(revision->references);
	g_free(revision->sha256);
	g_free(revision->proof);
	memset(revision, 0, sizeof(*revision));
}

void revision_free(struct revision *revision)
{
	revision_clear(revision);
	g_free(revision);
}

void story_free(struct story *story)
{
	revision_clear(&story->record);
	g_free(story->call);
	g_free(story->token);
	g_free(story->address);
	g_free(story->name);
	g_free(story->call_address);
	g_free(story->tag);
	g_free(story->silent_because);
	g_free(story);
}

void note_free(struct note *note)
{
	g_free(note->from);
	g_free(note->text);
	g_free(note);
}

/* NULL is no invitation: a view has one for each answer, known or not. */
void invite_free(struct invite *invite)
{
	if (invite == NULL)
		return;
	g_free(invite->call);
	g_free(invite->session);
	g_free(invite->uid);
	g_free(invite->address);
	g_free(invite->organizer);
	g_free(invite->url);
	g_free(invite->title);
	g_free(invite->place);
	g_free(invite->partstat);
	g_free(invite->comment);
	g_free(invite);
}

void outgoing_free(struct outgoing *outgoing)
{
	g_clear_pointer(&outgoing->bytes, g_bytes_unref);
	g_free(outgoing->call);
	g_free(outgoing->what);
	g_free(outgoing->to);
	g_free(outgoing->from);
	g_free(outgoing->verp);
	g_free(outgoing->message_id);
	g_free(outgoing->subject);
	g_free(outgoing->error);
	g_free(outgoing);
}

void incoming_free(struct incoming *incoming)
{
	char *owned[] = {incoming->state, incoming->kind, incoming->call, incoming->from,
	    incoming->subject, incoming->story, incoming->received_by, incoming->why,
	    incoming->silent_because, incoming->flags};

	for (gsize i = 0; i < G_N_ELEMENTS(owned); i++)
		g_free(owned[i]);
	g_free(incoming);
}

void kept_answer_free(struct kept_answer *answer)
{
	char *owned[] = {answer->session, answer->uid, answer->attendee, answer->partstat,
	    answer->dtstamp, answer->delegated_to, answer->proposal, answer->comment,
	    answer->effect, answer->why};

	for (gsize i = 0; i < G_N_ELEMENTS(owned); i++)
		g_free(owned[i]);
	g_free(answer);
}

void held_answer_free(struct held_answer *answer)
{
	g_free(answer->from);
	g_free(answer->kind);
	g_free(answer->story);
	g_free(answer);
}

void event_free(struct event *event)
{
	g_free(event->what);
	g_free(event->why);
	g_free(event->proposal);
	g_free(event->comment);
	g_free(event);
}

void held_free(struct held *held)
{
	g_free(held->why);
	g_free(held->from);
	g_free(held->subject);
	g_free(held);
}

void pile_free(struct pile *pile)
{
	if (pile == NULL)
		return;
	g_free(pile->inbox);
	g_free(pile->why);
	g_free(pile);
}

void guest_free(struct guest *guest)
{
	g_free(guest->call);
	g_free(guest->address);
	g_free(guest->sender);
	g_free(guest->session);
	g_free(guest->organizer);
	g_free(guest->partstat);
	g_free(guest->comment);
	g_free(guest->invited);
	g_free(guest->story);
	g_strfreev(guest->invited_to);
	g_free(guest);
}

void tally_free(struct tally *tally)
{
	g_free(tally->name);
	g_free(tally);
}

void grant_free(struct grant *grant)
{
	g_free(grant->call);
	g_free(grant->address);
	g_free(grant->date);
	g_free(grant);
}

void request_free(struct request *request)
{
	g_free(request->call);
	g_free(request->address);
	g_free(request->words);
	g_free(request);
}
