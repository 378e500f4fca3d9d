/*
 * The names of all letters, and for each the facts of an invented story in
 * which everything is present. Templates are checked against these, so a fact
 * that a letter does not have is found at start.
 */
#include "letter/digest.h"
#include "letter/letter.h"

#include <string.h>

const char *const letter_names[] = {"receipt", "revised", "withdrawn", "unreadable", "empty",
    "attachment", "held", "help", "status", "note", "confirm", "over", "invite", "updated",
    "cancelled", "accepted", "unconfirmed", "waitlisted", "declined", "late-ok", "undone", "moved",
    "reminder", "remind", "closing", "orders", "confirm-orders", "refused", "digest", NULL};

static char text[] = "sample";
static char words[] = "2021-07-20 AoE";
static char page[] = "https://example.org/call";
static char address[] = "stories@example.org";

static struct session sample_session(void)
{
	return (struct session){.name = text,
	    .title = text,
	    .start = 1626966000,
	    .end = 1626976800,
	    .place = text,
	    .url = page,
	    .invite = INVITE_SUBMITTED};
}

static struct call sample_call(struct zone *zone, GPtrArray *sessions)
{
	return (struct call){.name = text,
	    .title = text,
	    .contact = address,
	    .page = page,
	    .zone = zone,
	    .deadline = {.cutoff = 1626868800, .words = words},
	    .sessions = sessions};
}

static struct revision sample_revision(unsigned number)
{
	return (struct revision){.number = number,
	    .title = text,
	    .proof = text,
	    .received = 1626682491,
	    .offset_known = true,
	    .offset = 7200,
	    .verdict = VERDICT_ON_TIME,
	    .margin = 186309};
}

/* A version cannot both displace another and be outdone by it, nor a story be withdrawn and not, so
 * "kept" and "undo_until" are put in by hand. */
static json_t *story_sample(const struct call *call, const struct story *story)
{
	struct revision now = sample_revision(2), before = sample_revision(1);
	struct staying other = {text, text};
	g_autoptr(GPtrArray) staying = g_ptr_array_new();
	struct story_facts from = {.call = call,
	    .story = story,
	    .revision = &now,
	    .replaced = &before,
	    .staying = staying,
	    .taken_back = text,
	    .invited = call->sessions,
	    .reply_address = "stories+sample@example.org"};
	g_ptr_array_add(staying, &other);
	json_t *facts = story_letter_facts(&from), *zone = json_object();

	json_object_set(facts, "kept", json_object_get(facts, "replaced"));
	json_object_set_new(facts, "undo_until", json_string(text));
	json_object_set_new(zone, "time", json_string(text));
	json_object_set_new(zone, "label", json_string(text));
	json_object_set_new(zone, "name", json_string(text));
	json_object_set_new(json_object_get(facts, "received"), "zone", zone);
	return facts;
}

static json_t *orders_sample(const struct call *call)
{
	struct order_result result = {.line = text, .about = text, .problem = text};
	g_autoptr(GPtrArray) results = g_ptr_array_new();
	struct orders_facts from = {.call = call,
	    .by = address,
	    .results = results,
	    .ignored = text,
	    .reason = text,
	    .reply_address = "stories+sample@example.org",
	    .undo_days = 1,
	    .undone = true};

	g_ptr_array_add(results, &result);
	return orders_facts(&from);
}

static json_t *sample_of(const char *name)
{
	static const char *const about_sessions[] = {"invite", "updated", "cancelled", NULL};
	static const char *const to_organizers[] = {"orders", "confirm-orders", "refused", NULL};
	struct session session = sample_session();
	g_autoptr(GPtrArray) sessions = g_ptr_array_new();
	struct call call = sample_call((struct zone *)zone_utc(), sessions);
	struct story story = {.call = text,
	    .number = 1,
	    .address = address,
	    .call_address = address,
	    .record = sample_revision(2)};

	if (g_strv_contains(to_organizers, name))
		return orders_sample(&call);
	g_ptr_array_add(sessions, &session);
	if (strcmp(name, "reminder") == 0) {
		struct invite invite = {.partstat = text};
		return reminder_letter_facts(&call, &session, &story, &invite, 0);
	}
	if (g_strv_contains(about_sessions, name))
		return invite_letter_facts(
		    &call, &session, &story, &(struct invite){.title = page}, 0);
	return story_sample(&call, &story);
}

json_t *letter_sample(const char *name)
{
	for (const char *const *known = letter_names; *known != NULL; known++)
		if (strcmp(name, *known) == 0)
			return strcmp(name, "digest") == 0 ? digest_sample() : sample_of(name);
	return NULL;
}
