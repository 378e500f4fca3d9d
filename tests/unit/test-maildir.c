/* The Maildir as a door in: what is read, what is left alone, and when it is moved. */
#include "base/clock.h"
#include "base/error.h"
#include "source/source.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A sink that only remembers origins, and how many mails were announced. */
struct memory {
	GPtrArray *stored;
	bool full;
	unsigned announced;
	char *stays; /* why handled mail stays, or NULL */
};

static bool has(void *data, const char *origin)
{
	struct memory *memory = data;

	return g_ptr_array_find_with_equal_func(memory->stored, origin, g_str_equal, NULL);
}

static void coming(void *data, int64_t arrived)
{
	struct memory *memory = data;

	g_assert_cmpint(arrived, ==, 1626868799);
	memory->announced++;
}

static bool keep(void *data, GPtrArray *raws, const struct cursor *cursor, GError **error)
{
	struct memory *memory = data;

	g_assert_null(cursor);
	if (memory->full)
		return fail(error, EX_TEMPFAIL, "disk full");
	for (guint i = 0; i < raws->len; i++) {
		const struct raw *raw = g_ptr_array_index(raws, i);
		g_assert_cmpstr(raw->door, ==, "maildir");
		g_assert_cmpint(raw->delivered, ==, 1626868799);
		g_ptr_array_add(memory->stored, g_strdup(raw->origin));
	}
	return true;
}

static GPtrArray *unmarked(void *data, GError **error)
{
	return g_ptr_array_new();
}

static bool marked(void *data, GPtrArray *origins, GError **error)
{
	return true;
}

static void stays(void *data, const char *why)
{
	struct memory *memory = data;

	g_free(memory->stays);
	memory->stays = g_strdup(why);
}

/* One entry put into the Maildir, and what must come of it. */
enum entry { FILE_ENTRY, LINK, FIFO, FOLDER };

/* PROVES B-63 P-1 P-3 */
static const struct {
	const char *name, *path;
	enum entry entry;
	bool full, stored_before, taken;
	const char *after; /* where it must be then */
} cases[] = {
    {"a new mail is taken and moved", "new/1.a.host", FILE_ENTRY, false, false, true,
	"cur/1.a.host:2,S"},
    {"an unknown mail in cur is taken", "cur/1.a.host:2,", FILE_ENTRY, false, false, true,
	"cur/1.a.host:2,S"},
    {"a known mail in cur is not", "cur/1.a.host:2,F", FILE_ENTRY, false, true, false,
	"cur/1.a.host:2,F"},
    {"a kill before the move is repaired", "new/1.a.host", FILE_ENTRY, false, true, false,
	"cur/1.a.host:2,S"},
    {"nothing moves when the store is full", "new/1.a.host", FILE_ENTRY, true, false, false,
	"new/1.a.host"},
    {"a link is left alone", "new/1.a.host", LINK, false, false, false, "new/1.a.host"},
    {"a fifo is left alone", "new/1.a.host", FIFO, false, false, false, "new/1.a.host"},
    {"a folder is left alone", "new/1.a.host", FOLDER, false, false, false, "new/1.a.host"},
    {"a name with a line break is left alone", "new/1.a\nb", FILE_ENTRY, false, false, false,
	"new/1.a\nb"},
    {"a partial file in tmp is left alone", "tmp/1.a.host", FILE_ENTRY, false, false, false,
	"tmp/1.a.host"},
};

static void put(const char *base, const char *name, enum entry entry)
{
	g_autofree char *path = g_build_filename(base, name, NULL);
	struct timespec times[2] = {{1626868799, 0}, {1626868799, 0}};

	if (entry == LINK)
		g_assert_cmpint(symlink("/etc/hostname", path), ==, 0);
	else if (entry == FIFO)
		g_assert_cmpint(mkfifo(path, 0600), ==, 0);
	else if (entry == FOLDER)
		g_assert_cmpint(mkdir(path, 0700), ==, 0);
	else
		g_assert_true(g_file_set_contents(path, "Subject: x\n\nhello\n", -1, NULL));
	utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW);
}

static void remove_tree(const char *path)
{
	const char *argv[] = {"rm", "-rf", path, NULL};

	g_spawn_sync(NULL, (char **)(uintptr_t)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
	    NULL, NULL, NULL);
}

static void takes(gconstpointer data)
{
	const int i = GPOINTER_TO_INT(data);
	g_autofree char *path = g_dir_make_tmp("maildir-XXXXXX", NULL);
	g_autoptr(GPtrArray) stored = g_ptr_array_new_with_free_func(g_free);
	struct memory memory = {.stored = stored, .full = cases[i].full};
	struct sink sink = {&memory, NULL, has, NULL, coming, keep, unmarked, marked, stays};
	struct inbox inbox = {
	    .name = (char[]){"main"}, .at = {.scheme = SCHEME_MAILDIR, .path = path}};
	AUTO(source) *source = source_new(&inbox, clock_now);
	unsigned count;

	/* The first pass makes the folders. */
	g_assert_true(source_pass(source, &sink, &count, NULL));
	put(path, cases[i].path, cases[i].entry);
	if (cases[i].stored_before)
		g_ptr_array_add(stored, g_strdup("1.a.host"));
	g_assert_cmpint(source_pass(source, &sink, &count, NULL), ==, !cases[i].full);
	g_assert_cmpuint(count, ==, cases[i].taken);
	g_assert_cmpuint(memory.announced, ==, cases[i].taken || cases[i].full);
	g_autofree char *after = g_build_filename(path, cases[i].after, NULL);
	struct stat status;
	g_assert_cmpint(lstat(after, &status), ==, 0);
	remove_tree(path);
}

static void wakes_up(void)
{
	g_autofree char *path = g_dir_make_tmp("maildir-XXXXXX", NULL);
	g_autoptr(GPtrArray) stored = g_ptr_array_new_with_free_func(g_free);
	struct memory memory = {.stored = stored};
	struct sink sink = {&memory, NULL, has, NULL, coming, keep, unmarked, marked, stays};
	struct inbox inbox = {
	    .name = (char[]){"main"}, .at = {.scheme = SCHEME_MAILDIR, .path = path}};
	AUTO(source) *source = source_new(&inbox, clock_now);
	unsigned count;

	g_assert_true(source_pass(source, &sink, &count, NULL));
	put(path, "new/1.a.host", FILE_ENTRY);
	int64_t start = clock_monotonic_ms();
	g_assert_true(source_wait(source, 120, -1, NULL));
	g_assert_cmpint(clock_monotonic_ms() - start, <, 60000);
	remove_tree(path);
}

/* A folder for handled mail, relative to the top of the test, and what comes of it. */
static const struct {
	const char *name, *done, *after, *why;
} dones[] = {
    {"handled mail moves to a Maildir beside", "Archive", "Archive/cur/1.a.host:2,S", NULL},
    {"it stays when that cannot be made", "file/Archive", "in/cur/1.a.host:2,S", "file/Archive"},
    {"and when it is on another file system", "/dev/shm/callbox-done", "in/cur/1.a.host:2,S",
	"another file system"},
};

static void moves(gconstpointer data)
{
	const int i = GPOINTER_TO_INT(data);
	g_autofree char *top = g_dir_make_tmp("maildir-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(top, "in", NULL);
	g_autofree char *file = g_build_filename(top, "file", NULL);
	g_autofree char *after = g_build_filename(top, dones[i].after, NULL);
	g_autofree char *words = NULL;
	g_autoptr(GPtrArray) stored = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	struct memory memory = {.stored = stored};
	struct sink sink = {&memory, NULL, has, NULL, coming, keep, unmarked, marked, stays};
	struct inbox inbox = {.name = (char[]){"main"},
	    .at = {.scheme = SCHEME_MAILDIR, .path = path},
	    .done = (char *)(uintptr_t)dones[i].done};
	AUTO(source) *source = source_new(&inbox, clock_now);
	unsigned count;

	g_assert_true(g_file_set_contents(file, "", 0, NULL));
	g_assert_cmpint(source_check_done(source, &words, &error), ==, dones[i].why == NULL);
	g_assert_true(dones[i].why == NULL || strstr(error->message, dones[i].why) != NULL);
	g_assert_true(source_pass(source, &sink, &count, NULL));
	put(path, "new/1.a.host", FILE_ENTRY);
	g_assert_true(source_pass(source, &sink, &count, NULL));
	g_assert_cmpuint(count, ==, 1);
	g_assert_true(g_file_test(after, G_FILE_TEST_EXISTS));
	g_assert_cmpint(memory.stays == NULL, ==, dones[i].why == NULL);
	g_assert_true(source_pass(source, &sink, &count, NULL));
	g_assert_cmpuint(count, ==, 0);
	g_assert_cmpint(memory.stays == NULL, ==, dones[i].why == NULL);
	g_free(memory.stays);
	remove_tree(top);
	remove_tree("/dev/shm/callbox-done");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf("/maildir/%s", cases[i].name);
		g_test_add_data_func(path, GINT_TO_POINTER((int)i), takes);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(dones); i++) {
		g_autofree char *path = g_strdup_printf("/maildir/%s", dones[i].name);
		g_test_add_data_func(path, GINT_TO_POINTER((int)i), moves);
	}
	g_test_add_func("/maildir/a new mail wakes it", wakes_up);
	return g_test_run();
}
