#define _GNU_SOURCE /* pidfd_open */

#include "base/reap.h"

#include "base/clock.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LOOK_MS = 10 };

/* Waits until the process of FD may have ended, or for a moment where the kernel gave no FD. */
static void wait_for(int fd, int64_t left)
{
	struct pollfd poll_fd = {fd, POLLIN, 0};

	poll(&poll_fd, 1, (int)(fd < 0 ? MIN(left, LOOK_MS) : left));
}

bool reap(GPid pid, int64_t deadline, int *status)
{
	int fd = pidfd_open(pid, 0);
	int64_t left;
	pid_t ended;

	*status = -1;
	while ((ended = waitpid(pid, status, WNOHANG)) == 0 &&
	       (left = deadline - clock_monotonic_ms()) > 0)
		wait_for(fd, left);
	if (fd >= 0)
		close(fd);
	if (ended == 0) {
		kill(pid, SIGKILL);
		while (waitpid(pid, status, 0) < 0 && errno == EINTR)
			;
	}
	return ended != 0;
}
