/* The trail of everything that happened (P-25), and the account that must come out even. */
#include "store/inside.h"

#include <string.h>

bool store_event(struct store *store, int64_t at, const char *what, const char *why,
    struct about about, GError **error)
{
	return db_run(store->db, SQL_ADD_EVENT, error, number(at), text(what), text(why),
	    ref(about.mail), ref(about.story), ref(about.letter));
}

static void *read_event(struct row *row)
{
	struct event *event = g_new0(struct event, 1);

	event->id = row_number(row);
	event->at = row_number(row);
	event->what = row_text(row);
	event->why = row_text(row);
	event->mail = row_number(row);
	event->story = row_number(row);
	event->letter = row_number(row);
	return event;
}

static void *read_oddity(struct row *row)
{
	struct event *event = read_event(row);

	event->proposal = row_text(row);
	event->comment = row_text(row);
	return event;
}

GPtrArray *store_events(struct store *store, int64_t mail, int64_t story, GError **error)
{
	return db_list(store->db, SQL_EVENTS, read_event, (GDestroyNotify)event_free, error,
	    number(mail), number(story));
}

GPtrArray *store_oddities(struct store *store, const char *call, int64_t since, GError **error)
{
	return db_list(store->db, SQL_ODDITIES, read_oddity, (GDestroyNotify)event_free, error,
	    text(call), number(since));
}

static struct tally *tally(const char *name)
{
	struct tally *new = g_new0(struct tally, 1);

	new->name = g_strdup(name);
	return new;
}

static void *read_tally(struct row *row)
{
	struct tally *read = g_new0(struct tally, 1);

	read->name = row_text(row);
	read->count = row_number(row);
	return read;
}

/* Every class at zero, in the order of CL-01, then what is not decided. */
static GPtrArray *empty_account(void)
{
	static const char *const others[] = {"held", "waiting", "duplicate", "dropped", "erased"};
	GPtrArray *account = g_ptr_array_new_with_free_func((GDestroyNotify)tally_free);

	for (int kind = KIND_OWN; kind <= KIND_UNREADABLE; kind++)
		g_ptr_array_add(account, tally(kind_name(kind)));
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
		g_ptr_array_add(account, tally(others[i]));
	return account;
}

/* A class that nobody knows is shown, not hidden. */
static void enter(GPtrArray *account, const struct tally *found)
{
	for (guint i = 0; i < account->len; i++) {
		struct tally *line = g_ptr_array_index(account, i);
		if (strcmp(line->name, found->name) == 0) {
			line->count += found->count;
			return;
		}
	}
	g_ptr_array_add(account, tally(found->name));
	((struct tally *)g_ptr_array_index(account, account->len - 1))->count = found->count;
}

/* One statement counts all of it, so that no other process can write in between. */
GPtrArray *store_account(struct store *store, const char *call, int64_t *in, GError **error)
{
	g_autoptr(GPtrArray) found = db_list(
	    store->db, SQL_ACCOUNT, read_tally, (GDestroyNotify)tally_free, error, text(call));
	GPtrArray *account;

	if (found == NULL)
		return NULL;
	account = empty_account();
	for (guint i = 0; i < found->len; i++) {
		const struct tally *line = g_ptr_array_index(found, i);
		if (*line->name == '\0')
			*in = line->count;
		else
			enter(account, line);
	}
	return account;
}
