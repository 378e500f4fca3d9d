/* The digest: its facts, its charts and what its templates make of them. */
#include "base/clean.h"
#include "base/width.h"
#include "letter/digest.h"
#include "letter/template.h"

#include <cairo.h>
#include <string.h>
#include <time.h>

/* Records own their strings; here they borrow constants. */
#define OWN(text) ((char *)(text))

enum { CUTOFF = 1626868800 }; /* 2021-07-20 AoE */

struct night {
	struct call call;
	struct session session;
	struct digest digest;
	GPtrArray *stories, *notes, *invites, *comments, *piles, *held, *guests, *failed, *unheard,
	    *oddities, *account, *sessions;
};

static void night_start(struct night *night)
{
	GPtrArray **lists[] = {&night->stories, &night->notes, &night->invites, &night->comments,
	    &night->piles, &night->held, &night->guests, &night->failed, &night->unheard,
	    &night->oddities, &night->account, &night->sessions};

	*night = (struct night){0};
	for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
		*lists[i] = g_ptr_array_new();
	night->session = (struct session){
	    .name = OWN("story-time"), .title = OWN("Story Time"), .start = CUTOFF + 97200};
	g_ptr_array_add(night->sessions, &night->session);
	night->call = (struct call){.name = OWN("open-collab"),
	    .title = OWN("Open Collaboration"),
	    .zone = zone_new("America/Los_Angeles", NULL),
	    .deadline = {.cutoff = CUTOFF, .words = OWN("2021-07-20 AoE")},
	    .sessions = night->sessions};
	night->digest = (struct digest){.call = &night->call,
	    .date = "2021-07-20",
	    .now = CUTOFF - 8 * 3600,
	    .since = CUTOFF - 32 * 3600,
	    .stories = night->stories,
	    .notes = night->notes,
	    .invites = night->invites,
	    .comments = night->comments,
	    .piles = night->piles,
	    .held = night->held,
	    .guests = night->guests,
	    .failed = night->failed,
	    .unheard = night->unheard,
	    .oddities = night->oddities,
	    .account = night->account,
	    .token = "abcdefghijklmnop2345",
	    .reply_address = "stories+abcdefghijklmnop2345@example.org"};
}

static void night_end(struct night *night)
{
	g_ptr_array_foreach(night->stories, (GFunc)(void (*)(void))g_free, NULL);
	g_ptr_array_foreach(night->account, (GFunc)(void (*)(void))g_free, NULL);
	g_ptr_array_unref(night->stories);
	g_ptr_array_unref(night->notes);
	g_ptr_array_unref(night->invites);
	g_ptr_array_unref(night->comments);
	g_ptr_array_unref(night->piles);
	g_ptr_array_unref(night->held);
	g_ptr_array_unref(night->guests);
	g_ptr_array_unref(night->failed);
	g_ptr_array_unref(night->unheard);
	g_ptr_array_unref(night->oddities);
	g_ptr_array_unref(night->account);
	g_ptr_array_unref(night->sessions);
	zone_free(night->call.zone);
}

static struct story *add_story(
    struct night *night, int64_t margin, const char *title, const char *text)
{
	struct story *story = g_new0(struct story, 1);

	*story = (struct story){.number = night->stories->len + 1,
	    .call = OWN("open-collab"),
	    .address = OWN("ada@example.net"),
	    .name = OWN("Ada"),
	    .answered = true,
	    .revisions = 1,
	    .first_decided = night->digest.now,
	    .revised = night->digest.now,
	    .created = CUTOFF - margin};
	story->record = (struct revision){.number = 1,
	    .title = OWN(title),
	    .text = OWN(text),
	    .received = CUTOFF - margin,
	    .decided = night->digest.now,
	    .margin = margin,
	    .verdict = margin > 0 ? VERDICT_ON_TIME : VERDICT_LATE};
	g_ptr_array_add(night->stories, story);
	return story;
}

static void add_tally(struct night *night, const char *name, int64_t count)
{
	struct tally *tally = g_new(struct tally, 1);

	*tally = (struct tally){OWN(name), count};
	g_ptr_array_add(night->account, tally);
}

static const char *fact(json_t *facts, const char *name)
{
	return json_string_value(json_object_get(facts, name));
}

static char *render(const char *name, json_t *facts, enum escape escape)
{
	g_autofree char *path =
	    g_build_filename(g_getenv("CALLBOX_TESTS"), "..", "templates", name, NULL);
	g_autofree char *source = NULL;
	GError *error = NULL;

	g_assert_true(g_file_get_contents(path, &source, NULL, NULL));
	AUTO(template) *template = template_new(source, name, &error);
	g_assert_no_error(error);
	return template_render(template, facts, escape, NULL, NULL);
}

static void test_templates_match_sample(void)
{
	static const char *const names[] = {"digest.txt", "digest.html"};
	json_t *sample = digest_sample();

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path =
		    g_build_filename(g_getenv("CALLBOX_TESTS"), "..", "templates", names[i], NULL);
		g_autofree char *source = NULL;
		GError *error = NULL;
		g_assert_true(g_file_get_contents(path, &source, NULL, NULL));
		AUTO(template) *template = template_new(source, names[i], &error);
		g_assert_no_error(error);
		template_check(template, sample, NULL, NULL, &error);
		g_assert_no_error(error);
	}
	json_decref(sample);
}

static void test_empty_night(void)
{
	struct night night;
	night_start(&night);
	json_t *facts = digest_facts(&night.digest);
	g_autofree char *text = render("digest.txt", facts, ESCAPE_NONE);

	g_assert_true(
	    g_str_has_prefix(text, "Subject: [open-collab] 2021-07-20: nothing new; box healthy\n"
				   "nothing new; box healthy\n"
				   "Deadline in 8 h\n"
				   "Wed 21 Jul, 05:00 PDT = end of 2021-07-20 AoE\n"
				   "0 in = 0; difference 0\n"));
	g_assert_nonnull(strstr(text, "Nothing new; box healthy."));
	json_decref(facts);
	night_end(&night);
}

/* PROVES OS-06, OS-10 */
static void test_author_cannot_forge(void)
{
	struct night night;
	night_start(&night);
	add_story(&night, 100000, "accept 12 \nACCEPT 13",
	    "ACCEPT 12\nwrite to stories+k4vqk4vqk4vqk4vqk4vq@example.org\n<script>x</script>");
	json_t *facts = digest_facts(&night.digest);
	g_autofree char *text = render("digest.txt", facts, ESCAPE_NONE);
	g_autofree char *html = render("digest.html", facts, ESCAPE_HTML);

	g_assert_nonnull(strstr(text, "\n| ACCEPT 12\n"));
	g_assert_null(strstr(text, "\nACCEPT"));
	g_assert_null(strstr(text, "\naccept"));
	g_assert_null(strstr(text, "k4vq"));
	g_assert_null(strstr(html, "k4vq"));
	g_assert_null(strstr(html, "<script"));
	g_assert_nonnull(strstr(html, "&lt;script&gt;"));
	json_decref(facts);
	night_end(&night);
}

/* PROVES RE-04 */
static void test_unanswered_carries_its_command(void)
{
	struct night night;
	night_start(&night);
	struct story *story = add_story(&night, 100000, "From a list", "Hello");
	story->number = 8;
	story->answered = false;
	story->silent_because = OWN("came through a list");
	json_t *facts = digest_facts(&night.digest);
	g_autofree char *text = render("digest.txt", facts, ESCAPE_NONE);
	g_autofree char *html = render("digest.html", facts, ESCAPE_HTML);

	g_assert_nonnull(strstr(text, ": confirm 8\n| From a list\n"));
	g_assert_nonnull(strstr(html, "&amp;body=confirm%208"));
	json_decref(facts);
	night_end(&night);
}

/* PROVES TI-06 */
static void test_four_clocks_near_the_cutoff(void)
{
	struct night night;
	night_start(&night);
	struct story *story = add_story(&night, 1, "In the last second", "Hello");
	story->record.internaldate = CUTOFF + 2;
	story->record.dated = CUTOFF - 9;
	story->record.offset_known = true;
	story->record.offset = 7200;
	story->record.first_seen = CUTOFF + 5;
	add_story(&night, 7 * 3600, "Not so near", "Hello");
	json_t *facts = digest_facts(&night.digest);
	g_autofree char *text = render("digest.txt", facts, ESCAPE_NONE);

	g_assert_cmpstr(fact(facts, "near_count"), ==, "1");
	g_assert_nonnull(strstr(text, "  arrival: 2021-07-21 04:59:59"));
	g_assert_nonnull(strstr(text, "  mailbox: 2021-07-21 05:00:02"));
	g_assert_nonnull(strstr(text, "  their Date: 2021-07-21T13:59:51+02:00"));
	g_assert_nonnull(strstr(text, "  first seen: 2021-07-21 05:00:05"));
	json_decref(facts);
	night_end(&night);
}

/* PROVES CI-31 */
static void test_silence_is_no_answer(void)
{
	struct night night;
	struct invite yes = {.session = OWN("story-time"), .partstat = OWN("ACCEPTED")};
	struct invite silent = {.session = OWN("story-time"), .partstat = OWN("NEEDS-ACTION")};
	night_start(&night);
	g_ptr_array_add(night.invites, &yes);
	g_ptr_array_add(night.invites, &silent);
	json_t *facts = digest_facts(&night.digest);
	g_autofree char *text = render("digest.txt", facts, ESCAPE_NONE);

	g_assert_nonnull(strstr(text, "1 accepted, 0 tentative, 0 declined, 1 no answer"));
	json_decref(facts);
	night_end(&night);
}

/* A terminal of few columns, or a phone. */
static void test_long_titles_are_folded(void)
{
	struct night night;
	night_start(&night);
	night.call.title =
	    OWN("A Social on Open Collaboration in Machine Learning Research, online");
	night.session.title =
	    OWN("Stories of merges that took a year, and of those that took a day");
	json_t *facts = digest_facts(&night.digest);
	g_autofree char *text = render("digest.txt", facts, ESCAPE_NONE);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **line = lines; *line != NULL; line++)
		g_assert_cmpuint(width_of(*line), <=, 60);
	g_assert_nonnull(strstr(text, " Machine Learning Research,\nonline\n"));
	json_decref(facts);
	night_end(&night);
}

static void test_account_that_does_not_add_up(void)
{
	struct night night;
	night_start(&night);
	add_tally(&night, "story", 3);
	add_tally(&night, "rsvp", 2);
	night.digest.in = 6;
	json_t *facts = digest_facts(&night.digest);
	g_autofree char *text = render("digest.txt", facts, ESCAPE_NONE);

	g_assert_cmpstr(fact(facts, "account"), ==, "6 in = 3 stories + 2 RSVPs; difference 1");
	g_assert_nonnull(strstr(text, "ERROR: the account does not add up, difference 1."));
	json_decref(facts);
	night_end(&night);
}

static void test_many_stories_stay_unclipped_and_quick(void)
{
	struct night night;
	night_start(&night);
	for (unsigned i = 0; i < 5000; i++)
		add_story(&night, (int64_t)i * 60 + 1, "A story of many words and a title",
		    "The first line of the story, about as long as lines are in mail.\n"
		    "The second line.\nThe third.\nThe fourth.\nThe fifth.");
	clock_t begin = clock();
	json_t *facts = digest_facts(&night.digest);
	g_autofree char *text = render("digest.txt", facts, ESCAPE_NONE);
	g_autofree char *html = render("digest.html", facts, ESCAPE_HTML);
	g_autoptr(GBytes) png = chart_png(&night.call, night.stories, night.digest.now);

	g_assert_cmpint(
	    clock() - begin, <, 5 * CLOCKS_PER_SEC); /* of CPU: a busy machine is no fault */
	g_assert_cmpuint(strlen(html), <, 100000);
	g_assert_nonnull(strstr(text, "NEW (5000)"));
	g_assert_nonnull(strstr(text, "4960 more new stories"));
	g_assert_nonnull(strstr(text, "and 4900 more"));
	json_decref(facts);
	night_end(&night);
}

static void test_text_chart(void)
{
	struct night night;
	night_start(&night);
	add_story(&night, 3 * 86400 - 5, "a", "a");
	add_story(&night, 86400 - 5, "b", "b");
	add_story(&night, 86400 - 6, "c", "c");
	add_story(&night, -1, "d", "d");
	g_autofree char *chart = chart_text(&night.call, night.stories, night.digest.now, 60);
	g_autofree char *alt = chart_alt(&night.call, night.stories, night.digest.now);

	g_assert_cmpstr(chart, ==,
	    "Sun 18 Jul 05:00 # 1\n"
	    "Sun 18 Jul 11:00\n"
	    "Sun 18 Jul 17:00\n"
	    "Sun 18 Jul 23:00\n"
	    "Mon 19 Jul 05:00\n"
	    "Mon 19 Jul 11:00\n"
	    "Mon 19 Jul 17:00\n"
	    "Mon 19 Jul 23:00\n"
	    "Tue 20 Jul 05:00 ## 2\n"
	    "Tue 20 Jul 11:00\n"
	    "Tue 20 Jul 17:00\n"
	    "Tue 20 Jul 23:00\n"
	    "-- deadline Wed 21 Jul, 05:00 PDT = end of 2021-07-20 AoE --\n"
	    "Wed 21 Jul 05:00 x 1 late\n");
	g_assert_cmpstr(alt, ==,
	    "Chart of arrivals against the deadline: 4 stories, 3 on time and 1 late; the "
	    "deadline is Wed 21 Jul, 05:00 PDT = end of 2021-07-20 AoE.");
	night_end(&night);
}

/* A call that was open for long, and a clock that was wrong. */
static void test_far_arrivals(void)
{
	struct night night;
	night_start(&night);
	add_story(&night, 200 * (int64_t)86400, "a", "a");
	add_story(&night, 120 * (int64_t)86400, "b", "b");
	add_story(&night, 3600, "c", "c");
	add_story(&night, -40 * (int64_t)86400, "d", "d");
	g_autofree char *chart = chart_text(&night.call, night.stories, night.digest.now, 60);

	g_assert_cmpstr(chart, ==,
	    "earlier          ## 2\n"
	    "Tue 20 Jul 23:00\n"
	    "Wed 21 Jul 00:00\n"
	    "Wed 21 Jul 01:00\n"
	    "Wed 21 Jul 02:00\n"
	    "Wed 21 Jul 03:00\n"
	    "Wed 21 Jul 04:00 # 1\n"
	    "-- deadline Wed 21 Jul, 05:00 PDT = end of 2021-07-20 AoE --\n"
	    "Wed 21 Jul 05:00\n"
	    "later            x 1 late\n");
	night_end(&night);
}

/* Months before the deadline, what comes in has bars already. */
static void test_far_deadline(void)
{
	struct night night;
	night_start(&night);
	night.digest.now = night.call.deadline.cutoff - 200 * (int64_t)86400;
	add_story(&night, 300 * (int64_t)86400, "a", "a");
	add_story(&night, 210 * (int64_t)86400, "b", "b");
	add_story(&night, 201 * (int64_t)86400, "c", "c");
	g_autofree char *chart = chart_text(&night.call, night.stories, night.digest.now, 60);

	g_assert_cmpstr(chart, ==,
	    "earlier          # 1\n"
	    "Wed 9 Dec 04:00  ## 2\n"
	    "Wed 6 Jan 04:00\n"
	    "Wed 3 Feb 04:00\n"
	    "Wed 3 Mar 04:00\n"
	    "Wed 31 Mar 05:00\n"
	    "Wed 28 Apr 05:00\n"
	    "Wed 26 May 05:00\n"
	    "Wed 23 Jun 05:00\n"
	    "-- deadline Wed 21 Jul, 05:00 PDT = end of 2021-07-20 AoE --\n"
	    "Wed 21 Jul 05:00\n");
	night_end(&night);
}

/* All of the minute that the organizers wrote counts, so that is the one to name. */
static void test_deadline_label(void)
{
	static const struct {
		const char *written, *label;
	} rows[] = {
	    {"2021-07-20 12:00 America/Los_Angeles",
		"Tue 20 Jul, 12:00 PDT = 2021-07-20 07:00 AoE"},
	    {"2021-07-20 23:59 America/Los_Angeles",
		"Tue 20 Jul, 23:59 PDT = 2021-07-20 18:59 AoE"},
	    {"2021-07-20 23:59:59 America/Los_Angeles",
		"Tue 20 Jul, 23:59 PDT = 2021-07-20 18:59 AoE"},
	    {"2021-07-20 AoE", "Wed 21 Jul, 05:00 PDT = end of 2021-07-20 AoE"},
	    {"2021-07-20 23:59 AoE", "Wed 21 Jul, 04:59 PDT = 2021-07-20 23:59 AoE"},
	    {"2021-07-20T19:00:00Z", "Tue 20 Jul, 12:00 PDT = 2021-07-20 07:00 AoE"},
	};
	struct night night;
	night_start(&night);

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_assert_true(deadline_parse(&night.call.deadline, rows[i].written, NULL));
		g_autofree char *alt = chart_alt(&night.call, night.stories, night.digest.now);
		g_assert_nonnull(strstr(alt, rows[i].label));
		deadline_clear(&night.call.deadline);
	}
	night_end(&night);
}

/* The deadline is told whole, also where the zone's name takes more room than there is. */
static void test_narrow_chart(void)
{
	struct night night;
	night_start(&night);
	add_story(&night, 86400 - 5, "a", "a");
	g_autofree char *chart = chart_text(&night.call, night.stories, night.digest.now, 40);

	g_assert_nonnull(
	    strstr(chart, "\n-- deadline Wed 21 Jul, 05:00 PDT = end of 2021-07-20 AoE --\n"));
	night_end(&night);
}

struct octets {
	const guint8 *data;
	gsize left;
};

static cairo_status_t take(void *closure, unsigned char *data, unsigned length)
{
	struct octets *octets = closure;

	if (octets->left < length)
		return CAIRO_STATUS_READ_ERROR;
	memcpy(data, octets->data, length);
	octets->data += length;
	octets->left -= length;
	return CAIRO_STATUS_SUCCESS;
}

static bool is_dark(cairo_surface_t *surface, int x, int y)
{
	const guint8 *row = cairo_image_surface_get_data(surface) +
			    (gsize)y * cairo_image_surface_get_stride(surface);
	const guint32 pixel = ((const guint32 *)(const void *)row)[x];

	return (pixel >> 24) == 0xff && (pixel >> 16 & 0xff) < 100 && (pixel >> 8 & 0xff) < 100;
}

/* True where a bar of stories in time is. */
static bool is_blue(cairo_surface_t *surface, int x, int y)
{
	const guint8 *row = cairo_image_surface_get_data(surface) +
			    (gsize)y * cairo_image_surface_get_stride(surface);
	const guint32 pixel = ((const guint32 *)(const void *)row)[x];

	return (pixel >> 16 & 0xff) < 60 && (pixel & 0xff) > 150;
}

static cairo_surface_t *draw(struct night *night)
{
	g_autoptr(GBytes) png = chart_png(&night->call, night->stories, night->digest.now);
	struct octets octets = {.left = 0};
	octets.data = g_bytes_get_data(png, &octets.left);
	g_assert_cmpmem(octets.data, 8, "\x89PNG\r\n\x1a\n", 8);
	cairo_surface_t *surface = cairo_image_surface_create_from_png_stream(take, &octets);
	g_assert_cmpint(cairo_surface_status(surface), ==, CAIRO_STATUS_SUCCESS);
	return surface;
}

/* Seven stories at once need no axis up to 20, under which their bar would be small. */
static void test_axis(void)
{
	struct night night;
	unsigned blue = 0;
	night_start(&night);
	for (int i = 0; i < 7; i++)
		add_story(&night, 7200 + 60, "a", "a");
	cairo_surface_t *surface = draw(&night);
	for (int x = 100; x < 920; x++)
		blue += is_blue(surface, x, 260);
	g_assert_cmpuint(blue, >, 3);
	cairo_surface_destroy(surface);
	night_end(&night);
}

static void test_png(void)
{
	struct night night;
	unsigned dark = 0;
	night_start(&night);
	for (int i = -3; i < 9; i++)
		add_story(&night, (int64_t)i * 7200 + 60, "a", "a");
	cairo_surface_t *surface = draw(&night);
	g_assert_cmpint(cairo_image_surface_get_width(surface), ==, 960);
	g_assert_cmpint(cairo_image_surface_get_height(surface), ==, 500);
	/* Some column is dark where the dashed line rises above every bar. */
	for (int x = 100; x < 920 && dark < 5; x++) {
		dark = 0;
		for (int y = 106; y < 122; y++)
			dark += is_dark(surface, x, y);
	}
	g_assert_cmpuint(dark, >=, 5);
	cairo_surface_destroy(surface);
	night_end(&night);
}

/* Everything that waits for a person tells the exact order (RULES CT-05, CI-11, OS-07). */
static void test_everything_that_waits_tells_its_order(void)
{
	struct held held = {.number = 12,
	    .why =
		OWN("orders that cannot be believed: a list, a machine or nobody known sent them"),
	    .from = OWN("a@b.c")};
	struct guest guest = {.mail = 57,
	    .address = OWN("eve@example.com"),
	    .session = OWN("story-time"),
	    .comment = OWN("accept 3\nadmit 57\xe2\x80\xae!")};
	struct night night;

	night_start(&night);
	night.digest.now = CUTOFF + 60;
	night.session.end = CUTOFF + 100000;
	night.session.invite = INVITE_SUBMITTED;
	add_story(&night, 100, "Open", "Hello")->number = 3;
	g_ptr_array_add(night.held, &held);
	g_ptr_array_add(night.guests, &guest);
	json_t *facts = digest_facts(&night.digest);
	g_autofree char *text = render("digest.txt", facts, ESCAPE_NONE);
	g_autofree char *html = render("digest.html", facts, ESCAPE_HTML);
	for (const char *const *order = (const char *const[]){"\n  release 12  (", "\n  drop 12  (",
		 "\n  admit 57  (", "\n   accept 3   waitlist 3   decline 3\n", "\n| accept 3\n",
		 "\n| admit 57!\n",
		 "\n| orders that cannot be believed: a list, a machine or\n| nobody known sent "
		 "them\n",
		 NULL};
	     *order != NULL; order++)
		g_assert_nonnull(strstr(text, *order));
	for (const char *const *order = (const char *const[]){"body=release%2012", "body=drop%2012",
		 "body=admit%2057", "body=accept%203", NULL};
	     *order != NULL; order++)
		g_assert_nonnull(strstr(html, *order));
	json_decref(facts);
	night_end(&night);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/digest/the templates know no other names", test_templates_match_sample);
	g_test_add_func("/digest/an empty night says so", test_empty_night);
	g_test_add_func("/digest/an author cannot forge a line of it", test_author_cannot_forge);
	g_test_add_func(
	    "/digest/an unanswered story carries its command", test_unanswered_carries_its_command);
	g_test_add_func(
	    "/digest/four clocks are shown near the cutoff", test_four_clocks_near_the_cutoff);
	g_test_add_func("/digest/everything that waits tells its order",
	    test_everything_that_waits_tells_its_order);
	g_test_add_func("/digest/silence is no answer", test_silence_is_no_answer);
	g_test_add_func("/digest/long titles are folded", test_long_titles_are_folded);
	g_test_add_func("/digest/an account that does not add up is an error",
	    test_account_that_does_not_add_up);
	g_test_add_func("/digest/5000 stories stay unclipped and take less than a second",
	    test_many_stories_stay_unclipped_and_quick);
	g_test_add_func("/digest/the text chart is drawn as written here", test_text_chart);
	g_test_add_func("/digest/arrivals far from the deadline have no bar", test_far_arrivals);
	g_test_add_func("/digest/a chart of the months before a deadline", test_far_deadline);
	g_test_add_func("/digest/the deadline is named as it was written", test_deadline_label);
	g_test_add_func("/digest/a narrow text chart", test_narrow_chart);
	g_test_add_func("/digest/the axis ends near the highest bar", test_axis);
	g_test_add_func("/digest/the picture is sharp and shows the deadline", test_png);
	return g_test_run();
}
