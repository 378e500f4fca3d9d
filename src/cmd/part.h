#ifndef CMD_PART_H
#define CMD_PART_H

#include "step/step.h"

/* The processes under the supervisor of "run". Each returns an exit code; the supervisor starts it
 * again. */
struct part {
	const struct config *config;
	const struct inbox *inbox; /* of part_receive */
	int life_fd; /* readable (end of file) when the supervisor wants us to end, or is gone */
	int work_fd, send_fd; /* eventfds that wake the worker and the sender */
	/* Shared with the supervisor: by when, on clock_monotonic_ms(), it hears from us again. Who
	 * does not keep that hangs, and is killed, which loses nothing. */
	int64_t *pledge;
};

/* The names of all processes, new: one that receives for each inbox, in their order, then "work"
 * and "send". */
GPtrArray *part_names(const struct config *config);

/* The next word comes after a planned wait of that many milliseconds and whatever one pass takes.
 */
void part_pledge(int64_t *pledge, int64_t wait);

int part_receive(const struct part *part);
int part_work(const struct part *part);
int part_send(const struct part *part);

#endif
