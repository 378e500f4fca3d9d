/* One story with its revisions, notes, invitations and answers; or its original bytes. */
#include "cmd/cmd.h"

#include "base/clean.h"
#include "base/error.h"
#include "cmd/json.h"
#include "cmd/reach.h"
#include "letter/letter.h"
#include "rule/attached.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static gboolean raw_bytes;

static const GOptionEntry options[] = {
    {"raw", 0, 0, G_OPTION_ARG_NONE, &raw_bytes, "the original bytes of the version of record",
	NULL},
    {NULL},
};

/* A terminal would obey what is in a mail (P-22). */
static void print_visible(const char *bytes, gsize length)
{
	for (const char *at = bytes, *end = bytes + length; at < end;) {
		gsize line = strnlen(at, (gsize)(end - at));
		g_autofree char *text = g_strndup(at, line);
		g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);
		g_autofree char *unix_lines = g_strjoinv("\n", lines);
		g_autofree char *safe = clean_terminal(unix_lines);
		fputs(safe, stdout);
		at += line;
		if (at < end)
			fputs("\\x00", stdout);
		at += at < end;
	}
}

static bool print_raw(struct store *store, const struct story *story, GError **error)
{
	AUTO(raw) *raw = store_raw(store, story->record.mail, error);
	gsize length;

	if (raw == NULL)
		return false;
	const char *bytes = g_bytes_get_data(raw->bytes, &length);
	if (isatty(STDOUT_FILENO)) {
		print_visible(bytes, length);
		return true;
	}
	fwrite(bytes, 1, length, stdout);
	return true;
}

static void print_line(const char *name, const char *value)
{
	g_autofree char *safe = clean_terminal(value);

	printf("%-11s %s\n", name, safe);
}

/* The clocks that did not decide (TI-06). */
static void print_clocks(const struct revision *r)
{
	g_autofree char *dated = revision_date(r);
	g_autofree char *mailbox = instant_rfc3339(r->internaldate);
	g_autofree char *seen = instant_rfc3339(r->first_seen);

	print_line("dated", dated == NULL ? "unknown" : dated);
	if (r->internaldate != 0)
		print_line("mailbox", mailbox);
	print_line("first seen", seen);
}

static void print_revision(const struct revision *r, bool counts)
{
	g_autofree char *received = instant_words(r->received, zone_utc());
	g_autofree char *aoe = instant_words(r->received, zone_aoe());
	g_autofree char *by = arrival_words(r->rule, r->arrival_by);
	g_autofree char *margin = duration_words(r->margin);
	g_autofree char *text = clean_prefixed(r->text, "| ", 78);
	g_autofree char *safe = clean_terminal(text);
	g_autofree char *attached = attached_words(r->attachments, "; ");

	printf("\nversion %u%s: received %s UTC (%s AoE), by %s; %s by %s%s\n", r->number,
	    counts ? " (of record)" : "", received, aoe, by, verdict_name(r->verdict), margin,
	    r->delayed ? ", possibly delayed in transit" : "");
	print_clocks(r);
	print_line("title", r->title);
	if (*attached != '\0')
		print_line("attached", attached);
	printf("%s\n", safe);
}

static void print_invites(GPtrArray *invites)
{
	for (guint i = 0; i < invites->len; i++) {
		const struct invite *invite = g_ptr_array_index(invites, i);
		g_autofree char *session = clean_terminal(invite->session);
		g_autofree char *comment =
		    invite->comment == NULL ? NULL : clean_terminal(invite->comment);
		printf("invited to %s: %s%s%s%s%s\n", session, invite->partstat,
		    invite->cancelled ? ", cancelled" : "",
		    invite->via_alias ? ", by another address" : "", comment == NULL ? "" : "; ",
		    comment == NULL ? "" : comment);
	}
}

static void print_proposal(const struct kept_answer *answer, const struct zone *zone)
{
	g_autofree char *when = proposal_words(answer->proposal, zone);
	g_autofree char *all = g_strdup_printf("%s proposes another time for %s: %s%s%s",
	    answer->attendee == NULL ? "somebody" : answer->attendee, answer->session, when,
	    answer->comment == NULL ? "" : "; ", answer->comment == NULL ? "" : answer->comment);
	g_autofree char *line = clean_line(all, -1, 0);
	g_autofree char *safe = clean_terminal(line);

	printf("%s\n", safe);
}

static void print_note(const struct note *note)
{
	g_autofree char *at = instant_words(note->at, zone_utc());
	g_autofree char *from = clean_terminal(note->from == NULL ? "somebody" : note->from);
	g_autofree char *text = clean_prefixed(note->text, "| ", 78);
	g_autofree char *safe = clean_terminal(text);

	printf("\nnote from %s: received %s UTC, mail %" G_GINT64_FORMAT "\n%s\n", from, at,
	    note->mail, note->text[strspn(note->text, " \n")] == '\0' ? "(without words)" : safe);
}

static void print_answered(const struct story *story, const GPtrArray *reaches)
{
	g_autofree char *problem = reach_problem(reaches);

	if (!story->answered)
		print_line(
		    "answered", story->silent_because == NULL ? "no" : story->silent_because);
	else
		print_line("answered", problem == NULL ? "yes" : problem);
}

/* All that there is to say about a story, of each sort a list. */
struct shown {
	GPtrArray *revisions, *notes, *invites, *proposals, *reaches;
};

static bool look(
    struct shown *shown, struct store *store, const struct story *story, GError **error)
{
	return (shown->revisions = store_revisions(store, story->id, error)) != NULL &&
	       (shown->notes = store_notes(store, story->id, error)) != NULL &&
	       (shown->invites = store_invites_of(store, story->call, story->address, error)) !=
		   NULL &&
	       (shown->proposals = store_proposals(store, story->call, story->address, error)) !=
		   NULL &&
	       (shown->reaches = store_reaches(store, story->id, error)) != NULL;
}

static void shown_clear(struct shown *shown)
{
	g_clear_pointer(&shown->revisions, g_ptr_array_unref);
	g_clear_pointer(&shown->notes, g_ptr_array_unref);
	g_clear_pointer(&shown->invites, g_ptr_array_unref);
	g_clear_pointer(&shown->proposals, g_ptr_array_unref);
	g_clear_pointer(&shown->reaches, g_ptr_array_unref);
}

static void print_words(const struct app *app, const struct story *story, const struct shown *shown)
{
	const struct call *call = config_call(app->config, story->call);
	g_autofree char *id = story_id(story);

	print_line("story", id);
	print_line("state", story_standing(story));
	print_line("from", story->address);
	print_line("name", story->name == NULL ? "" : story->name);
	print_line("kind", story->tag == NULL ? "not said" : story->tag);
	print_answered(story, shown->reaches);
	print_invites(shown->invites);
	for (guint i = 0; i < shown->proposals->len; i++)
		print_proposal(
		    g_ptr_array_index(shown->proposals, i), call == NULL ? zone_utc() : call->zone);
	for (guint i = 0; i < shown->revisions->len; i++) {
		const struct revision *r = g_ptr_array_index(shown->revisions, i);
		print_revision(r, r->id == story->record.id);
	}
	for (guint i = 0; i < shown->notes->len; i++)
		print_note(g_ptr_array_index(shown->notes, i));
}

static void print_json(const struct story *story, const struct shown *shown)
{
	json_t *object = json_story(story, shown->invites);

	json_set_list(object, "versions", shown->revisions, (to_json)json_revision);
	json_set_list(object, "notes", shown->notes, (to_json)json_note);
	json_set_list(object, "invites", shown->invites, (to_json)json_invite);
	json_set_list(object, "proposals", shown->proposals, (to_json)json_kept_answer);
	json_line(object);
}

static int run(struct app *app, int argc, char **argv)
{
	AUTO(store) *store = NULL;
	AUTO(story) *story = NULL;
	struct shown shown = {0};
	GError *error = NULL;

	if (argc != 1)
		return app_usage(&command_show, "takes one story");
	if ((store = app_store(app, STORE_READ, &error)) == NULL ||
	    (story = app_story(app, store, argv[0], &error)) == NULL)
		return app_fail(error);
	if (raw_bytes)
		return print_raw(store, story, &error) ? EX_OK : app_fail(error);
	bool ok = look(&shown, store, story, &error);
	if (ok && app->json)
		print_json(story, &shown);
	else if (ok)
		print_words(app, story, &shown);
	shown_clear(&shown);
	return ok ? EX_OK : app_fail(error);
}

const struct command command_show = {
    .name = "show",
    .arguments = "ID",
    .summary =
	"one story with its versions, notes, invitations and answers (--raw: original bytes)",
    .example = "callbox show open-collab-7",
    .need = NEED_CONFIG,
    .options = options,
    .run = run,
};
