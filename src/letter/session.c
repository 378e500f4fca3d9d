/* The time of a session for people, and what of a session is not as they were told before. */
#include "letter/session.h"

#include "base/civil.h"
#include "base/clean.h"
#include "letter/letter.h"

#include <string.h>

/* Whether clocks in ZONE are changed between START and END, so that each has a label of its own. */
static bool has_two_labels(const struct zone *zone, int64_t start, int64_t end)
{
	struct civil first, last;

	civil_at(&first, zone, start);
	civil_at(&last, zone, end);
	return first.offset != last.offset;
}

static char *labelled_span(const struct zone *zone, int64_t start, int64_t end)
{
	g_autofree char *from = instant_label(start, zone);
	g_autofree char *to = instant_label(end, zone);

	return g_strdup_printf("%s - %s", from, to);
}

/* "Thu 22 Jul 2021, 08:00-11:00", or with both days where the session passes midnight, and both
 * labels where it passes a change of the clocks. */
static char *span_words(const struct zone *zone, int64_t start, int64_t end)
{
	if (has_two_labels(zone, start, end))
		return labelled_span(zone, start, end);
	g_autofree char *day = instant_day(start, zone);
	g_autofree char *last_day = instant_day(end, zone);
	g_autofree char *from = instant_minute(start, zone);
	g_autofree char *to = instant_minute(end, zone);

	if (strcmp(day, last_day) == 0)
		return g_strdup_printf("%s, %s-%s", day, from, to);
	return g_strdup_printf("%s, %s - %s, %s", day, from, last_day, to);
}

char *session_times(const struct call *call, const struct session *session)
{
	g_autofree char *aoe = span_words(zone_aoe(), session->start, session->end);
	g_autofree char *utc = span_words(zone_utc(), session->start, session->end);
	g_autofree char *own = span_words(call->zone, session->start, session->end);
	const char *name = zone_name(call->zone);
	struct civil civil;

	if (strcmp(name, "AoE") == 0 || strcmp(name, "UTC") == 0)
		return g_strdup_printf("AoE: %s\nUTC: %s", aoe, utc);
	civil_at(&civil, call->zone, session->start);
	return g_strdup_printf("%s: %s (%s)\nAoE: %s\nUTC: %s", civil.label, own, name, aoe, utc);
}

/* In the zone of the call alone, with its label. */
static char *own_span(const struct call *call, int64_t start, int64_t end)
{
	g_autofree char *span = span_words(call->zone, start, end);
	struct civil civil;

	if (has_two_labels(call->zone, start, end))
		return g_steal_pointer(&span);
	civil_at(&civil, call->zone, start);
	return g_strdup_printf("%s %s", span, civil.label);
}

static json_t *line_or_none(const char *text)
{
	g_autofree char *line = text == NULL ? NULL : clean_line(text, -1, CLEAN_LINE_STORED);

	return json_string(line == NULL || *line == '\0' ? "none" : line);
}

static void add_change(json_t *changes, const char *what, const char *before, const char *now)
{
	if (g_strcmp0(before, now) != 0)
		json_array_append_new(changes, json_pack("{s:s, s:o, s:o}", "what", what, "before",
						   line_or_none(before), "now", line_or_none(now)));
}

json_t *session_changes(
    const struct call *call, const struct invite *before, const struct session *session)
{
	json_t *changes = json_array();

	if (before == NULL)
		return changes;
	g_autofree char *old_time = own_span(call, before->start, before->end);
	g_autofree char *new_time = own_span(call, session->start, session->end);
	add_change(changes, "time", old_time, new_time);
	add_change(changes, "title", before->title, session->title);
	add_change(changes, "place", before->place, session->place);
	add_change(changes, "join link", before->url, session->url);
	return changes;
}
