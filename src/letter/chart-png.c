/*
 * The chart as a picture: a light card with rounded corners, so that it reads the same in a light
 * and in a dark theme; narrow, so that its words stay legible on a phone. On time is a filled bar,
 * late a hatched one with an outline; the deadline is a dashed line with its words.
 */
#include "base/civil.h"
#include "letter/chart.h"

#include <cairo.h>

enum { WIDTH = 480, HEIGHT = 250, SCALE = 2, LEFT = 40, RIGHT = 462, TOP = 66, BOTTOM = 206 };
enum { BARS = 60, HATCH = 5 };

struct ink {
	double red, green, blue;
};
static const struct ink paper = {0.969, 0.976, 0.988}, edge = {0.86, 0.88, 0.92},
			words = {0.22, 0.26, 0.32}, quiet = {0.36, 0.40, 0.47},
			on_time_ink = {0.13, 0.42, 0.72}, late_ink = {0.75, 0.29, 0.05},
			line_ink = {0.10, 0.12, 0.16};

struct picture {
	cairo_t *cairo;
	const struct call *call;
	struct arrivals arrivals;
	unsigned top; /* the value at the upper end of the axis */
};

static void use(cairo_t *cairo, const struct ink *ink)
{
	cairo_set_source_rgb(cairo, ink->red, ink->green, ink->blue);
}

static double x_of(const struct picture *picture, int64_t instant)
{
	const struct arrivals *a = &picture->arrivals;
	double span = (double)a->step * a->bars->len;

	return LEFT + (RIGHT - LEFT) * ((double)(instant - a->begin) / span);
}

static double y_of(const struct picture *picture, double value)
{
	return BOTTOM - (BOTTOM - TOP) * value / picture->top;
}

/* Writes TEXT at X, where SHARE of its width lies left of X: 0, 0.5 or 1. Stays inside the card. */
static void write_at(cairo_t *cairo, double x, double y, double share, const char *text)
{
	cairo_text_extents_t extents;

	cairo_text_extents(cairo, text, &extents);
	x -= extents.x_advance * share;
	x = CLAMP(x, 12, MAX(12, WIDTH - 12 - extents.x_advance));
	cairo_move_to(cairo, x, y);
	cairo_show_text(cairo, text);
}

static void card(cairo_t *cairo)
{
	const double r = 12, w = WIDTH - 0.5, h = HEIGHT - 0.5;

	cairo_new_sub_path(cairo);
	cairo_arc(cairo, w - r, 0.5 + r, r, -G_PI / 2, 0);
	cairo_arc(cairo, w - r, h - r, r, 0, G_PI / 2);
	cairo_arc(cairo, 0.5 + r, h - r, r, G_PI / 2, G_PI);
	cairo_arc(cairo, 0.5 + r, 0.5 + r, r, G_PI, 3 * G_PI / 2);
	cairo_close_path(cairo);
	use(cairo, &paper);
	cairo_fill_preserve(cairo);
	use(cairo, &edge);
	cairo_set_line_width(cairo, 1);
	cairo_stroke(cairo);
}

/* The next of 2, 4, 10, 20, 40, 100 ... that is not below HIGHEST. */
static unsigned axis_top(unsigned highest)
{
	for (unsigned power = 1; power < 100000000; power *= 10) {
		if (highest <= 2 * power)
			return 2 * power;
		if (highest <= 4 * power)
			return 4 * power;
		if (highest <= 10 * power)
			return 10 * power;
	}
	return highest;
}

static void value_axis(const struct picture *picture)
{
	cairo_t *cairo = picture->cairo;

	cairo_set_font_size(cairo, 12);
	cairo_set_line_width(cairo, 1);
	for (unsigned i = 0; i <= 2; i++) {
		unsigned value = picture->top * i / 2;
		double y = (int)y_of(picture, value) + 0.5;
		g_autofree char *label = g_strdup_printf("%u", value);
		use(cairo, &edge);
		cairo_move_to(cairo, LEFT, y);
		cairo_line_to(cairo, RIGHT, y);
		cairo_stroke(cairo);
		use(cairo, &quiet);
		write_at(cairo, LEFT - 6, y + 4, 1, label);
	}
}

/* The first local midnight after INSTANT, also where a day has 23 or 25 hours. */
static int64_t next_midnight(const struct call *call, int64_t instant)
{
	struct civil c;
	int64_t midnight = instant;

	civil_at(&c, call->zone, instant);
	instant += 27 * 3600 - c.hour * 3600 - c.minute * 60 - c.second;
	civil_at(&c, call->zone, instant);
	c.hour = c.minute = c.second = 0;
	civil_instant(call->zone, &c, &midnight);
	return midnight;
}

static int64_t next_hour(const struct call *call, int64_t instant)
{
	struct civil c;

	civil_at(&c, call->zone, instant);
	return instant + 3600 - c.minute * 60 - c.second;
}

static void tick(const struct picture *picture, int64_t at, bool hours)
{
	cairo_t *cairo = picture->cairo;
	double x = (int)x_of(picture, at) + 0.5;
	g_autofree char *label =
	    hours ? instant_minute(at, picture->call->zone) : day_label(picture->call, at);

	cairo_move_to(cairo, x, BOTTOM);
	cairo_line_to(cairo, x, BOTTOM + 5);
	cairo_stroke(cairo);
	write_at(cairo, x, BOTTOM + 19, 0.5, label);
}

/* Ticks at local midnights, or at whole hours when less than two days are shown. */
static void time_axis(const struct picture *picture)
{
	const struct arrivals *a = &picture->arrivals;
	int64_t end = a->begin + a->step * a->bars->len;
	bool hours = end - a->begin <= 2 * DAY;
	int64_t unit = hours ? HOUR : DAY;
	double apart = (RIGHT - LEFT) * (double)unit / (double)(end - a->begin);
	int64_t every = MAX(1, (int64_t)((hours ? 64 : 88) / apart) + 1), count = 0;

	use(picture->cairo, &quiet);
	cairo_set_line_width(picture->cairo, 1);
	for (int64_t at = a->begin;;) {
		at = hours ? next_hour(picture->call, at) : next_midnight(picture->call, at);
		if (at >= end)
			break;
		if (count++ % every == 0)
			tick(picture, at, hours);
	}
}

static void hatch(cairo_t *cairo, double x, double y, double width, double height)
{
	cairo_save(cairo);
	cairo_rectangle(cairo, x, y, width, height);
	cairo_clip(cairo);
	cairo_set_line_width(cairo, 1.5);
	for (int line = 0; line * HATCH < width + height; line++) {
		double left = x - height + line * HATCH;
		cairo_move_to(cairo, left, y + height);
		cairo_line_to(cairo, left + height, y);
	}
	cairo_stroke(cairo);
	cairo_restore(cairo);
	cairo_set_line_width(cairo, 1.5);
	cairo_rectangle(cairo, x + 0.75, y + 0.75, MAX(width - 1.5, 0.5), MAX(height - 1.5, 0.5));
	cairo_stroke(cairo);
}

static void draw_bar(const struct picture *picture, guint index)
{
	const struct arrivals *a = &picture->arrivals;
	const struct bar *bar = &g_array_index(a->bars, struct bar, index);
	double left = x_of(picture, a->begin + index * a->step);
	double right = x_of(picture, a->begin + (index + 1) * a->step);
	double gap = MIN(2, (right - left) / 5), width = MIN(right - left - 2 * gap, 46);
	double x = (left + right - width) / 2, base = y_of(picture, bar->on_time);

	if (bar->on_time > 0) {
		use(picture->cairo, &on_time_ink);
		cairo_rectangle(picture->cairo, x, base, width, BOTTOM - base);
		cairo_fill(picture->cairo);
	}
	if (bar->late > 0) {
		double top = y_of(picture, bar->on_time + bar->late);
		use(picture->cairo, &late_ink);
		hatch(picture->cairo, x, top, width, base - top);
	}
}

static void deadline_line(const struct picture *picture)
{
	cairo_t *cairo = picture->cairo;
	const double dashes[] = {5, 3};
	double x = (int)x_of(picture, picture->call->deadline.cutoff) + 0.5;
	g_autofree char *when = deadline_label(picture->call);
	g_autofree char *label = g_strdup_printf("deadline %s", when);

	use(cairo, &line_ink);
	cairo_set_line_width(cairo, 1.5);
	cairo_set_dash(cairo, dashes, G_N_ELEMENTS(dashes), 0);
	cairo_move_to(cairo, x, TOP - 10);
	cairo_line_to(cairo, x, BOTTOM);
	cairo_stroke(cairo);
	cairo_set_dash(cairo, NULL, 0, 0);
	write_at(cairo, x, TOP - 16, 0.5, label);
}

/* How many arrived before the first bar, and after the last. */
static void beside(const struct picture *picture)
{
	const struct bar *earlier = &picture->arrivals.earlier, *later = &picture->arrivals.later;
	g_autofree char *left = g_strdup_printf("+%u earlier", earlier->on_time + earlier->late);
	g_autofree char *right = g_strdup_printf("+%u later", later->on_time + later->late);

	cairo_set_font_size(picture->cairo, 12);
	use(picture->cairo, &words);
	if (earlier->on_time + earlier->late > 0)
		write_at(picture->cairo, LEFT + 4, TOP + 12, 0, left);
	if (later->on_time + later->late > 0)
		write_at(picture->cairo, RIGHT - 4, TOP + 12, 1, right);
}

/* The title names what is counted and both kinds of bar with their sums. */
static void heading(const struct picture *picture)
{
	cairo_t *cairo = picture->cairo;
	const struct arrivals *a = &picture->arrivals;
	g_autofree char *on_time = g_strdup_printf("on time %u", a->on_time);
	g_autofree char *late = g_strdup_printf("late %u", a->late);
	struct civil c;

	civil_at(&c, picture->call->zone, picture->call->deadline.cutoff);
	g_autofree char *title = g_strdup_printf("Stories by arrival (%s)", c.label);
	cairo_set_font_size(cairo, 14);
	use(cairo, &words);
	write_at(cairo, 16, 25, 0, title);
	cairo_set_font_size(cairo, 12);
	use(cairo, &on_time_ink);
	cairo_rectangle(cairo, 284, 15, 11, 11);
	cairo_fill(cairo);
	use(cairo, &words);
	write_at(cairo, 300, 25, 0, on_time);
	use(cairo, &late_ink);
	hatch(cairo, 388, 15, 11, 11);
	use(cairo, &words);
	write_at(cairo, 404, 25, 0, late);
}

static void paint(const struct picture *picture)
{
	cairo_scale(picture->cairo, SCALE, SCALE);
	cairo_select_font_face(
	    picture->cairo, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
	card(picture->cairo);
	heading(picture);
	value_axis(picture);
	for (guint i = 0; i < picture->arrivals.bars->len; i++)
		draw_bar(picture, i);
	time_axis(picture);
	deadline_line(picture);
	beside(picture);
}

static cairo_status_t keep(void *closure, const unsigned char *data, unsigned length)
{
	g_byte_array_append(closure, data, length);
	return CAIRO_STATUS_SUCCESS;
}

GBytes *chart_png(const struct call *call, GPtrArray *stories, int64_t now)
{
	cairo_surface_t *surface =
	    cairo_image_surface_create(CAIRO_FORMAT_ARGB32, WIDTH * SCALE, HEIGHT * SCALE);
	struct picture picture = {.cairo = cairo_create(surface), .call = call};
	GByteArray *png = g_byte_array_new();

	arrivals_count(&picture.arrivals, call, stories, now, BARS);
	picture.top = axis_top(picture.arrivals.highest);
	paint(&picture);
	cairo_surface_write_to_png_stream(surface, keep, png);
	arrivals_clear(&picture.arrivals);
	cairo_destroy(picture.cairo);
	cairo_surface_destroy(surface);
	return g_byte_array_free_to_bytes(png);
}
