/*
 * The machine's own sendmail(8): run without a shell, the letter on its
 * standard input as a file in memory, so that no pipe can block or break.
 */
#define _GNU_SOURCE /* memfd_create */

#include "base/clock.h"
#include "base/error.h"
#include "base/reap.h"
#include "base/signals.h"
#include "send/door.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LIMIT_MS = 10 * 60 * 1000 };

struct sendmail {
	const char *program;
};

static int memory_file(const GByteArray *bytes)
{
	int fd = memfd_create("letter", MFD_CLOEXEC);

	for (guint at = 0; fd >= 0 && at < bytes->len;) {
		ssize_t put = write(fd, bytes->data + at, bytes->len - at);
		if (put < 0 && errno != EINTR) {
			close(fd);
			return -1;
		}
		at += put > 0 ? (guint)put : 0;
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

/* What the exit STATUS means, by sysexits(3). */
static struct receipt judge(int status)
{
	g_autofree char *words =
	    g_strdup_printf("sendmail ended with status %d", WEXITSTATUS(status));

	if (!WIFEXITED(status))
		return receipt_new(FATE_UNCERTAIN, "sendmail was killed");
	switch (WEXITSTATUS(status)) {
	case EX_OK:
		return receipt_new(FATE_SENT, "accepted by sendmail");
	case EX_USAGE:
	case EX_DATAERR:
	case EX_NOINPUT:
	case EX_NOUSER:
	case EX_NOHOST:
		return receipt_new(FATE_NEVER, words);
	default:
		return receipt_new(FATE_LATER, words);
	}
}

static struct receipt sendmail_send(
    void *state, const struct outgoing *letter, bool (*before_dot)(void *), void *data)
{
	const struct sendmail *sendmail = state;
	const char *const argv[] = {sendmail->program, "-i", "-f",
	    letter->from[0] != '\0' ? letter->from : "<>", "--", letter->to, NULL};
	g_autoptr(GByteArray) bytes = letter_local(letter);
	GError *error = NULL;
	GPid pid;
	int status;
	int fd = memory_file(bytes);

	if (fd < 0)
		return receipt_new(FATE_LATER, "no memory for the letter");
	if (!before_dot(data)) {
		close(fd);
		return receipt_new(FATE_LATER, "not sent: the outbox could not be written");
	}
	bool started = g_spawn_async_with_fds(NULL, (gchar **)(uintptr_t)argv, NULL,
	    G_SPAWN_DO_NOT_REAP_CHILD, signals_hear_ends, NULL, &pid, fd, -1, -1, &error);
	close(fd);
	if (!started)
		return receipt_door_down(error);
	if (!reap(pid, clock_monotonic_ms() + LIMIT_MS, &status))
		return receipt_new(FATE_UNCERTAIN, "sendmail did not end within 10 minutes");
	return judge(status);
}

static bool sendmail_check(void *state, char **words, GError **error)
{
	const struct sendmail *sendmail = state;

	if (access(sendmail->program, X_OK) != 0)
		return fail(
		    error, EX_CONFIG, "cannot run %s: %s", sendmail->program, g_strerror(errno));
	*words = g_strdup_printf("program %s", sendmail->program);
	return true;
}

static void *sendmail_new(const struct outbox *outbox)
{
	struct sendmail *sendmail = g_new0(struct sendmail, 1);

	sendmail->program = outbox->at.path;
	return sendmail;
}

static void sendmail_rest(void *state)
{
}

const struct way way_sendmail = {
    sendmail_new, g_free, sendmail_send, sendmail_rest, sendmail_check};
