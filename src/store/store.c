/* Opening the store, transactions around several verbs, and facts by name. */
#include "store/inside.h"

#include "base/error.h"
#include "base/random.h"

static const char database[] = "callbox.db";

/* The database, its log and its index must all be ours before SQLite opens any of them. */
static bool side_files_ours(struct spool *spool, GError **error)
{
	static const char *const side[] = {"callbox.db-wal", "callbox.db-shm"};

	for (size_t i = 0; i < G_N_ELEMENTS(side); i++) {
		g_autoptr(GError) problem = NULL;
		g_autofree char *path = spool_file(spool, side[i], false, &problem);
		if (path == NULL && problem->code != EX_NOINPUT) {
			g_propagate_error(error, g_steal_pointer(&problem));
			return false;
		}
	}
	return true;
}

static bool open_database(struct store *store, bool write, GError **error)
{
	g_autofree char *file = spool_file(store->spool, database, write, error);

	if (file == NULL || !side_files_ours(store->spool, error))
		return false;
	store->db = db_open(file, write, error);
	return store->db != NULL;
}

/* Our X-Callbox-Loop value; the first process to open the database draws it. */
static bool make_instance(struct store *store, GError **error)
{
	g_autofree char *known = store_fact(store, "instance");
	g_autofree char *token = random_token(TOKEN);

	return known != NULL ||
	       db_run(store->db, SQL_ADD_FACT, error, text("instance"), text(token));
}

struct store *store_open(const char *data, enum store_mode mode, GError **error)
{
	AUTO(store) *store = g_new0(struct store, 1);
	bool write = mode == STORE_WRITE;

	store->touched = g_array_new(FALSE, FALSE, sizeof(int64_t));
	store->spool = spool_open(data, write, error);
	if (store->spool == NULL || !open_database(store, write, error))
		return NULL;
	if (write && (!make_instance(store, error) || !story_hash_tokens(store, error) ||
			 !pile_after_restore(store, error) || !held_follow_all(store, error)))
		return NULL;
	return g_steal_pointer(&store);
}

void store_free(struct store *store)
{
	if (store == NULL)
		return;
	db_free(store->db);
	spool_free(store->spool);
	g_array_unref(store->touched);
	g_free(store);
}

bool store_prepare(struct store *store, GError **error)
{
	return db_prepare(store->db, error);
}

void store_set_patience(struct store *store, int milliseconds)
{
	db_set_patience(store->db, milliseconds);
}

void store_give_way(void)
{
	db_give_way();
}

void store_rest(struct store *store)
{
	db_rest(store->db);
}

int64_t store_version(struct store *store)
{
	return db_version(store->db);
}

bool store_begin(struct store *store, GError **error)
{
	return db_enter(store->db, error);
}

bool store_end(struct store *store, bool ok, GError **error)
{
	ok = db_leave(store->db, ok, error);
	if (!db_in_transaction(store->db))
		held_follow(store);
	return ok;
}

void store_take_back(struct store *store)
{
	store_end(store, false, NULL);
}

char *store_fact(struct store *store, const char *name)
{
	return db_one(store->db, SQL_FACT, row_record_text, NULL, text(name));
}

bool store_set_fact(struct store *store, const char *name, const char *value, GError **error)
{
	return db_run(store->db, SQL_SET_FACT, error, text(name), text(value));
}
