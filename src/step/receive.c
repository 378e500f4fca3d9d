/*
 * Receive: a door hands over batches, one transaction keeps a batch and the
 * cursor, and only then does the door touch its source (P-1 to P-3). Nothing
 * here looks into a mail beyond the scanner that keys it.
 */
#include "step/step.h"

#include "base/clock.h"
#include "base/log.h"
#include "mail/parse.h"
#include "step/watch.h"

#include <string.h>

/*
 * The lock is not given by turns: on a machine with much to do a pass misses many
 * of the moments between two batches of the worker. To wait costs nothing; to give
 * up shuts the door.
 */
enum { PATIENCE_MS = 30 * 1000 };

/* Where a pass puts what it gets. */
struct keeper {
	struct store *store;
	const struct inbox *inbox;
	receive_heard heard;
	void *heard_data;
	struct watch watch;
	GPtrArray *marked; /* origins of which that is still to be noted */
};

/* Before the transaction begins: the worker would wait for it. */
static void fill_identity(gpointer mail, gpointer none)
{
	struct raw *raw = mail;
	gsize length;
	const unsigned char *bytes = g_bytes_get_data(raw->bytes, &length);

	if (raw->key == NULL)
		raw->key = mail_key(bytes, length);
	if (raw->message_id == NULL)
		raw->message_id = mail_id(bytes, length);
}

static bool add(struct store *store, struct raw *raw, bool *is_new, GError **error)
{
	if (!store_add_raw(store, raw, is_new, error))
		return false;
	return store_event(store, raw->first_seen, *is_new ? "stored" : "seen again",
	    raw->origin == NULL ? raw->door : raw->origin, (struct about){.mail = raw->id}, error);
}

/* With the next batch, because a commit of its own would take longer than the marking; a kill
 * before it only has them marked once more. */
static bool note_marked(struct keeper *keeper, GError **error)
{
	return keeper->marked->len == 0 ||
	       store_mark(keeper->store, keeper->inbox->name, keeper->marked, error);
}

static bool add_all(
    struct keeper *keeper, GPtrArray *raws, const struct cursor *cursor, GError **error)
{
	if (!note_marked(keeper, error) || !watch_batch(&keeper->watch, raws, cursor, error))
		return false;
	for (guint i = 0; i < raws->len; i++) {
		bool is_new;
		if (!add(keeper->store, g_ptr_array_index(raws, i), &is_new, error))
			return false;
	}
	return cursor == NULL || store_set_cursor(keeper->store, keeper->inbox->name,
				     cursor->uidvalidity, cursor->uid, error);
}

static bool keep(void *data, GPtrArray *raws, const struct cursor *cursor, GError **error)
{
	struct keeper *keeper = data;

	g_ptr_array_foreach(raws, fill_identity, NULL);
	if (!store_begin(keeper->store, error) ||
	    !store_end(keeper->store, add_all(keeper, raws, cursor, error), error))
		return false;
	g_ptr_array_set_size(keeper->marked, 0);
	keeper->heard(keeper->heard_data, raws->len);
	return true;
}

static bool read_cursor(void *data, struct cursor *cursor, GError **error)
{
	struct keeper *keeper = data;

	if (!store_cursor(
		keeper->store, keeper->inbox->name, &cursor->uidvalidity, &cursor->uid, error))
		return false;
	keeper->watch.uidvalidity = cursor->uidvalidity;
	return true;
}

static bool has(void *data, const char *origin)
{
	struct keeper *keeper = data;

	return store_has_origin(keeper->store, keeper->inbox->name, origin);
}

static void coming(void *data, int64_t arrived)
{
	watch_coming(&((struct keeper *)data)->watch, arrived);
}

/* Remembered by the store, because "once" is a new process each time. */
static unsigned stuck(void *data, const char *origin)
{
	struct keeper *keeper = data;
	g_autofree char *name = g_strdup_printf("stuck.%s", keeper->inbox->name);
	g_autofree char *before = store_fact(keeper->store, name);
	g_auto(GStrv) words = g_strsplit(before == NULL ? "" : before, " ", 2);
	bool same = g_strv_length(words) == 2 && strcmp(words[0], origin) == 0;
	unsigned times = (same ? (unsigned)g_ascii_strtoull(words[1], NULL, 10) : 0) + 1;
	g_autofree char *now = g_strdup_printf("%s %u", origin, times);

	store_set_fact(keeper->store, name, now, NULL);
	return times;
}

static GPtrArray *unmarked(void *data, GError **error)
{
	struct keeper *keeper = data;

	return store_unmarked(keeper->store, keeper->inbox->name, error);
}

static bool marked(void *data, GPtrArray *origins, GError **error)
{
	struct keeper *keeper = data;

	for (guint i = 0; i < origins->len; i++)
		g_ptr_array_add(keeper->marked, g_strdup(g_ptr_array_index(origins, i)));
	return true;
}

static char *stays_fact(const char *inbox)
{
	return g_strdup_printf("stays.%s", inbox);
}

char *receive_stays(struct store *store, const char *inbox)
{
	g_autofree char *name = stays_fact(inbox);
	g_autofree char *why = store_fact(store, name);

	return why == NULL || *why == '\0' ? NULL : g_steal_pointer(&why);
}

/* What became of handled mail that the server refuses to put away, or of it once it does again. */
static const char *handled_words(const struct inbox *inbox, bool stays)
{
	if (inbox->done != NULL)
		return stays ? "stays, and counts as seen" : "moves to done again";
	return stays ? "stays, and is not marked" : "is marked again";
}

/* Told once, and again when it has another reason: "once" is a new process each time. */
static void stays(void *data, const char *why)
{
	struct keeper *keeper = data;
	g_autofree char *name = stays_fact(keeper->inbox->name);
	g_autofree char *before = receive_stays(keeper->store, keeper->inbox->name);

	if (g_strcmp0(before, why) == 0)
		return;
	store_set_fact(keeper->store, name, why == NULL ? "" : why, NULL);
	log_line(LOG_LEVEL_WARNING, "inbox", keeper->inbox->name, "handled",
	    handled_words(keeper->inbox, why != NULL), "why",
	    why == NULL ? "nothing stands against it" : why, NULL);
}

bool receive_pass(struct store *store, struct source *source, const struct inbox *inbox,
    receive_heard heard, void *data, GError **error)
{
	struct keeper keeper = {
	    store, inbox, heard, data, {0}, g_ptr_array_new_with_free_func(g_free)};
	unsigned count = 0;
	struct sink sink = {
	    &keeper, read_cursor, has, stuck, coming, keep, unmarked, marked, stays};

	store_set_patience(store, PATIENCE_MS);
	bool ok = watch_begin(&keeper.watch, store, inbox, clock_now(), error) &&
		  source_pass(source, &sink, &count, error) && watch_end(&keeper.watch, error);
	ok = note_marked(&keeper, ok ? error : NULL) && ok;
	watch_clear(&keeper.watch);
	g_ptr_array_unref(keeper.marked);
	return ok;
}

bool receive_one(struct store *store, struct raw *raw, bool *is_new, GError **error)
{
	fill_identity(raw, NULL);
	return store_begin(store, error) && store_end(store, add(store, raw, is_new, error), error);
}
