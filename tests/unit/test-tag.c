/* Explicit words of an author, in the subject or the first line (RULES ST-17, CT-04, CI-29). */
#include "rule/tag.h"

#include <glib.h>

#define OWN(text) ((char *)(guintptr)(text))

static char *kinds[] = {OWN("good story"), OWN("horror story"), OWN("Überraschung"), NULL};

static struct message *message_make(const char *subject, const char *reply)
{
	struct message *m = message_new();

	g_free(m->subject);
	g_free(m->reply);
	m->subject = g_strdup(subject);
	m->reply = g_strdup(reply);
	return m;
}

/* PROVES ST-17 */
static const struct {
	const char *name, *subject, *reply, *tag;
} tags[] = {
    {"the first line is the kind", "Hello", "Horror story\n\nWe had...", "horror story"},
    {"it opens the first line", "Hello", "good story: we met", "good story"},
    {"in brackets", "Hello", "[GOOD STORY] we met", "good story"},
    {"empty lines before it do not count", "Hello", "\n \n\tgood story\n", "good story"},
    {"spaces that do not break around it", "Hello", "\u00a0\n\ufeff\u00a0good story\u202f\u00a0\n",
	"good story"},
    {"in the subject", "A Good Story from Berlin", "We met", "good story"},
    {"in the subject, in another script's case", "ÜBERRASCHUNG!", "We met", "Überraschung"},
    {"the first line goes before the subject", "good story", "horror story\nIt was",
	"horror story"},
    {"a sentence that mentions it is no tag", "Hello", "This is a good story about", NULL},
    {"a word that begins like it is none", "Hello", "good storytelling\n", NULL},
    {"part of a word in the subject is none", "no horror storyline", "We met", NULL},
    {"two kinds are none", "good story or horror story?", "We met", NULL},
    {"a later line is none", "Hello", "We met\ngood story\n", NULL},
    {"good alone is none", "A good one", "Good", NULL},
    {"quoted is none", "Hello", "> good story\n", NULL},
};

static void test_tags(void)
{
	struct call call = {.kinds = kinds};

	for (gsize i = 0; i < G_N_ELEMENTS(tags); i++) {
		AUTO(message) *message = message_make(tags[i].subject, tags[i].reply);
		g_test_message("%s", tags[i].name);
		g_assert_cmpstr(story_tag(&call, message), ==, tags[i].tag);
	}
}

static void test_no_kinds(void)
{
	static char *none[] = {NULL};
	struct call call = {.kinds = none};
	AUTO(message) *message = message_make("good story", "good story");

	g_assert_null(story_tag(&call, message));
	g_assert_null(story_tag(NULL, message));
}

/* PROVES CT-04, CI-29 */
static const struct {
	const char *name, *reply, *word, *partstat, *text;
} words[] = {
    {"a word alone", "WITHDRAW", "WITHDRAW", NULL, ""},
    {"in any case, with space around", "\n  revise \n\n  It was May.\n", "REVISE", NULL,
	"  It was May.\n"},
    {"help", "Help\n", "HELP", NULL, ""},
    {"a word and more is a sentence", "WITHDRAW it?", NULL, NULL, "WITHDRAW it?"},
    {"not in a quote", "> WITHDRAW\nno, keep it", NULL, NULL, "> WITHDRAW\nno, keep it"},
    {"below what it answers", "On Monday, Ada wrote:\n> Your story\n> has arrived.\n\nwithdraw\n",
	"WITHDRAW", NULL, ""},
    {"below a quote, with the words above it on two lines",
	"Am Montag, dem 19. Juli,\nschrieb Ada:\n\n> x\nYes\n", NULL, "ACCEPTED",
	"Am Montag, dem 19. Juli,\nschrieb Ada:\n\n> x\nYes\n"},
    {"not on the second line", "Hi\nUNDO\n", NULL, NULL, "Hi\nUNDO\n"},
    {"an answer to the invitation", "Yes", NULL, "ACCEPTED", "Yes"},
    {"nothing", "", NULL, NULL, ""},
};

static void test_words(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		AUTO(message) *message = message_make("", words[i].reply);
		g_autofree char *text = story_text(message);
		g_test_message("%s", words[i].name);
		g_assert_cmpstr(first_line_word(message), ==, words[i].word);
		g_assert_cmpstr(answer_in_words(message), ==, words[i].partstat);
		g_assert_cmpstr(text, ==, words[i].text);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/tag/the kind that an author names", test_tags);
	g_test_add_func("/tag/a call without kinds has none", test_no_kinds);
	g_test_add_func("/tag/one word on the first line", test_words);
	return g_test_run();
}
