/*
 * Passwords and tokens come from a program that the operator named (pass,
 * secret-tool, a token helper), run from argv without a shell. They pass
 * through buffers that are wiped, and never into a message (P-24).
 */
#include "net/secret.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/reap.h"
#include "base/signals.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SECRET_MAX = 16384, SECRET_MS = 30 * 1000 };

/* Milliseconds to DEADLINE, for poll(2). */
static int remaining(int64_t deadline)
{
	int64_t left = deadline - clock_monotonic_ms();

	return left > 0 ? (int)left : 0;
}

/* Reads FD until its end; the octets read, or -1 when DEADLINE passed or there are too many. */
static ssize_t read_all(int fd, char *buffer, size_t size, int64_t deadline)
{
	size_t length = 0;

	while (length < size) {
		struct pollfd poll_fd = {fd, POLLIN, 0};
		int ready = poll(&poll_fd, 1, remaining(deadline));
		if (ready < 0 && errno == EINTR)
			continue;
		if (ready <= 0)
			return -1;
		ssize_t got = read(fd, buffer + length, size - length);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			return (ssize_t)length;
		length += (size_t)got;
	}
	return -1;
}

/* The first line of BUFFER as a new string; NULL if it is empty or holds a control character. */
static char *first_line(const char *buffer, size_t length)
{
	const char *end = memchr(buffer, '\n', length);
	size_t size = end != NULL ? (size_t)(end - buffer) : length;

	if (size > 0 && buffer[size - 1] == '\r')
		size--;
	for (size_t i = 0; i < size; i++)
		if ((unsigned char)buffer[i] < ' ' || buffer[i] == 0x7f)
			return NULL;
	return size > 0 ? g_strndup(buffer, size) : NULL;
}

char *secret_fetch(char **argv, GError **error)
{
	char buffer[SECRET_MAX];
	int64_t deadline = clock_monotonic_ms() + SECRET_MS;
	g_autoptr(GError) spawn_error = NULL;
	char *secret = NULL;
	GPid pid;
	int out, status;

	/* Whatever becomes of this process, it leaves no core with a secret in it. */
	prctl(PR_SET_DUMPABLE, 0);
	if (!g_spawn_async_with_pipes(NULL, argv, NULL,
		G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, signals_hear_ends, NULL, &pid,
		NULL, &out, NULL, &spawn_error)) {
		fail(error, EX_CONFIG, "cannot run %s for the password: %s", argv[0],
		    spawn_error->message);
		return NULL;
	}
	ssize_t length = read_all(out, buffer, sizeof(buffer), deadline);
	close(out);
	reap(pid, length < 0 ? 0 : deadline, &status);
	if (length < 0)
		fail(error, EX_TEMPFAIL,
		    "%s gave no password: it took over 30 s or wrote over 16 KiB; "
		    "run it by hand to see what it waits for",
		    argv[0]);
	else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail(error, EX_TEMPFAIL,
		    "%s gave no password: it ended with an error; run it by hand", argv[0]);
	else if ((secret = first_line(buffer, (size_t)length)) == NULL)
		fail(error, EX_TEMPFAIL,
		    "%s gave no password: its first line is empty or not plain text", argv[0]);
	explicit_bzero(buffer, sizeof(buffer));
	return secret;
}

void secret_free(char *secret)
{
	if (secret != NULL)
		explicit_bzero(secret, strlen(secret));
	g_free(secret);
}
