/*
 * The parent's side: starts the child, hands it a mail, and waits for its
 * answer, but never longer than it should. However a child ends, the mail that
 * it had in hand gets the blame and the next mail gets a new child.
 */
#define _GNU_SOURCE /* prlimit, close_range */
#include "child/child.h"

#include "base/clock.h"
#include "base/error.h"
#include "child/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/*
 * A sanitized child bounds each allocation where others have RLIMIT_AS, and
 * looks for no leaks at its end: the filter forbids the calls for that.
 */
#ifdef SANITIZED
#define SANITIZER_LIMITS "ASAN_OPTIONS=max_allocation_size_mb=256:detect_leaks=0"
#else
#define SANITIZER_LIMITS NULL
#endif

struct child {
	pid_t pid;      /* 0: none runs */
	int socket;     /* both ways; -1 */
	unsigned mails; /* that this process has read */
	bool in_flight;
	GBytes *bytes;   /* being sent, header first */
	uint32_t length; /* of bytes */
	size_t sent;     /* with the four octets of the length */
	int64_t until;   /* clock_monotonic_ms() */
};

struct child *child_new(void)
{
	struct child *child = g_new0(struct child, 1);
	child->socket = -1;
	return child;
}

/* Ends the process and returns its wait status. */
static int stop(struct child *child, bool now)
{
	int status = 0;
	if (child->pid == 0)
		return 0;
	if (now)
		kill(child->pid, SIGKILL);
	close(child->socket);
	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
	child->pid = 0;
	child->socket = -1;
	child->mails = 0;
	return status;
}

void child_free(struct child *child)
{
	if (!child)
		return;
	stop(child, true);
	g_clear_pointer(&child->bytes, g_bytes_unref);
	g_free(child);
}

/* Runs in the new process, where only calls that are safe after fork may stand. */
static void become_child(int socket)
{
	static char *const arguments[] = {(char *)"callbox", (char *)"--parse-child", NULL};
	static char *const environment[] = {(char *)"LC_ALL=C", (char *)SANITIZER_LIMITS, NULL};
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_DFL);
	if (dup2(socket, STDIN_FILENO) >= 0 && dup2(socket, STDOUT_FILENO) >= 0 &&
	    close_range(3, ~0U, 0) == 0)
		execve("/proc/self/exe", arguments, environment);
	_exit(EX_OSERR);
}

static bool start(struct child *child, GError **error)
{
	int ends[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return fail(error, EX_OSERR, "starting the parse child failed: %s; try later",
		    g_strerror(errno));
	pid_t pid = fork();
	if (pid == 0)
		become_child(ends[1]);
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		return fail(error, EX_OSERR, "starting the parse child failed: %s; try later",
		    g_strerror(errno));
	}
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	child->pid = pid;
	child->socket = ends[0];
	return true;
}

/* CPU time that the process has used, in whole seconds, rounded up. */
static rlim_t used_seconds(pid_t pid)
{
	clockid_t clock;
	struct timespec used;
	if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) != 0)
		return 1;
	return (rlim_t)used.tv_sec + 1;
}

/* The soft limit moves with each mail: it counts the whole life of the process. */
static void allow_cpu(struct child *child)
{
	struct rlimit cpu = {used_seconds(child->pid) + CHILD_CPU_SECONDS, RLIM_INFINITY};
	struct rlimit now;
	if (prlimit(child->pid, RLIMIT_CPU, NULL, &now) == 0)
		cpu.rlim_max = now.rlim_max;
	prlimit(child->pid, RLIMIT_CPU, &cpu, NULL);
}

static bool failed_for_now(void)
{
	return errno == EAGAIN || errno == EINTR;
}

static size_t unsent(const struct child *child)
{
	return sizeof child->length + child->length - child->sent;
}

/* The length and the octets go in one piece, so that the child wakes once. */
static ssize_t send_piece(struct child *child)
{
	size_t of_length = MIN(child->sent, sizeof child->length);
	size_t of_octets = child->sent - of_length;
	const char *octets = g_bytes_get_data(child->bytes, NULL);
	struct iovec parts[] = {
	    {(char *)&child->length + of_length, sizeof child->length - of_length},
	    {(char *)octets + of_octets, child->length - of_octets},
	};
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = G_N_ELEMENTS(parts)};

	return sendmsg(child->socket, &message, MSG_NOSIGNAL);
}

/* Sends what fits. False if the child takes no more. */
static bool send_some(struct child *child)
{
	while (unsent(child) > 0) {
		ssize_t put = send_piece(child);
		if (put < 0)
			return failed_for_now();
		child->sent += (size_t)put;
	}
	return true;
}

/* One that has no mail in hand says nothing: if there is something to read, it is its end. */
static bool died_idle(const struct child *child)
{
	struct pollfd end = {child->socket, POLLIN, 0};

	return child->pid != 0 && poll(&end, 1, 0) > 0;
}

bool child_submit(struct child *child, GBytes *bytes, GError **error)
{
	g_return_val_if_fail(!child->in_flight, false);
	if (g_bytes_get_size(bytes) > FRAME_MAX)
		return fail(error, EX_DATAERR,
		    "the mail is larger than 64 MiB and was not read; the mail is to be held");
	if (died_idle(child))
		stop(child, true);
	if (child->mails == CHILD_MAILS)
		stop(child, false);
	if (child->pid == 0 && !start(child, error))
		return false;
	allow_cpu(child);
	child->bytes = g_bytes_ref(bytes);
	child->length = (uint32_t)g_bytes_get_size(bytes);
	child->sent = 0;
	child->mails++;
	child->in_flight = true;
	child->until = clock_monotonic_ms() + CHILD_WALL_MS;
	send_some(child);
	return true;
}

enum outcome { DONE, ENDED, LATE };

/* Reads LENGTH octets, sending on meanwhile. */
static enum outcome receive(struct child *child, void *into, size_t length)
{
	for (size_t done = 0; done < length;) {
		bool sending = unsent(child) > 0;
		struct pollfd poll_for = {child->socket, POLLIN | (sending ? POLLOUT : 0), 0};
		int64_t left = child->until - clock_monotonic_ms();
		if (left <= 0)
			return LATE;
		if (poll(&poll_for, 1, (int)left) < 0 && errno != EINTR)
			return ENDED;
		if (sending && (poll_for.revents & POLLOUT) && !send_some(child))
			return ENDED;
		if (!(poll_for.revents & (POLLIN | POLLHUP | POLLERR)))
			continue;
		ssize_t got = read(child->socket, (char *)into + done, length - done);
		if (got == 0 || (got < 0 && !failed_for_now()))
			return ENDED;
		done += got > 0 ? (size_t)got : 0;
	}
	return DONE;
}

static const char *signal_words(int number)
{
	switch (number) {
	case SIGSEGV:
		return "segmentation fault";
	case SIGSYS:
		return "a forbidden system call";
	case SIGTRAP:
	case SIGABRT:
		return "out of memory or a failed check";
	default:
		return strsignal(number);
	}
}

static struct message *blame(int status, bool late, GError **error)
{
	if (late)
		fail(error, EX_DATAERR, "parsing took more than 5 s; the mail is to be held");
	else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
		fail(
		    error, EX_DATAERR, "parsing took more than 2 s of CPU; the mail is to be held");
	else if (WIFSIGNALED(status))
		fail(error, EX_DATAERR, "parsing died: %s; the mail is to be held",
		    signal_words(WTERMSIG(status)));
	else if (WIFEXITED(status) && WEXITSTATUS(status) == EX_OSERR)
		fail(error, EX_OSERR,
		    "starting the parse child failed: no limits or no system call filter; "
		    "run on a kernel with seccomp");
	else
		fail(error, EX_DATAERR,
		    "parsing died: the child ended with code %d; "
		    "the mail is to be held",
		    WEXITSTATUS(status));
	return NULL;
}

static struct message *read_answer(struct child *child, GError **error)
{
	uint32_t length = 0;
	enum outcome outcome = receive(child, &length, sizeof length);
	g_autofree void *data = NULL;
	if (outcome == DONE && length <= FRAME_MAX) {
		data = g_malloc(length + 1);
		outcome = receive(child, data, length);
	}
	if (outcome != DONE)
		return blame(stop(child, outcome == LATE), outcome == LATE, error);
	gsize size = data ? length : 0;
	g_autoptr(GBytes) packed = g_bytes_new_take(g_steal_pointer(&data), size);
	struct message *message = message_unpack(packed, error);
	if (!message)
		stop(child, true);
	return message;
}

bool child_answers(struct child *child)
{
	struct pollfd answer = {child->socket, POLLIN, 0};

	send_some(child);
	return poll(&answer, 1, 0) > 0;
}

struct message *child_collect(struct child *child, GError **error)
{
	g_return_val_if_fail(child->in_flight, NULL);
	/* A parent that comes late for an answer does not make it late. */
	child->until = MAX(child->until, clock_monotonic_ms() + CHILD_LATE_MS);
	struct message *message = read_answer(child, error);
	child->in_flight = false;
	g_clear_pointer(&child->bytes, g_bytes_unref);
	return message;
}

struct message *child_parse(struct child *child, GBytes *bytes, GError **error)
{
	return child_submit(child, bytes, error) ? child_collect(child, error) : NULL;
}
