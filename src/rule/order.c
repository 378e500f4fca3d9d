/* Orders as a table: a new one is a row. */
#include "rule/order.h"

#include <string.h>

static const struct order_effect effects[ORDER_COUNT] = {
    [ORDER_ACCEPT] = {.word = "accept",
	.done = "accepted",
	.letter = "accepted",
	.group = GROUP_DECISION,
	.sets_state = true,
	.state = STATE_ACCEPTED},
    [ORDER_WAITLIST] = {.word = "waitlist",
	.done = "waitlisted",
	.letter = "waitlisted",
	.group = GROUP_DECISION,
	.sets_state = true,
	.state = STATE_WAITLISTED},
    [ORDER_DECLINE] = {.word = "decline",
	.done = "declined",
	.letter = "declined",
	.group = GROUP_DECISION,
	.sets_state = true,
	.state = STATE_DECLINED},
    [ORDER_LATE_OK] = {.word = "late-ok", .done = "counted as on time", .letter = "late-ok"},
    [ORDER_CONFIRM] = {.word = "confirm", .done = "confirmed", .letter = "receipt"},
    [ORDER_KIND] = {.word = "kind", .done = "given its kind", .group = GROUP_KIND},
    [ORDER_ADMIT] = {.word = "admit", .done = "admitted", .group = GROUP_MAIL},
    [ORDER_RELEASE] = {.word = "release", .done = "released", .group = GROUP_MAIL},
    [ORDER_DROP] = {.word = "drop", .done = "dropped", .group = GROUP_MAIL},
    [ORDER_RELEASE_LETTER] = {.word = "release-letter",
	.verb = "release",
	.done = "released",
	.group = GROUP_LETTER},
    [ORDER_DROP_LETTER] = {.word = "drop-letter",
	.verb = "drop",
	.done = "dropped",
	.group = GROUP_LETTER},
};

const struct order_effect *order_effect(enum order order)
{
	return &effects[order];
}

bool order_from_word(const char *word, enum order *order)
{
	for (gsize i = 0; i < G_N_ELEMENTS(effects); i++) {
		if (g_ascii_strcasecmp(word, effects[i].word) == 0) {
			*order = (enum order)i;
			return true;
		}
	}
	return false;
}

bool order_from_verb(const char *word, enum order *order)
{
	return order_from_word(word, order) && effects[*order].verb == NULL;
}

bool order_for_letter(enum order *order)
{
	if (*order != ORDER_RELEASE && *order != ORDER_DROP)
		return false;
	*order = *order == ORDER_RELEASE ? ORDER_RELEASE_LETTER : ORDER_DROP_LETTER;
	return true;
}

void ordered_clear(struct ordered *ordered)
{
	g_clear_pointer(&ordered->problem, g_free);
}

void deed_free(struct deed *deed)
{
	g_free(deed->kind);
	g_free(deed->tag);
	g_free(deed->sessions);
	g_free(deed->why);
	g_free(deed);
}

char *ordered_words(const struct ordered *o)
{
	bool names = o->order == ORDER_KIND && (o->kind != NULL || o->problem == NULL);

	g_autofree char *range =
	    o->through == 0 ? g_strdup("") : g_strdup_printf("-%" G_GINT64_FORMAT, o->through);

	const struct order_effect *effect = &effects[o->order];

	return g_strdup_printf("%s %s%" G_GINT64_FORMAT "%s%s%s",
	    effect->verb != NULL ? effect->verb : effect->word,
	    effect->group == GROUP_LETTER ? LETTER_PREFIX : "", o->number, range, names ? " " : "",
	    !names            ? ""
	    : o->kind == NULL ? "none"
			      : o->kind);
}

const char *order_objection(const struct ordered *o, const struct story *story)
{
	static const char already[] = "it is so already";

	if (story->state == STATE_WITHDRAWN)
		return "its author took it back";
	if (o->order == ORDER_LATE_OK && story->record.verdict != VERDICT_LATE)
		return "it is not late";
	if (o->order == ORDER_CONFIRM && story->answered)
		return "its receipt was sent already";
	if (o->order == ORDER_KIND && g_strcmp0(o->kind, story->tag) == 0)
		return already;
	if (effects[o->order].sets_state && story->state == effects[o->order].state)
		return already;
	return NULL;
}

bool order_kind(const struct call *call, const char *words, const char **kind)
{
	g_autofree char *wanted = g_utf8_casefold(words, -1);

	for (char **one = call->kinds; one != NULL && *one != NULL; one++) {
		g_autofree char *folded = g_utf8_casefold(*one, -1);
		if (strcmp(folded, wanted) == 0) {
			*kind = *one;
			return true;
		}
	}
	*kind = NULL;
	return strcmp(wanted, "none") == 0;
}
