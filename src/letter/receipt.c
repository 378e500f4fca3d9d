/*
 * The facts of the letters about one story. Every letter gets the same object,
 * so that a template may use any fact. Of what an author wrote only the cleaned
 * title is in it (RULES OS-11, P-18).
 */
#include "letter/letter.h"

#include "base/address.h"
#include "base/civil.h"
#include "base/clean.h"
#include "letter/echo.h"
#include "letter/session.h"
#include "rule/reminder.h"
#include "rule/rule.h"
#include "rule/sync.h"

#include <string.h>

/* Gives VALUE to OBJECT and frees it. Names are our own, so nobody needs to look whether they are
 * UTF-8. */
static void put(json_t *object, const char *name, char *value)
{
	json_object_set_new_nocheck(object, name, value == NULL ? json_null() : json_string(value));
	g_free(value);
}

static void put_flag(json_t *object, const char *name, bool value)
{
	json_object_set_new_nocheck(object, name, json_boolean(value));
}

static char *url_or_null(const char *url)
{
	return url != NULL && clean_url_ok(url) && g_str_has_prefix(url, "https:") ? g_strdup(url)
										   : NULL;
}

static void put_call(json_t *facts, const struct call *call)
{
	put(facts, "call", clean_line(call->title, -1, CLEAN_LINE_STORED));
	put(facts, "contact", g_strdup(call->contact));
	put(facts, "contact_link", g_strconcat("mailto:", call->contact, NULL));
	put(facts, "page", url_or_null(call->page));
}

/* The call's own zone is left out where it is UTC or AoE: those are shown anyway. */
static json_t *call_time(const struct call *call, int64_t at)
{
	const char *name = zone_name(call->zone);
	struct civil civil;
	json_t *own;

	if (strcmp(name, "UTC") == 0 || strcmp(name, "AoE") == 0)
		return json_null();
	civil_at(&civil, call->zone, at);
	own = json_object();
	put(own, "time", instant_words(at, call->zone));
	put(own, "label", g_strdup(civil.label));
	put(own, "name", g_strdup(name));
	return own;
}

/* TI-11: the offset of the author's Date, where it is known. */
static json_t *author_time(const struct revision *revision)
{
	json_t *own;

	if (!revision->offset_known)
		return json_null();
	own = json_object();
	put(own, "time", instant_words(revision->received + revision->offset, zone_utc()));
	put(own, "offset", offset_words(revision->offset));
	return own;
}

static json_t *received_facts(const struct call *call, const struct revision *revision)
{
	json_t *received = json_object();

	put(received, "utc", instant_words(revision->received, zone_utc()));
	put(received, "aoe", instant_words(revision->received, zone_aoe()));
	json_object_set_new(received, "zone", call_time(call, revision->received));
	json_object_set_new(received, "dated", author_time(revision));
	put(received, "clock", arrival_words(revision->rule, revision->arrival_by));
	return received;
}

static json_t *deadline_facts(const struct call *call)
{
	json_t *deadline = json_object();

	put(deadline, "words", g_strdup(call->deadline.words));
	put(deadline, "utc", instant_words(call->deadline.cutoff, zone_utc()));
	put(deadline, "aoe", instant_words(call->deadline.cutoff, zone_aoe()));
	return deadline;
}

static void put_verdict(json_t *facts, const struct revision *revision)
{
	put_flag(facts, "on_time", revision->verdict == VERDICT_ON_TIME);
	put_flag(facts, "grace", revision->verdict == VERDICT_GRACE);
	put_flag(facts, "late", revision->verdict == VERDICT_LATE);
	put_flag(facts, "delayed", revision->delayed);
	put_flag(facts, "before", revision->margin > 0);
	put(facts, "distance", distance_words(revision->margin));
}

static json_t *version_facts(const struct revision *revision)
{
	json_t *version = json_object();

	json_object_set_new(version, "number", json_integer(revision->number));
	put(version, "utc", instant_words(revision->received, zone_utc()));
	return version;
}

/* What became of the version before: displaced, or kept because this one came late (TI-13). */
static void put_versions(json_t *facts, const struct story_facts *from, const struct revision *now)
{
	const struct revision *record = &from->story->record;
	bool kept = record->number != 0 && record->number != now->number;

	json_object_set_new(facts, "version", json_integer(now->number));
	json_object_set_new(facts, "replaced",
	    from->replaced != NULL && !kept ? version_facts(from->replaced) : json_null());
	json_object_set_new(facts, "kept", kept ? version_facts(record) : json_null());
}

static json_t *times_facts(const struct call *call, const struct session *session)
{
	g_autofree char *all = session_times(call, session);
	g_auto(GStrv) lines = g_strsplit(all, "\n", -1);
	json_t *times = json_array();

	for (char **line = lines; *line != NULL; line++) {
		char *words = strstr(*line, ": ");
		json_t *time = json_object();
		put(time, "words", g_strdup(words + 2));
		*words = '\0';
		put(time, "label", g_strdup(*line));
		json_array_append_new(times, time);
	}
	return times;
}

/* The invitation is with this letter, or comes in its own, or came before, or there is none. */
enum delivery { DELIVERY_NONE, DELIVERY_ATTACHED, DELIVERY_FOLLOWS, DELIVERY_BEFORE };

static json_t *session_facts(const struct call *call, const struct session *session,
    const struct story *story, enum delivery delivery)
{
	/* Who is told the join link. */
	bool open = delivery != DELIVERY_NONE || story->state == STATE_ACCEPTED ||
		    session_covers(session, story);
	json_t *facts = json_object();

	put(facts, "title", clean_line(session->title, -1, CLEAN_LINE_STORED));
	put(facts, "place",
	    session->place == NULL ? NULL : clean_line(session->place, -1, CLEAN_LINE_STORED));
	put(facts, "url", open ? url_or_null(session->url) : NULL);
	json_object_set_new(facts, "times", times_facts(call, session));
	put_flag(facts, "attached", delivery == DELIVERY_ATTACHED);
	put_flag(facts, "follows", delivery == DELIVERY_FOLLOWS);
	put_flag(facts, "accepted_only", !open && session->invite == INVITE_ACCEPTED);
	return facts;
}

static enum delivery delivery_of(const struct story_facts *from, const struct session *session)
{
	for (guint i = 0; from->invited != NULL && i < from->invited->len; i++)
		if (g_ptr_array_index(from->invited, i) == session)
			return i == 0 ? DELIVERY_ATTACHED : DELIVERY_FOLLOWS;
	return DELIVERY_NONE;
}

/* Sessions that have not ended (CO-33); whoever is out of the call needs none. */
static json_t *sessions_facts(const struct story_facts *from)
{
	json_t *all = json_array();
	bool out = from->story->state == STATE_DECLINED || from->story->state == STATE_WITHDRAWN;

	for (guint i = 0; !out && from->call->sessions != NULL && i < from->call->sessions->len;
	     i++) {
		const struct session *session = g_ptr_array_index(from->call->sessions, i);
		if (session->end > from->now)
			json_array_append_new(all, session_facts(from->call, session, from->story,
						       delivery_of(from, session)));
	}
	return all;
}

void staying_free(struct staying *staying)
{
	g_free(staying->session);
	g_free(staying->story);
	g_free(staying);
}

static json_t *staying_facts(const GPtrArray *staying)
{
	json_t *all = json_array();

	for (guint i = 0; staying != NULL && i < staying->len; i++) {
		const struct staying *one = g_ptr_array_index(staying, i);
		json_t *facts = json_object();
		put(facts, "session", clean_line(one->session, -1, CLEAN_LINE_STORED));
		put(facts, "story", g_strdup(one->story));
		json_array_append_new(all, facts);
	}
	return all;
}

/* Only an address of this thread makes a new mail find its story; else one has to reply. */
static json_t *links_facts(const struct story_facts *from)
{
	static const char *const words[] = {"REVISE", "WITHDRAW", "UNDO", "STATUS", "HELP"};
	json_t *links;

	if (from->reply_address == NULL || from->story->call_address == NULL ||
	    address_same(from->reply_address, from->story->call_address))
		return json_null();
	links = json_object();
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		g_autofree char *name = g_ascii_strdown(words[i], -1);
		put(links, name, mailto_url(from->reply_address, words[i]));
	}
	return links;
}

static void put_state(json_t *facts, const struct story *story)
{
	put(facts, "id", story->number == 0 ? NULL : story_id(story));
	put(facts, "state", g_strdup(state_name(story->state)));
	put_flag(facts, "withdrawn", story->state == STATE_WITHDRAWN);
	put_flag(facts, "undecided", story->state == STATE_RECEIVED);
}

/* How to send a first story, and when those who ask are told of the deadline. */
static void put_invitation_to_write(json_t *facts, const struct story_facts *from)
{
	const char *address = from->story->call_address;
	int64_t closing = closing_at(from->call);
	bool later = closing != INT64_MAX && closing > from->now;

	put(facts, "address", g_strdup(address));
	put(facts, "address_link", address == NULL ? NULL : g_strconcat("mailto:", address, NULL));
	put(facts, "kinds",
	    from->call->kinds == NULL || *from->call->kinds == NULL
		? NULL
		: g_strjoinv(", ", from->call->kinds));
	put(facts, "reminder", later ? instant_words(closing, zone_utc()) : NULL);
	put_flag(facts, "open", from->now < from->call->deadline.cutoff);
}

json_t *story_letter_facts(const struct story_facts *from)
{
	const struct revision *now = from->revision != NULL ? from->revision : &from->story->record;
	json_t *facts = json_object();

	put_call(facts, from->call);
	put_state(facts, from->story);
	put(facts, "title", echo_title(now->title));
	put(facts, "code", g_strdup(now->proof));
	json_object_set_new(facts, "received", received_facts(from->call, now));
	json_object_set_new(facts, "deadline", deadline_facts(from->call));
	put(facts, "taken_back", g_strdup(from->taken_back));
	put_flag(facts, "cut", from->cut);
	put(facts, "other",
	    from->other == NULL ? NULL : clean_line(from->other->title, -1, CLEAN_LINE_STORED));
	put_verdict(facts, now);
	put_versions(facts, from, now);
	json_object_set_new(facts, "sessions", sessions_facts(from));
	int64_t until = undo_until(from->story);
	put(facts, "undo_until",
	    until != 0 && from->now <= until ? instant_words(until, zone_utc()) : NULL);
	json_object_set_new(facts, "staying", staying_facts(from->staying));
	json_object_set_new(facts, "links", links_facts(from));
	put_invitation_to_write(facts, from);
	return facts;
}

json_t *invite_letter_facts(const struct call *call, const struct session *session,
    const struct story *story, const struct invite *before, int64_t now)
{
	json_t *facts = json_object(), *sessions = json_array();

	put_call(facts, call);
	put_state(facts, story);
	put(facts, "session", clean_line(session->title, -1, CLEAN_LINE_STORED));
	json_object_set_new(facts, "changes", session_changes(call, before, session));
	put_flag(facts, "started", session->start <= now);
	put_flag(facts, "dropped", call_session(call, session->name) == NULL);
	put_flag(facts, "ended", story->state != STATE_RECEIVED && story->state != STATE_ACCEPTED);
	json_array_append_new(sessions, session_facts(call, session, story, DELIVERY_ATTACHED));
	json_object_set_new(facts, "sessions", sessions);
	return facts;
}

/* Nobody reads a reminder in the second in which it is written. */
static char *about(int64_t left)
{
	int64_t unit = left > 3 * HOUR ? HOUR : 5 * MINUTE;

	return distance_words(MAX(left + unit / 2, unit) / unit * unit);
}

json_t *reminder_letter_facts(const struct call *call, const struct session *session,
    const struct story *story, const struct invite *invite, int64_t now)
{
	json_t *facts = json_object(), *sessions = json_array();
	bool dated = story->record.offset_known;

	put_call(facts, call);
	put_state(facts, story);
	put(facts, "session", clean_line(session->title, -1, CLEAN_LINE_STORED));
	put(facts, "starts", instant_label(session->start, call->zone));
	put(facts, "left", about(session->start - now));
	put(facts, "dated", dated ? offset_words(story->record.offset) : NULL);
	put_flag(facts, "unanswered", strcmp(invite->partstat, "NEEDS-ACTION") == 0);
	put_flag(facts, "maybe", strcmp(invite->partstat, "TENTATIVE") == 0);
	put_flag(facts, "delegated", strcmp(invite->partstat, "DELEGATED") == 0);
	json_array_append_new(sessions, session_facts(call, session, story, DELIVERY_BEFORE));
	json_object_set_new(facts, "sessions", sessions);
	return facts;
}
