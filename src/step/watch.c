/*
 * See the header. The pile is written in the transaction that keeps the first
 * of its mails, so that a kill leaves either both or neither, and a broken pass
 * is taken up as what it was.
 */
#include "step/watch.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"

enum { FRESH = 600 }; /* the time of the last pass is written this often: it is compared in hours */

static char *fact_name(const struct watch *watch)
{
	return g_strdup_printf("poll.%s", watch->inbox->name);
}

static int64_t last_pass(const struct watch *watch)
{
	g_autofree char *name = fact_name(watch);
	g_autofree char *at = store_fact(watch->store, name);

	return at == NULL ? 0 : g_ascii_strtoll(at, NULL, 10);
}

bool watch_begin(struct watch *watch, struct store *store, const struct inbox *inbox, int64_t now,
    GError **error)
{
	ERROR_GUARD(error);
	*watch = (struct watch){
	    .store = store, .inbox = inbox, .poll = {.now = now, .unset = !clock_can_show(now)}};
	watch->poll.last = last_pass(watch);
	watch->pile = store_unfinished_pile(store, inbox->name, error);
	return *error == NULL;
}

void watch_coming(struct watch *watch, int64_t arrived)
{
	watch->poll.old += arrived < pile_horizon(&watch->poll);
}

static void tell(const struct watch *watch)
{
	g_autofree char *number = g_strdup_printf("pile-%" G_GINT64_FORMAT, watch->pile->number);

	log_line(LOG_LEVEL_WARNING, "inbox", watch->inbox->name, "pile", number, "why",
	    watch->pile->why, "answers", "none until you say so: \"callbox held\"", NULL);
}

static bool suspect(struct watch *watch, GError **error)
{
	const char *why = watch->pile == NULL ? pile_suspicion(&watch->poll) : NULL;

	if (why == NULL)
		return true;
	watch->pile = g_new0(struct pile, 1);
	watch->pile->inbox = g_strdup(watch->inbox->name);
	watch->pile->why = g_strdup(why);
	watch->pile->at = watch->poll.now;
	watch->pile->horizon = pile_horizon(&watch->poll);
	if (!store_begin_pile(watch->store, watch->pile, error))
		return false;
	tell(watch);
	return true;
}

bool watch_batch(struct watch *watch, GPtrArray *raws, const struct cursor *cursor, GError **error)
{
	watch->poll.renumbered =
	    cursor != NULL && watch->uidvalidity != 0 && watch->uidvalidity != cursor->uidvalidity;
	if (!suspect(watch, error))
		return false;
	for (guint i = 0; watch->pile != NULL && i < raws->len; i++) {
		struct raw *raw = g_ptr_array_index(raws, i);
		int64_t arrived = raw->internaldate != 0 ? raw->internaldate : raw->delivered;
		raw->pile = arrived < watch->pile->horizon ? watch->pile->number : 0;
	}
	return true;
}

bool watch_end(struct watch *watch, GError **error)
{
	g_autofree char *name = fact_name(watch);
	g_autofree char *at = g_strdup_printf("%" G_GINT64_FORMAT, watch->poll.now);

	if (watch->pile != NULL && !store_finish_pile(watch->store, watch->pile->number, error))
		return false;
	return watch->poll.unset || ABS(watch->poll.now - watch->poll.last) < FRESH ||
	       store_set_fact(watch->store, name, at, error);
}

void watch_clear(struct watch *watch)
{
	g_clear_pointer(&watch->pile, pile_free);
}
