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
};

/* The names of all processes, new: one that receives for each inbox, in their order, then "work"
 * and "send". */
GPtrArray *part_names(const struct config *config);

int part_receive(const struct part *part);
int part_work(const struct part *part);
int part_send(const struct part *part);

/* Tells the service manager (sd_notify's protocol: a datagram to $NOTIFY_SOCKET); nothing without
 * one. */
void part_notify(const char *state);

#endif
