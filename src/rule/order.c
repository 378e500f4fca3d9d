/* Orders as a table: a new one is a row. */
#include "rule/order.h"

#include <string.h>

enum { LINES_MAX = 100, NUMBERS_MAX = 500 };

static const struct order_effect effects[ORDER_COUNT] = {
    [ORDER_ACCEPT] = {.word = "accept",
	.done = "accepted",
	.letter = "accepted",
	.sets_state = true,
	.state = STATE_ACCEPTED},
    [ORDER_WAITLIST] = {.word = "waitlist",
	.done = "waitlisted",
	.letter = "waitlisted",
	.sets_state = true,
	.state = STATE_WAITLISTED},
    [ORDER_DECLINE] = {.word = "decline",
	.done = "declined",
	.letter = "declined",
	.sets_state = true,
	.state = STATE_DECLINED},
    [ORDER_LATE_OK] = {.word = "late-ok", .done = "counted as on time", .letter = "late-ok"},
    [ORDER_CONFIRM] = {.word = "confirm", .done = "confirmed", .letter = "receipt"},
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

const char *order_objection(enum order order, const struct story *story)
{
	if (story->state == STATE_WITHDRAWN)
		return "its author took it back";
	if (order == ORDER_LATE_OK && story->record.verdict != VERDICT_LATE)
		return "it is not late";
	if (order == ORDER_CONFIRM && story->answered)
		return "its receipt was sent already";
	if (effects[order].sets_state && story->state == effects[order].state)
		return "it is so already";
	return NULL;
}

/* Reads "accept 3 7" or "accept 3, 7" into ORDERS; false if LINE is anything else. */
static bool read_line(const char *line, GArray *orders)
{
	g_auto(GStrv) words = g_strsplit_set(line, " ,\t", -1);
	g_autoptr(GArray) read = g_array_new(FALSE, FALSE, sizeof(struct ordered));
	struct ordered one;

	if (words[0] == NULL || !order_from_word(words[0], &one.order))
		return false;
	for (char **word = words + 1; *word != NULL; word++) {
		guint64 number;
		if (**word == '\0')
			continue;
		if (!g_ascii_string_to_unsigned(
			*word + (**word == '#'), 10, 1, G_MAXINT32, &number, NULL))
			return false;
		one.number = (int64_t)number;
		g_array_append_val(read, one);
	}
	if (read->len == 0 || orders->len + read->len > NUMBERS_MAX)
		return false;
	g_array_append_vals(orders, read->data, read->len);
	return true;
}

/* A quoted line, or one of the digest's own (OS-06): from there on nothing is the organizer's own.
 */
static bool is_foreign(const char *line)
{
	return *line == '>' || *line == '|' || *line == '#';
}

GArray *orders_read(const char *text, char **ignored)
{
	GArray *orders = g_array_new(FALSE, FALSE, sizeof(struct ordered));
	g_auto(GStrv) lines = g_strsplit(text, "\n", LINES_MAX);
	GString *rest = g_string_new(NULL);

	for (char **line = lines; *line != NULL && !is_foreign(g_strstrip(*line)); line++) {
		if (**line != '\0' && !read_line(*line, orders))
			g_string_append_printf(rest, "%s%s", rest->len > 0 ? "\n" : "", *line);
	}
	*ignored = g_string_free(rest, FALSE);
	return orders;
}
