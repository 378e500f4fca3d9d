/* The end of a program: seen with a descriptor of it and, where there is none to be had, without.
 */
#include "base/clock.h"
#include "base/reap.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static GPid start(const char *command)
{
	const char *const argv[] = {"/bin/sh", "-c", command, NULL};
	GPid pid;

	g_assert_true(g_spawn_async(NULL, (gchar **)(uintptr_t)argv, NULL,
	    G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, NULL));
	return pid;
}

static void test_ends(void)
{
	int status;

	g_assert_true(reap(start("sleep 0.1; exit 3"), clock_monotonic_ms() + 60000, &status));
	g_assert_true(WIFEXITED(status));
	g_assert_cmpint(WEXITSTATUS(status), ==, 3);
}

static void test_late(void)
{
	int status;

	g_assert_false(reap(start("exec sleep 60"), clock_monotonic_ms() + 50, &status));
	g_assert_true(WIFSIGNALED(status));
	g_assert_cmpint(WTERMSIG(status), ==, SIGKILL);
}

/* An old kernel, or a process whose descriptors are all in use. */
static void test_no_descriptor(void)
{
	struct rlimit before, none;
	GPid slow = start("sleep 0.1; exit 3"), late = start("exec sleep 60");
	int status, late_status;

	g_assert_cmpint(getrlimit(RLIMIT_NOFILE, &before), ==, 0);
	none = (struct rlimit){0, before.rlim_max};
	g_assert_cmpint(setrlimit(RLIMIT_NOFILE, &none), ==, 0);
	bool ended = reap(slow, clock_monotonic_ms() + 60000, &status);
	bool killed = !reap(late, clock_monotonic_ms() + 50, &late_status);
	g_assert_cmpint(setrlimit(RLIMIT_NOFILE, &before), ==, 0);
	g_assert_true(ended);
	g_assert_cmpint(WEXITSTATUS(status), ==, 3);
	g_assert_true(killed);
	g_assert_cmpint(WTERMSIG(late_status), ==, SIGKILL);
}

static void test_not_ours(void)
{
	int status = 0;

	g_assert_true(reap(getppid(), clock_monotonic_ms() + 50, &status));
	g_assert_false(WIFEXITED(status));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/reap/ends", test_ends);
	g_test_add_func("/reap/late", test_late);
	g_test_add_func("/reap/no-descriptor", test_no_descriptor);
	g_test_add_func("/reap/not-ours", test_not_ours);
	return g_test_run();
}
