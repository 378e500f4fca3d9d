/* The memory between parent and child, and what a child that lies can do with it: no more than to
 * give fewer answers. */
#include "child/tray.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Both sides of one memory in one process. */
struct pair {
	int parent;
	struct tray child;
};

static struct pair pair_new(void)
{
	struct pair pair = {.parent = tray_new()};
	g_assert_cmpint(pair.parent, >=, 0);
	g_assert_true(tray_map(&pair.child, dup(pair.parent)));
	return pair;
}

static GBytes *backwards(void *data, const unsigned char *mail, size_t length)
{
	char *text = g_strndup((const char *)mail, length);
	return g_bytes_new_take(g_strreverse(text), length);
}

static void put(const struct pair *pair, const char *const *mails, unsigned count)
{
	GBytes *bytes[TRAY_MAILS];
	for (unsigned i = 0; i < count; i++)
		bytes[i] = g_bytes_new_static(mails[i], strlen(mails[i]));
	g_assert_true(tray_put(pair->parent, bytes, count));
	for (unsigned i = 0; i < count; i++)
		g_bytes_unref(bytes[i]);
}

static void check_answer(GBytes *answer, const char *wanted)
{
	g_assert_cmpmem(
	    g_bytes_get_data(answer, NULL), g_bytes_get_size(answer), wanted, strlen(wanted));
	g_bytes_unref(answer);
}

static void test_turns(void)
{
	struct pair pair = pair_new();
	GBytes *answers[TRAY_MAILS];
	for (int turn = 0; turn < 3; turn++) {
		put(&pair, (const char *const[]){"one", "", "three"}, 3);
		g_assert_cmpuint(tray_count(pair.parent, 3), ==, 0);
		g_assert_true(tray_answer(&pair.child, backwards, NULL));
		g_assert_cmpuint(tray_count(pair.parent, 3), ==, 3);
		g_assert_cmpuint(tray_take(pair.parent, 3, answers), ==, 3);
		check_answer(answers[0], "eno");
		check_answer(answers[1], "");
		check_answer(answers[2], "eerht");
	}
	close(pair.parent);
}

static const struct {
	const char *name;
	uint32_t count, lengths[3];
	unsigned believed;
} lies[] = {
    {"more answers than mails", 1000000, {1, 1, 1}, 3},
    {"more answers than there are numbers", 0xffffffff, {1, 1, 1}, 3},
    {"an answer longer than the memory", 3, {1, TRAY_ANSWERS_MAX, 1}, 1},
    {"an answer as long as a number can say", 3, {0xffffffff, 1, 1}, 0},
    {"answers that are longer together", 3, {TRAY_ANSWERS_MAX / 2, TRAY_ANSWERS_MAX / 2, 1}, 1},
    {"no answer", 0, {1, 1, 1}, 0},
};

static void test_lies(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(lies); i++) {
		g_test_message("%s", lies[i].name);
		struct pair pair = pair_new();
		GBytes *answers[TRAY_MAILS];
		put(&pair, (const char *const[]){"one", "two", "three"}, 3);
		pair.child.answers->count = lies[i].count;
		memcpy(pair.child.answers->length, lies[i].lengths, sizeof lies[i].lengths);
		g_assert_cmpuint(tray_count(pair.parent, 3), <=, 3);
		g_assert_cmpuint(tray_take(pair.parent, 3, answers), ==, lies[i].believed);
		for (unsigned j = 0; j < lies[i].believed; j++)
			g_bytes_unref(answers[j]);
		close(pair.parent);
	}
}

/* What the child does to an answer that was taken changes nothing any more. */
static void test_copies(void)
{
	struct pair pair = pair_new();
	GBytes *answers[TRAY_MAILS];
	put(&pair, (const char *const[]){"one"}, 1);
	g_assert_true(tray_answer(&pair.child, backwards, NULL));
	g_assert_cmpuint(tray_take(pair.parent, 1, answers), ==, 1);
	memset(pair.child.answers + 1, 'x', 3);
	check_answer(answers[0], "eno");
	close(pair.parent);
}

static void test_mails_are_read_only(void)
{
	struct pair pair = pair_new();
	int status = 0;
	put(&pair, (const char *const[]){"one"}, 1);
	pid_t pid = fork();
	if (pid == 0) {
		signal(SIGSEGV, SIG_DFL);
		*(volatile char *)(pair.child.mails + 1) = 'x';
		_exit(0);
	}
	g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
	g_assert_false(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	close(pair.parent);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/tray/mails and answers in turn", test_turns);
	g_test_add_func("/tray/a child that lies", test_lies);
	g_test_add_func("/tray/answers are copied before they are read", test_copies);
	g_test_add_func("/tray/the child cannot write mails", test_mails_are_read_only);
	return g_test_run();
}
