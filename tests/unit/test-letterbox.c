/* The letters as people get them: facts in, text and HTML out, both saying the same. */
#include "letter/echo.h"
#include "letter/letter.h"
#include "letter/letterbox.h"

#include <glib.h>
#include <string.h>

#define S(text) ((char *)(text))

static GHashTable *sources;
static struct letterbox *letterbox;
static struct zone *los_angeles;

/* The call of the seed event, with one story in it. */
struct scene {
	struct session first, second;
	GPtrArray *sessions, *invited;
	struct call call;
	struct revision revision, replaced;
	struct story story;
	struct story_facts facts;
};

static void scene_set(struct scene *s)
{
	*s = (struct scene){.first = {.name = S("story-time"),
				.title = S("Open Collab Story Time"),
				.start = 1626966000,
				.end = 1626969600,
				.place = S("Zoom"),
				.url = S("https://zoom.example/j/1"),
				.invite = INVITE_SUBMITTED},
	    .second = {.name = S("games"),
		.title = S("Games <and> hangouts"),
		.start = 1626969600,
		.end = 1626976800,
		.url = S("https://zoom.example/j/2?a=1&b=2"),
		.invite = INVITE_ACCEPTED},
	    .sessions = g_ptr_array_new(),
	    .invited = g_ptr_array_new(),
	    .revision = {.number = 1,
		.title = S("My good story"),
		.received = 1626682491,
		.rule = ARRIVAL_TRUSTED,
		.arrival_by = S("mx1.example.org"),
		.offset_known = true,
		.offset = 7200,
		.verdict = VERDICT_ON_TIME,
		.margin = 186309},
	    .story = {.call = S("open-collab"),
		.number = 7,
		.address = S("ada@example.net"),
		.name = S("Ada Secret"),
		.call_address = S("stories@example.org")}};
	g_ptr_array_add(s->sessions, &s->first);
	g_ptr_array_add(s->sessions, &s->second);
	g_ptr_array_add(s->invited, &s->first);
	s->call = (struct call){.name = S("open-collab"),
	    .title = S("ICML 2021 Social on Open Collaboration in ML Research"),
	    .contact = S("organizers@example.org"),
	    .page = S("https://example.org/open-collab"),
	    .zone = los_angeles,
	    .deadline = {.cutoff = 1626868800, .words = S("2021-07-20 AoE")},
	    .sessions = s->sessions};
	s->story.record = s->revision;
	s->facts = (struct story_facts){.call = &s->call,
	    .story = &s->story,
	    .revision = &s->revision,
	    .invited = s->invited,
	    .reply_address = "stories+k4vq7mz2xw5ty3rbn6hc@example.org",
	    .now = 1626682502};
}

static void scene_clear(struct scene *s)
{
	g_ptr_array_unref(s->sessions);
	g_ptr_array_unref(s->invited);
}

struct rendered {
	char *subject, *text, *html;
};

static void rendered_clear(struct rendered *r)
{
	g_free(r->subject);
	g_free(r->text);
	g_free(r->html);
}

static void render(struct rendered *r, struct scene *s, const char *name)
{
	json_t *facts = strcmp(name, "invite") == 0 ? invite_letter_facts(&s->call, &s->second,
							  &s->story, NULL, s->facts.now)
						    : story_letter_facts(&s->facts);

	letterbox_render(letterbox, name, facts, &r->subject, &r->text, &r->html);
	json_decref(facts);
}

/* All matches of PATTERN in TEXT, as a set. */
static GHashTable *matches(const char *pattern, const char *text)
{
	g_autoptr(GRegex) regex = g_regex_new(pattern, 0, 0, NULL);
	g_autoptr(GMatchInfo) info = NULL;
	GHashTable *set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	g_regex_match(regex, text, 0, &info);
	while (g_match_info_matches(info)) {
		g_hash_table_add(set, g_match_info_fetch(info, 0));
		g_match_info_next(info, NULL);
	}
	return set;
}

static void assert_same_set(const char *pattern, const char *text, const char *html)
{
	g_autoptr(GHashTable) a = matches(pattern, text), b = matches(pattern, html);
	GHashTableIter iter;
	void *key;

	g_hash_table_iter_init(&iter, a);
	while (g_hash_table_iter_next(&iter, &key, NULL)) {
		g_test_message("%s", (char *)key);
		g_assert_true(g_hash_table_contains(b, key));
	}
	g_assert_cmpuint(g_hash_table_size(a), ==, g_hash_table_size(b));
}

/* Without its tags and mailto: links, and unescaped. */
static char *seen(const char *html)
{
	g_autoptr(GRegex) tags = g_regex_new("<[^>]*>", 0, 0, NULL);
	g_autofree char *plain = g_regex_replace_literal(tags, html, -1, 0, "", 0, NULL);
	g_autoptr(GString) out = g_string_new(plain);

	g_string_replace(out, "&lt;", "<", 0);
	g_string_replace(out, "&gt;", ">", 0);
	g_string_replace(out, "&apos;", "'", 0);
	g_string_replace(out, "&quot;", "\"", 0);
	g_string_replace(out, "&amp;", "&", 0);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static void assert_same_facts(const struct rendered *r)
{
	g_autofree char *html = seen(r->html);

	assert_same_set(
	    "[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2})?( [A-Z][A-Za-z]+)?", r->text,
	    html);
	assert_same_set(
	    "[A-Z][a-z]{2} [0-9]{1,2} [A-Z][a-z]{2} [0-9]{4}, [0-9:]+-[0-9:]+", r->text, html);
	assert_same_set("https?://[^ \\n]+", r->text, html);
	assert_same_set("[a-z]+@[a-z.]+", r->text, html);
	assert_same_set("[0-9]+ (days|h|min|s)\\b", r->text, html);
	assert_same_set("[A-Z]{4,}", r->text, html);
}

static void late(struct scene *s)
{
	s->revision.received = 1626868801;
	s->revision.verdict = VERDICT_LATE;
	s->revision.margin = -1;
	s->revision.delayed = true;
	s->story.record = s->revision;
}

static void within_grace(struct scene *s)
{
	s->revision.verdict = VERDICT_GRACE;
	s->revision.margin = -600;
}

static void revised(struct scene *s)
{
	s->replaced = s->revision;
	s->revision.number = 2;
	s->revision.received += 3600;
	s->revision.margin -= 3600;
	s->story.record = s->revision;
	s->facts.replaced = &s->replaced;
}

/* TI-13: the version on time stays the one that counts. */
static void revised_late(struct scene *s)
{
	s->replaced = s->revision;
	s->story.record = s->replaced;
	s->revision.number = 2;
	s->revision.received = 1626868801;
	s->revision.verdict = VERDICT_LATE;
	s->revision.margin = -1;
	s->facts.replaced = &s->replaced;
}

static void without_the_optional(struct scene *s)
{
	s->revision.offset_known = false;
	s->revision.title = S("");
	s->revision.rule = ARRIVAL_DELIVERY;
	s->call.page = NULL;
	s->call.zone = (struct zone *)zone_aoe();
	s->facts.reply_address = "stories@example.org";
	s->facts.invited = NULL;
}

static void after_the_event(struct scene *s)
{
	s->facts.now = 1626976801;
}

static void two_invitations(struct scene *s)
{
	g_ptr_array_add(s->invited, &s->second);
}

static void withdrawn(struct scene *s)
{
	s->story.state = STATE_WITHDRAWN;
}

static const struct {
	const char *title, *letter;
	void (*change)(struct scene *);
	const char *subject;
	const char *has[12], *has_not[6];
} rows[] = {
    {"PROVES TI-11 CO-32: on time", "receipt", NULL, "Re: My good story",
	{"automatic confirmation", "open-collab-7", "On time: it arrived 51 h 45 min before",
	    "2021-07-19 08:14:51 UTC", "2021-07-18 20:14:51 AoE",
	    "2021-07-19 01:14:51 PDT (America/Los_Angeles)",
	    "10:14:51 at UTC+02:00, as your mail was dated",
	    "2021-07-20 AoE, that is before 2021-07-21 12:00:00 UTC",
	    "UTC: Thu 22 Jul 2021, 15:00-16:00", "Join: https://zoom.example/j/1",
	    "invitation is attached", "mx1.example.org"},
	{"late", "Ada", "ada@example.net", "zoom.example/j/2", "\n\n\n"}},
    {"PROVES TI-07: late and possibly delayed", "receipt", late, "Re: My good story",
	{"Late, but kept: it arrived 1 s after", "possibly delayed in transit",
	    "organizers decide"},
	{"On time"}},
    {"within grace", "receipt", within_grace, "Re: My good story",
	{"grace period: it arrived 10 min after"}, {"On time", "late"}},
    {"revised", "revised", revised, "Re: My good story",
	{"new version", "version 2", "replaces version 1 of 2021-07-19 08:14:51 UTC"}, {"Counts:"}},
    {"PROVES TI-13: revised late", "revised", revised_late, "Re: My good story",
	{"Version 1 of 2021-07-19 08:14:51 UTC remains"}, {"Replaces"}},
    {"nothing optional", "receipt", without_the_optional, "Re: your story",
	{"our clock when it was delivered"},
	{"as your mail was dated", "About the call", "Subject:", "mailto:", "is attached"}},
    {"PROVES CO-33: after the event", "receipt", after_the_event, "Re: My good story", {"On time"},
	{"invitation", "zoom.example"}},
    {"a further invitation", "receipt", two_invitations, "Re: My good story",
	{"is attached", "follows in a mail of its own", "https://zoom.example/j/2?a=1&b=2"},
	{NULL}},
    {"withdrawn", "withdrawn", withdrawn, "Re: My good story",
	{"is withdrawn", "open-collab-7", "organizers@example.org"}, {"zoom"}},
    {"unreadable", "unreadable", NULL, "Re: My good story", {"could not read"}, {"On time"}},
    {"empty", "empty", NULL, "Re: My good story", {"no text"}, {NULL}},
    {"attachment", "attachment", NULL, "Re: My good story", {"attached file"}, {NULL}},
    {"held", "held", NULL, "Re: My good story", {"a person will look"}, {NULL}},
    {"help", "help", NULL, "Re: My good story", {"REVISE", "WITHDRAW", "STATUS", "HELP"}, {NULL}},
    {"status", "status", NULL, "Re: My good story", {"is received", "not decided"}, {NULL}},
    {"note", "note", NULL, "Re: My good story", {"beside your story"}, {NULL}},
    {"confirm", "confirm", NULL, "Re: My good story", {"CONFIRM", "24 hours"}, {"zoom"}},
    {"invite", "invite", NULL, "Invitation: Games <and> hangouts",
	{"UTC: Thu 22 Jul 2021, 16:00-18:00", "https://zoom.example/j/2?a=1&b=2"}, {NULL}},
};

static void assert_row(gsize i, const struct rendered *r)
{
	g_autofree char *html = seen(r->html);

	g_assert_cmpstr(r->subject, ==, rows[i].subject);
	for (gsize k = 0; k < G_N_ELEMENTS(rows[i].has) && rows[i].has[k] != NULL; k++) {
		g_test_message("has: %s", rows[i].has[k]);
		g_assert_nonnull(strstr(r->text, rows[i].has[k]));
	}
	for (gsize k = 0; k < G_N_ELEMENTS(rows[i].has_not) && rows[i].has_not[k] != NULL; k++) {
		g_test_message("has not: %s", rows[i].has_not[k]);
		g_assert_null(strstr(r->text, rows[i].has_not[k]));
	}
	g_assert_null(strstr(r->html, "<and>"));
	g_assert_nonnull(strstr(html, "utomatic"));
}

/* PROVES CO-03 */
static void test_letters(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct scene scene;
		struct rendered r;
		g_test_message("%s", rows[i].title);
		scene_set(&scene);
		if (rows[i].change != NULL)
			rows[i].change(&scene);
		render(&r, &scene, rows[i].letter);
		assert_row(i, &r);
		assert_same_facts(&r);
		rendered_clear(&r);
		scene_clear(&scene);
	}
}

/* PROVES CT-08 P-23: no web address holds a token, and nothing is loaded from elsewhere. */
static void test_no_token_in_web_addresses(void)
{
	for (const char *const *name = letter_names; *name != NULL; name++) {
		struct scene scene;
		struct rendered r;
		if (strcmp(*name, "digest") == 0)
			continue;
		scene_set(&scene);
		render(&r, &scene, *name);
		g_autoptr(GHashTable) tokens = matches("https?:[^\" ]*k4vq7mz2", r.html);
		g_assert_cmpuint(g_hash_table_size(tokens), ==, 0);
		g_assert_null(strstr(r.html, "<img"));
		g_assert_null(strstr(r.html, "<link"));
		g_assert_null(strstr(r.html, "<script"));
		g_assert_null(strstr(r.html, "src="));
		rendered_clear(&r);
		scene_clear(&scene);
	}
}

/* Every letter becomes a mail that reads back as it was meant. */
static void test_every_letter_is_a_mail(void)
{
	for (const char *const *name = letter_names; *name != NULL; name++) {
		g_autoptr(GError) error = NULL;
		struct rendered r;
		json_t *facts = letter_sample(*name);
		letterbox_render(letterbox, *name, facts, &r.subject, &r.text, &r.html);
		struct letter letter = {.from = "stories@example.org",
		    .to = "ada@example.net",
		    .subject = r.subject,
		    .message_id = "cb1.k4vq7mz2xw5ty3rbn6hc.1@example.org",
		    .boundary = "b",
		    .text = r.text,
		    .html = r.html};
		g_autoptr(GBytes) bytes = letter_compose(&letter, &error);
		g_assert_no_error(error);
		g_assert_cmpstr(r.text, !=, "");
		json_decref(facts);
		rendered_clear(&r);
	}
}

static void test_withdraw_link(void)
{
	struct scene scene;
	struct rendered r;

	scene_set(&scene);
	render(&r, &scene, "receipt");
	g_assert_nonnull(strstr(r.html, "href=\"mailto:stories+k4vq7mz2xw5ty3rbn6hc@example.org"
					"?subject=WITHDRAW&amp;body=WITHDRAW\""));
	rendered_clear(&r);
	scene_clear(&scene);
}

static const struct {
	const char *title, *want;
} titles[] = {
    {"My good story", "My good story"},
    {NULL, ""},
    {"  two\r\nlines\tand \x1b[31mcolour", "two lines and [31mcolour"},
    {"win at https://evil.example.com/x?y now", "win at [link] now"},
    {"(http://evil.example.com)", "[link]"},
    {"WWW.evil.example.com", "[link]"},
    {"mail me@example.com", "mail [link]"},
    {"Hi Bcc: evil@e", "Hi Bcc: evil@e"},
    {"go to evil.example.com/x today", "go to evil. example. com/x today"},
    {"version 3.14, e.g. this...", "version 3.14, e. g. this..."},
    {"right\xe2\x80\xaeto left", "rightto left"},
    {"<b>bold</b> {{id}} \"q\"", "<b>bold</b> {{id}} \"q\""},
};

/* PROVES P-18 OS-03 OS-11 */
static void test_titles(void)
{
	g_autofree char *word = g_strnfill(5000, 'x'), *cut = echo_title(word);

	g_assert_cmpuint(strlen(cut), ==, 80);
	for (gsize i = 0; i < G_N_ELEMENTS(titles); i++) {
		g_autofree char *echo = echo_title(titles[i].title);
		g_assert_cmpstr(echo, ==, titles[i].want);
	}
}

/* PROVES OS-13 P-22: a title is text, in HTML too, and never a template. */
static void test_a_hostile_title(void)
{
	struct scene scene;
	struct rendered r;

	scene_set(&scene);
	scene.revision.title = S("<script>x</script>{{contact}}\r\nBcc: e@example.com");
	render(&r, &scene, "receipt");
	g_assert_null(strstr(r.html, "<script"));
	g_assert_nonnull(strstr(r.html, "&lt;script&gt;x&lt;/script&gt;{{contact}}"));
	g_assert_cmpstr(r.subject, ==, "Re: <script>x</script>{{contact}} Bcc: [link]");
	rendered_clear(&r);
	scene_clear(&scene);
}

static const struct {
	int64_t seconds;
	const char *want;
} distances[] = {
    {0, "less than 1 s"},
    {-1, "1 s"},
    {59, "59 s"},
    {250, "4 min 10 s"},
    {3600, "1 h"},
    {186309, "51 h 45 min"},
    {-345600, "4 days"},
    {900000, "10 days 10 h"},
};

static void test_distances(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(distances); i++) {
		g_autofree char *words = distance_words(distances[i].seconds);
		g_assert_cmpstr(words, ==, distances[i].want);
	}
}

static struct template_source *source_of(const char *path, const char *text)
{
	struct template_source *source = g_new0(struct template_source, 1);

	source->path = g_strdup(path);
	source->text = g_strdup(text);
	return source;
}

static void load(void)
{
	g_autofree char *directory =
	    g_build_filename(g_getenv("CALLBOX_TESTS"), "..", "templates", NULL);
	g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
	const char *name;

	g_assert_nonnull(dir);
	sources = g_hash_table_new_full(
	    g_str_hash, g_str_equal, g_free, (GDestroyNotify)template_source_free);
	while ((name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(directory, name, NULL), *text = NULL;
		g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
		g_hash_table_insert(sources, g_strdup(name), source_of(name, text));
	}
}

/* All findings of one start, each with its file and line. */
static void test_findings(void)
{
	g_autoptr(GError) error = NULL;

	g_hash_table_insert(sources, g_strdup("note.txt"),
	    source_of("/etc/callbox/note.txt", "Subject: {{tilte}}\n\n\n{{> typo}}\n"));
	g_hash_table_insert(
	    sources, g_strdup("note.html"), source_of("/etc/callbox/note.html", "{{#id}}"));
	g_hash_table_insert(sources, g_strdup("held.txt"), source_of("held.txt", "Hello\n"));
	g_hash_table_insert(sources, g_strdup("typo.txt"), source_of("typo.txt", "\n{{cal}}"));
	g_hash_table_remove(sources, "help.html");
	g_assert_null(letterbox_new(sources, &error));
	g_assert_nonnull(strstr(error->message,
	    "/etc/callbox/note.txt:1: unknown name \"tilte\"; perhaps \"title\" is meant\n"));
	g_assert_nonnull(strstr(error->message, "/etc/callbox/note.txt:4: in typo:2: unknown name "
						"\"cal\"; perhaps \"call\" is meant\n"));
	g_assert_nonnull(strstr(
	    error->message, "/etc/callbox/note.html:1: this section \"id\" is never closed"));
	g_assert_nonnull(strstr(error->message, "held.txt:1: begin with a line \"Subject: ...\""));
	g_assert_nonnull(strstr(error->message, "help.html: this template is missing"));
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	int result;

	g_test_init(&argc, &argv, NULL);
	los_angeles = zone_new("America/Los_Angeles", NULL);
	load();
	letterbox = letterbox_new(sources, &error);
	g_assert_no_error(error);
	g_test_add_func("/letterbox/text and HTML say the same", test_letters);
	g_test_add_func("/letterbox/no web address holds a token", test_no_token_in_web_addresses);
	g_test_add_func("/letterbox/every letter is a mail", test_every_letter_is_a_mail);
	g_test_add_func("/letterbox/withdrawing by mail", test_withdraw_link);
	g_test_add_func("/letterbox/a title is short and links nowhere", test_titles);
	g_test_add_func("/letterbox/a hostile title stays text", test_a_hostile_title);
	g_test_add_func("/letterbox/distances in words", test_distances);
	g_test_add_func("/letterbox/a bad template names its line", test_findings);
	result = g_test_run();
	letterbox_free(letterbox);
	g_hash_table_unref(sources);
	zone_free(los_angeles);
	return result;
}
