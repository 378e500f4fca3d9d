/* See the header: fetching while working. What was kept is told through a pipe, whose end is the
 * end of the mail. */
#define _GNU_SOURCE /* pipe2 */
#include "cmd/once-receive.h"

#include "base/clock.h"
#include "base/error.h"
#include "cmd/cmd.h"
#include "cmd/health.h"
#include "step/step.h"
#include "store/ballast.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

struct receiver {
	pid_t pid;
	int begin; /* writing end: one octet says "go", its end says "never mind"; -1: ended */
	int kept;  /* reading end: how many mails each batch had */
};

/* The other side: where to say what was kept. */
static void say(void *data, unsigned mails)
{
	const int *kept = data;

	if (write(*kept, &mails, sizeof(mails)) < 0)
		return; /* the parent is gone; what is stored is stored */
}

static int receive_inbox(
    const struct config *config, struct store *store, const struct inbox *inbox, int *kept)
{
	AUTO(source) *source = source_new(inbox, clock_now);
	GError *error = NULL;

	if (door_rests(store, inbox->name, &error))
		return app_fail(error);
	if (ballast_room(config->data, config->ballast, &error) &&
	    receive_pass(store, source, inbox, say, kept, &error)) {
		door_note(store, inbox->name, NULL);
		return EX_OK;
	}
	door_fail(store, inbox->name, error);
	return app_fail(error);
}

/* A shut inbox does not keep the others waiting. */
static int receive_all(const struct config *config, int *kept)
{
	GError *error = NULL;
	int first = EX_OK;
	AUTO(store) *store = store_open(config->data, STORE_WRITE, &error);

	if (store == NULL)
		return app_fail(error);
	for (guint i = 0; i < config->inboxes->len; i++) {
		int code =
		    receive_inbox(config, store, g_ptr_array_index(config->inboxes, i), kept);
		if (first == EX_OK)
			first = code;
	}
	return first;
}

static int wait_and_receive(const struct config *config, int begin, int *kept)
{
	char go;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, "receive");
	signal(SIGPIPE, SIG_IGN);
	return read(begin, &go, 1) == 1 ? receive_all(config, kept) : EX_OK;
}

struct receiver *receiver_new(const struct config *config, GError **error)
{
	int begin[2], kept[2];

	if (pipe2(begin, O_CLOEXEC) != 0 || pipe2(kept, O_CLOEXEC) != 0) {
		fail(error, EX_OSERR,
		    "making a pipe to the receiver failed: %s; end other programs, then try again",
		    g_strerror(errno));
		return NULL;
	}
	pid_t pid = fork();
	if (pid == 0) {
		close(begin[1]);
		close(kept[0]);
		_exit(wait_and_receive(config, begin[0], &kept[1]));
	}
	close(begin[0]);
	close(kept[1]);
	if (pid < 0) {
		fail(error, EX_OSERR,
		    "starting the receiver failed: %s; end other programs, then try again",
		    g_strerror(errno));
		close(begin[1]);
		close(kept[0]);
		return NULL;
	}
	struct receiver *receiver = g_new(struct receiver, 1);
	*receiver = (struct receiver){pid, begin[1], kept[0]};
	return receiver;
}

void receiver_begin(struct receiver *receiver)
{
	if (write(receiver->begin, "", 1) == 1)
		return;
	/* Whatever kept it from hearing "go": one that waits on would keep us waiting for it. */
	close(receiver->begin);
	receiver->begin = -1;
}

bool receiver_more(struct receiver *receiver, unsigned *mails)
{
	unsigned batch;

	if (read(receiver->kept, &batch, sizeof(batch)) != sizeof(batch))
		return false;
	*mails += batch;
	return true;
}

int receiver_end(struct receiver *receiver)
{
	int status = 0;

	if (receiver->begin >= 0)
		close(receiver->begin);
	close(receiver->kept);
	while (waitpid(receiver->pid, &status, 0) < 0 && errno == EINTR)
		;
	g_free(receiver);
	return WIFEXITED(status) ? WEXITSTATUS(status) : EX_SOFTWARE;
}
