#ifndef CHILD_CHILD_H
#define CHILD_CHILD_H

#include "mail/message.h"

/*
 * The sandboxed processes that run the mail room: forked and executed from this
 * same binary ("callbox --parse-child"), with a socket pair, shared memory (tray.h),
 * rlimits and seccomp; they live on from mail to mail (LIBRARIES, "libseccomp and the
 * parse child"). Mails queue up here and come back in the order in which they went in.
 */
struct child;

/* Limits for one mail: CPU seconds of the process; wall milliseconds in which it comes by no CPU
 * time at all, and all together. */
enum { CHILD_CPU_SECONDS = 2, CHILD_WALL_MS = 5000, CHILD_AT_MOST_MS = 60000 };

/* A process is replaced after so many mails: a leak of up to 100 KiB a mail blames none of them. */
enum { CHILD_MAILS = 2000 };

/* A handle with at most so many PROCESSES, at least one; each starts when there is a mail for it.
 */
struct child *child_new(unsigned processes);
void child_free(struct child *child);
DEFINE_AUTO(child)

/* Starts a process ahead of the first mail, which then need not wait for it. */
void child_start(struct child *child);

/* Puts the mail in BYTES, which is kept until it is read, at the end of the queue. */
void child_submit(struct child *child, GBytes *bytes);

/* Takes in what was read, and hands on what waits; never waits itself. */
void child_advance(struct child *child);

/*
 * What was read of the first mail in the queue, which leaves it; waits if it must. NULL and ERROR
 * (EX_DATAERR) if a process died of it (the message says how: "parsing died: segmentation fault",
 * "took more than 2 s of CPU", ...): the mail is then to be held; the next one gets a new process.
 * EX_OSERR if no process can be started: nobody's fault, try later. Without a mail in the queue it
 * is a programming error.
 */
struct message *child_collect(struct child *child, GError **error);

/* Empties the queue; nobody wants to know any more. */
void child_forget(struct child *child);

/* One mail by itself: child_submit() and child_collect() in one. */
struct message *child_parse(struct child *child, GBytes *bytes, GError **error);

/* Reads the LENGTH octets of a mail at BYTES, all of it, whatever they are; the caller frees the
 * message. parse_mail(), but in tests. */
typedef struct message *child_reader(const unsigned char *bytes, size_t length);

/* The child's own main loop, in which READ reads the mails: file descriptors 0 and 1 are the
 * socket, TRAY_DESCRIPTOR is the memory. Ends the process; returns only where it cannot begin, with
 * the exit code. */
int child_main(child_reader *read);

#endif
