/* Piles of old mail from the command line: one word answers them all, or none. */
#include "cmd/pile.h"

#include "base/clock.h"
#include "base/count.h"
#include "base/error.h"
#include "cmd/json.h"
#include "step/pile.h"

#include <stdio.h>
#include <string.h>

static const char prefix[] = "pile-";

bool is_pile_name(const char *word)
{
	return g_str_has_prefix(word, prefix);
}

char *pile_size(const struct pile *pile)
{
	g_autofree char *mails = count_words(pile->mails, "mail", "mails");
	g_autofree char *letters = count_words(pile->letters, "letter", "letters");

	return pile->letters == 0 ? g_steal_pointer(&mails)
	       : pile->mails == 0 ? g_steal_pointer(&letters)
				  : g_strdup_printf("%s, %s", mails, letters);
}

/* The one of PILES that NAME names; NULL with ERROR. */
static const struct pile *find(GPtrArray *piles, const char *name, GError **error)
{
	int64_t number = 0;

	if (!is_pile_name(name)) {
		fail(error, EX_USAGE, "\"%s\" is no pile; name mails and piles one after the other",
		    name);
		return NULL;
	}
	if (!app_number(name + strlen(prefix), "pile", &number, error))
		return NULL;
	for (guint i = 0; i < piles->len; i++) {
		const struct pile *pile = g_ptr_array_index(piles, i);
		if (pile->number == number)
			return pile;
	}
	fail(error, EX_DATAERR, "no %s waits; \"callbox held\" shows what does", name);
	return NULL;
}

static void print_answered(const struct pile *pile, const struct pile_result *result)
{
	g_autofree char *authors =
	    count_words(result->confirmed, "author gets a receipt", "authors get their receipt");
	g_autofree char *letters =
	    count_words(result->letters, "letter is sent again", "letters are sent again");

	printf("pile-%" G_GINT64_FORMAT " released: %s", pile->number, authors);
	if (result->left > 0)
		printf(", %u cannot be answered (\"callbox list\")", result->left);
	if (result->letters > 0)
		printf(", %s", letters);
	puts("");
}

static bool answer(
    const struct app *app, struct step *step, const struct pile *pile, GError **error)
{
	struct pile_result result;

	if (!pile_answer(step, pile, clock_now(), &result, error))
		return false;
	if (app->json)
		json_line(json_pack("{s:s, s:I, s:i, s:i, s:I, s:b}", "order", "release", "pile",
		    (json_int_t)pile->number, "receipts", (int)result.confirmed, "unanswered",
		    (int)result.left, "letters", (json_int_t)result.letters, "done", true));
	else
		print_answered(pile, &result);
	return true;
}

static bool silence(
    const struct app *app, struct step *step, const struct pile *pile, GError **error)
{
	if (!pile_silence(step, pile, clock_now(), error))
		return false;
	if (app->json)
		json_line(json_pack("{s:s, s:I, s:b}", "order", "drop", "pile",
		    (json_int_t)pile->number, "done", true));
	else
		printf("pile-%" G_GINT64_FORMAT
		       " dropped: its mail stays stored, nobody is answered\n",
		    pile->number);
	return true;
}

static bool rehearse(
    const struct app *app, struct step *step, const struct pile *pile, GError **error)
{
	g_autoptr(GPtrArray) stories = store_pile_stories(step->store, pile->number, error);
	g_autofree char *size = pile_size(pile);

	if (stories == NULL)
		return false;
	g_autofree char *unanswered = count_words(stories->len, "story", "stories");
	if (app->json)
		json_line(json_pack("{s:I, s:I, s:I, s:i, s:b}", "pile", (json_int_t)pile->number,
		    "mails", (json_int_t)pile->mails, "letters", (json_int_t)pile->letters,
		    "unanswered", (int)stories->len, "done", false));
	else
		printf("dry run: pile-%" G_GINT64_FORMAT ": %s, %s without an answer\n",
		    pile->number, size, unanswered);
	return true;
}

typedef bool (*act_on_pile)(
    const struct app *app, struct step *step, const struct pile *pile, GError **error);

static bool act_on_all(const struct app *app, struct step *step, int argc, char **argv,
    act_on_pile act, GError **error)
{
	g_autoptr(GPtrArray) piles = store_piles(step->store, error);

	if (piles == NULL)
		return false;
	for (int i = 0; i < argc; i++)
		if (find(piles, argv[i], error) == NULL)
			return false;
	for (int i = 0; i < argc; i++)
		if (!act(app, step, find(piles, argv[i], NULL), error))
			return false;
	return true;
}

int piles_act(struct app *app, int argc, char **argv, enum pile_act act)
{
	static const act_on_pile acts[] = {
	    [PILE_ANSWER] = answer, [PILE_SILENCE] = silence, [PILE_REHEARSE] = rehearse};
	struct step step;
	GError *error = NULL;

	if (!app_step(app, &step, &error))
		return app_fail(error);
	bool ok = act_on_all(app, &step, argc, argv, acts[act], &error);
	step_close(&step);
	return ok ? EX_OK : app_fail(error);
}
