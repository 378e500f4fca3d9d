/*
 * The sandboxed process, and every way in which it can die of a mail. This
 * program is its own child: what the child does with a mail is chosen by the
 * mail's first word.
 */
#include "base/error.h"
#include "child/child.h"
#include "child/sandbox.h"
#include "mail/parse.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static struct message *die(const unsigned char *bytes, size_t length)
{
	const char *mail = (const char *)bytes;
	if (g_str_has_prefix(mail, "segv"))
		raise(SIGSEGV);
	if (g_str_has_prefix(mail, "socket"))
		socket(AF_INET, SOCK_STREAM, 0);
	if (g_str_has_prefix(mail, "hang"))
		for (volatile int forever = 1; forever;)
			;
	if (g_str_has_prefix(mail, "memory"))
		g_malloc(512 * 1024 * 1024);
	if (g_str_has_prefix(mail, "leave"))
		_exit(7);
	if (g_str_has_prefix(mail, "garbage") && write(STDOUT_FILENO, "\4\0\0\0abcd", 8) != 8)
		_exit(8);
	return parse_mail(bytes, length);
}

static const struct {
	const char *name, *mail, *says; /* NULL: it can be read */
} deaths[] = {
    {"a mail is read", "Subject: one\r\n\r\nx", NULL},
    {"a wild pointer", "segv", "system call"}, /* raise() itself is forbidden */
    {"a network call", "socket", "forbidden system call"},
    {"an endless loop", "hang", "parsing took more than"},
    {"too much memory", "memory", "parsing died"},
    {"an early end", "leave", "code 7"},
    {"an answer that is none", "garbage", "not a packed message"},
    {"and the next mail is read", "Subject: one\r\n\r\nx", NULL},
};

static struct message *read_with(struct child *child, const char *mail, GError **error)
{
	g_autoptr(GBytes) bytes = g_bytes_new(mail, strlen(mail) + 1);
	return child_parse(child, bytes, error);
}

static void test_deaths(void)
{
	AUTO(child) *child = child_new();
	for (size_t i = 0; i < G_N_ELEMENTS(deaths); i++) {
		g_test_message("%s", deaths[i].name);
		g_autoptr(GError) error = NULL;
		AUTO(message) *message = read_with(child, deaths[i].mail, &error);
		if (!deaths[i].says) {
			g_assert_no_error(error);
			g_assert_cmpstr(message->subject, ==, "one");
			continue;
		}
		g_assert_null(message);
		g_assert_error(error, CALLBOX_ERROR, EX_DATAERR);
		g_assert_nonnull(strstr(error->message, deaths[i].says));
	}
}

static void test_recycling(void)
{
	AUTO(child) *child = child_new();
	for (int i = 0; i < CHILD_MAILS + 2; i++) {
		g_autoptr(GError) error = NULL;
		AUTO(message) *message = read_with(child, "Subject: one\r\n\r\nx", &error);
		g_assert_no_error(error);
	}
}

static const char good[] = "Subject: one\r\n\r\nx";

static bool submit(struct child *child, const char *mail)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = g_bytes_new(mail, strlen(mail) + 1);
	bool submitted = child_submit(child, bytes, &error);
	g_assert_no_error(error);
	return submitted;
}

/* Collects an answer: the subject of a good mail, or what was said of a bad one; new. */
static char *collect(struct child *child)
{
	g_autoptr(GError) error = NULL;
	AUTO(message) *message = child_collect(child, &error);
	return g_strdup(message ? message->subject : error->message);
}

static void test_two_in_flight(void)
{
	AUTO(child) *child = child_new();
	g_assert_true(submit(child, good));
	for (int i = 0; i < 50; i++) {
		g_assert_true(submit(child, i % 2 ? good : "Subject: two\r\n\r\nx"));
		g_autofree char *subject = collect(child);
		g_assert_cmpstr(subject, ==, i % 2 ? "two" : "one");
	}
	g_autofree char *last = collect(child);
	g_assert_cmpstr(last, ==, "one");
}

/* Whoever waits behind a mail that kills the process is neither blamed nor lost. */
static void test_death_before_another(void)
{
	AUTO(child) *child = child_new();
	for (size_t i = 0; i < G_N_ELEMENTS(deaths); i++) {
		if (!deaths[i].says)
			continue;
		g_test_message("%s", deaths[i].name);
		g_assert_true(submit(child, deaths[i].mail));
		g_assert_true(submit(child, good));
		g_autofree char *blamed = collect(child), *after = collect(child);
		g_assert_nonnull(strstr(blamed, deaths[i].says));
		g_assert_cmpstr(after, ==, "one");
	}
}

static void test_death_behind_another(void)
{
	AUTO(child) *child = child_new();
	for (size_t i = 0; i < G_N_ELEMENTS(deaths); i++) {
		if (!deaths[i].says)
			continue;
		g_test_message("%s", deaths[i].name);
		g_assert_true(submit(child, good));
		g_assert_true(submit(child, deaths[i].mail));
		g_autofree char *before = collect(child);
		g_assert_true(submit(child, good));
		g_autofree char *blamed = collect(child), *after = collect(child);
		g_assert_cmpstr(before, ==, "one");
		g_assert_nonnull(strstr(blamed, deaths[i].says));
		g_assert_cmpstr(after, ==, "one");
	}
}

/* A mail that fits into no socket goes out while the answer to the one before comes in. */
static void test_large_behind_another(void)
{
	AUTO(child) *child = child_new();
	GString *large = g_string_new("Subject: large\r\n\r\n");
	for (int i = 0; i < 300000; i++)
		g_string_append(large, "one more line\r\n");
	for (int i = 0; i < 3; i++) {
		g_assert_true(submit(child, large->str));
		g_assert_true(submit(child, large->str));
		g_autofree char *first = collect(child), *second = collect(child);
		g_assert_cmpstr(first, ==, "large");
		g_assert_cmpstr(second, ==, "large");
	}
	g_string_free(large, TRUE);
}

static void test_recycling_with_two(void)
{
	AUTO(child) *child = child_new();
	g_assert_true(submit(child, good));
	for (int i = 0; i < CHILD_MAILS + 2; i++) {
		g_assert_true(submit(child, good));
		g_autofree char *subject = collect(child);
		g_assert_cmpstr(subject, ==, "one");
	}
}

/* The second lock, by itself: the filter would answer before it. */
static void test_files(void)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		bool locked = sandbox_lock_files();
		bool opened = open("/etc/hosts", O_RDONLY) >= 0;
		_exit(!locked ? 2 : opened ? 1 : 0);
	}
	g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
	if (WEXITSTATUS(status) == 2)
		g_test_skip("this kernel has no Landlock");
	else
		g_assert_cmpint(WEXITSTATUS(status), ==, 0);
}

/* The wall time is the child's: whoever asks for an answer late still gets it. */
static void test_late_parent(void)
{
	AUTO(child) *child = child_new();
	g_autoptr(GBytes) bytes = g_bytes_new_static("Subject: one\r\n\r\nx", 17);
	g_autoptr(GError) error = NULL;

	g_assert_true(child_submit(child, bytes, &error));
	g_usleep((CHILD_WALL_MS + 100) * 1000UL);
	AUTO(message) *message = child_collect(child, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(message->subject, ==, "one");
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--parse-child") == 0) {
		sandbox_read = die;
		return child_main();
	}
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/child/every death is told and the next mail is read", test_deaths);
	g_test_add_func("/child/a process is replaced before it ages", test_recycling);
	g_test_add_func("/child/two mails in flight", test_two_in_flight);
	g_test_add_func("/child/a death before another mail", test_death_before_another);
	g_test_add_func("/child/a death behind another mail", test_death_behind_another);
	g_test_add_func("/child/large mails behind one another", test_large_behind_another);
	g_test_add_func("/child/a process is replaced with two in flight", test_recycling_with_two);
	g_test_add_func("/child/an answer that is fetched late is good", test_late_parent);
	g_test_add_func("/child/no file can be opened", test_files);
	return g_test_run();
}
