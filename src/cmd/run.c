/*
 * The supervisor: one receive process for each inbox, one that works, one that
 * sends. They meet only in the database and wake each other through eventfds.
 * Each may die at any moment; starting again is the only recovery (P-14). All
 * hold the reading end of a pipe whose writing end is the supervisor's, so that
 * they end when it does, however it does.
 */
#define _GNU_SOURCE /* pipe2(2) */
#include "base/signals.h"
#include "cmd/cmd.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "cmd/health.h"
#include "cmd/part.h"
#include "store/ballast.h"
#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	STOP_MS = 5000,      /* how long a part may take to end by itself */
	HEALTHY_MS = 300000, /* a part that lived this long starts from the first delay again */
	FIRST_DELAY_MS = 1000,
	LAST_DELAY_MS = 1000000
};

/* One process and when to start it again. */
struct process {
	char *name;
	const struct inbox *inbox; /* receive only */
	int (*main)(const struct part *part);
	pid_t pid;            /* 0: not running */
	int64_t started, due; /* clock_monotonic_ms() */
	int64_t delay;
	int64_t *pledge; /* see part.h; in memory that is shared with it */
	unsigned ends;   /* in a row, without a healthy life between */
};

struct supervisor {
	struct app *app;
	struct config *config; /* in force; replaced by a reload */
	struct lock *lock;
	GArray *processes; /* of struct process */
	int life[2];
	int work_fd, send_fd, signal_fd;
	bool stopping; /* for good */
	bool asked;    /* the parts were asked to end, so that their end is no news */
};

static void add_process(struct supervisor *s, const char *name, const struct inbox *inbox,
    int (*main)(const struct part *))
{
	struct process process = {
	    .name = g_strdup(name), .inbox = inbox, .main = main, .delay = FIRST_DELAY_MS};

	process.pledge = mmap(NULL, sizeof(*process.pledge), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (process.pledge == MAP_FAILED)
		g_error("no memory to share with process %s", name);

	g_array_append_val(s->processes, process);
}

static void clear_process(gpointer data)
{
	struct process *process = data;

	g_free(process->name);
	munmap(process->pledge, sizeof(*process->pledge));
}

static void plan_processes(struct supervisor *s)
{
	g_autoptr(GPtrArray) names = part_names(s->config);
	guint inboxes = s->config->inboxes->len;

	s->processes = g_array_new(FALSE, TRUE, sizeof(struct process));
	g_array_set_clear_func(s->processes, clear_process);
	for (guint i = 0; i < inboxes; i++)
		add_process(s, names->pdata[i], s->config->inboxes->pdata[i], part_receive);
	add_process(s, names->pdata[inboxes], NULL, part_work);
	add_process(s, names->pdata[inboxes + 1], NULL, part_send);
}

static void become_part(struct supervisor *s, const struct process *process, pid_t supervisor)
{
	struct part part = {
	    s->config, process->inbox, s->life[0], s->work_fd, s->send_fd, process->pledge};
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, process->name);
	if (getppid() != supervisor)
		_exit(EX_OK);
	signals_ignore_ends();
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	close(s->life[1]);
	close(s->signal_fd);
	/* Only this copy of the descriptor is closed: the supervisor keeps the lock. */
	spool_unlock(s->lock);
	_exit(process->main(&part));
}

static void start(struct supervisor *s, struct process *process)
{
	pid_t self = getpid();

	part_pledge(process->pledge, 0);
	pid_t pid = fork();

	if (pid == 0)
		become_part(s, process, self);
	process->started = clock_monotonic_ms();
	if (pid < 0) {
		log_line(
		    LOG_LEVEL_ERROR, "process", process->name, "start", g_strerror(errno), NULL);
		process->due = process->started + process->delay;
		return;
	}
	process->pid = pid;
}

static void start_due(struct supervisor *s)
{
	for (guint i = 0; i < s->processes->len; i++) {
		struct process *process = &g_array_index(s->processes, struct process, i);
		if (process->pid == 0 && process->due <= clock_monotonic_ms())
			start(s, process);
	}
}

static char *end_words(int status)
{
	return WIFSIGNALED(status) ? g_strdup_printf("killed by %s", strsignal(WTERMSIG(status)))
				   : g_strdup_printf("exit %d", WEXITSTATUS(status));
}

/* Whoever has not kept its word is killed; reap() plans the rest. */
static void end_hung(const struct supervisor *s)
{
	for (guint i = 0; i < s->processes->len; i++) {
		const struct process *process = &g_array_index(s->processes, struct process, i);
		if (process->pid == 0 ||
		    clock_monotonic_ms() < __atomic_load_n(process->pledge, __ATOMIC_RELAXED))
			continue;
		log_line(LOG_LEVEL_ERROR, "process", process->name, "hangs", "killed", NULL);
		kill(process->pid, SIGKILL);
		part_pledge(process->pledge, 0);
	}
}

/* For status; NULL: it is well. The database is open only for as long as no process is started. */
static void tell(const struct supervisor *s, const struct process *process, const char *problem)
{
	AUTO(store) *store = store_open(s->config->data, STORE_WRITE, NULL);

	if (store != NULL)
		process_note(store, process->name, problem);
}

/* Capped, doubling: at most twelve restarts in an hour of a part that dies at once (F-47). */
static void plan_restart(struct supervisor *s, struct process *process, int status)
{
	g_autofree char *how = end_words(status);
	int64_t now = clock_monotonic_ms();

	process->pid = 0;
	process->due = now + process->delay;
	process->delay = MIN(process->delay * 2, LAST_DELAY_MS);
	log_line(LOG_LEVEL_WARNING, "process", process->name, "ended", how, NULL);
	if (s->asked || ++process->ends == 1)
		return;
	g_autofree char *problem =
	    g_strdup_printf("ended %u times in a row (%s), starts again in %" G_GINT64_FORMAT
			    " s; its log says why",
		process->ends, how, (process->due - now) / 1000);
	tell(s, process, problem);
}

/* Who has lived for long enough starts from the first delay again. */
static void forgive(struct supervisor *s)
{
	for (guint i = 0; i < s->processes->len; i++) {
		struct process *process = &g_array_index(s->processes, struct process, i);
		if (process->pid == 0 || process->ends == 0 ||
		    clock_monotonic_ms() - process->started < HEALTHY_MS)
			continue;
		process->ends = 0;
		process->delay = FIRST_DELAY_MS;
		tell(s, process, NULL);
	}
}

static void reap(struct supervisor *s)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (guint i = 0; i < s->processes->len; i++) {
			struct process *process = &g_array_index(s->processes, struct process, i);
			if (process->pid == pid)
				plan_restart(s, process, status);
		}
	}
}

static unsigned running(const struct supervisor *s)
{
	unsigned count = 0;

	for (guint i = 0; i < s->processes->len; i++)
		count += g_array_index(s->processes, struct process, i).pid != 0;
	return count;
}

static void kill_all(struct supervisor *s, int signal)
{
	for (guint i = 0; i < s->processes->len; i++) {
		pid_t pid = g_array_index(s->processes, struct process, i).pid;
		if (pid != 0)
			kill(pid, signal);
	}
}

/* Closing the pipe asks every part to end; who does not is killed, which loses nothing. */
static void stop_parts(struct supervisor *s)
{
	int64_t limit = clock_monotonic_ms() + STOP_MS;

	s->asked = true;
	close(s->life[1]);
	while (running(s) > 0 && clock_monotonic_ms() < limit) {
		reap(s);
		poll(NULL, 0, 10);
	}
	kill_all(s, SIGKILL);
	while (running(s) > 0) {
		reap(s);
		poll(NULL, 0, 10);
	}
	close(s->life[0]);
	s->asked = false;
}

static bool open_life(struct supervisor *s, GError **error)
{
	if (pipe2(s->life, O_CLOEXEC) == 0)
		return true;
	return fail(error, EX_OSERR, "making a pipe failed: %s", g_strerror(errno));
}

/* The lock is on the spool that we began with. */
static bool same_spool(const struct supervisor *s, const struct config *fresh, GError **error)
{
	return strcmp(fresh->data, s->config->data) == 0 ||
	       fail(error, EX_CONFIG,
		   "data cannot change from %s to %s while we run; stop and start", s->config->data,
		   fresh->data);
}

/* A configuration that does not stand leaves the one in force alone, and says so (P-26). */
static void reload(struct supervisor *s)
{
	GError *error = NULL;
	struct config *fresh = config_load(s->app->config_file, &error);
	struct letterbox *letterbox =
	    fresh == NULL || !same_spool(s, fresh, &error) ? NULL : templates_load(fresh, &error);

	if (letterbox == NULL) {
		log_line(LOG_LEVEL_ERROR, "reload",
		    "refused; the running configuration stays in force", NULL);
		app_fail(error);
		g_clear_pointer(&fresh, config_free);
		return;
	}
	letterbox_free(letterbox);
	stop_parts(s);
	g_array_unref(s->processes);
	if (s->config != s->app->config)
		config_free(s->config);
	s->config = fresh;
	plan_processes(s);
	if (!open_life(s, &error)) {
		app_fail(error);
		s->stopping = true;
	}
}

static void read_signals(struct supervisor *s)
{
	struct signalfd_siginfo info;

	while (read(s->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGCHLD)
			reap(s);
		else if (info.ssi_signo == SIGHUP)
			reload(s);
		else
			s->stopping = true;
	}
}

static int until_next_start(const struct supervisor *s)
{
	int64_t now = clock_monotonic_ms(), next = now + 60000;

	for (guint i = 0; i < s->processes->len; i++) {
		const struct process *process = &g_array_index(s->processes, struct process, i);
		if (process->pid == 0)
			next = MIN(next, process->due);
	}
	return (int)MAX(next - now, 0);
}

static void supervise(struct supervisor *s)
{
	part_notify("READY=1");
	while (!s->stopping) {
		struct pollfd fd = {.fd = s->signal_fd, .events = POLLIN};
		end_hung(s);
		forgive(s);
		start_due(s);
		poll(&fd, 1, until_next_start(s));
		read_signals(s);
		part_notify("WATCHDOG=1");
	}
	part_notify("STOPPING=1");
	stop_parts(s);
}

/* Templates and database are tried here, so that a start that must fail fails at once. */
static bool open_spool(struct supervisor *s, GError **error)
{
	struct step step;

	ballast_throw(s->config->data, s->config->ballast);
	if (!step_open(&step, s->config, error))
		return false;
	s->lock = spool_lock(s->config->data, error);
	bool ok = s->lock != NULL && store_recover_letters(step.store, clock_now(), error);
	for (guint i = 0; ok && i < s->processes->len; i++)
		process_note(step.store, g_array_index(s->processes, struct process, i).name, NULL);
	step_close(&step);
	if (ok)
		ballast_lay(s->config->data, s->config->ballast);
	return ok;
}

static void block_signals(sigset_t *signals)
{
	sigemptyset(signals);
	for (const int *signal = (const int[]){SIGCHLD, SIGHUP, SIGTERM, SIGINT, 0}; *signal != 0;
	     signal++)
		sigaddset(signals, *signal);
	sigprocmask(SIG_BLOCK, signals, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static bool open_descriptors(struct supervisor *s, GError **error)
{
	sigset_t signals;

	block_signals(&signals);
	s->signal_fd = signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
	s->work_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	s->send_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (s->signal_fd < 0 || s->work_fd < 0 || s->send_fd < 0)
		return fail(error, EX_OSERR, "making descriptors for the processes failed: %s",
		    g_strerror(errno));
	return open_life(s, error);
}

static bool prepare(struct supervisor *s, GError **error)
{
	plan_processes(s);
	return open_spool(s, error) && open_descriptors(s, error);
}

static int run(struct app *app, int argc, char **argv)
{
	struct supervisor s = {.app = app, .config = app->config};
	GError *error = NULL;

	if (argc > 0)
		return app_usage(&command_run, "takes no arguments");
	if (!prepare(&s, &error)) {
		g_array_unref(s.processes);
		g_clear_pointer(&s.lock, spool_unlock);
		return app_fail(error);
	}
	supervise(&s);
	g_array_unref(s.processes);
	if (s.config != app->config)
		config_free(s.config);
	spool_unlock(s.lock);
	return EX_OK;
}

const struct command command_run = {
    .name = "run",
    .arguments = "",
    .summary = "stay and do everything as it comes: receive (IDLE), work, send; SIGHUP reloads",
    .example = "callbox -c callbox.conf run -v",
    .need = NEED_CONFIG,
    .run = run,
};
