/*
 * The sandboxed process, and every way in which it can die of a mail. This
 * program is its own child: what the child does with a mail is chosen by the
 * mail's first word.
 */
#include "base/error.h"
#include "child/child.h"
#include "child/sandbox.h"
#include "child/tray.h"
#include "mail/parse.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double cpu_seconds(void)
{
	struct timespec used;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

static void spend_a_second(void)
{
	for (double until = cpu_seconds() + 0.9; cpu_seconds() < until;)
		;
}

/* In a sandbox that knows no sleep. */
static void sleep_for_ever(void)
{
	char turn;

	while (read(STDIN_FILENO, &turn, 1) > 0)
		;
	_exit(0);
}

static const struct timespec tenth = {0, 100000000}; /* of a second */

/* Waits that many times, each until it is over or, if it is NULL, for ever. */
static void rest(unsigned times, const struct timespec *each)
{
	uint32_t word = 0;

	for (unsigned i = 0; i < times; i++)
		syscall(SYS_futex, &word, FUTEX_WAIT, 0, each);
}

static void swell(struct message *message, size_t octets)
{
	g_free(message->text);
	message->text = g_strnfill(octets, 'a');
}

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
	if (g_str_has_prefix(mail, "slow"))
		spend_a_second();
	if (g_str_has_prefix(mail, "stuck"))
		rest(1, NULL);
	if (g_str_has_prefix(mail, "starved"))
		rest(CHILD_WALL_MS / 100 + 5, &tenth);
	if (g_str_has_prefix(mail, "leave"))
		_exit(7);
	if (g_str_has_prefix(mail, "early") && write(STDOUT_FILENO, "", 1) == 1)
		sleep_for_ever();
	struct message *message = parse_mail(bytes, length);
	if (g_str_has_prefix(mail, "garbage"))
		message->subject[0] = (char)0xff;
	if (g_str_has_prefix(mail, "large"))
		swell(message, TRAY_ANSWERS_MAX);
	if (g_str_has_prefix(mail, "third"))
		swell(message, TRAY_ANSWERS_MAX / 3);
	return message;
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
    {"an answer that is none", "garbage: 1\r\nSubject: one\r\n\r\nx", "not a packed message"},
    {"an answer that does not fit", "large", "code 76"},
    {"a turn given back without an answer", "early", "no answer"},
    {"and the next mail is read", "Subject: one\r\n\r\nx", NULL},
};

static struct message *read_with(struct child *child, const char *mail, GError **error)
{
	g_autoptr(GBytes) bytes = g_bytes_new(mail, strlen(mail) + 1);
	return child_parse(child, bytes, error);
}

static void test_deaths(void)
{
	AUTO(child) *child = child_new(1);
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

static const char good[] = "Subject: one\r\n\r\nx";

static void test_recycling(void)
{
	AUTO(child) *child = child_new(1);
	for (int i = 0; i < CHILD_MAILS + 2; i++) {
		g_autoptr(GError) error = NULL;
		AUTO(message) *message = read_with(child, "Subject: one\r\n\r\nx", &error);
		g_assert_no_error(error);
	}
}

static void submit(struct child *child, const char *mail)
{
	g_autoptr(GBytes) bytes = g_bytes_new(mail, strlen(mail) + 1);
	child_submit(child, bytes);
}

/* Collects an answer, which must be the SUBJECT of a good mail or say so of a bad one. */
static void collect(struct child *child, const char *subject)
{
	g_autoptr(GError) error = NULL;
	AUTO(message) *message = child_collect(child, &error);
	g_assert_nonnull(strstr(message ? message->subject : error->message, subject));
}

/* A mail is not to blame for a machine that has little time for its reader, but for one that stands
 * still. */
static void test_time(void)
{
	AUTO(child) *child = child_new(2);

	submit(child, "starved: 1\r\nSubject: in the end\r\n\r\nx");
	submit(child, "stuck");
	collect(child, "in the end");
	collect(child, "stood still for 5 s");
}

static void test_many_in_order(void)
{
	AUTO(child) *child = child_new(3);
	for (int i = 0; i < 500; i++)
		submit(child, i % 2 ? "Subject: two\r\n\r\nx" : good);
	for (int i = 0; i < 500; i++)
		collect(child, i % 2 ? "two" : "one");
}

/* Whoever stands around a mail that kills the process is neither blamed nor lost. */
static void test_deaths_among_others(void)
{
	AUTO(child) *child = child_new(2);
	for (size_t i = 0; i < G_N_ELEMENTS(deaths); i++) {
		submit(child, deaths[i].mail);
		submit(child, good);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(deaths); i++) {
		g_test_message("%s", deaths[i].name);
		collect(child, deaths[i].says ? deaths[i].says : "one");
		collect(child, "one");
	}
}

/* More than the heap keeps, one behind the other. */
static void test_large_mails(void)
{
	AUTO(child) *child = child_new(1);
	GString *large = g_string_new("Subject: large\r\n\r\n");
	for (int i = 0; i < 300000; i++)
		g_string_append(large, "one more line\r\n");
	for (int i = 0; i < 3; i++) {
		submit(child, large->str);
		submit(child, good);
	}
	for (int i = 0; i < 3; i++) {
		collect(child, "large");
		collect(child, "one");
	}
	g_string_free(large, TRUE);
}

static void test_too_large(void)
{
	AUTO(child) *child = child_new(1);
	g_autoptr(GBytes) bytes = g_bytes_new_take(g_malloc0(TRAY_MAIL_MAX + 1), TRAY_MAIL_MAX + 1);
	child_submit(child, bytes);
	submit(child, good);
	collect(child, "larger than 32 MiB");
	collect(child, "one");
}

/* Texts that do not all fit in one turn come in several. */
static void test_long_answers(void)
{
	AUTO(child) *child = child_new(1);
	for (int i = 0; i < 40; i++)
		submit(child, i % 10 ? "third: 1\r\nSubject: one\r\n\r\nx" : good);
	for (int i = 0; i < 40; i++)
		collect(child, "one");
}

static void test_forgotten(void)
{
	AUTO(child) *child = child_new(2);
	for (int i = 0; i < 200; i++)
		submit(child, "hang");
	child_advance(child);
	child_forget(child);
	submit(child, good);
	collect(child, "one");
}

/* Many mails that each take long, but not too long, are each given their time. */
static void test_slow_mails(void)
{
	AUTO(child) *child = child_new(1);
	for (int i = 0; i < 6; i++)
		submit(child, "slow: 1\r\nSubject: one\r\n\r\nx");
	for (int i = 0; i < 6; i++)
		collect(child, "one");
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
	AUTO(child) *child = child_new(1);
	g_autoptr(GBytes) bytes = g_bytes_new_static("Subject: one\r\n\r\nx", 17);
	g_autoptr(GError) error = NULL;

	child_submit(child, bytes);
	child_advance(child);
	g_usleep((CHILD_WALL_MS + 100) * 1000UL);
	AUTO(message) *message = child_collect(child, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(message->subject, ==, "one");
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--parse-child") == 0)
		return child_main(die);
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/child/every death is told and the next mail is read", test_deaths);
	g_test_add_func("/child/a process is replaced before it ages", test_recycling);
	g_test_add_func("/child/little time and none", test_time);
	g_test_add_func("/child/many mails keep their order", test_many_in_order);
	g_test_add_func("/child/a death among other mails", test_deaths_among_others);
	g_test_add_func("/child/slow mails behind one another", test_slow_mails);
	g_test_add_func("/child/large mails behind one another", test_large_mails);
	g_test_add_func("/child/a mail that is too large", test_too_large);
	g_test_add_func("/child/long answers", test_long_answers);
	g_test_add_func("/child/what is forgotten is not waited for", test_forgotten);
	g_test_add_func("/child/an answer that is fetched late is good", test_late_parent);
	g_test_add_func("/child/no file can be opened", test_files);
	return g_test_run();
}
