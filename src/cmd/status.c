/* One screen: per call the deadline and the counts; then the queue, what waits for a person, the
 * doors. */
#include "cmd/cmd.h"

#include "base/clean.h"
#include "base/clock.h"
#include "base/count.h"
#include "base/error.h"
#include "cmd/health.h"
#include "cmd/json.h"
#include "cmd/part.h"
#include "cmd/pile.h"
#include "step/night.h"
#include "step/step.h"
#include "store/ballast.h"

#include <stdio.h>

/* The stories of one call, counted. */
struct counts {
	unsigned stories, late, withdrawn, unanswered;
};

static void count_stories(struct counts *counts, GPtrArray *stories)
{
	*counts = (struct counts){.stories = stories->len};
	for (guint i = 0; i < stories->len; i++) {
		const struct story *s = g_ptr_array_index(stories, i);
		counts->late += s->record.verdict == VERDICT_LATE;
		counts->withdrawn += s->state == STATE_WITHDRAWN;
		counts->unanswered += !s->answered;
	}
}

/* When the next reminder of a session is due, if anybody is to have one; INT64_MAX for never. */
static int64_t next_reminder(struct store *store, const struct call *call)
{
	int64_t next = INT64_MAX;

	for (guint i = 0; i < call->reminders->len; i++) {
		int64_t lead = g_array_index(call->reminders, int64_t, i);
		int64_t start = store_next_start(store, call->name, clock_now() + lead);
		next = start == INT64_MAX ? next : MIN(next, start - lead);
	}
	return next;
}

static json_t *call_json(struct store *store, const struct call *call, const struct counts *counts)
{
	int64_t at = 0;
	g_autofree char *date = store_last_digest(store, call->name, clock_now(), &at);
	g_autofree char *rests = night_rests_since(store, call, clock_now());
	int64_t margin = deadline_margin(&call->deadline, clock_now());
	int64_t next = next_reminder(store, call);

	return json_pack("{s:s, s:s, s:s, s:o, s:I, s:i, s:i, s:i, s:i, s:o, s:b, s:o}", "call",
	    call->name, "title", call->title, "deadline", call->deadline.words, "cutoff",
	    json_instant(call->deadline.cutoff), "margin_seconds", (json_int_t)margin, "stories",
	    counts->stories, "late", counts->late, "withdrawn", counts->withdrawn, "unanswered",
	    counts->unanswered, "last_digest", json_text(rests != NULL ? rests : date),
	    "digest_rests", rests != NULL, "next_reminder",
	    next == INT64_MAX ? json_null() : json_instant(next));
}

static void print_reminder(int64_t next)
{
	g_autofree char *at = next == INT64_MAX ? NULL : instant_words(next, zone_utc());

	if (at != NULL)
		printf("  reminder  next at %s UTC\n", at);
}

static void print_call(struct store *store, const struct call *call, const struct counts *counts)
{
	int64_t at = 0;
	g_autofree char *date = store_last_digest(store, call->name, clock_now(), &at);
	g_autofree char *rests = night_rests_since(store, call, clock_now());
	g_autofree char *cutoff = instant_words(call->deadline.cutoff, zone_utc());
	int64_t margin = deadline_margin(&call->deadline, clock_now());
	g_autofree char *words = duration_words(margin);

	printf("%s  %s\n", call->name, call->title);
	printf("  deadline  %s, before %s UTC: %s %s\n", call->deadline.words, cutoff, words,
	    margin > 0 ? "left" : "ago");
	if (call->configured.words != NULL)
		printf("            moved by an organizer; the configuration says %s\n",
		    call->configured.words);
	printf("  stories   %u: %u late, %u withdrawn, %u not answered\n", counts->stories,
	    counts->late, counts->withdrawn, counts->unanswered);
	if (rests != NULL)
		printf("  digest    %s, the last one until there is something new\n", rests);
	else
		printf("  digest    %s\n", date == NULL ? "none yet" : date);
	print_reminder(next_reminder(store, call));
}

static json_t *door_json(struct store *store, const char *name, const char *url)
{
	int64_t since;
	g_autofree char *problem = door_problem(store, name, &since);
	g_autofree char *stays = receive_stays(store, name);

	return json_pack("{s:s, s:s, s:b, s:o, s:o, s:o}", "door", name, "url", url, "ok",
	    problem == NULL, "problem", json_text(problem), "stays", json_text(stays), "at",
	    json_instant(since));
}

static void print_door(struct store *store, const char *name, const char *url)
{
	int64_t since;
	g_autofree char *problem = door_problem(store, name, &since);
	g_autofree char *at = since == 0 ? NULL : instant_words(since, zone_utc());
	g_autofree char *safe = problem == NULL ? NULL : clean_terminal(problem);

	printf("%-9s %s\n          %s", name, url,
	    safe != NULL ? safe
	    : since == 0 ? "not tried yet"
			 : "works");
	if (at != NULL)
		printf(" (%s UTC)", at);
	putchar('\n');
}

/* Whoever names a folder for handled mail expects it there. */
static void print_stays(struct store *store, const char *inbox)
{
	g_autofree char *stays = receive_stays(store, inbox);
	g_autofree char *safe = stays == NULL ? NULL : clean_terminal(stays);

	if (safe != NULL)
		printf("          handled mail stays in it: %s\n", safe);
}

/* Calls DO for every process of run that ends again and again. */
static void for_each_trouble(const struct app *app, struct store *store,
    void (*tell)(const char *process, const char *problem, int64_t since, void *data), void *data)
{
	g_autoptr(GPtrArray) names = part_names(app->config);

	for (guint i = 0; i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		int64_t since;
		g_autofree char *problem = process_problem(store, name, &since);
		if (problem != NULL)
			tell(name, problem, since, data);
	}
}

static void add_trouble(const char *process, const char *problem, int64_t since, void *processes)
{
	json_array_append_new(processes, json_pack("{s:s, s:s, s:o}", "process", process, "problem",
					     problem, "at", json_instant(since)));
}

static void print_trouble(const char *process, const char *problem, int64_t since, void *unused)
{
	g_autofree char *at = instant_words(since, zone_utc());

	printf("process   %s %s (%s UTC)\n", process, problem, at);
}

/* Calls DO for every call with its counts. */
typedef void (*each_call)(
    struct store *store, const struct call *call, const struct counts *counts, void *data);

static bool for_each_call(
    const struct app *app, struct store *store, each_call tell, void *data, GError **error)
{
	for (guint i = 0; i < app->config->calls->len; i++) {
		const struct call *call = g_ptr_array_index(app->config->calls, i);
		struct story_filter filter = {.call = call->name};
		struct counts counts;
		g_autoptr(GPtrArray) stories = store_stories(store, &filter, error);
		if (stories == NULL)
			return false;
		count_stories(&counts, stories);
		tell(store, call, &counts, data);
	}
	return true;
}

static void tell_json(
    struct store *store, const struct call *call, const struct counts *counts, void *data)
{
	json_array_append_new(data, call_json(store, call, counts));
}

static void tell_words(
    struct store *store, const struct call *call, const struct counts *counts, void *data)
{
	print_call(store, call, counts);
}

static json_t *disk_json(const struct config *config)
{
	return json_pack("{s:I, s:b, s:b}", "free", (json_int_t)disk_free(config->data), "low",
	    !ballast_room(config->data, config->ballast, NULL), "read_only",
	    disk_read_only(config->data));
}

/* Only what is wrong with it. */
static void print_disk(const struct config *config)
{
	g_autoptr(GError) error = NULL;

	if (disk_read_only(config->data))
		printf(
		    "disk      %s is on a read-only file system, so mail waits where it is; make "
		    "it writable, and callbox goes on by itself\n",
		    config->data);
	else if (!ballast_room(config->data, config->ballast, &error))
		printf("disk      %s\n", error->message);
}

/* What waits for a person. */
struct waiting {
	GPtrArray *piles, *held;
	int64_t held_back; /* letters, by the breaker */
};

static json_t *piles_json(const struct waiting *waiting)
{
	json_t *piles = json_array();

	for (guint i = 0; i < waiting->piles->len; i++)
		json_array_append_new(piles, json_pile(g_ptr_array_index(waiting->piles, i)));
	return piles;
}

static void print_piles(const struct waiting *waiting)
{
	for (guint i = 0; i < waiting->piles->len; i++) {
		const struct pile *pile = g_ptr_array_index(waiting->piles, i);
		g_autofree char *size = pile_size(pile);
		printf("pile-%-4" G_GINT64_FORMAT " %s came at once and nobody was answered: "
		       "\"callbox release pile-%" G_GINT64_FORMAT
		       "\" answers them, \"callbox drop pile-%" G_GINT64_FORMAT
		       "\" does not\n          %s\n",
		    pile->number, size, pile->number, pile->number, pile->why);
	}
}

/* Letters of which nobody knows whether they went. */
static int64_t in_doubt(struct store *store)
{
	return store_count_letters(store, LETTER_UNCERTAIN) +
	       store_count_letters(store, LETTER_HELD);
}

/* Letters that a person may send again or leave. */
static int64_t stuck(struct store *store)
{
	return store_count_letters(store, LETTER_FAILED) + store_count_letters(store, LETTER_HELD);
}

static bool status_json(
    const struct app *app, struct store *store, const struct waiting *waiting, GError **error)
{
	json_t *calls = json_array(), *doors = json_array(), *processes = json_array();

	if (!for_each_call(app, store, tell_json, calls, error)) {
		json_decref(calls);
		json_decref(doors);
		json_decref(processes);
		return false;
	}
	for (guint i = 0; i < app->config->inboxes->len; i++) {
		const struct inbox *inbox = g_ptr_array_index(app->config->inboxes, i);
		json_array_append_new(doors, door_json(store, inbox->name, inbox->at.url));
	}
	json_array_append_new(doors, door_json(store, "outbox", app->config->outbox.at.url));
	for_each_trouble(app, store, add_trouble, processes);
	json_line(json_pack("{s:o, s:I, s:I, s:I, s:I, s:i, s:o, s:o, s:o, s:o}", "calls", calls,
	    "queued", (json_int_t)store_count_letters(store, LETTER_QUEUED), "failed",
	    (json_int_t)store_count_letters(store, LETTER_FAILED), "uncertain",
	    (json_int_t)in_doubt(store), "held_back", (json_int_t)waiting->held_back, "held",
	    waiting->held->len, "piles", piles_json(waiting), "doors", doors, "processes",
	    processes, "disk", disk_json(app->config)));
	return true;
}

static bool status_words(
    const struct app *app, struct store *store, const struct waiting *waiting, GError **error)
{
	if (!for_each_call(app, store, tell_words, NULL, error))
		return false;
	printf("queue     %" G_GINT64_FORMAT " letters wait, %" G_GINT64_FORMAT
	       " failed, %" G_GINT64_FORMAT " uncertain or held%s\n",
	    store_count_letters(store, LETTER_QUEUED), store_count_letters(store, LETTER_FAILED),
	    in_doubt(store), stuck(store) > 0 ? " (\"callbox held\")" : "");
	if (waiting->held_back > 0)
		printf("breaker   %" G_GINT64_FORMAT
		       " letters wait: %u automatic answers left within an hour, as many as "
		       "limit_per_hour allows; they follow by themselves\n",
		    waiting->held_back, app->config->outbox.limit_per_hour);
	g_autofree char *held = count_words(waiting->held->len, "mail waits", "mails wait");
	printf("held      %s for a person%s\n", held,
	    waiting->held->len > 0 ? " (\"callbox held\")" : "");
	print_piles(waiting);
	for (guint i = 0; i < app->config->inboxes->len; i++) {
		const struct inbox *inbox = g_ptr_array_index(app->config->inboxes, i);
		print_door(store, inbox->name, inbox->at.url);
		if (inbox->done != NULL)
			print_stays(store, inbox->name);
	}
	print_door(store, "outbox", app->config->outbox.at.url);
	for_each_trouble(app, store, print_trouble, NULL);
	print_disk(app->config);
	return true;
}

static int run(struct app *app, int argc, char **argv)
{
	AUTO(store) *store = NULL;
	g_autoptr(GPtrArray) held = NULL, piles = NULL;
	GError *error = NULL;

	if (argc > 0)
		return app_usage(&command_status, "takes no arguments");
	if ((store = app_store(app, STORE_READ, &error)) == NULL ||
	    (held = store_held(store, NULL, &error)) == NULL ||
	    (piles = store_piles(store, &error)) == NULL)
		return app_fail(error);
	struct waiting waiting = {
	    piles, held, deliver_held_back(store, &app->config->outbox, clock_now())};
	if (!(app->json ? status_json : status_words)(app, store, &waiting, &error))
		return app_fail(error);
	return EX_OK;
}

const struct command command_status = {
    .name = "status",
    .arguments = "",
    .summary = "one screen: deadlines, counts, last digest, queue, held mail, health of the doors",
    .example = "callbox status",
    .need = NEED_CONFIG,
    .run = run,
};
