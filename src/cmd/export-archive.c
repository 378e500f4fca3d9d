/*
 * All that is held about a person, for handing it over: one tar with an index in plain words. What
 * others wrote stays out, so do digests and echoes, which tell of everybody.
 */
#include "cmd/export.h"

#include "base/clean.h"
#include "base/error.h"
#include "cmd/tar.h"
#include "rule/attached.h"

#include <stdlib.h>
#include <string.h>

#define FOLDER "callbox-export/"

/* The archive while it is written, and what went into it. */
struct archive {
	const struct export *from;
	GString *trail;
	guint stories, mails, letters;
	int64_t kept_out; /* letters */
	GHashTable *told; /* story_id()s whose trail is there */
};

static void add(const struct archive *a, const char *name, const void *octets, size_t length)
{
	g_autofree char *path = g_strconcat(FOLDER, name, NULL);

	tar_add(a->from->out, path, octets, length, a->from->now);
}

static void add_text(const struct archive *a, const char *name, const char *text)
{
	add(a, name, text, strlen(text));
}

static void add_bytes(const struct archive *a, const char *name, GBytes *bytes)
{
	gsize length;
	const void *octets = g_bytes_get_data(bytes, &length);

	add(a, name, octets, length);
}

/* "2021-07-19 08:14:51 UTC  decided: ..." for each. */
static void append_events(GString *out, GPtrArray *events)
{
	for (guint i = 0; i < events->len; i++) {
		const struct event *event = g_ptr_array_index(events, i);
		g_autofree char *at = instant_words(event->at, zone_utc());
		bool sent = strcmp(event->what, "sent") == 0; /* to where, is of no use to them */
		g_autofree char *bare = clean_tokens(event->why == NULL || sent ? "" : event->why);
		g_string_append_printf(
		    out, "%s UTC  %s%s%s\n", at, event->what, *bare == '\0' ? "" : ": ", bare);
	}
}

/* --- stories --- */

/* A line of what somebody wrote, without our tokens (OS-10). */
static void append_words(GString *out, const char *label, const char *words)
{
	g_autofree char *bare = clean_tokens(words);

	g_string_append_printf(out, "%s%s\n", label, bare);
}

static void append_version(GString *out, const struct revision *r, bool counts)
{
	g_autofree char *received = instant_words(r->received, zone_utc());
	g_autofree char *by = arrival_words(r->rule, r->arrival_by);
	g_autofree char *margin = duration_words(r->margin);
	g_autofree char *attached = attached_words(r->attachments, "\n          ");
	const char *verdict = verdict_name(r->verdict);

	g_string_append_printf(out, "\nVersion %u%s\nreceived  %s UTC, by %s\n", r->number,
	    counts ? ", the one that counts" : "", received, by);
	if (verdict != NULL)
		g_string_append_printf(out, "verdict   %s by %s\n", verdict, margin);
	if (r->proof != NULL)
		g_string_append_printf(out, "proof     %s\n", r->proof);
	append_words(out, "title     ", r->title);
	if (*attached != '\0')
		append_words(out, "attached  ", attached);
	append_words(out, "\n", r->text);
}

static char *story_text(const struct story *story, const char *id, GPtrArray *revisions)
{
	GString *out = g_string_new(NULL);

	g_string_append_printf(out, "story     %s\nstate     %s\nkind      %s\nfrom      %s\n", id,
	    story_standing(story), story->tag == NULL ? "not said" : story->tag, story->address);
	if (story->name != NULL)
		append_words(out, "name      ", story->name);
	for (guint i = 0; i < revisions->len; i++) {
		const struct revision *r = g_ptr_array_index(revisions, i);
		append_version(out, r, r->id == story->record.id);
	}
	return g_string_free(out, FALSE);
}

static bool add_story(struct archive *a, const struct story *story, GError **error)
{
	const struct export *x = a->from;
	g_autofree char *id = story_id(story);
	g_autofree char *name = g_strdup_printf("stories/%s.txt", id);
	g_autoptr(GPtrArray) revisions = store_revisions(x->store, story->id, error);
	g_autoptr(GPtrArray) events = NULL;

	if (revisions == NULL || (events = export_trail(x, 0, story->id, error)) == NULL)
		return false;
	g_autofree char *text = story_text(story, id, revisions);
	add_text(a, name, text);
	g_string_append_printf(a->trail, "\n%s\n", id);
	append_events(a->trail, events);
	g_hash_table_add(a->told, g_steal_pointer(&id));
	a->stories++;
	return true;
}

static bool add_stories(struct archive *a, GError **error)
{
	g_autoptr(GPtrArray) stories = export_stories(a->from, error);

	for (guint i = 0; stories != NULL && i < stories->len; i++)
		if (!add_story(a, g_ptr_array_index(stories, i), error))
			return false;
	return stories != NULL;
}

/* --- mails and letters --- */

static bool add_mail(struct archive *a, const struct incoming *mail, GError **error)
{
	const struct export *x = a->from;
	g_autofree char *name = g_strdup_printf("mails/%" G_GINT64_FORMAT ".eml", mail->id);
	AUTO(raw) *raw = store_raw(x->store, mail->id, error);
	g_autoptr(GPtrArray) events = NULL;

	if (raw == NULL || (events = export_trail(x, mail->id, 0, error)) == NULL)
		return false;
	add_bytes(a, name, raw->bytes);
	a->mails++;
	if (mail->story == NULL || !g_hash_table_contains(a->told, mail->story)) {
		g_string_append_printf(a->trail, "\n%s\n", name);
		append_events(a->trail, events);
	}
	return true;
}

static bool add_mails(struct archive *a, GError **error)
{
	g_autoptr(GPtrArray) mails = export_mails(a->from, error);

	for (guint i = 0; mails != NULL && i < mails->len; i++)
		if (!add_mail(a, g_ptr_array_index(mails, i), error))
			return false;
	return mails != NULL;
}

static bool add_letter(struct archive *a, const struct outgoing *letter, GError **error)
{
	ERROR_GUARD(error);
	g_autoptr(GBytes) bytes = store_letter_bytes(a->from->store, letter->id, error);
	g_autofree char *name =
	    g_strdup_printf("letters/%" G_GINT64_FORMAT "-%s.eml", letter->id, letter->what);

	if (*error != NULL)
		return false;
	if (bytes != NULL) {
		add_bytes(a, name, bytes);
		a->letters++;
	}
	return true;
}

static bool add_letters(struct archive *a, GError **error)
{
	g_autoptr(GPtrArray) letters =
	    store_letters_to(a->from->store, a->from->call, a->from->person, error);

	for (guint i = 0; letters != NULL && i < letters->len; i++)
		if (!add_letter(a, g_ptr_array_index(letters, i), error))
			return false;
	return letters != NULL;
}

/* --- the rest --- */

static void append_invite(GString *out, const struct invite *invite)
{
	g_string_append_printf(out, "%s, %s: %s%s", invite->call, invite->title, invite->partstat,
	    invite->cancelled ? ", cancelled" : "");
	if (invite->comment != NULL)
		g_string_append_printf(out, "; you wrote: %s", invite->comment);
	g_string_append_c(out, '\n');
}

static bool add_answers(const struct archive *a, GError **error)
{
	const struct export *x = a->from;
	g_autoptr(GPtrArray) invites = store_invites(x->store, x->call, error);
	g_autoptr(GString) out = g_string_new(NULL);

	for (guint i = 0; invites != NULL && i < invites->len; i++) {
		const struct invite *invite = g_ptr_array_index(invites, i);
		if (export_is_theirs(x, invite->address))
			append_invite(out, invite);
	}
	g_autofree char *bare = clean_tokens(out->str);
	add_text(a, "answers.txt", *bare != '\0' ? bare : "no invitations\n");
	return invites != NULL;
}

static bool no_memory(GError **error)
{
	return fail(error, EX_OSERR,
	    "there is not enough memory for data.json in the archive; end other programs and try "
	    "again");
}

static bool add_data(const struct archive *a, GError **error)
{
	char *octets = NULL;
	size_t length = 0;
	struct export inner = *a->from;

	inner.out = open_memstream(&octets, &length);
	if (inner.out == NULL)
		return no_memory(error);
	bool ok = export_json(&inner, error);
	bool whole = !ferror(inner.out);
	whole = fclose(inner.out) == 0 && whole;
	if (ok && whole)
		add(a, "data.json", octets, length);
	free(octets);
	return ok && (whole || no_memory(error));
}

static void add_index(const struct archive *a)
{
	const struct export *x = a->from;
	g_autofree char *at = instant_words(x->now, zone_utc());
	g_autofree char *index = g_strdup_printf(
	    "What callbox holds about %s%s%s\nwritten %s UTC\n\n"
	    "stories/     your stories (%u), with every version that you sent\n"
	    "mails/       your mails (%u), byte by byte as they came in, and what mail servers\n"
	    "             reported about letters to you\n"
	    "letters/     the letters to you (%u), byte by byte as they went out\n"
	    "answers.txt  what your calendar answered to invitations\n"
	    "trail.txt    what was done with your mails and stories, and when\n"
	    "data.json    the same again, for programs\n\n"
	    "Any mail program opens an .eml file.\n\n"
	    "Not in here is what belongs to other people: notes that others wrote to your "
	    "stories,\n"
	    "mail of others that names you, and what you were sent as an organizer or about\n"
	    "stories of others (letters: %" G_GINT64_FORMAT "). Other addresses in the trail are\n"
	    "left out. To have all of this removed, ask the organizers: they can do it with\n"
	    "one command, \"callbox erase\".\n",
	    x->address, x->call == NULL ? "" : ", call ", x->call == NULL ? "" : x->call, at,
	    a->stories, a->mails, a->letters, a->kept_out);

	add_text(a, "index.txt", index);
}

static bool add_all(struct archive *a, GError **error)
{
	if (!add_stories(a, error) || !add_mails(a, error) || !add_letters(a, error) ||
	    !add_answers(a, error) || !add_data(a, error))
		return false;
	a->kept_out = store_count_letters_to(a->from->store, a->from->person) - a->letters;
	add_text(a, "trail.txt", a->trail->str);
	add_index(a);
	tar_end(a->from->out);
	return true;
}

bool export_archive(const struct export *export, GError **error)
{
	struct archive archive = {.from = export,
	    .trail = g_string_new(NULL),
	    .told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
	bool ok = add_all(&archive, error);

	g_string_free(archive.trail, TRUE);
	g_hash_table_unref(archive.told);
	return ok;
}
