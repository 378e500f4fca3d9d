/*
 * The parent's side: hands mails to the process, one behind the other, and waits
 * for each answer, but never longer than it should. However a process ends, the
 * mail that it had in hand gets the blame, and the mail behind it gets a new
 * process.
 */
#include "child/child.h"

#include "base/clock.h"
#include "base/error.h"
#include "child/process.h"
#include "child/sandbox.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

/* A mail on its way. */
struct errand {
	GBytes *bytes;
	uint32_t length; /* of BYTES */
	size_t sent;     /* to the process that runs, the four octets of the length first */
};

struct child {
	struct process process;
	unsigned mails;                         /* that this process has answered */
	struct errand errands[CHILD_IN_FLIGHT]; /* in hand is the first one */
	unsigned in_flight;
	int64_t until; /* clock_monotonic_ms() */
};

struct child *child_new(void)
{
	struct child *child = g_new0(struct child, 1);
	child->process.socket = -1;
	return child;
}

/* What was sent to the process that ended has to be sent again. */
static void forget_process(struct child *child)
{
	child->mails = 0;
	for (unsigned i = 0; i < child->in_flight; i++)
		child->errands[i].sent = 0;
}

static int kill_process(struct child *child)
{
	int status = process_kill(&child->process);
	forget_process(child);
	return status;
}

void child_free(struct child *child)
{
	if (!child)
		return;
	kill_process(child);
	for (unsigned i = 0; i < child->in_flight; i++)
		g_bytes_unref(child->errands[i].bytes);
	g_free(child);
}

void child_start(struct child *child)
{
	/* If it cannot be started, the first mail says so. */
	if (child->process.pid == 0)
		process_start(&child->process, NULL);
}

static size_t unsent(const struct errand *errand)
{
	return sizeof errand->length + errand->length - errand->sent;
}

/* The first mail that this process is to have more of; NULL if there is none. */
static struct errand *next_to_send(struct child *child)
{
	unsigned most = MIN(child->in_flight, CHILD_MAILS - child->mails);
	for (unsigned i = 0; i < most; i++)
		if (unsent(&child->errands[i]) > 0)
			return &child->errands[i];
	return NULL;
}

/* The length and the octets go in one piece, so that the child wakes once. */
static ssize_t send_piece(const struct child *child, struct errand *errand)
{
	size_t of_length = MIN(errand->sent, sizeof errand->length);
	size_t of_octets = errand->sent - of_length;
	const char *octets = g_bytes_get_data(errand->bytes, NULL);
	struct iovec parts[] = {
	    {(char *)&errand->length + of_length, sizeof errand->length - of_length},
	    {(char *)octets + of_octets, errand->length - of_octets},
	};
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = G_N_ELEMENTS(parts)};

	return sendmsg(child->process.socket, &message, MSG_NOSIGNAL);
}

/* Sends what fits. If the process takes no more, its answers will tell why. */
static void send_some(struct child *child)
{
	struct errand *errand;
	while ((errand = next_to_send(child))) {
		ssize_t put = send_piece(child, errand);
		if (put < 0)
			return;
		errand->sent += (size_t)put;
	}
}

/*
 * The first mail is in hand from now on: it gets its time, and a new process if
 * the one there is of no use for it. A process that has ended while it read ahead
 * had only what was left of the CPU time of the mail before, so that mail is read
 * once more.
 */
static bool take_in_hand(struct child *child, GError **error)
{
	bool fresh = child->errands[0].sent == 0;

	/* One that has no mail says nothing: if there is something to read, it is its end. */
	if (process_shows(&child->process, POLLHUP | POLLERR | (fresh ? POLLIN : 0)))
		kill_process(child);
	if (child->mails == CHILD_MAILS) {
		process_retire(&child->process);
		forget_process(child);
	}
	if (child->process.pid == 0 && !process_start(&child->process, error))
		return false;
	process_allow_cpu(&child->process, CHILD_CPU_SECONDS);
	child->until = clock_monotonic_ms() + CHILD_WALL_MS;
	send_some(child);
	return true;
}

/* The first mail is done with. */
static void drop_first(struct child *child)
{
	g_bytes_unref(child->errands[0].bytes);
	child->in_flight--;
	for (unsigned i = 0; i < child->in_flight; i++)
		child->errands[i] = child->errands[i + 1];
}

bool child_submit(struct child *child, GBytes *bytes, GError **error)
{
	g_return_val_if_fail(child->in_flight < CHILD_IN_FLIGHT, false);
	if (g_bytes_get_size(bytes) > FRAME_MAX)
		return fail(error, EX_DATAERR,
		    "the mail is larger than 64 MiB and was not read; the mail is to be held");
	child->errands[child->in_flight++] =
	    (struct errand){g_bytes_ref(bytes), (uint32_t)g_bytes_get_size(bytes), 0};
	if (child->in_flight > 1) {
		send_some(child);
		return true;
	}
	if (take_in_hand(child, error))
		return true;
	drop_first(child);
	return false;
}

enum outcome { DONE, ENDED, LATE };

/* Reads LENGTH octets, sending on meanwhile. */
static enum outcome receive(struct child *child, void *into, size_t length)
{
	for (size_t done = 0; done < length;) {
		bool sending = next_to_send(child) != NULL;
		struct pollfd poll_for = {
		    child->process.socket, POLLIN | (sending ? POLLOUT : 0), 0};
		int64_t left = child->until - clock_monotonic_ms();
		if (left <= 0)
			return LATE;
		if (poll(&poll_for, 1, (int)left) < 0 && errno != EINTR)
			return ENDED;
		if (poll_for.revents & POLLOUT)
			send_some(child);
		if (!(poll_for.revents & (POLLIN | POLLHUP | POLLERR)))
			continue;
		ssize_t got = read(child->process.socket, (char *)into + done, length - done);
		if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
			return ENDED;
		done += got > 0 ? (size_t)got : 0;
	}
	return DONE;
}

static void blame(struct child *child, enum outcome outcome, GError **error)
{
	int status = kill_process(child);
	if (outcome == LATE)
		fail(error, EX_DATAERR, "parsing took more than 5 s; the mail is to be held");
	else
		process_blame(status, error);
}

/* The answer as it came; NULL if the process ended instead. */
static GBytes *read_answer(struct child *child, GError **error)
{
	uint32_t length = 0;
	enum outcome outcome = receive(child, &length, sizeof length);
	g_autofree void *data = NULL;
	if (outcome == DONE && length <= FRAME_MAX) {
		data = g_malloc(length + 1);
		outcome = receive(child, data, length);
	}
	if (outcome != DONE) {
		blame(child, outcome, error);
		return NULL;
	}
	child->mails++;
	return g_bytes_new_take(g_steal_pointer(&data), data ? length : 0);
}

bool child_answers(struct child *child)
{
	send_some(child);
	return child->process.pid == 0 ||
	       process_shows(&child->process, POLLIN | POLLHUP | POLLERR);
}

struct message *child_collect(struct child *child, GError **error)
{
	g_return_val_if_fail(child->in_flight > 0, NULL);
	/* A parent that comes late for an answer does not make it late. */
	child->until = MAX(child->until, clock_monotonic_ms() + CHILD_LATE_MS);
	bool running = child->process.pid != 0 || take_in_hand(child, error);
	g_autoptr(GBytes) packed = running ? read_answer(child, error) : NULL;
	drop_first(child);
	if (child->in_flight > 0)
		take_in_hand(child, NULL); /* if it fails, collecting it says why */
	struct message *message = packed ? message_unpack(packed, error) : NULL;
	if (packed && !message)
		kill_process(child);
	return message;
}

struct message *child_parse(struct child *child, GBytes *bytes, GError **error)
{
	return child_submit(child, bytes, error) ? child_collect(child, error) : NULL;
}
