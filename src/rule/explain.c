/* A decision in one English sentence, for explain, trace and the log. */
#include "rule/rule.h"

static const char *const acts[] = {
    [ACT_COUNT] = "kept and counted",
    [ACT_STORY] = "kept as a new story",
    [ACT_REVISION] = "kept as a new version of its story",
    [ACT_NOTE] = "kept as a note beside its story",
    [ACT_WITHDRAW] = "its story is withdrawn",
    [ACT_RESTORE] = "its story is no longer withdrawn",
    [ACT_ASK] = "the author's own address is asked to confirm",
    [ACT_OVER] = "the question that it answers is over",
    [ACT_VOUCH] = "the mail that it confirms is read again, as the author's",
    [ACT_RSVP] = "the calendar answer is recorded",
    [ACT_CALENDAR] = "the calendar message is kept and changes nothing",
    [ACT_REFRESH] = "the invitation is sent again",
    [ACT_ANSWER] = "the answer to the invitation is recorded",
    [ACT_TELL] = "somebody without a story asks how to send one",
    [ACT_WISH] = "somebody without a story is to be reminded of the deadline",
    [ACT_REPORT] = "the delivery report is recorded",
    [ACT_ORDERS] = "its orders are carried out",
    [ACT_ASK_ORDERS] = "the organizer's own address is asked to confirm",
    [ACT_UNDO] = "what earlier orders did is taken back",
    [ACT_ASK_UNDO] = "the organizer's own address is asked to confirm",
    [ACT_REFUSE] = "the organizer is told why nothing was done",
    [ACT_HOLD] = "held for a person",
};

/* What was judged against the deadline; the rest has no time that matters. */
static bool is_timed(enum act act)
{
	static const enum act timeless[] = {ACT_COUNT, ACT_VOUCH, ACT_REPORT, ACT_RSVP,
	    ACT_CALENDAR, ACT_REFRESH, ACT_ANSWER, ACT_TELL, ACT_WISH};

	for (gsize i = 0; i < G_N_ELEMENTS(timeless); i++)
		if (act == timeless[i])
			return false;
	return true;
}

static void append_verdict(GString *sentence, const struct decision *decision)
{
	if (decision->verdict == VERDICT_NONE || decision->kind == KIND_COMMAND ||
	    !is_timed(decision->act))
		return;
	g_autofree char *margin = duration_words(decision->margin);
	g_string_append_printf(sentence, ", %s by %s", verdict_name(decision->verdict), margin);
	if (decision->delayed)
		g_string_append(sentence, " (possibly delayed in transit)");
}

/* What each answer of a calendar says, and what becomes of it. */
static void append_outcomes(GString *sentence, const struct decision *decision)
{
	if (decision->act != ACT_RSVP)
		return;
	for (guint i = 0; decision->rsvps != NULL && i < decision->rsvps->len; i++) {
		const struct rsvp_outcome *outcome =
		    &g_array_index(decision->rsvps, struct rsvp_outcome, i);
		g_string_append_printf(sentence, "; %s: %s",
		    outcome->partstat == NULL ? "without PARTSTAT" : outcome->partstat,
		    outcome->why);
	}
}

static void append_flags(GString *sentence, const GPtrArray *flags)
{
	for (guint i = 0; flags != NULL && i < flags->len; i++)
		g_string_append_printf(
		    sentence, "; note: %s", (const char *)g_ptr_array_index(flags, i));
}

char *decision_sentence(const struct decision *decision)
{
	GString *sentence = g_string_new(kind_name(decision->kind));
	g_autofree char *later = instant_words(decision->later, zone_utc());

	g_string_append_printf(sentence, " (%s): %s", decision->why, acts[decision->act]);
	append_verdict(sentence, decision);
	append_outcomes(sentence, decision);
	if (decision->later != 0)
		g_string_append_printf(sentence, "; the answer \"%s\" waits until %s UTC: %s",
		    decision->answer, later, decision->silent_because);
	else if (decision->answer != NULL)
		g_string_append_printf(sentence, "; answered with \"%s\"", decision->answer);
	else if (decision->silent_because != NULL)
		g_string_append_printf(sentence, "; not answered: %s", decision->silent_because);
	else
		g_string_append(sentence, "; nothing to answer");
	append_flags(sentence, decision->flags);
	return g_string_free(sentence, FALSE);
}
