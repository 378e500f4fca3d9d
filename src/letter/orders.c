/* The facts of the letters to organizers about their orders. */
#include "base/clean.h"
#include "letter/letter.h"

json_t *orders_facts(const struct call *call, const char *by, json_t *results, const char *ignored)
{
	g_auto(GStrv) lines = g_strsplit(ignored, "\n", -1);
	json_t *others = json_array();
	size_t count = json_array_size(results);

	for (char **line = lines; *line != NULL; line++) {
		g_autofree char *shown = clean_line(*line, -1, CLEAN_SUBJECT_SHOWN);
		if (*shown != '\0')
			json_array_append_new(others, json_string(shown));
	}
	return json_pack("{s:s, s:s, s:s, s:I, s:o, s:b, s:b, s:o}", "call", call->title, "name",
	    call->name, "by", by, "count", (json_int_t)count, "results", results, "none",
	    count == 0, "has_others", json_array_size(others) > 0, "others", others);
}
