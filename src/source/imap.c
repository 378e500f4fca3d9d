/*
 * A pass over an IMAP folder. What is new is known from the cursor
 * (UIDVALIDITY, last UID) alone, never from UNSEEN, because people read along
 * (F-18). The order is list, read, keep (committed), mark; a kill between the
 * last two is repaired at the next pass from the sink's list (P-1, P-3).
 */
#include "source/imap.h"

#include "base/error.h"
#include "source/door.h"

#include <stdio.h>

enum {
	FEW = 5000,            /* a folder with so few mails is listed at once */
	SPAN = 5000,           /* UIDs listed at once otherwise */
	EMPTY_LIMIT = 2000,    /* lists without a mail before the server is not believed */
	IDLE_SECONDS = 25 * 60 /* servers may hang up after 30 (RFC 2177) */
};

/* What one pass carries along. */
struct pass {
	struct imap *imap;
	const struct sink *sink;
	struct cursor cursor;
	unsigned *count;
};

static void free_raw(gpointer raw)
{
	raw_free(raw);
}

/* The UID in ORIGIN if it is of this UIDVALIDITY, else 0. */
static uint32_t uid_of(const struct imap *imap, const char *origin)
{
	unsigned validity, uid;

	return sscanf(origin, "%u:%u", &validity, &uid) == 2 && validity == imap->uidvalidity ? uid
											      : 0;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void add_uid(const struct pass *pass, GArray *uids, const char *origin)
{
	uint32_t uid = uid_of(pass->imap, origin);

	if (uid != 0)
		g_array_append_val(uids, uid);
}

/* Marks UIDS at the server, then says to the sink that ORIGINS need no more of it. */
static bool mark(struct pass *pass, GArray *uids, GPtrArray *origins, GError **error)
{
	g_autofree char *stays = NULL;

	g_array_sort(uids, by_number);
	if (!imap_mark(pass->imap, uids, &stays, error))
		return false;
	if (uids->len > 0)
		pass->sink->stays(pass->sink->data, stays);
	return origins->len == 0 || pass->sink->marked(pass->sink->data, origins, error);
}

/* What a kill left stored but unmarked. */
static bool repair(struct pass *pass, GError **error)
{
	g_autoptr(GPtrArray) origins = pass->sink->unmarked(pass->sink->data, error);
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));

	if (origins == NULL)
		return false;
	for (guint i = 0; i < origins->len; i++)
		add_uid(pass, uids, g_ptr_array_index(origins, i));
	return mark(pass, uids, origins, error);
}

/* The sink keeps RAWS with the cursor at UID; then they are marked, but for those whose octets
 * only the server has (P-3). */
static bool keep(struct pass *pass, GPtrArray *raws, uint32_t uid, GError **error)
{
	g_autoptr(GPtrArray) origins = g_ptr_array_new();
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	struct cursor next = {pass->imap->uidvalidity, uid};

	for (guint i = 0; i < raws->len; i++) {
		struct raw *raw = g_ptr_array_index(raws, i);
		g_ptr_array_add(origins, raw->origin);
		if (!raw_is_withheld(raw))
			add_uid(pass, uids, raw->origin);
	}
	if (raws->len > 0 && !pass->sink->keep(pass->sink->data, raws, &next, error))
		return false;
	pass->cursor = next;
	*pass->count += raws->len;
	return mark(pass, uids, origins, error);
}

/* How many of LISTED make the next batch: at least one. */
static unsigned batch_size(const struct listed *listed, unsigned count)
{
	uint64_t octets = 0;
	unsigned size = 0;

	while (size < count && size < BATCH_MAILS) {
		octets += listed[size].size;
		if (size > 0 && octets > BATCH_OCTETS)
			break;
		size++;
	}
	return size;
}

static bool take_batch(
    struct pass *pass, const struct listed *listed, unsigned count, GError **error)
{
	ERROR_GUARD(error);
	g_autoptr(GPtrArray) raws = g_ptr_array_new_with_free_func(free_raw);
	unsigned done = imap_read(pass->imap, pass->sink, listed, count, raws, error);

	/* What was read before the fault is kept, so that the fault stands alone next time. */
	if (done > 0 && !keep(pass, raws, listed[done - 1].uid, *error == NULL ? error : NULL))
		return false;
	return done == count;
}

static bool take_all(struct pass *pass, const GArray *list, GError **error)
{
	const struct listed *listed = (const struct listed *)(const void *)list->data;

	for (unsigned i = 0; i < list->len; i++)
		pass->sink->coming(pass->sink->data, listed[i].internaldate);
	for (unsigned at = 0; at < list->len;) {
		unsigned count = batch_size(listed + at, list->len - at);
		if (!take_batch(pass, listed + at, count, error))
			return false;
		at += count;
	}
	return true;
}

/* Everything above the cursor, range by range. */
static bool take_new(struct pass *pass, GError **error)
{
	struct imap *imap = pass->imap;
	uint32_t end = imap->uidnext != 0 ? imap->uidnext - 1 : UINT32_MAX;
	uint32_t span = imap->exists <= FEW ? UINT32_MAX : SPAN;
	unsigned empty = 0;

	for (uint32_t at = pass->cursor.uid; at < end;) {
		uint32_t last = end - at > span ? at + span : end;
		g_autoptr(GArray) list = imap_list(imap, at + 1, last, error);
		if (list == NULL || !take_all(pass, list, error))
			return false;
		empty = list->len > 0 ? 0 : empty + 1;
		if (empty > EMPTY_LIMIT)
			return fail(error, EX_UNAVAILABLE,
			    "cannot find the mails that %s claims to have in \"%s\"",
			    imap->inbox->at.host, imap->inbox->at.path);
		at = last;
	}
	return true;
}

static bool pass_selected(struct pass *pass, GError **error)
{
	struct cursor *cursor = &pass->cursor;

	if (!pass->sink->cursor(pass->sink->data, cursor, error) || !repair(pass, error))
		return false;
	if (cursor->uidvalidity != pass->imap->uidvalidity)
		*cursor = (struct cursor){pass->imap->uidvalidity, 0};
	return take_new(pass, error);
}

static bool pass_once(struct imap *imap, const struct sink *sink, unsigned *count, GError **error)
{
	struct pass pass = {imap, sink, {0, 0}, count};

	if (imap_open(imap, error) && imap_select(imap, false, error) &&
	    pass_selected(&pass, error))
		return true;
	imap_close(imap);
	return false;
}

/* An answer with many mails that broke does not say at which: they are read one by one, at once,
 * because the next pass may be in a process that does not know of it (P-10). */
static bool imap_pass(void *state, const struct sink *sink, unsigned *count, GError **error)
{
	struct imap *imap = state;
	bool trusting = !imap->cautious;
	g_autoptr(GError) problem = NULL;

	if (pass_once(imap, sink, count, &problem))
		return true;
	if (trusting && imap->cautious)
		return pass_once(imap, sink, count, error);
	g_propagate_error(error, g_steal_pointer(&problem));
	return false;
}

/* IDLE until something is said; the connection is closed when that fails. */
static bool idle(struct imap *imap, int seconds, int wake_fd, GError **error)
{
	bool ok;

	imap_exchange(imap, IMAP_ANSWER);
	ok = mailimap_idle(imap->session) == MAILIMAP_NO_ERROR;
	if (ok && !stream_pending(imap->stream))
		wait_readable(stream_fd(imap->stream), wake_fd, MIN(seconds, IDLE_SECONDS));
	imap_exchange(imap, IMAP_ANSWER);
	if (ok && mailimap_idle_done(imap->session) == MAILIMAP_NO_ERROR)
		return true;
	imap_fail(imap, EX_UNAVAILABLE, "wait for mail", error);
	imap_close(imap);
	return false;
}

static bool imap_wait(void *state, int seconds, int wake_fd, GError **error)
{
	struct imap *imap = state;

	if (imap->session != NULL && imap->idle)
		return idle(imap, seconds, wake_fd, error);
	if (imap->inbox->poll > 0)
		seconds = (int)MIN(seconds, imap->inbox->poll);
	wait_readable(-1, wake_fd, seconds);
	return true;
}

static bool imap_check(void *state, char **words, GError **error)
{
	struct imap *imap = state;
	const struct inbox *inbox = imap->inbox;

	imap_close(imap);
	if (!imap_open(imap, error) || !imap_select(imap, true, error)) {
		imap_close(imap);
		return false;
	}
	*words = g_strdup_printf("%s:%u, %s, folder \"%s\" with %u mails%s", inbox->at.host,
	    inbox->at.port, stream_protection(imap->stream), inbox->at.path, imap->exists,
	    imap->idle ? ", new mail is announced (IDLE)" : ", polled (no IDLE)");
	return true;
}

static bool imap_check_done(void *state, char **words, GError **error)
{
	struct imap *imap = state;
	bool made = false, ok = imap_open(imap, error);

	if (ok && !imap->move) {
		*words = g_strdup("handled mail stays and gets \\Seen: the server cannot MOVE");
	} else if (ok) {
		ok = imap_find_done(imap, &made, error);
		*words = g_strdup_printf("handled mail moves to \"%s\"%s", imap->inbox->done,
		    made ? ", which was made" : "");
	}
	imap_close(imap);
	return ok;
}

static void *imap_new(const struct inbox *inbox, int64_t (*now)(void))
{
	struct imap *imap = g_new0(struct imap, 1);

	imap->inbox = inbox;
	imap->now = now;
	return imap;
}

static void imap_free(void *state)
{
	imap_close(state);
	g_free(state);
}

const struct door door_imap = {
    imap_new, imap_free, imap_pass, imap_wait, imap_check, imap_check_done};
