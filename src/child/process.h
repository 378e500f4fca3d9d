#ifndef CHILD_PROCESS_H
#define CHILD_PROCESS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * One process of the mail room, as its parent sees it: how it begins, what it
 * may use, and how it ended. Private to this room; child.c talks to it.
 */
struct process {
	pid_t pid;  /* 0: none runs */
	int socket; /* both ways, does not block; -1 */
	int tray;   /* the memory that it shares (tray.h); -1 */
};
#define PROCESS_NONE ((struct process){0, -1, -1})

/* Where the process itself finds the memory; the socket is 0 and 1. */
enum { TRAY_DESCRIPTOR = 3 };

/* Forks and executes this binary as "callbox --parse-child". EX_OSERR. */
bool process_start(struct process *process, GError **error);

/* Kills it and returns its wait status; 0 if none runs. */
int process_kill(struct process *process);

/* Lets it come to its end, as it does without mails, and waits for that. */
void process_retire(struct process *process);

/* Nanoseconds of CPU that it has used; 0 if that is not to be had. */
int64_t process_cpu(const struct process *process);

/* Gives it CPU_SECONDS from now on. */
void process_allow_cpu(const struct process *process, unsigned cpu_seconds);

/* True if one of SIGNS (POLLIN: it says something, POLLHUP: it has ended) is there now. */
bool process_shows(const struct process *process, short signs);

/* Sets ERROR to how a process with the wait STATUS came to its end: EX_DATAERR, or EX_OSERR if it
 * could not even begin. */
void process_blame(int status, GError **error);

#endif
