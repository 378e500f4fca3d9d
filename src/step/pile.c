/* A person's word about a pile of old mail (P-17). */
#include "step/pile.h"

#include "base/error.h"
#include "step/mandate.h"

/* A story that cannot be confirmed, as one whose author took it back, is left as it is. */
static bool confirm(
    struct step *step, struct story *story, int64_t now, struct pile_result *result, GError **error)
{
	struct mandate mandate = {.step = step,
	    .call = config_call(step->config, story->call),
	    .by = "the operator",
	    .now = now};
	struct ordered ordered = {.order = ORDER_CONFIRM, .number = story->number};
	g_autofree char *about = NULL;
	GError *problem = NULL;

	if (mandate.call != NULL && mandate_carry_out(&mandate, &ordered, &about, &problem)) {
		result->confirmed++;
		return true;
	}
	if (problem != NULL && problem->code != EX_DATAERR) {
		g_propagate_error(error, problem);
		return false;
	}
	g_clear_error(&problem);
	result->left++;
	return true;
}

static bool confirm_all(struct step *step, const struct pile *pile, int64_t now,
    struct pile_result *result, GError **error)
{
	g_autoptr(GPtrArray) stories = store_pile_stories(step->store, pile->number, error);

	if (stories == NULL)
		return false;
	for (guint i = 0; i < stories->len; i++)
		if (!confirm(step, g_ptr_array_index(stories, i), now, result, error))
			return false;
	return true;
}

static bool tell(
    struct step *step, const struct pile *pile, const char *what, int64_t now, GError **error)
{
	g_autofree char *why =
	    g_strdup_printf("pile-%" G_GINT64_FORMAT " by the operator", pile->number);

	return store_event(step->store, now, what, why, (struct about){0}, error);
}

bool pile_answer(struct step *step, const struct pile *pile, int64_t now,
    struct pile_result *result, GError **error)
{
	*result = (struct pile_result){.letters = pile->letters};
	return store_begin(step->store, error) &&
	       store_end(step->store,
		   confirm_all(step, pile, now, result, error) &&
		       store_answer_pile(step->store, pile->number, now, error) &&
		       tell(step, pile, "answered", now, error),
		   error);
}

bool pile_silence(struct step *step, const struct pile *pile, int64_t now, GError **error)
{
	return store_begin(step->store, error) &&
	       store_end(step->store,
		   store_silence_pile(step->store, pile->number, error) &&
		       tell(step, pile, "silenced", now, error),
		   error);
}
