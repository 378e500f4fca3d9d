/* Orders from the command line: the same as by mail, from the same table. */
#include "cmd/cmd.h"

#include "base/clean.h"
#include "base/clock.h"
#include "base/error.h"
#include "cmd/json.h"
#include "cmd/letter.h"
#include "cmd/pile.h"
#include "step/mandate.h"

#include <stdio.h>
#include <string.h>

static gboolean dry_run, preview;

static const GOptionEntry options[] = {
    {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, "say what would be done", NULL},
    {"preview", 0, 0, G_OPTION_ARG_NONE, &preview, "print the letters, send nothing", NULL},
    {NULL},
};

/* One order of the command line, and how its thing is called there. */
struct errand {
	struct mandate mandate;
	struct ordered ordered;
	char *name; /* "open-collab-7", "mail 12" */
};

static void errand_clear(struct errand *errand)
{
	g_clear_pointer(&errand->name, g_free);
}

static bool print_preview(const struct app *app, const struct errand *errand, GError **error)
{
	g_autofree char *to = NULL, *subject = NULL, *text = NULL;

	if (!mandate_preview(&errand->mandate, &errand->ordered, &to, &subject, &text, error))
		return false;
	if (to == NULL && app->json)
		return true;
	if (to == NULL) {
		printf("%s: nobody gets a letter\n", errand->name);
		return true;
	}
	letter_print(app, to, subject, text);
	return true;
}

static bool carry_out(const struct errand *errand, char **about, GError **error)
{
	struct store *store = errand->mandate.step->store;

	return store_begin(store, error) &&
	       store_end(store, mandate_carry_out(&errand->mandate, &errand->ordered, about, error),
		   error);
}

/* What follows from an order, beside the state that it names. */
static const char *consequence(enum order order)
{
	switch (order) {
	case ORDER_KIND:
	case ORDER_DROP:
		return "nobody gets a letter";
	case ORDER_ADMIT:
		return "the guest gets an invitation";
	case ORDER_DROP_LETTER:
		return "it is not sent again";
	case ORDER_RELEASE:
		return "the next pass works on it";
	case ORDER_RELEASE_LETTER:
		return "the next pass sends it again";
	default:
		return "its author gets a letter";
	}
}

static void print_done(const struct app *app, const struct errand *errand, const char *about)
{
	const struct order_effect *effect = order_effect(errand->ordered.order);
	g_autofree char *shown = clean_terminal(about == NULL ? "" : about);

	if (app->json)
		json_line(json_pack("{s:s, s:s, s:s, s:b}", "order", effect->word, "of",
		    errand->name, "about", about == NULL ? "" : about, "done", !dry_run));
	else
		printf("%s%s %s (%s); %s\n", dry_run ? "dry run: " : "", errand->name, effect->done,
		    shown, consequence(errand->ordered.order));
}

static bool run_errand(const struct app *app, const struct errand *errand, GError **error)
{
	g_autofree char *about = NULL;
	g_autoptr(GError) problem = NULL;

	if (preview) {
		if (print_preview(app, errand, &problem))
			return true;
	} else if (dry_run ? mandate_rehearse(&errand->mandate, &errand->ordered, &about, &problem)
			   : carry_out(errand, &about, &problem)) {
		print_done(app, errand, about);
		return true;
	}
	return fail(error, problem->code, "%s: %s", errand->name, problem->message);
}

static int run_all(const struct app *app, const GArray *errands)
{
	int code = EX_OK;

	for (guint i = 0; i < errands->len; i++) {
		GError *error = NULL;
		if (!run_errand(app, &g_array_index(errands, struct errand, i), &error))
			code = app_fail(error);
	}
	return code;
}

static struct mandate mandate_for(struct step *step, const struct call *call)
{
	return (struct mandate){
	    .step = step, .call = call, .by = "the operator", .now = clock_now()};
}

/* --- stories --- */

static bool add_story(struct app *app, struct step *step, const char *id,
    const struct ordered *like, const char *kind, GArray *errands, GError **error)
{
	AUTO(story) *story = app_story(app, step->store, id, error);

	if (story == NULL)
		return false;
	struct errand errand = {
	    .mandate = mandate_for(step, config_call(app->config, story->call)), .ordered = *like};
	errand.ordered.number = story->number;
	if (like->order == ORDER_KIND &&
	    !order_kind(errand.mandate.call, kind, &errand.ordered.kind)) {
		g_autofree char *all = g_strjoinv("\" or \"", errand.mandate.call->kinds);
		if (*all == '\0')
			return fail(error, EX_USAGE,
			    "%s tells no kinds apart; write kinds = {\"%s\"} in the configuration",
			    story->call, kind);
		return fail(error, EX_USAGE, "\"%s\" is no kind of %s; write \"%s\" or \"none\"",
		    kind, story->call, all);
	}
	errand.name = story_id(story);
	g_array_append_val(errands, errand);
	return true;
}

/* Stories that can be found are done, whatever is wrong with the others. */
static int act_on_stories(
    struct app *app, struct step *step, const struct ordered *like, int argc, char **argv)
{
	bool kind = like->order == ORDER_KIND;
	g_autoptr(GArray) errands = g_array_new(FALSE, FALSE, sizeof(struct errand));
	int code = EX_OK;

	g_array_set_clear_func(errands, (GDestroyNotify)errand_clear);
	for (int i = 0; i < argc - kind; i++) {
		GError *error = NULL;
		if (!add_story(
			app, step, argv[i], like, kind ? argv[argc - 1] : NULL, errands, &error))
			code = app_fail(error);
	}
	int done = run_all(app, errands);
	return done != EX_OK ? done : code;
}

/* The command's name is the order's word, so one function serves them all. */
static int run_stories(struct app *app, int argc, char **argv, const struct command *command)
{
	struct step step;
	struct ordered like = {0};
	GError *error = NULL;

	if (!order_from_word(command->name, &like.order) || argc == 0)
		return app_usage(command, "names no story");
	if (like.order == ORDER_KIND && argc == 1)
		return app_usage(command, "names no kind; write it last, as one argument");
	if (!app_step(app, &step, &error))
		return app_fail(error);
	int code = act_on_stories(app, &step, &like, argc, argv);
	step_close(&step);
	return code;
}

/* --- mails --- */

/* "letter-12" turns the order into the same one about a letter. */
static bool read_thing(const char *text, struct ordered *ordered, GError **error)
{
	bool letter = g_str_has_prefix(text, LETTER_PREFIX);

	if (letter && !order_for_letter(&ordered->order))
		return fail(error, EX_USAGE, "%s is a letter, which is released or dropped", text);
	return app_number(letter ? text + strlen(LETTER_PREFIX) : text, letter ? "letter" : "mail",
	    &ordered->number, error);
}

static char *thing_name(const struct ordered *ordered)
{
	bool letter = order_effect(ordered->order)->group == GROUP_LETTER;

	return g_strdup_printf(
	    "%s%" G_GINT64_FORMAT, letter ? LETTER_PREFIX : "mail ", ordered->number);
}

/* The call that a guest asks to join: its letters are that call's. */
static const struct call *call_of_guest(
    const struct app *app, struct step *step, int64_t mail, GError **error)
{
	for (guint i = 0; i < app->config->calls->len; i++) {
		const struct call *call = g_ptr_array_index(app->config->calls, i);
		g_autoptr(GPtrArray) guests =
		    store_guests(step->store, call->name, mail, clock_now(), error);
		if (guests == NULL)
			return NULL;
		if (guests->len > 0)
			return call;
	}
	return g_ptr_array_index(app->config->calls, 0);
}

static bool add_mail(struct app *app, struct step *step, const char *text,
    const struct ordered *like, GArray *errands, GError **error)
{
	struct errand errand = {.ordered = *like};
	g_autofree char *about = NULL;

	if (!read_thing(text, &errand.ordered, error))
		return false;
	errand.mandate = mandate_for(step, NULL);
	if (like->order == ORDER_ADMIT &&
	    (errand.mandate.call = call_of_guest(app, step, errand.ordered.number, error)) == NULL)
		return false;
	if (!mandate_rehearse(&errand.mandate, &errand.ordered, &about, error))
		return false;
	errand.name = thing_name(&errand.ordered);
	g_array_append_val(errands, errand);
	return true;
}

/* All numbers are checked before the first act. */
static int act_on_mails(
    struct app *app, struct step *step, const struct ordered *like, int argc, char **argv)
{
	g_autoptr(GArray) errands = g_array_new(FALSE, FALSE, sizeof(struct errand));

	g_array_set_clear_func(errands, (GDestroyNotify)errand_clear);
	for (int i = 0; i < argc; i++) {
		GError *error = NULL;
		if (!add_mail(app, step, argv[i], like, errands, &error))
			return app_fail(error);
	}
	return run_all(app, errands);
}

/* A pile is released or dropped, nothing else is done to it. */
static int run_piles(
    struct app *app, int argc, char **argv, const struct command *command, enum order order)
{
	if (preview)
		return app_usage(command, "has no preview of a pile; use --dry-run");
	if (dry_run)
		return piles_act(app, argc, argv, PILE_REHEARSE);
	return piles_act(app, argc, argv, order == ORDER_RELEASE ? PILE_ANSWER : PILE_SILENCE);
}

static int run_mails(struct app *app, int argc, char **argv, const struct command *command)
{
	struct step step;
	struct ordered like = {0};
	GError *error = NULL;

	if (!order_from_word(command->name, &like.order) || argc == 0)
		return app_usage(
		    command, "names no mail; \"callbox held\" and the digest show their numbers");
	if (like.order != ORDER_ADMIT && is_pile_name(argv[0]))
		return run_piles(app, argc, argv, command, like.order);
	if (!app_step(app, &step, &error))
		return app_fail(error);
	int code = act_on_mails(app, &step, &like, argc, argv);
	step_close(&step);
	return code;
}

/* --- the commands --- */

/* NOLINTBEGIN(bugprone-macro-parentheses): each argument is an initializer or a name. */
#define ORDER(symbol, word, runner, what, words, sample)                \
	static int run_##symbol(struct app *app, int argc, char **argv) \
	{                                                               \
		return runner(app, argc, argv, &command_##symbol);      \
	}                                                               \
	const struct command command_##symbol = {.name = word,          \
	    .arguments = what,                                          \
	    .summary = words,                                           \
	    .example = sample,                                          \
	    .need = NEED_CONFIG,                                        \
	    .options = options,                                         \
	    .run = run_##symbol}
/* NOLINTEND(bugprone-macro-parentheses) */

ORDER(accept, "accept", run_stories, "ID...", "accept stories: their authors are told and invited",
    "callbox accept --preview 3 7");
ORDER(waitlist, "waitlist", run_stories, "ID...",
    "put stories on the waiting list, and tell their authors", "callbox waitlist 9");
ORDER(decline, "decline", run_stories, "ID...",
    "decline stories: told kindly, invitations taken back", "callbox decline --dry-run 4");
ORDER(late_ok, "late-ok", run_stories, "ID...", "count late stories as if they were on time",
    "callbox late-ok 12");
ORDER(confirm, "confirm", run_stories, "ID...", "send the receipt that was held back",
    "callbox confirm 8");
ORDER(kind, "kind", run_stories, "ID... KIND",
    "say of which kind stories are; new versions no longer change it",
    "callbox kind 3 7 \"good story\"");
ORDER(admit, "admit", run_mails, "N...",
    "invite a guest whose calendar asked to join; the digest has the numbers", "callbox admit 57");
ORDER(release, "release", run_mails, "N...",
    "let held mail through, or send again a letter that was not sent",
    "callbox release 12; callbox release letter-40");
ORDER(drop, "drop", run_mails, "N...",
    "take held mail, a guest's request, a letter or a pile off the list; the bytes stay",
    "callbox drop 12; callbox drop pile-1");
