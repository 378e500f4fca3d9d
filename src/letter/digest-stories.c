/*
 * Stories in the digest. Whatever an author wrote stands behind "| " and is folded, so that no
 * line of it can pass for a command or for a line of ours (RULES OS-06), and carries none of our
 * tokens (OS-10).
 */
#include "letter/digest-fact.h"

#include "base/clean.h"
#include "rule/attached.h"
#include "sort/false-name.h"

#include <string.h>

enum {
	TITLE = 80,
	AUTHOR = 60,
	ROW_TITLE = 34,
	OPEN_TITLE = 55, /* has a line to itself */
	NEAR = 6 * 3600,
	OF_ONE_AUTHOR = 3 /* unanswered stories that are shown each; more are a flood (B-46) */
};

/* "on time by 51h45m", "late by 3s", "late by 2m, within grace". */
static char *margin_words(const struct revision *record)
{
	g_autofree char *span =
	    record->margin == 0 ? g_strdup("less than 1s") : duration_words(record->margin);

	if (record->verdict == VERDICT_ON_TIME)
		return g_strdup_printf("on time by %s", span);
	if (record->verdict == VERDICT_NONE)
		return g_strdup("no deadline");
	return g_strdup_printf(
	    "late by %s%s", span, record->verdict == VERDICT_GRACE ? ", within grace" : "");
}

/* A name that could pass for somebody else's is marked (B-38). */
static char *author_of(const struct digest *digest, const struct story *story)
{
	g_autofree char *name = fact_line(story->name, AUTHOR / 2);
	g_autofree char *address = fact_line(story->address, AUTHOR);
	bool marked = false_name(digest->call, story->name, story->address) != NULL;

	if (*name == '\0')
		return g_strdup(address);
	return g_strdup_printf("%s%s <%s>", name, marked ? " (external)" : "", address);
}

static char *title_of(const struct story *story, size_t max)
{
	g_autofree char *title = fact_line(story->record.title, max);

	return *title != '\0' ? g_steal_pointer(&title) : g_strdup("(no subject)");
}

static void set_number(json_t *facts, const struct story *story)
{
	g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, story->number);

	fact_set(facts, "number", number);
}

/* What can be said about any story, in full or as a row. */
static json_t *story_facts(const struct digest *digest, const struct story *story, size_t title_max)
{
	json_t *facts = json_object();
	g_autofree char *id = story_id(story);
	g_autofree char *title = title_of(story, title_max);
	g_autofree char *author = author_of(digest, story);
	g_autofree char *margin = margin_words(&story->record);
	g_autofree char *tag = fact_line(story->tag, AUTHOR);

	set_number(facts, story);
	fact_set(facts, "id", id);
	fact_set(facts, "title", title);
	fact_set(facts, "author", author);
	fact_set(facts, "margin", margin);
	fact_flag(facts, "late", story->record.verdict == VERDICT_LATE);
	fact_maybe(facts, "tag", tag);
	fact_set(facts, "state", story_standing(story));
	fact_flag(facts, "withdrawn_now", story->state == STATE_WITHDRAWN);
	return facts;
}

/* Title, author and first lines as the plain part shows them. */
static char *quoted(const struct digest *digest, const struct story *story, const char *excerpt,
    const char *attachments)
{
	g_autofree char *title = title_of(story, TITLE);
	g_autofree char *author = author_of(digest, story);
	g_autofree char *all = g_strjoin("\n", title, author, excerpt, attachments, NULL);
	g_autofree char *block = clean_prefixed(all, "| ", DIGEST_COLUMNS);

	return g_strdup(g_strchomp(block));
}

static char *attachment_words(const struct story *story)
{
	g_autofree char *listed = attached_words(story->record.attachments, "; ");

	if (*listed == '\0')
		return NULL;
	g_autofree char *line = fact_line(listed, 2 * TITLE);
	return g_strdup_printf("Attached: %s", line);
}

static void add_actions(json_t *facts, const struct digest *digest, const struct story *story)
{
	json_t *actions = json_array();

	if (story_is_unanswered(story))
		fact_action(
		    actions, digest, ORDER_CONFIRM, story->number, "sends the confirmation");
	if (story->record.verdict == VERDICT_LATE && story->state == STATE_RECEIVED)
		fact_action(
		    actions, digest, ORDER_LATE_OK, story->number, "lets it count as on time");
	json_object_set_new(facts, "actions", actions);
}

static json_t *full_story(const struct digest *digest, const struct story *story)
{
	json_t *facts = story_facts(digest, story, TITLE);
	g_autofree char *excerpt = fact_excerpt(story->record.text);
	g_autofree char *attachments = attachment_words(story);
	g_autofree char *block = quoted(digest, story, excerpt, attachments);
	g_autofree char *why = fact_line(story->silent_because, TITLE);
	g_autofree char *revision = g_strdup_printf("%u", story->record.number);
	g_autofree char *late = g_strdup_printf("%u", story->revisions);

	fact_maybe(facts, "excerpt", excerpt);
	fact_maybe(facts, "attachments", attachments);
	fact_set(facts, "quoted", block);
	fact_set(facts, "revision", revision);
	/* What is behind the version that counts came late (TI-13). */
	fact_maybe(facts, "late_version", story->revisions > story->record.number ? late : "");
	fact_flag(facts, "delayed", story->record.delayed);
	fact_flag(facts, "unanswered_now", story_is_unanswered(story));
	fact_maybe(facts, "why", why);
	add_actions(facts, digest, story);
	return facts;
}

static json_t *short_story(const struct digest *digest, const struct story *story)
{
	json_t *facts = story_facts(digest, story, ROW_TITLE);
	g_autofree char *why = fact_line(story->silent_because, TITLE);

	fact_maybe(facts, "why", why);
	add_actions(facts, digest, story);
	fact_command(facts, digest, ORDER_CONFIRM, story->number);
	return facts;
}

/* What the author is told is the same for each order that decides. */
static json_t *open_story(const struct digest *digest, const struct story *story)
{
	json_t *facts = story_facts(digest, story, OPEN_TITLE), *actions = json_array();

	fact_action(actions, digest, ORDER_ACCEPT, story->number, "");
	fact_action(actions, digest, ORDER_WAITLIST, story->number, "");
	fact_action(actions, digest, ORDER_DECLINE, story->number, "");
	json_object_set_new(facts, "actions", actions);
	return facts;
}

static void add_clock(json_t *clocks, const char *name, const char *value)
{
	json_t *clock = json_object();

	fact_set(clock, "clock", name);
	fact_set(clock, "shown", value);
	json_array_append_new(clocks, clock);
}

static void add_instant(json_t *clocks, const struct digest *digest, const char *name, int64_t at)
{
	g_autofree char *words =
	    at != 0 ? instant_words(at, digest->call->zone) : g_strdup("unknown");

	add_clock(clocks, name, words);
}

/* All four clocks and the one that decided (TI-06). */
static json_t *near_story(const struct digest *digest, const struct story *story)
{
	const struct revision *record = &story->record;
	json_t *facts = story_facts(digest, story, ROW_TITLE), *clocks = json_array();
	g_autofree char *rule = arrival_words(record->rule, record->arrival_by);
	g_autofree char *clean_rule = fact_line(rule, TITLE);
	g_autofree char *dated = revision_date(record);

	add_instant(clocks, digest, "arrival", record->received);
	add_instant(clocks, digest, "mailbox", record->internaldate);
	add_clock(clocks, "their Date", dated == NULL ? "unknown" : dated);
	add_instant(clocks, digest, "first seen", record->first_seen);
	json_object_set_new(facts, "clocks", clocks);
	fact_set(facts, "rule", clean_rule);
	return facts;
}

static bool is_near(const struct digest *digest, const struct story *story)
{
	int64_t margin = story->record.margin;

	return story->record.decided > digest->since && margin <= NEAR && margin >= -NEAR;
}

static bool is_withdrawn(const struct digest *digest, const struct story *story)
{
	return story->state == STATE_WITHDRAWN;
}

/* Whether somebody has to decide now: the deadline is over, and the last session is not. */
static bool waits_for_decision(const struct digest *digest, const struct story *story)
{
	int64_t last = call_last_end(digest->call);

	return story->state == STATE_RECEIVED && (last == 0 || digest->now < last) &&
	       deadline_margin(&digest->call->deadline, digest->now) <= 0;
}

static const struct {
	const char *name;
	bool (*belongs)(const struct digest *, const struct story *);
	json_t *(*shown)(const struct digest *, const struct story *);
	size_t limit;
} lists[] = {
    {"new", story_is_new, full_story, DIGEST_FULL},
    {"revised", story_is_revised, full_story, DIGEST_FULL / 4},
    {"withdrawn", is_withdrawn, short_story, DIGEST_ROWS / 3},
    {"undecided", waits_for_decision, open_story, DIGEST_ROWS / 3},
    {"near", is_near, near_story, DIGEST_ROWS / 2},
};

/* What "new" had no room for, as rows. */
static void add_more(const struct digest *digest, json_t *facts)
{
	json_t *more = json_array();
	size_t all = 0;

	for (guint i = 0; i < digest->stories->len; i++) {
		const struct story *story = digest->stories->pdata[i];
		if (!story_is_new(digest, story) || ++all <= DIGEST_FULL)
			continue;
		if (json_array_size(more) < DIGEST_ROWS)
			json_array_append_new(more, short_story(digest, story));
	}
	fact_list(facts, "more", more, all > DIGEST_FULL ? all - DIGEST_FULL : 0);
}

/* How many stories of each address wait for an answer. */
static GHashTable *count_unanswered(const struct digest *digest, size_t *total)
{
	GHashTable *waiting = g_hash_table_new(g_str_hash, g_str_equal);

	*total = 0;
	for (guint i = 0; i < digest->stories->len; i++) {
		const struct story *story = digest->stories->pdata[i];
		if (!story_is_unanswered(story))
			continue;
		guint count = GPOINTER_TO_UINT(g_hash_table_lookup(waiting, story->address));
		g_hash_table_insert(waiting, story->address, GUINT_TO_POINTER(count + 1));
		(*total)++;
	}
	return waiting;
}

/* STORY and how many MORE its address has. */
static json_t *unanswered_story(
    const struct digest *digest, const struct story *story, unsigned more)
{
	json_t *facts = short_story(digest, story);
	g_autofree char *others =
	    more == 0 ? g_strdup("") : g_strdup_printf("%u more of this address wait, too", more);

	fact_maybe(facts, "others", others);
	return facts;
}

/* A flood from one address is one entry, its first story. */
static void add_unanswered(const struct digest *digest, json_t *facts)
{
	size_t total, all = 0;
	g_autoptr(GHashTable) waiting = count_unanswered(digest, &total);
	g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
	json_t *list = json_array();

	for (guint i = 0; i < digest->stories->len; i++) {
		const struct story *story = digest->stories->pdata[i];
		if (!story_is_unanswered(story))
			continue;
		guint count = GPOINTER_TO_UINT(g_hash_table_lookup(waiting, story->address));
		bool flood = count > OF_ONE_AUTHOR;
		if ((flood && !g_hash_table_add(told, story->address)) || all++ >= DIGEST_ROWS / 2)
			continue;
		json_array_append_new(list, unanswered_story(digest, story, flood ? count - 1 : 0));
	}
	fact_list(facts, "unanswered", list, all);
	g_autofree char *words = g_strdup_printf("%zu", total);
	fact_set(facts, "unanswered_count", words);
}

void digest_stories(const struct digest *digest, json_t *facts)
{
	for (gsize n = 0; n < G_N_ELEMENTS(lists); n++) {
		json_t *list = json_array();
		size_t all = 0;
		for (guint i = 0; i < digest->stories->len; i++) {
			const struct story *story = digest->stories->pdata[i];
			if (!lists[n].belongs(digest, story))
				continue;
			if (all++ < lists[n].limit)
				json_array_append_new(list, lists[n].shown(digest, story));
		}
		fact_list(facts, lists[n].name, list, all);
	}
	add_more(digest, facts);
	add_unanswered(digest, facts);
}
