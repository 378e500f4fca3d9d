/*
 * What may be said or done hangs on small questions to the database. One that
 * cannot be read is told, never taken for a no.
 */
#include "store-fixture.h"
#include "store/keep.h"

#include <sqlite3.h>

/* Takes TABLE away behind the back of the store, as a damaged file would. */
static void lose(const struct fixture *f, const char *table)
{
	g_autofree char *path = in_spool(f, "callbox.db");
	g_autofree char *words = g_strdup_printf("PRAGMA foreign_keys = OFF; DROP TABLE %s", table);
	sqlite3 *db = NULL;

	g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_exec(db, words, NULL, NULL, NULL), ==, SQLITE_OK);
	sqlite3_close(db);
}

static bool ask_released(struct store *store, GError **error)
{
	bool answer;

	return store_was_released(store, 1, &answer, error);
}

static bool ask_vouched(struct store *store, GError **error)
{
	bool answer;

	return store_is_vouched(store, 1, &answer, error);
}

static bool ask_let_go(struct store *store, GError **error)
{
	bool answer;

	return store_pile_let_go(store, 1, &answer, error);
}

static bool ask_invited(struct store *store, GError **error)
{
	struct story story = {.call = (char *)(guintptr) "open-collab",
	    .address = (char *)(guintptr) "ada@example.net"};
	bool answer;

	return store_is_invited(store, &story, "story-time", story.address, &answer, error);
}

static bool ask_same_id(struct store *store, GError **error)
{
	AUTO(raw) *raw = imap_raw("words", "7:1");
	bool answer;

	return store_same_id(store, raw, &answer, error);
}

static bool ask_answers(struct store *store, GError **error)
{
	int64_t answer;

	return store_answers(store, "ada@example.net", 0, &answer, error);
}

static bool ask_answers_left(struct store *store, GError **error)
{
	int64_t answer;

	return store_answers_left(store, 0, &answer, error);
}

static bool ask_misfits(struct store *store, GError **error)
{
	int64_t answer;

	return store_misfits(store, "ada@example.net", 0, &answer, error);
}

static bool ask_letter_invite(struct store *store, GError **error)
{
	int64_t answer;

	return store_letter_invite(store, "one@example.org", &answer, error);
}

static bool ask_last_mail(struct store *store, GError **error)
{
	int64_t answer;

	return store_last_mail(store, "open-collab", &answer, error);
}

static const struct {
	const char *what, *table;
	bool (*ask)(struct store *store, GError **error);
} questions[] = {
    {"whether a person let a held mail through", "mail", ask_released},
    {"whether an author stands for a mail", "request", ask_vouched},
    {"whether a pile was let go", "pile", ask_let_go},
    {"whether somebody is invited", "invite", ask_invited},
    {"whether a Message-ID came before", "mail", ask_same_id},
    {"how many answers somebody got", "letter", ask_answers},
    {"how many answers left in all", "letter", ask_answers_left},
    {"how often a token was wrong", "misfit", ask_misfits},
    {"which invitation a letter was about", "letter", ask_letter_invite},
    {"when the last mail of a call came", "mail", ask_last_mail},
};

static void test_each(struct fixture *f, gconstpointer index)
{
	gsize i = GPOINTER_TO_SIZE(index);
	g_autoptr(GError) problem = NULL;

	ok(questions[i].ask(f->store, &error));
	lose(f, questions[i].table);
	g_assert_false(questions[i].ask(f->store, &problem));
	g_assert_nonnull(problem);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(questions); i++) {
		g_autofree char *path = g_strdup_printf("/blind/%s", questions[i].what);
		g_test_add(path, struct fixture, GSIZE_TO_POINTER(i), set_up, test_each, tear_down);
	}
	return g_test_run();
}
