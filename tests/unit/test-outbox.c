/* What becomes of a letter after an attempt, and the doors that are plain files. */
#include "base/civil.h"
#include "send/send.h"
#include "source/source.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

enum { NOW = 1626868800 };

/* PROVES P-7 F-19 F-20 TR-12 */
static const struct {
	const char *name;
	enum fate fate;
	unsigned attempts, doubts;
	int64_t age;
	double jitter;
	enum letter_state state;
	int64_t wait; /* seconds to the next attempt; -1: none */
	unsigned doubts_after;
} settlements[] = {
    {"a sent letter is done", FATE_SENT, 1, 0, 0, 0, LETTER_SENT, -1, 0},
    {"the first retry is after a minute", FATE_LATER, 1, 0, 0, 0, LETTER_QUEUED, 60, 0},
    {"the wait doubles", FATE_LATER, 3, 0, 0, 0, LETTER_QUEUED, 240, 0},
    {"jitter makes it longer", FATE_LATER, 3, 0, 0, 0.5, LETTER_QUEUED, 270, 0},
    {"the wait ends at four hours", FATE_LATER, 9, 0, DAY, 0, LETTER_QUEUED, 14400, 0},
    {"even after a thousand attempts", FATE_LATER, 1000, 0, DAY, 0, LETTER_QUEUED, 14400, 0},
    {"jitter stays below four hours", FATE_LATER, 40, 0, DAY, 0.5, LETTER_QUEUED, 13500, 0},
    {"five days are enough", FATE_LATER, 40, 0, 5 * DAY, 0, LETTER_FAILED, -1, 0},
    {"but not with few attempts in them", FATE_LATER, 11, 0, 7 * DAY, 0, LETTER_QUEUED, 14400, 0},
    {"one second less is not", FATE_LATER, 40, 0, 5 * DAY - 1, 0, LETTER_QUEUED, 14400, 0},
    {"5xx is for ever", FATE_NEVER, 1, 0, 0, 0, LETTER_FAILED, -1, 0},
    {"a doubt waits 15 minutes", FATE_UNCERTAIN, 1, 0, 0, 0, LETTER_UNCERTAIN, 900, 1},
    {"a second doubt is held", FATE_UNCERTAIN, 2, 1, 900, 0, LETTER_HELD, -1, 2},
};

static void settles(gconstpointer data)
{
	const int i = GPOINTER_TO_INT(data);
	struct outgoing letter = {.attempts = settlements[i].attempts,
	    .doubts = settlements[i].doubts,
	    .created = NOW - settlements[i].age,
	    .state = LETTER_SENDING,
	    .due = 1};
	const struct receipt receipt = {
	    .fate = settlements[i].fate, .words = (char[]){"450 later"}};

	outbox_settle(&letter, &receipt, NOW, settlements[i].jitter);
	g_assert_cmpint(letter.state, ==, settlements[i].state);
	g_assert_cmpint(letter.due, ==, settlements[i].wait < 0 ? 0 : NOW + settlements[i].wait);
	g_assert_cmpuint(letter.doubts, ==, settlements[i].doubts_after);
	g_assert_cmpint(letter.sent, ==, settlements[i].fate == FATE_SENT ? NOW : 0);
	g_assert_cmpstr(letter.error, ==, settlements[i].fate == FATE_SENT ? NULL : "450 later");
	g_free(letter.error);
}

static bool yes(void *data)
{
	return true;
}

static bool no(void *data)
{
	return false;
}

/* PROVES TR-10 OS-01 */
static const struct {
	const char *name, *to;
	bool (*before_dot)(void *);
	enum fate fate;
	unsigned files;
} sendings[] = {
    {"a letter becomes a file", "ada@example.net", yes, FATE_SENT, 1},
    {"no file when the outbox cannot be written", "ada@example.net", no, FATE_LATER, 0},
    {"a line break is no recipient", "v@example.net\r\nRCPT TO:<x@example.net>", yes, FATE_NEVER,
	0},
    {"a bracket is no recipient", "v@example.net> <x@example.net", yes, FATE_NEVER, 0},
    {"a quoted local part is", "\"a..b\"@example.net", yes, FATE_SENT, 1},
};

static unsigned files_in(const char *base, const char *folder)
{
	g_autofree char *path = g_build_filename(base, folder, NULL);
	GDir *dir = g_dir_open(path, 0, NULL);
	unsigned count = 0;

	while (dir != NULL && g_dir_read_name(dir) != NULL)
		count++;
	if (dir != NULL)
		g_dir_close(dir);
	return count;
}

static void remove_tree(const char *path)
{
	const char *argv[] = {"rm", "-rf", path, NULL};

	g_spawn_sync(NULL, (char **)(uintptr_t)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
	    NULL, NULL, NULL);
}

static void sends(gconstpointer data)
{
	const int i = GPOINTER_TO_INT(data);
	g_autofree char *path = g_dir_make_tmp("outbox-XXXXXX", NULL);
	struct outbox outbox = {.at = {.scheme = SCHEME_MAILDIR, .path = path}};
	g_autoptr(GBytes) bytes = g_bytes_new_static("Subject: x\r\n\r\nhello\r\n", 21);
	struct outgoing letter = {.id = 1,
	    .to = g_strdup(sendings[i].to),
	    .from = (char[]){""},
	    .message_id = (char[]){"../1@example.org"},
	    .bytes = bytes,
	    .created = NOW};
	AUTO(sender) *sender = sender_new(&outbox);

	/* Twice, as after a crash: the second replaces the first (P-6). */
	for (int round = 0; round < 2; round++) {
		struct receipt receipt = sender_send(sender, &letter, sendings[i].before_dot, NULL);
		g_assert_cmpint(receipt.fate, ==, sendings[i].fate);
		receipt_clear(&receipt);
	}
	g_assert_cmpuint(files_in(path, "new"), ==, sendings[i].files);
	g_assert_cmpuint(files_in(path, "tmp"), ==, 0);
	g_free(letter.to);
	remove_tree(path);
}

/* PROVES B-62 TR-05 P-4 */
static const struct {
	const char *name, *input, *kept; /* NULL: refused with EX_USAGE */
} pipes[] = {
    {"a mail comes as it is", "Subject: x\n\nhello", "Subject: x\n\nhello"},
    {"the mbox line is taken off", "From a@example.net Tue Jul 20 2021\nSubject: x\n",
	"Subject: x\n"},
    {"also in its quoted form", ">From a@example.net\nSubject: x\n", "Subject: x\n"},
    {"a From: header is none", "From: a@example.net\n\n", "From: a@example.net\n\n"},
    {"nothing is no mail", "", NULL},
};

static void reads_pipe(gconstpointer data)
{
	const int i = GPOINTER_TO_INT(data);
	int fds[2];
	g_autoptr(GError) error = NULL;

	g_assert_cmpint(pipe(fds), ==, 0);
	g_assert_cmpint(write(fds[1], pipes[i].input, strlen(pipes[i].input)), >=, 0);
	close(fds[1]);
	AUTO(raw) *raw = source_read_pipe(fds[0], NOW, &error);
	close(fds[0]);
	if (pipes[i].kept == NULL) {
		g_assert_null(raw);
		g_assert_cmpint(error->code, ==, 64);
		return;
	}
	gsize length;
	const char *kept = g_bytes_get_data(raw->bytes, &length);
	g_assert_cmpmem(kept, length, pipes[i].kept, strlen(pipes[i].kept));
	g_assert_cmpint(raw->delivered, ==, NOW);
	g_assert_false(raw->truncated);
}

static void pipe_is_cut(void)
{
	g_autofree char *path = g_build_filename(g_get_tmp_dir(), "pipe-XXXXXX", NULL);
	int fd = g_mkstemp(path);

	g_assert_cmpint(ftruncate(fd, (off_t)MAIL_MAX * 4), ==, 0);
	AUTO(raw) *raw = source_read_pipe(fd, NOW, NULL);
	g_assert_true(raw->truncated);
	g_assert_cmpuint(g_bytes_get_size(raw->bytes), ==, MAIL_MAX);
	close(fd);
	g_unlink(path);
	g_assert_null(source_read_pipe(-1, NOW, NULL));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(settlements); i++) {
		g_autofree char *path = g_strdup_printf("/outbox/%s", settlements[i].name);
		g_test_add_data_func(path, GINT_TO_POINTER((int)i), settles);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(sendings); i++) {
		g_autofree char *path = g_strdup_printf("/maildir/%s", sendings[i].name);
		g_test_add_data_func(path, GINT_TO_POINTER((int)i), sends);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(pipes); i++) {
		g_autofree char *path = g_strdup_printf("/pipe/%s", pipes[i].name);
		g_test_add_data_func(path, GINT_TO_POINTER((int)i), reads_pipe);
	}
	g_test_add_func("/pipe/a mail without end is cut", pipe_is_cut);
	return g_test_run();
}
