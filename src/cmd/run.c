/*
 * The supervisor: it starts the processes that do the work, again and again (crew.h), and hears the
 * signals that end them or have the configuration read anew.
 */
#include "cmd/cmd.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "cmd/crew.h"
#include "cmd/health.h"
#include "cmd/notify.h"
#include "cmd/outbox.h"
#include "store/ballast.h"
#include "store/keep.h"
#include "store/lock.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

struct supervisor {
	struct app *app;
	struct config *config; /* in force; replaced by a reload */
	struct lock *lock;
	struct crew crew;
	int signal_fd;
	bool stopping; /* for good */
};

/* What a process of the crew does not take along. */
static void leave(void *data)
{
	struct supervisor *s = data;

	close(s->signal_fd);
	/* Only this copy of the descriptor is closed: the supervisor keeps the lock. */
	spool_unlock(s->lock);
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
	crew_stop(&s->crew);
	if (s->config != s->app->config)
		config_free(s->config);
	s->config = fresh;
	if (!crew_plan(&s->crew, fresh, leave, s, &error)) {
		app_fail(error);
		s->stopping = true;
	}
}

static void read_signals(struct supervisor *s)
{
	struct signalfd_siginfo info;

	while (read(s->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		if (info.ssi_signo == SIGCHLD)
			crew_reap(&s->crew);
		else if (info.ssi_signo == SIGHUP)
			reload(s);
		else
			s->stopping = true;
	}
}

static void supervise(struct supervisor *s)
{
	notify_manager("READY=1");
	while (!s->stopping) {
		struct pollfd fd = {.fd = s->signal_fd, .events = POLLIN};
		poll(&fd, 1, crew_tend(&s->crew));
		read_signals(s);
		notify_manager("WATCHDOG=1");
	}
	notify_manager("STOPPING=1");
}

/* Templates and database are tried here, so that a start that must fail fails at once. */
static bool open_spool(struct supervisor *s, GError **error)
{
	g_autoptr(GPtrArray) names = part_names(s->config);
	struct step step;

	ballast_throw(s->config->data, s->config->ballast);
	if (!step_open(&step, s->config, error))
		return false;
	s->lock = spool_lock(s->config->data, error);
	bool ok = s->lock != NULL && store_check_first(step.store, clock_now(), error) &&
		  outbox_recover(step.store, error);
	for (guint i = 0; ok && i < names->len; i++)
		process_note(step.store, g_ptr_array_index(names, i), NULL);
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

static bool open_signals(struct supervisor *s, GError **error)
{
	sigset_t signals;

	block_signals(&signals);
	s->signal_fd = signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
	return s->signal_fd >= 0 ||
	       fail(error, EX_OSERR,
		   "making a descriptor for signals failed: %s; end other programs, then try again",
		   g_strerror(errno));
}

static bool supervise_spool(struct supervisor *s, GError **error)
{
	if (!open_spool(s, error) || !open_signals(s, error))
		return false;
	bool ok = crew_plan(&s->crew, s->config, leave, s, error);
	if (ok)
		supervise(s);
	crew_stop(&s->crew);
	return ok;
}

static int run(struct app *app, int argc, char **argv)
{
	struct supervisor s = {.app = app, .config = app->config};
	GError *error = NULL;

	if (argc > 0)
		return app_usage(&command_run, "takes no arguments");
	bool ok = supervise_spool(&s, &error);
	if (s.config != app->config)
		config_free(s.config);
	spool_unlock(s.lock);
	return ok ? EX_OK : app_fail(error);
}

const struct command command_run = {
    .name = "run",
    .arguments = "",
    .summary = "stay and do everything as it comes: receive (IDLE), work, send; SIGHUP reloads",
    .example = "callbox -c callbox.conf run -v",
    .need = NEED_CONFIG,
    .run = run,
};
