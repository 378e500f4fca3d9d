/*
 * The chart in words: rows of a terminal for the plain part, and one sentence for whoever cannot
 * see the picture. On time is "#", late is "x": the two differ without any colour.
 */
#include "base/count.h"
#include "letter/chart.h"

enum { ROWS = 14, LABEL = 16, FIGURES = 12 };

static void add_marks(GString *out, char mark, unsigned count, unsigned highest, unsigned room)
{
	unsigned marks = highest <= room ? count : (unsigned)((uint64_t)count * room / highest);

	if (count > 0 && marks == 0)
		marks = 1;
	for (unsigned i = 0; i < MIN(marks, room); i++)
		g_string_append_c(out, mark);
}

static void add_row(GString *out, const struct arrivals *arrivals, const struct bar *bar,
    const char *label, unsigned width)
{
	unsigned room = width > LABEL + FIGURES + 2 ? width - LABEL - FIGURES - 2 : 1;

	g_string_append_printf(out, "%-*s ", LABEL, label);
	add_marks(out, '#', bar->on_time, arrivals->highest, room);
	add_marks(out, 'x', bar->late, arrivals->highest, room);
	if (bar->on_time + bar->late > 0)
		g_string_append_printf(out, " %u", bar->on_time + bar->late);
	if (bar->late > 0)
		g_string_append(out, " late");
	while (out->len > 0 && out->str[out->len - 1] == ' ')
		g_string_truncate(out, out->len - 1);
	g_string_append_c(out, '\n');
}

static void add_bar(GString *out, const struct arrivals *arrivals, guint index,
    const struct call *call, unsigned width)
{
	int64_t begin = arrivals->begin + index * arrivals->step;
	g_autofree char *day = day_label(call, begin);
	g_autofree char *minute = instant_minute(begin, call->zone);
	g_autofree char *label = g_strdup_printf("%s %s", day, minute);

	add_row(out, arrivals, &g_array_index(arrivals->bars, struct bar, index), label, width);
}

/* What has no bar of its own is left out where there is none. */
static void add_outside(GString *out, const struct arrivals *arrivals, const struct bar *bar,
    const char *label, unsigned width)
{
	if (bar->on_time + bar->late > 0)
		add_row(out, arrivals, bar, label, width);
}

static void add_deadline(GString *out, const struct call *call, unsigned width)
{
	g_autofree char *label = deadline_label(call);
	gsize start = out->len;

	g_string_append_printf(out, "-- deadline %s --", label);
	while (out->len - start < width)
		g_string_append_c(out, '-');
	g_string_append_c(out, '\n');
}

char *chart_text(const struct call *call, GPtrArray *stories, int64_t now, unsigned width)
{
	struct arrivals arrivals;
	GString *out = g_string_new(NULL);

	arrivals_count(&arrivals, call, stories, now, ROWS);
	add_outside(out, &arrivals, &arrivals.earlier, "earlier", width);
	for (guint i = 0; i < arrivals.bars->len; i++) {
		if (arrivals.begin + i * arrivals.step == call->deadline.cutoff)
			add_deadline(out, call, width);
		add_bar(out, &arrivals, i, call, width);
	}
	add_outside(out, &arrivals, &arrivals.later, "later", width);
	arrivals_clear(&arrivals);
	return g_string_free(out, FALSE);
}

char *chart_alt(const struct call *call, GPtrArray *stories, int64_t now)
{
	struct arrivals arrivals;
	g_autofree char *label = deadline_label(call);
	g_autofree char *all = count_words(stories->len, "story", "stories");
	char *alt;

	arrivals_count(&arrivals, call, stories, now, ROWS);
	alt = g_strdup_printf("Chart of arrivals against the deadline: %s, %u on time and %u "
			      "late; the deadline is %s.",
	    all, arrivals.on_time, arrivals.late, label);
	arrivals_clear(&arrivals);
	return alt;
}
