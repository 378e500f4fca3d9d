/*
 * The export as one JSON document, written record by record so that its size does not matter. The
 * names are those of "show --json". Words that somebody wrote carry none of our tokens (OS-10).
 */
#include "cmd/export.h"

#include "base/address.h"
#include "base/clean.h"
#include "cmd/json.h"

#include <stdlib.h>
#include <string.h>

/* Names whose values somebody else may have written, or that may quote them. */
static bool is_worded(const char *name)
{
	static const char *const worded[] = {"text", "subject", "title", "from_name", "comment",
	    "why", "silent_because", "error", "proposal", "name", NULL};

	return g_strv_contains(worded, name);
}

/* Those of them that are ours or a machine's, and may name somebody else. */
static bool may_name_others(const char *name)
{
	static const char *const telling[] = {"why", "silent_because", "error", NULL};

	return g_strv_contains(telling, name);
}

static json_t *tidy_text(const struct export *x, const char *name, const char *text)
{
	g_autofree char *bare = clean_tokens(text);
	g_autofree char *own =
	    x->person != NULL && may_name_others(name) ? clean_addresses(bare, x->others) : NULL;

	return json_text(own != NULL ? own : bare);
}

static void tidy(const struct export *x, json_t *value)
{
	const char *name;
	json_t *inner;
	size_t i;
	void *next;

	json_array_foreach(value, i, inner) tidy(x, inner);
	if (!json_is_object(value))
		return;
	json_object_foreach_safe(value, next, name, inner)
	{
		if (json_is_string(inner) && is_worded(name))
			json_object_set_new(
			    value, name, tidy_text(x, name, json_string_value(inner)));
		else
			tidy(x, inner);
	}
}

/* --- the document --- */

static void begin_list(const struct export *x, const char *name)
{
	fprintf(x->out, ",\n\"%s\":[", name);
}

/* RECORD, which is freed, as the next of a list; the first one after begin_list() is FIRST. */
static void add_record(const struct export *x, bool *first, json_t *record)
{
	tidy(x, record);
	fputs(*first ? "\n" : ",\n", x->out);
	json_write(x->out, record);
	*first = false;
}

static void end_list(const struct export *x, bool first)
{
	fputs(first ? "]" : "\n]", x->out);
}

static void write_head(const struct export *x)
{
	g_autofree char *head = store_chain_head(x->store);
	g_autofree char *exported = instant_rfc3339(x->now);
	json_t *opening = json_pack("{s:s, s:o, s:o}", "exported", exported, "address",
	    json_text(x->address), "head", json_text(head));
	char *line = json_dumps(opening, JSON_COMPACT);

	/* Without its last bracket, because more follows. */
	fprintf(x->out, "%.*s", (int)strlen(line) - 1, line);
	free(line);
	json_decref(opening);
}

static json_t *call_json(const struct call *call)
{
	json_t *sessions = json_array();

	for (guint i = 0; i < call->sessions->len; i++) {
		const struct session *s = g_ptr_array_index(call->sessions, i);
		json_array_append_new(sessions,
		    json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}", "session", s->name, "title",
			s->title, "start", json_instant(s->start), "end", json_instant(s->end),
			"place", json_text(s->place), "url", json_text(s->url)));
	}
	return json_pack("{s:s, s:s, s:s, s:o, s:o}", "call", call->name, "title", call->title,
	    "deadline", call->deadline.words, "cutoff", json_instant(call->deadline.cutoff),
	    "sessions", sessions);
}

static void write_calls(const struct export *x)
{
	const GPtrArray *calls = x->app->config->calls;
	bool first = true;

	begin_list(x, "calls");
	for (guint i = 0; i < calls->len; i++) {
		const struct call *call = g_ptr_array_index(calls, i);
		if (x->call == NULL || strcmp(call->name, x->call) == 0)
			add_record(x, &first, call_json(call));
	}
	end_list(x, first);
}

/* --- stories --- */

static const char *writer_of(const void *record)
{
	return ((const struct note *)record)->from;
}

static const char *invited_of(const void *record)
{
	return ((const struct invite *)record)->address;
}

static const char *reader_of(const void *record)
{
	return ((const struct outgoing *)record)->to;
}

/* Leaves only the records that are the person's; NULL stays NULL. */
static GPtrArray *own(
    const struct export *x, GPtrArray *records, const char *(*whose)(const void *record))
{
	for (guint i = records == NULL ? 0 : records->len; i > 0; i--)
		if (!export_is_theirs(x, whose(g_ptr_array_index(records, i - 1))))
			g_ptr_array_remove_index(records, i - 1);
	return records;
}

static json_t *story_json(const struct export *x, const struct story *s, GError **error)
{
	g_autoptr(GPtrArray) revisions = store_revisions(x->store, s->id, error);
	g_autoptr(GPtrArray) notes = NULL, invites = NULL, letters = NULL, trail = NULL;

	if (revisions == NULL ||
	    (notes = own(x, store_notes(x->store, s->id, error), writer_of)) == NULL ||
	    (invites = own(
		 x, store_invites_of(x->store, s->call, s->address, error), invited_of)) == NULL ||
	    (letters = own(x, store_letters(x->store, s->id, error), reader_of)) == NULL ||
	    (trail = export_trail(x, 0, s->id, error)) == NULL)
		return NULL;
	json_t *story = json_story(s, invites);
	json_set_list(story, "versions", revisions, (to_json)json_revision);
	json_set_list(story, "notes", notes, (to_json)json_note);
	json_set_list(story, "invites", invites, (to_json)json_invite);
	json_set_list(story, "letters", letters, (to_json)json_letter);
	json_set_list(story, "trail", trail, (to_json)json_event);
	return story;
}

static bool write_stories(const struct export *x, GError **error)
{
	g_autoptr(GPtrArray) stories = export_stories(x, error);
	bool first = true;

	if (stories == NULL)
		return false;
	begin_list(x, "stories");
	for (guint i = 0; i < stories->len; i++) {
		json_t *story = story_json(x, g_ptr_array_index(stories, i), error);
		if (story == NULL)
			return false;
		add_record(x, &first, story);
	}
	end_list(x, first);
	return true;
}

/* --- mails, and what belongs to no story --- */

static json_t *mail_json(const struct export *x, const struct incoming *mail, GError **error)
{
	g_autoptr(GPtrArray) answers = store_mail_answers(x->store, mail->id, error);
	g_autoptr(GPtrArray) trail = NULL;

	if (answers == NULL || (trail = export_trail(x, mail->id, 0, error)) == NULL)
		return NULL;
	json_t *object = json_incoming(mail);
	json_set_list(object, "rsvp", answers, (to_json)json_kept_answer);
	if (mail->story == NULL || x->person != NULL)
		json_set_list(object, "trail", trail, (to_json)json_event);
	return object;
}

static bool write_mails(const struct export *x, GError **error)
{
	g_autoptr(GPtrArray) mails = export_mails(x, error);
	bool first = true;

	if (mails == NULL)
		return false;
	begin_list(x, "mails");
	for (guint i = 0; i < mails->len; i++) {
		json_t *mail = mail_json(x, g_ptr_array_index(mails, i), error);
		if (mail == NULL)
			return false;
		add_record(x, &first, mail);
	}
	end_list(x, first);
	return true;
}

static bool write_guests(const struct export *x, GError **error)
{
	g_autoptr(GPtrArray) invites = own(x, store_invites(x->store, x->call, error), invited_of);
	bool first = true;

	if (invites == NULL)
		return false;
	begin_list(x, "invites");
	for (guint i = 0; i < invites->len; i++) {
		const struct invite *invite = g_ptr_array_index(invites, i);
		if (invite->story == 0)
			add_record(x, &first, json_invite(invite));
	}
	end_list(x, first);
	return true;
}

/* Who asked to be told of the deadline. */
static bool write_wishes(const struct export *x, GError **error)
{
	g_autoptr(GPtrArray) wishes = store_wishes_of(x->store, x->call, x->person, error);
	bool first = true;

	if (wishes == NULL)
		return false;
	begin_list(x, "wishes");
	for (guint i = 0; i < wishes->len; i++) {
		const struct wish *wish = g_ptr_array_index(wishes, i);
		add_record(x, &first,
		    json_pack("{s:s, s:s, s:I}", "call", wish->call, "from", wish->address, "mail",
			(json_int_t)wish->mail));
	}
	end_list(x, first);
	return true;
}

static bool write_letters(const struct export *x, GError **error)
{
	g_autoptr(GPtrArray) letters = store_letters_to(x->store, x->call, x->person, error);
	bool first = true;

	if (letters == NULL)
		return false;
	begin_list(x, "letters");
	for (guint i = 0; i < letters->len; i++) {
		const struct outgoing *letter = g_ptr_array_index(letters, i);
		if (letter->story == 0)
			add_record(x, &first, json_letter(letter));
	}
	end_list(x, first);
	return true;
}

bool export_json(const struct export *x, GError **error)
{
	write_head(x);
	write_calls(x);
	if (!write_stories(x, error) || !write_mails(x, error) || !write_guests(x, error) ||
	    !write_wishes(x, error) || !write_letters(x, error))
		return false;
	fputs("}\n", x->out);
	return true;
}
