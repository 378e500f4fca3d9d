#ifndef CMD_CREW_H
#define CMD_CREW_H

#include "cmd/part.h"

/*
 * The processes under the supervisor, which meet only in the database and wake each other through
 * eventfds. Each may die at any moment; starting again is the only recovery (P-14). All hold the
 * reading end of a pipe whose writing end is the supervisor's, so that they end when it does,
 * however it does.
 */
struct crew {
	const struct config *config; /* borrowed */
	GArray *members;             /* of struct member: one for each of part_names() */
	int life[2];
	int work_fd, send_fd;
	bool asked; /* they were asked to end, so that their end is no news */
	void (*leave)(void *data);
	void *data;
};

/*
 * Plans a process for each of part_names(); crew_tend() starts them. The first that each does is
 * LEAVE(DATA): it closes there what only the supervisor may hold. False with ERROR (EX_OSERR): the
 * crew has nobody. To be ended by crew_stop() in either case.
 */
bool crew_plan(struct crew *crew, const struct config *config, void (*leave)(void *data),
    void *data, GError **error);

/* Kills who hangs, forgives who has lived for long enough, starts who is due. Milliseconds until
 * the next one is, at most a minute. */
int crew_tend(struct crew *crew);

/* After SIGCHLD: plans when those that ended start again. */
void crew_reap(struct crew *crew);

/* Asks all to end and waits for it; who does not is killed, which loses nothing. Frees the plan. */
void crew_stop(struct crew *crew);

#endif
