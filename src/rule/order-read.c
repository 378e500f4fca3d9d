/*
 * How orders are written in a mail. Reading ends at the first line that is no
 * order: whatever stands below it, a forwarded mail or a history that the mail
 * program did not mark, was not written as an order (RULES CT-05, CT-06).
 */
#include "rule/order.h"

#include <string.h>

enum { NUMBERS_MAX = 500, MAILS_IN_A_ROW = 20, IGNORED_LINES = 10, SALUTATION = 40 };

/* What is known while orders are read. */
struct reader {
	const struct call *call;
	const struct order_bounds *bounds; /* or NULL */
	GArray *orders;                    /* of struct ordered */
};

/* LINE in the characters that orders are written in: phones type other dashes and spaces. New. */
static char *plain(const char *line)
{
	GString *out = g_string_new(NULL);

	for (; *line != '\0'; line = g_utf8_next_char(line)) {
		gunichar c = g_utf8_get_char(line);
		bool dash = (c >= 0x2010 && c <= 0x2015) || c == 0x2212;
		g_string_append_unichar(out, dash ? '-' : g_unichar_isspace(c) ? ' ' : c);
	}
	g_strstrip(out->str);
	g_string_set_size(out, strlen(out->str));
	while (out->len > 0 && strchr(".;,", out->str[out->len - 1]) != NULL)
		g_string_truncate(out, out->len - 1);
	return g_string_free(out, FALSE);
}

static bool number_of(const char *word, int64_t *number)
{
	guint64 value;

	if (!g_ascii_string_to_unsigned(word, 10, 1, G_MAXINT32, &value, NULL))
		return false;
	*number = (int64_t)value;
	return true;
}

/* "3", "#3", "open-collab-3", "mail-12", "letter-12" or "3-7". */
struct span {
	int64_t first, last;
	bool letter;
	bool foreign; /* it names another call */
};

static bool span_of(const char *word, const struct call *call, struct span *span)
{
	word += *word == '#';
	const char *dash = strrchr(word, '-');
	*span = (struct span){0};
	if (!number_of(dash == NULL ? word : dash + 1, &span->last))
		return false;
	g_autofree char *before = dash == NULL ? NULL : g_strndup(word, (gsize)(dash - word));
	if (before != NULL && number_of(before, &span->first))
		return span->first <= span->last;
	span->first = span->last;
	if (before != NULL) {
		span->letter = g_ascii_strcasecmp(before, "letter") == 0;
		span->foreign = !span->letter && g_ascii_strcasecmp(before, call->name) != 0 &&
				g_ascii_strcasecmp(before, "mail") != 0;
	}
	return dash != word;
}

static bool is_filler(const char *word)
{
	return *word == '\0' || strcmp(word, "&") == 0 || g_ascii_strcasecmp(word, "and") == 0;
}

/* What the numbers of an order are of, and the last one of them. */
static const char *thing_of(const struct reader *reader, enum order order, int64_t *last)
{
	const struct order_bounds *bounds = reader->bounds;
	enum order_group group = order_effect(order)->group;
	bool mail = group == GROUP_MAIL, letter = group == GROUP_LETTER;

	*last = bounds == NULL ? INT64_MAX
		: mail         ? bounds->mail
		: letter       ? bounds->letter
			       : bounds->story;
	return mail ? "mail" : letter ? "letter" : "story";
}

/* Why nothing of SPAN can be ordered, new; NULL if it can. */
static char *span_problem(
    const struct reader *reader, const struct ordered *like, const struct span *span)
{
	int64_t last;
	const char *thing = thing_of(reader, like->order, &last);

	if (span->foreign)
		return g_strdup("it is a story of another call");
	if (span->letter && order_effect(like->order)->group != GROUP_LETTER)
		return g_strdup("a letter is released or dropped, nothing else");
	if (span->first > last)
		return g_strdup_printf("there was no such %s when that digest was made", thing);
	if (span->last > last)
		return g_strdup_printf("the last %s of that digest is %" G_GINT64_FORMAT
				       "; write which you mean",
		    thing, last);
	if (order_effect(like->order)->group == GROUP_MAIL &&
	    span->last - span->first >= MAILS_IN_A_ROW)
		return g_strdup("so many mails in a row are not held; write the number of each");
	return NULL;
}

/* The numbers of SPAN; the first for which there is no ROOM ends them with its problem. */
static void add_numbers(
    GArray *orders, guint room, const struct ordered *like, const struct span *span)
{
	for (int64_t number = span->first; number <= span->last && orders->len <= room; number++) {
		struct ordered one = *like;
		one.number = number;
		if (orders->len == room)
			one.problem = g_strdup_printf("one mail may hold %d orders; send this "
						      "and the rest in another",
			    NUMBERS_MAX);
		g_array_append_val(orders, one);
	}
}

static void add_span(const struct reader *reader, GArray *orders, const struct ordered *like,
    const struct span *span)
{
	guint room = NUMBERS_MAX - reader->orders->len;
	struct ordered one = *like;

	if (orders->len > room)
		return;
	if (span->letter)
		order_for_letter(&one.order);
	char *problem = span_problem(reader, &one, span);
	if (problem == NULL) {
		add_numbers(orders, room, &one, span);
		return;
	}
	one.number = span->first;
	one.through = span->last > span->first ? span->last : 0;
	one.problem = problem;
	g_array_append_val(orders, one);
}

/* Why WORDS is no kind of CALL, and which are. New. */
static char *unknown_kind(const struct call *call, const char *words)
{
	if (call->kinds == NULL || *call->kinds == NULL)
		return g_strdup("this call tells no kinds apart");
	g_autofree char *all = g_strjoinv("\" or \"", call->kinds);
	return g_strdup_printf("\"%s\" is no kind of this call; write \"%s\"", words, all);
}

/* Cuts the kind that LINE ends in; the longest counts. False if it ends in none. */
static bool cut_kind(char *line, const struct call *call, const char **kind)
{
	for (char *rest = strchr(line, ' '); rest != NULL; rest = strchr(rest + 1, ' ')) {
		if (order_kind(call, rest + 1, kind)) {
			*rest = '\0';
			return true;
		}
	}
	return false;
}

/* Reads the numbers of WORDS up to the first word that is none, which is returned; NULL if none is
 * left. */
static char **read_numbers(
    const struct reader *reader, char **words, const struct ordered *like, GArray *orders)
{
	struct span span;

	for (; *words != NULL; words++) {
		if (is_filler(*words))
			continue;
		if (!span_of(*words, reader->call, &span))
			return words;
		add_span(reader, orders, like, &span);
	}
	return NULL;
}

static void name_problem(GArray *orders, const char *problem)
{
	for (guint i = 0; i < orders->len; i++) {
		struct ordered *one = &g_array_index(orders, struct ordered, i);
		g_free(one->problem);
		one->problem = g_strdup(problem);
	}
}

static GArray *new_orders(void)
{
	GArray *orders = g_array_new(FALSE, FALSE, sizeof(struct ordered));

	g_array_set_clear_func(orders, (GDestroyNotify)ordered_clear);
	return orders;
}

/* Moves what READ holds behind ORDERS. */
static void move_all(GArray *read, GArray *orders)
{
	g_array_append_vals(orders, read->data, read->len);
	g_array_set_clear_func(read, NULL);
}

/* Reads "accept 3 7" or "kind 3 good story"; false if LINE is anything else. */
static bool read_line(const struct reader *reader, const char *line)
{
	g_autofree char *text = plain(line);
	struct ordered like = {0};
	bool named = false;
	gsize length = strcspn(text, " ");
	gsize colon = length > 0 && text[length - 1] == ':';
	g_autofree char *word = g_strndup(text, length - colon);

	if (!order_from_verb(word, &like.order))
		return false;
	if (like.order == ORDER_KIND)
		named = cut_kind(text + length, reader->call, &like.kind);
	g_auto(GStrv) words = g_strsplit_set(text + length, " ,;", -1);
	g_autoptr(GArray) read = new_orders();
	char **rest = read_numbers(reader, words, &like, read);
	if (read->len == 0 || (rest != NULL && like.order != ORDER_KIND))
		return false;
	if (like.order == ORDER_KIND && (!named || rest != NULL)) {
		g_autofree char *kind =
		    g_strjoinv(" ", rest == NULL ? words + g_strv_length(words) : rest);
		g_autofree char *problem = unknown_kind(reader->call, kind);
		name_problem(read, problem);
	}
	move_all(read, reader->orders);
	return true;
}

static bool same_thing(const struct ordered *a, const struct ordered *b)
{
	return order_effect(a->order)->group == order_effect(b->order)->group &&
	       a->number == b->number &&
	       (order_effect(a->order)->group != GROUP_NONE || a->order == b->order);
}

static void contradict(struct ordered *one, const struct ordered *other)
{
	g_autofree char *words = ordered_words(other);

	if (one->problem == NULL)
		one->problem = g_strdup_printf("the same mail also says \"%s\"", words);
}

/* Whether the order at I repeats an earlier one; a contradiction is noted in both. */
static bool is_repeated(GArray *orders, guint i)
{
	struct ordered *later = &g_array_index(orders, struct ordered, i);

	for (guint k = 0; k < i; k++) {
		struct ordered *earlier = &g_array_index(orders, struct ordered, k);
		if (!same_thing(earlier, later))
			continue;
		if (earlier->order == later->order && earlier->kind == later->kind)
			return true;
		contradict(earlier, later);
		contradict(later, earlier);
	}
	return false;
}

static void settle(GArray *orders)
{
	for (guint i = 0; i < orders->len;)
		if (is_repeated(orders, i))
			g_array_remove_index(orders, i);
		else
			i++;
}

/* "Hello," or "Dear callbox!": the one line that may stand above orders. One that begins as an
 * order was meant as one. */
static bool is_salutation(const char *line)
{
	g_autofree char *first = g_strndup(line, strcspn(line, " :"));
	enum order order;

	return g_utf8_strlen(line, -1) <= SALUTATION && !order_from_verb(first, &order) &&
	       (g_str_has_suffix(line, ",") || g_str_has_suffix(line, "!"));
}

/* A quoted line, or one of the digest's own (OS-06): from there on nothing is the organizer's own.
 */
static bool is_foreign(const char *line)
{
	return *line == '>' || *line == '|' || *line == '#';
}

/* What stands from LINES on, as far as it may be the organizer's own. */
static char *rest_of(char **lines)
{
	GString *rest = g_string_new(NULL);
	guint shown = 0;

	for (; *lines != NULL && shown <= IGNORED_LINES && !is_foreign(g_strstrip(*lines));
	     lines++) {
		if (message_is_blank(*lines))
			continue;
		g_string_append_printf(rest, "%s%s", rest->len > 0 ? "\n" : "",
		    shown < IGNORED_LINES ? *lines : "... and what is below");
		shown++;
	}
	return g_string_free(rest, FALSE);
}

GArray *orders_read(
    const char *text, const struct call *call, const struct order_bounds *bounds, char **ignored)
{
	GArray *orders = new_orders();
	const struct reader reader = {call, bounds, orders};
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	char **line = lines;
	bool greeted = false;

	for (; *line != NULL && orders->len <= NUMBERS_MAX && !is_foreign(g_strstrip(*line));
	     line++) {
		if (message_is_blank(*line) || read_line(&reader, *line))
			continue;
		if (greeted || orders->len > 0 || !is_salutation(*line))
			break;
		greeted = true;
	}
	settle(orders);
	*ignored = rest_of(line);
	return orders;
}
