/* How far letters came, in words. */
#include "cmd/reach.h"

static bool arrived(const struct reach *reach)
{
	return reach->state == LETTER_SENT && reach->returned == NULL;
}

char *reach_problem(const GPtrArray *reaches)
{
	const struct reach *last = NULL;

	for (guint i = 0; i < reaches->len; i++) {
		last = g_ptr_array_index(reaches, i);
		if (arrived(last))
			return NULL;
	}
	if (last == NULL)
		return g_strdup("no letter was written");
	if (last->returned != NULL)
		return g_strdup_printf("the letter came back: %s", last->returned);
	if (last->error != NULL)
		return g_strdup_printf(
		    "the letter is %s: %s", letter_state_name(last->state), last->error);
	return g_strdup_printf("the letter is %s", letter_state_name(last->state));
}
