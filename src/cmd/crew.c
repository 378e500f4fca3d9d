/* See the header. */
#define _GNU_SOURCE /* pipe2(2) */
#include "cmd/crew.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/signals.h"
#include "cmd/health.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	STOP_MS = 5000,      /* how long a part may take to end by itself */
	HEALTHY_MS = 300000, /* a part that lived this long starts from the first delay again */
	FIRST_DELAY_MS = 1000,
	LAST_DELAY_MS = 1000000
};

/* One process and when to start it again. */
struct member {
	char *name;
	const struct inbox *inbox; /* receive only */
	int (*main)(const struct part *part);
	pid_t pid;            /* 0: not running */
	int64_t started, due; /* clock_monotonic_ms() */
	int64_t delay;
	int64_t *pledge; /* see part.h; in memory that is shared with it */
	unsigned ends;   /* in a row, without a healthy life between */
};

static struct member *member_at(const struct crew *crew, guint i)
{
	return &g_array_index(crew->members, struct member, i);
}

/* --- the plan --- */

static void add_member(struct crew *crew, const char *name, const struct inbox *inbox,
    int (*main)(const struct part *))
{
	struct member member = {
	    .name = g_strdup(name), .inbox = inbox, .main = main, .delay = FIRST_DELAY_MS};

	member.pledge = mmap(NULL, sizeof(*member.pledge), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (member.pledge == MAP_FAILED)
		g_error("no memory to share with process %s", name);
	g_array_append_val(crew->members, member);
}

static void member_clear(gpointer data)
{
	struct member *member = data;

	g_free(member->name);
	munmap(member->pledge, sizeof(*member->pledge));
}

static void add_members(struct crew *crew)
{
	g_autoptr(GPtrArray) names = part_names(crew->config);
	guint inboxes = crew->config->inboxes->len;

	for (guint i = 0; i < inboxes; i++)
		add_member(crew, names->pdata[i], crew->config->inboxes->pdata[i], part_receive);
	add_member(crew, names->pdata[inboxes], NULL, part_work);
	add_member(crew, names->pdata[inboxes + 1], NULL, part_send);
}

bool crew_plan(struct crew *crew, const struct config *config, void (*leave)(void *data),
    void *data, GError **error)
{
	*crew = (struct crew){.config = config,
	    .members = g_array_new(FALSE, TRUE, sizeof(struct member)),
	    .life = {-1, -1},
	    .work_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC),
	    .send_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC),
	    .leave = leave,
	    .data = data};
	g_array_set_clear_func(crew->members, member_clear);
	if (crew->work_fd < 0 || crew->send_fd < 0 || pipe2(crew->life, O_CLOEXEC) != 0)
		return fail(error, EX_OSERR,
		    "making descriptors for the processes failed: %s; end other programs, then try "
		    "again",
		    g_strerror(errno));
	add_members(crew);
	return true;
}

/* --- their life --- */

static void become_part(struct crew *crew, const struct member *member, pid_t supervisor)
{
	struct part part = {crew->config, member->inbox, crew->life[0], crew->work_fd,
	    crew->send_fd, member->pledge};
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, member->name);
	if (getppid() != supervisor)
		_exit(EX_OK);
	signals_ignore_ends();
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	close(crew->life[1]);
	crew->leave(crew->data);
	_exit(member->main(&part));
}

static void start(struct crew *crew, struct member *member)
{
	pid_t self = getpid();

	part_pledge(member->pledge, 0);
	pid_t pid = fork();

	if (pid == 0)
		become_part(crew, member, self);
	member->started = clock_monotonic_ms();
	if (pid < 0) {
		log_line(LOG_LEVEL_ERROR, "process", member->name, "start", "failed", "why",
		    g_strerror(errno), NULL);
		member->due = member->started + member->delay;
		return;
	}
	member->pid = pid;
}

/* For status; NULL: it is well. The database is open only for as long as no process is started. */
static void tell(const struct crew *crew, const struct member *member, const char *problem)
{
	AUTO(store) *store = store_open(crew->config->data, STORE_WRITE, NULL);

	if (store != NULL)
		process_note(store, member->name, problem);
}

/* Whoever has not kept its word is killed; crew_reap() plans the rest. */
static void end_if_hung(const struct member *member)
{
	if (clock_monotonic_ms() < __atomic_load_n(member->pledge, __ATOMIC_RELAXED))
		return;
	log_line(LOG_LEVEL_ERROR, "process", member->name, "hangs", "killed", NULL);
	kill(member->pid, SIGKILL);
	part_pledge(member->pledge, 0);
}

/* Who has lived for long enough starts from the first delay again. */
static void forgive(const struct crew *crew, struct member *member)
{
	if (member->ends == 0 || clock_monotonic_ms() - member->started < HEALTHY_MS)
		return;
	member->ends = 0;
	member->delay = FIRST_DELAY_MS;
	tell(crew, member, NULL);
}

int crew_tend(struct crew *crew)
{
	int64_t now = clock_monotonic_ms(), next = now + 60000;

	for (guint i = 0; i < crew->members->len; i++) {
		struct member *member = member_at(crew, i);
		if (member->pid != 0) {
			end_if_hung(member);
			forgive(crew, member);
		} else if (member->due <= clock_monotonic_ms()) {
			start(crew, member);
		}
		if (member->pid == 0)
			next = MIN(next, member->due);
	}
	return (int)MAX(next - clock_monotonic_ms(), 0);
}

/* --- their end --- */

static char *end_words(int status)
{
	return WIFSIGNALED(status) ? g_strdup_printf("killed by %s", strsignal(WTERMSIG(status)))
				   : g_strdup_printf("exit %d", WEXITSTATUS(status));
}

/* Capped, doubling: at most twelve restarts in an hour of a part that dies at once (F-47). */
static void plan_restart(const struct crew *crew, struct member *member, int status)
{
	g_autofree char *how = end_words(status);
	int64_t now = clock_monotonic_ms();

	member->pid = 0;
	member->due = now + member->delay;
	member->delay = MIN(member->delay * 2, LAST_DELAY_MS);
	log_line(LOG_LEVEL_WARNING, "process", member->name, "ended", how, NULL);
	if (crew->asked || ++member->ends == 1)
		return;
	g_autofree char *problem =
	    g_strdup_printf("ended %u times in a row (%s), starts again in %" G_GINT64_FORMAT
			    " s; its log says why",
		member->ends, how, (member->due - now) / 1000);
	tell(crew, member, problem);
}

void crew_reap(struct crew *crew)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (guint i = 0; i < crew->members->len; i++)
			if (member_at(crew, i)->pid == pid)
				plan_restart(crew, member_at(crew, i), status);
}

/* Whether any still runs, now that those that ended are known. */
static bool is_running(struct crew *crew)
{
	bool any = false;

	crew_reap(crew);
	for (guint i = 0; i < crew->members->len; i++)
		any = any || member_at(crew, i)->pid != 0;
	return any;
}

static void kill_all(const struct crew *crew)
{
	for (guint i = 0; i < crew->members->len; i++)
		if (member_at(crew, i)->pid != 0)
			kill(member_at(crew, i)->pid, SIGKILL);
}

static void disband(struct crew *crew)
{
	const int descriptors[] = {crew->life[0], crew->life[1], crew->work_fd, crew->send_fd};

	for (gsize i = 0; i < G_N_ELEMENTS(descriptors); i++)
		if (descriptors[i] >= 0)
			close(descriptors[i]);
	g_clear_pointer(&crew->members, g_array_unref);
}

void crew_stop(struct crew *crew)
{
	int64_t limit = clock_monotonic_ms() + STOP_MS;

	crew->asked = true;
	close(crew->life[1]);
	crew->life[1] = -1;
	while (is_running(crew) && clock_monotonic_ms() < limit)
		poll(NULL, 0, 10);
	kill_all(crew);
	while (is_running(crew))
		poll(NULL, 0, 10);
	disband(crew);
}
