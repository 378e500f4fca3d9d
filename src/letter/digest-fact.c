/* Small steps from records to facts, shared by the parts of the digest. */
#include "letter/digest-fact.h"

#include "base/clean.h"
#include "letter/fold.h"

#include <string.h>

enum { LINES = 4, WRAPPED = 55, EXCERPT = 280 };

char *fact_line(const char *text, size_t max)
{
	g_autofree char *bare = clean_tokens(text != NULL ? text : "");
	g_autofree char *line = clean_line(bare, -1, 0);

	if ((size_t)g_utf8_strlen(line, -1) <= max)
		return g_steal_pointer(&line);
	g_autofree char *cut = g_utf8_substring(line, 0, (glong)max - 1);
	return g_strconcat(cut, "…", NULL);
}

char *fact_heading(const char *text, size_t max)
{
	g_autofree char *line = fact_line(text, max);

	return fold_text(line, DIGEST_COLUMNS);
}

/* A line that long was ended by the author's mail program, not by the author; LAST is its length.
 */
static bool goes_on(size_t last, const char *line)
{
	return last >= WRAPPED && strchr("-*>#", *line) == NULL;
}

char *fact_excerpt(const char *given)
{
	const char *text = given != NULL ? given : "";
	g_autofree char *start = g_utf8_substring(
	    text, 0, MIN(g_utf8_strlen(text, (gssize)strnlen(text, 16 * EXCERPT)), 4 * EXCERPT));
	g_autofree char *bare = clean_tokens(start);
	g_auto(GStrv) lines = g_strsplit(bare, "\n", -1);
	GString *out = g_string_new(NULL);
	size_t last = 0;
	unsigned count = 0;
	bool more = strlen(start) < strlen(text);

	for (char **line = lines; *line != NULL; line++) {
		g_autofree char *clean = clean_line(*line, -1, EXCERPT);
		bool joined = goes_on(last, clean);
		last = (size_t)g_utf8_strlen(clean, -1);
		if (last == 0)
			continue;
		if ((!joined && count == LINES) || g_utf8_strlen(out->str, -1) > EXCERPT) {
			more = true;
			break;
		}
		g_string_append_printf(out, "%s%s", joined ? " " : count > 0 ? "\n" : "", clean);
		count += !joined;
	}
	if (g_utf8_strlen(out->str, -1) > EXCERPT + 40) {
		*g_utf8_offset_to_pointer(out->str, EXCERPT + 40) = '\0';
		g_string_set_size(out, strlen(out->str));
		more = true;
	}
	if (more)
		g_string_append(out, " …");
	return g_string_free(out, FALSE);
}

void fact_set(json_t *facts, const char *name, const char *text)
{
	json_t *value = json_string(text != NULL ? text : "");

	json_object_set_new(facts, name, value != NULL ? value : json_string(""));
}

void fact_flag(json_t *facts, const char *name, bool value)
{
	json_object_set_new(facts, name, json_boolean(value));
}

void fact_maybe(json_t *facts, const char *name, const char *text)
{
	g_autofree char *has = g_strconcat("has_", name, NULL);

	fact_set(facts, name, text);
	fact_flag(facts, has, text != NULL && *text != '\0');
}

void fact_list(json_t *facts, const char *name, json_t *list, size_t all)
{
	g_autofree char *has = g_strconcat("has_", name, NULL);
	g_autofree char *rest = g_strconcat(name, "_rest", NULL);
	g_autofree char *has_rest = g_strconcat("has_", rest, NULL);
	g_autofree char *total = g_strconcat(name, "_count", NULL);
	size_t shown = json_array_size(list);
	g_autofree char *words =
	    all > shown ? g_strdup_printf("and %zu more", all - shown) : g_strdup("");
	g_autofree char *count = g_strdup_printf("%zu", all);

	json_object_set_new(facts, name, list);
	fact_flag(facts, has, all > 0);
	fact_set(facts, rest, words);
	fact_flag(facts, has_rest, all > shown);
	fact_set(facts, total, count);
}

/* A tap on the command writes the mail; only an address with the token is enough for that. */
static char *command_url(const struct digest *digest, const char *command)
{
	if (digest->token == NULL || digest->reply_address == NULL ||
	    strstr(digest->reply_address, digest->token) == NULL)
		return NULL;
	g_autofree char *address = g_uri_escape_string(digest->reply_address, "@", FALSE);
	g_autofree char *body = g_uri_escape_string(command, NULL, FALSE);
	return g_strdup_printf("mailto:%s?subject=%s&body=%s", address, body, body);
}

void fact_command(json_t *facts, const struct digest *digest, enum order order, int64_t number)
{
	g_autofree char *command =
	    ordered_words(&(struct ordered){.order = order, .number = number});
	g_autofree char *url = command_url(digest, command);

	fact_set(facts, "command", command);
	fact_maybe(facts, "command_url", url);
}

void fact_action(json_t *actions, const struct digest *digest, enum order order, int64_t number,
    const char *does)
{
	json_t *action = json_object();

	fact_command(action, digest, order, number);
	fact_set(action, "does", does);
	json_array_append_new(actions, action);
}

bool story_is_new(const struct digest *digest, const struct story *story)
{
	return story->first_decided > digest->since;
}

bool story_is_revised(const struct digest *digest, const struct story *story)
{
	return story->revised > digest->since && !story_is_new(digest, story);
}

bool story_is_unanswered(const struct story *story)
{
	return !story->answered && story->state != STATE_WITHDRAWN;
}
