/*
 * The night's digest: what changed, what waits, and how far the deadline is. Its first three lines
 * tell the night at one glance; the rest is for whoever reads on.
 */
#include "base/count.h"
#include "letter/chart.h"
#include "letter/digest-fact.h"
#include "letter/echo.h"

static size_t count_of(json_t *facts, const char *name)
{
	g_autofree char *key = g_strconcat(name, "_count", NULL);

	return g_ascii_strtoull(json_string_value(json_object_get(facts, key)), NULL, 10);
}

static size_t late_news(const struct digest *digest)
{
	size_t late = 0;

	for (guint i = 0; i < digest->stories->len; i++) {
		const struct story *story = digest->stories->pdata[i];
		late += story_is_new(digest, story) && story->record.verdict == VERDICT_LATE;
	}
	return late;
}

static size_t waiting_count(json_t *facts)
{
	return count_of(facts, "piles") + count_of(facts, "held") + count_of(facts, "failed") +
	       count_of(facts, "guests") + count_of(facts, "unanswered") +
	       count_of(facts, "unheard");
}

/* "3 new (1 late), 1 revised, 2 notes", or that there is nothing. */
static char *news(const struct digest *digest, json_t *facts)
{
	size_t fresh = count_of(facts, "new"), revised = count_of(facts, "revised");
	size_t late = late_news(digest);
	g_autofree char *notes = count_words(digest->notes->len, "note", "notes");
	GString *line = g_string_new(NULL);

	if (fresh > 0 || revised > 0)
		g_string_append_printf(line, "%zu new", fresh);
	if (late > 0)
		g_string_append_printf(line, " (%zu late)", late);
	if (revised > 0)
		g_string_append_printf(line, ", %zu revised", revised);
	if (digest->notes->len > 0)
		g_string_append_printf(line, "%s%s", line->len > 0 ? ", " : "", notes);
	return g_string_free(line->len > 0 ? line : g_string_append(line, "nothing new"), FALSE);
}

/* What waits, or "box healthy". */
static char *health(json_t *facts, bool wrong)
{
	static const struct {
		const char *name, *one, *many;
	} parts[] = {{"piles", "pile of old mail", "piles of old mail"},
	    {"unanswered", "story to confirm", "stories to confirm"},
	    {"held", "mail held", "mails held"}, {"guests", "guest", "guests"},
	    {"failed", "letter not sent", "letters not sent"},
	    {"unheard", "answer held back", "answers held back"}};
	GString *line = g_string_new(wrong ? "the account does not add up" : NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
		size_t count = count_of(facts, parts[i].name);
		if (count == 0)
			continue;
		g_autofree char *words = count_words(count, parts[i].one, parts[i].many);
		g_string_append_printf(line, "%s%s", line->len > 0 ? ", " : "", words);
	}
	if (line->len == 0)
		g_string_append(line, "box healthy");
	return g_string_free(line, FALSE);
}

/* Whole minutes are enough for a glance. */
static char *to_deadline(const struct digest *digest)
{
	int64_t left = deadline_margin(&digest->call->deadline, digest->now);
	g_autofree char *span = distance_words(ABS(left) < 60 ? left : left / 60 * 60);

	return left > 0 ? g_strdup_printf("Deadline in %s", span)
			: g_strdup_printf("Deadline passed %s ago", span);
}

/* The very first digest has nothing before it to be newer than. */
static char *since_words(const struct digest *digest)
{
	g_autofree char *since = instant_words(digest->since, digest->call->zone);
	struct civil c;

	if (digest->since == 0)
		return g_strdup("This is the first digest.");
	civil_at(&c, digest->call->zone, digest->since);
	return g_strdup_printf("New means since %s %s.", since, c.label);
}

static void add_glance(const struct digest *digest, json_t *facts)
{
	bool wrong = json_is_true(json_object_get(facts, "account_wrong"));
	g_autofree char *what = news(digest, facts);
	g_autofree char *state = health(facts, wrong);
	g_autofree char *left = to_deadline(digest);
	g_autofree char *when = deadline_label(digest->call);
	bool waiting = wrong || waiting_count(facts) > 0;
	g_autofree char *subject = g_strdup_printf("%s; %s", what, state);

	fact_set(facts, "subject", subject);
	fact_set(facts, "news", what);
	fact_set(facts, "health", state);
	fact_flag(facts, "waiting", waiting);
	fact_set(facts, "left", left);
	fact_set(facts, "deadline", when);
	fact_flag(facts, "quiet",
	    !waiting && count_of(facts, "new") + count_of(facts, "revised") == 0 &&
		digest->notes->len == 0);
}

static void add_chart(const struct digest *digest, json_t *facts)
{
	g_autofree char *text =
	    chart_text(digest->call, digest->stories, digest->now, DIGEST_COLUMNS);
	g_autofree char *alt = chart_alt(digest->call, digest->stories, digest->now);

	fact_set(facts, "chart", g_strchomp(text));
	fact_set(facts, "chart_alt", alt);
	fact_maybe(facts, "picture", digest->picture);
	fact_flag(facts, "has_chart", digest->stories->len > 0);
}

json_t *digest_facts(const struct digest *digest)
{
	json_t *facts = json_object();
	g_autofree char *title = fact_heading(digest->call->title, 80);
	g_autofree char *since = since_words(digest);
	g_autofree char *day = instant_day(digest->now, digest->call->zone);
	g_autofree char *total = count_words(digest->stories->len, "story", "stories");

	fact_set(facts, "call", digest->call->name);
	fact_set(facts, "call_title", title);
	fact_set(facts, "date", digest->date);
	fact_set(facts, "day", day);
	fact_set(facts, "since", since);
	fact_set(facts, "total", total);
	fact_set(facts, "zone", zone_name(digest->call->zone));
	fact_flag(facts, "catch_up", digest->catch_up);
	fact_flag(facts, "last", digest->last);
	fact_maybe(facts, "proof", digest->proof);
	fact_maybe(facts, "reply_address", digest->reply_address);
	fact_maybe(facts, "one_kind", digest->call->kinds == NULL ? NULL : digest->call->kinds[0]);
	digest_stories(digest, facts);
	digest_notes(digest, facts);
	digest_sessions(digest, facts);
	digest_waiting(digest, facts);
	digest_account(digest, facts);
	add_glance(digest, facts);
	add_chart(digest, facts);
	return facts;
}
