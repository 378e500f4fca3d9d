/* The facts of the letters to organizers about their orders. */
#include "base/clean.h"
#include "base/count.h"
#include "letter/echo.h"
#include "letter/fold.h"
#include "letter/letter.h"

void order_result_free(struct order_result *result)
{
	g_free(result->line);
	g_free(result->about);
	g_free(result->problem);
	g_free(result);
}

/* One line that somebody else may have written; NULL is null. */
static json_t *line_or_null(const char *text)
{
	g_autofree char *bare = text == NULL ? NULL : clean_tokens(text);
	g_autofree char *line = bare == NULL ? NULL : clean_line(bare, -1, 2 * CLEAN_SUBJECT_SHOWN);

	return line == NULL || *line == '\0' ? json_null() : json_string(line);
}

static json_t *results_facts(const GPtrArray *results)
{
	json_t *list = json_array();

	for (guint i = 0; results != NULL && i < results->len; i++) {
		const struct order_result *r = g_ptr_array_index(results, i);
		json_array_append_new(list,
		    json_pack("{s:s, s:b, s:o, s:o}", "line", r->line, "done", r->problem == NULL,
			"problem", line_or_null(r->problem), "about", line_or_null(r->about)));
	}
	return list;
}

static json_t *ignored_facts(const char *ignored)
{
	g_auto(GStrv) lines = g_strsplit(ignored == NULL ? "" : ignored, "\n", -1);
	json_t *others = json_array();

	for (char **line = lines; *line != NULL; line++) {
		json_t *shown = line_or_null(*line);
		if (json_is_string(shown))
			json_array_append(others, shown);
		json_decref(shown);
	}
	return others;
}

static char *next_digest(const struct call *call)
{
	return g_strdup_printf("%02d:%02d (%s)", call->digest_minute / 60, call->digest_minute % 60,
	    zone_name(call->zone));
}

/* "accept 3" done or not, for the subject: "2 orders". */
static char *count_results(const struct orders_facts *from)
{
	guint count = from->results == NULL ? 0 : from->results->len;

	return count_words(count, "order", "orders");
}

static json_t *undo_link(const struct orders_facts *from, const char *word)
{
	g_autofree char *address = from->reply_address == NULL
				       ? NULL
				       : g_uri_escape_string(from->reply_address, "@", FALSE);
	g_autofree char *url =
	    address == NULL ? NULL
			    : g_strdup_printf("mailto:%s?subject=%s&body=%s", address, word, word);

	return url == NULL ? json_null() : json_string(url);
}

json_t *orders_facts(const struct orders_facts *from)
{
	g_autofree char *count = count_results(from), *next = next_digest(from->call);
	g_autofree char *days = g_strdup_printf("%u", from->undo_days);
	json_t *others = ignored_facts(from->ignored), *results = results_facts(from->results);

	return json_pack(
	    "{s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:b, s:o, s:b, s:o, s:b, s:s, s:b, s:o, s:o}",
	    "call", from->call->title, "name", from->call->name, "contact", from->call->contact,
	    "by", from->by == NULL ? "" : from->by, "count", count, "next", next, "reason",
	    line_or_null(from->reason), "has_results", json_array_size(results) > 0, "results",
	    results, "has_others", json_array_size(others) > 0, "others", others, "undo",
	    from->undo_days > 0, "days", days, "undone", from->undone, "undo_link",
	    undo_link(from, "UNDO"), "confirm_link", undo_link(from, "CONFIRM"));
}
