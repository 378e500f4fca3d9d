/*
 * New notes in the digest, under the story they belong to. Anybody may write one who knows the
 * thread's address, so it is said when it was not the author (RULES CT-02), and the words stand
 * behind "| " like an author's (OS-06, OS-10).
 */
#include "letter/digest-fact.h"

#include "base/address.h"
#include "base/clean.h"
#include "base/count.h"

enum { STORIES = DIGEST_ROWS / 3, EACH = 4, TITLE = 34, ADDRESS = 48 };

static char *writer_of(const struct story *story, const struct note *note)
{
	g_autofree char *from = fact_line(note->from, ADDRESS);

	if (*from == '\0')
		return g_strdup("somebody");
	return address_same(note->from, story->address)
		   ? g_strdup("the author")
		   : g_strdup_printf("%s, not the author", from);
}

static json_t *note_facts(
    const struct digest *digest, const struct story *story, const struct note *note)
{
	json_t *facts = json_object();
	g_autofree char *from = writer_of(story, note);
	g_autofree char *line = g_strdup_printf("from %s:", from);
	g_autofree char *at = instant_words(note->at, digest->call->zone);
	g_autofree char *excerpt = fact_excerpt(note->text);
	g_autofree char *block =
	    clean_prefixed(*excerpt == '\0' ? "(without words)" : excerpt, "| ", DIGEST_COLUMNS);

	fact_set(facts, "from", from);
	fact_set(facts, "from_line", line);
	fact_set(facts, "at", at);
	fact_maybe(facts, "excerpt", excerpt);
	fact_set(facts, "quoted", g_strchomp(block));
	return facts;
}

/* The notes of STORY, which begin at *NEXT; NULL without any. */
static json_t *notes_of(const struct digest *digest, const struct story *story, guint *next)
{
	json_t *said = json_array();
	guint first = *next;

	for (; *next < digest->notes->len; (*next)++) {
		const struct note *note = digest->notes->pdata[*next];
		if (note->story != story->id)
			break;
		if (*next - first < EACH)
			json_array_append_new(said, note_facts(digest, story, note));
	}
	if (*next == first) {
		json_decref(said);
		return NULL;
	}
	json_t *facts = json_object();
	g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, story->number);
	g_autofree char *title = fact_line(story->record.title, TITLE);
	fact_set(facts, "number", number);
	fact_set(facts, "title", *title != '\0' ? title : "(no subject)");
	fact_list(facts, "said", said, *next - first);
	return facts;
}

/* Both lists are in the order of the stories' numbers. */
void digest_notes(const struct digest *digest, json_t *facts)
{
	json_t *stories = json_array();
	guint next = 0;
	size_t all = 0;

	for (guint i = 0; i < digest->stories->len; i++) {
		json_t *notes = notes_of(digest, digest->stories->pdata[i], &next);
		if (notes != NULL && all++ < STORIES)
			json_array_append(stories, notes);
		json_decref(notes);
	}
	fact_list(facts, "notes", stories, all);
	g_autofree char *count = count_words(digest->notes->len, "note", "notes");
	fact_set(facts, "notes_total", count);
}
