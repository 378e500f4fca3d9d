/* See the header. However a process ends, what it had answered counts, and the mails behind get a
 * new process. */
#include "child/desk.h"

#include "base/clock.h"
#include "base/error.h"
#include "child/child.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

bool errand_is_settled(const struct errand *errand)
{
	return errand->mail == NULL;
}

bool errand_waits(const struct errand *errand)
{
	return !errand->in_hand && !errand_is_settled(errand);
}

static void errand_settle(struct errand *errand, struct message *message, GError *problem)
{
	g_clear_pointer(&errand->mail, g_bytes_unref);
	errand->message = message;
	errand->problem = problem;
}

void errand_free(struct errand *errand)
{
	g_clear_pointer(&errand->mail, g_bytes_unref);
	message_free(errand->message);
	g_clear_error(&errand->problem);
	g_free(errand);
}

void desk_init(struct desk *desk)
{
	*desk = (struct desk){.process = PROCESS_NONE};
}

static void let_go(struct desk *desk)
{
	for (unsigned i = 0; i < desk->in_hand; i++)
		desk->errands[i]->in_hand = false;
	desk->in_hand = 0;
}

static int kill_process(struct desk *desk)
{
	desk->mails = 0;
	return process_kill(&desk->process);
}

void desk_stop(struct desk *desk)
{
	kill_process(desk);
	let_go(desk);
}

/* The mail in hand is another one: it may take all that one mail may. */
static void give_time(struct desk *desk, int64_t now)
{
	process_allow_cpu(&desk->process, CHILD_CPU_SECONDS);
	desk->at_most = now + CHILD_AT_MOST_MS;
	desk->until = now + CHILD_WALL_MS;
}

/* A process that can take mails: one that has none says nothing, so if there is something to read,
 * it is its end. */
static bool have_process(struct desk *desk, GError **error)
{
	if (process_shows(&desk->process, POLLIN | POLLHUP | POLLERR))
		kill_process(desk);
	if (desk->mails == CHILD_MAILS) {
		process_retire(&desk->process);
		desk->mails = 0;
	}
	return desk->process.pid != 0 || process_start(&desk->process, error);
}

static void take_in_hand(struct desk *desk, struct errand **errands, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		desk->errands[i] = errands[i];
		errands[i]->in_hand = true;
	}
	desk->in_hand = count;
	desk->counted = 0;
	desk->look_at = clock_monotonic_ms() + DESK_LOOK_MS;
	give_time(desk, clock_monotonic_ms());
}

bool desk_ask(struct desk *desk, struct errand **errands, unsigned count, GError **error)
{
	static const char turn = 0;
	GBytes *mails[TRAY_MAILS];

	if (!have_process(desk, error))
		return false;
	count = MIN(count, CHILD_MAILS - desk->mails);
	for (unsigned i = 0; i < count; i++)
		mails[i] = errands[i]->mail;
	if (!tray_put(desk->process.tray, mails, count) ||
	    send(desk->process.socket, &turn, sizeof turn, MSG_NOSIGNAL) != sizeof turn) {
		fail(error, EX_OSERR, "handing a mail to the parse child failed: %s; try later",
		    g_strerror(errno));
		kill_process(desk); /* nobody knows whether it has begun */
		return false;
	}
	take_in_hand(desk, errands, count);
	return true;
}

/* One that still comes by some CPU time is at work, on a machine that has little for it. */
static void note_work(struct desk *desk, int64_t now)
{
	int64_t used = process_cpu(&desk->process);

	if (used != desk->used)
		desk->until = MIN(now + CHILD_WALL_MS, desk->at_most);
	desk->used = used;
}

enum outcome { BUSY, TURN, ENDED, LATE };

static enum outcome look(struct desk *desk)
{
	int64_t now = clock_monotonic_ms();
	char turn;

	if (process_shows(&desk->process, POLLIN | POLLHUP | POLLERR))
		return read(desk->process.socket, &turn, sizeof turn) > 0 ? TURN : ENDED;
	if (now < desk->look_at)
		return BUSY;
	/* While nobody looked the process may have stood still as well: that time does not count.
	 */
	desk->until += now - desk->look_at;
	desk->at_most += now - desk->look_at;
	desk->look_at = now + DESK_LOOK_MS;
	note_work(desk, now);
	unsigned counted = tray_count(desk->process.tray, desk->in_hand);
	if (counted > desk->counted)
		give_time(desk, now);
	desk->counted = MAX(counted, desk->counted);
	return now < desk->until ? BUSY : LATE;
}

/* Settles what was answered, and returns how much that was. PROBLEM: the next answer is none. */
static unsigned settle_answers(struct desk *desk, GError **problem)
{
	GBytes *answers[TRAY_MAILS];
	unsigned count = tray_take(desk->process.tray, desk->in_hand, answers), settled = 0;

	for (unsigned i = 0; i < count; i++) {
		g_autoptr(GBytes) answer = answers[i];
		struct message *message = *problem ? NULL : message_unpack(answer, problem);
		if (message)
			errand_settle(desk->errands[settled++], message, NULL);
	}
	desk->mails += settled;
	return settled;
}

static GError *blame(enum outcome outcome, int status)
{
	GError *problem = NULL;

	if (outcome == LATE)
		fail(&problem, EX_DATAERR,
		    "parsing stood still for 5 s or took more than a minute; "
		    "the mail is to be held");
	else if (outcome == TURN)
		fail(
		    &problem, EX_DATAERR, "the parse child gave no answer; the mail is to be held");
	else
		process_blame(status, &problem);
	return problem;
}

void desk_advance(struct desk *desk)
{
	enum outcome outcome = desk->in_hand > 0 ? look(desk) : BUSY;
	GError *problem = NULL;

	if (outcome == BUSY)
		return;
	unsigned settled = settle_answers(desk, &problem);
	if (outcome != TURN || settled < desk->in_hand) {
		int status = kill_process(desk);
		if (settled > 0)
			g_clear_error(&problem); /* it is read again, as the first */
		else if (!problem)
			problem = blame(outcome, status);
	}
	if (problem)
		errand_settle(desk->errands[0], NULL, problem);
	let_go(desk);
}
