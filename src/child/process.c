/*
 * One process of the mail room. It is nothing but this same binary with one
 * socket, some shared memory, a bare environment and limits; what it is good
 * for, and how long, is up to desk.c.
 */
#define _GNU_SOURCE /* prlimit, close_range */
#include "child/process.h"

#include "base/error.h"
#include "base/signals.h"
#include "child/tray.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
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

/* The small pieces of a mail are given back all at once, and the next mail wants them
 * again: glibc keeps seven of a size at hand unless it is told otherwise. */
#define ALLOCATOR "GLIBC_TUNABLES=glibc.malloc.tcache_count=100"

/* So long a process may take to end that was asked to. */
enum { RETIRE_MS = 1000, NS_PER_SECOND = 1000000000 };

/* Runs in the new process, where only calls that are safe after fork may stand. */
static void become_child(int socket, int tray)
{
	static char *const arguments[] = {(char *)"callbox", (char *)"--parse-child", NULL};
	static char *const environment[] = {
	    (char *)"LC_ALL=C", (char *)ALLOCATOR, (char *)SANITIZER_LIMITS, NULL};
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_IGN);
	signals_ignore_ends();
	/* Either may stand where the other is to go. */
	socket = fcntl(socket, F_DUPFD, TRAY_DESCRIPTOR + 1);
	tray = fcntl(tray, F_DUPFD, TRAY_DESCRIPTOR + 1);
	if (dup2(socket, STDIN_FILENO) >= 0 && dup2(socket, STDOUT_FILENO) >= 0 &&
	    dup2(tray, TRAY_DESCRIPTOR) >= 0 && close_range(TRAY_DESCRIPTOR + 1, ~0U, 0) == 0)
		execve("/proc/self/exe", arguments, environment);
	_exit(EX_OSERR);
}

static void close_all(int *ends, int tray)
{
	for (int i = 0; i < 2; i++)
		if (ends[i] >= 0)
			close(ends[i]);
	if (tray >= 0)
		close(tray);
}

bool process_start(struct process *process, GError **error)
{
	int ends[2] = {-1, -1}, tray = tray_new();
	bool ready = tray >= 0 && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0;
	pid_t pid = ready ? fork() : -1;

	if (pid == 0)
		become_child(ends[1], tray);
	if (pid < 0) {
		fail(error, EX_OSERR, "starting the parse child failed: %s; try later",
		    g_strerror(errno));
		close_all(ends, tray);
		return false;
	}
	close(ends[1]);
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	*process = (struct process){pid, ends[0], tray};
	return true;
}

static int await_end(struct process *process)
{
	int status = 0;
	close(process->socket);
	close(process->tray);
	while (waitpid(process->pid, &status, 0) < 0 && errno == EINTR)
		;
	*process = PROCESS_NONE;
	return status;
}

int process_kill(struct process *process)
{
	if (process->pid == 0)
		return 0;
	kill(process->pid, SIGKILL);
	return await_end(process);
}

void process_retire(struct process *process)
{
	struct pollfd end = {process->socket, POLLIN, 0};

	if (process->pid == 0)
		return;
	shutdown(process->socket, SHUT_WR);
	poll(&end, 1, RETIRE_MS);
	process_kill(process);
}

int64_t process_cpu(const struct process *process)
{
	clockid_t clock;
	struct timespec used;

	if (clock_getcpuclockid(process->pid, &clock) != 0 || clock_gettime(clock, &used) != 0)
		return 0;
	return used.tv_sec * NS_PER_SECOND + used.tv_nsec;
}

void process_allow_cpu(const struct process *process, unsigned cpu_seconds)
{
	rlim_t used = (rlim_t)(process_cpu(process) / NS_PER_SECOND) + 1;
	struct rlimit cpu = {used + cpu_seconds, RLIM_INFINITY};
	struct rlimit now;
	if (prlimit(process->pid, RLIMIT_CPU, NULL, &now) == 0)
		cpu.rlim_max = now.rlim_max;
	prlimit(process->pid, RLIMIT_CPU, &cpu, NULL);
}

bool process_shows(const struct process *process, short signs)
{
	struct pollfd now = {process->socket, POLLIN, 0};
	return process->pid != 0 && poll(&now, 1, 0) > 0 && (now.revents & signs) != 0;
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

void process_blame(int status, GError **error)
{
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
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
}
