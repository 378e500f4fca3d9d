#ifndef CHILD_CHILD_H
#define CHILD_CHILD_H

#include "mail/message.h"

/*
 * The sandboxed process that runs the mail room: forked and executed from this
 * same binary ("callbox --parse-child"), a socket pair, rlimits, seccomp; it lives
 * on from mail to mail (LIBRARIES, "libseccomp and the parse child").
 */
struct child;

/* Limits for one mail: CPU seconds are the child's own, wall milliseconds ours, from
 * child_submit() on or, when child_collect() comes later, a last second. */
enum { CHILD_CPU_SECONDS = 2, CHILD_WALL_MS = 5000, CHILD_LATE_MS = 1000 };

/* A process is replaced after so many mails: a leak of up to 100 KiB a mail blames none of them. */
enum { CHILD_MAILS = 2000 };

/* A handle; the process starts at the first child_parse(). */
struct child *child_new(void);
void child_free(struct child *child);
DEFINE_AUTO(child)

/* Starts the process ahead of the first mail, which then need not wait for it. */
void child_start(struct child *child);

/*
 * Reads the mail in BYTES. NULL and ERROR (EX_DATAERR) if the child died of it (the message says
 * how: "parsing died: segmentation fault", "took more than 2 s of CPU", ...): the mail is then to
 * be held; the next call starts a new child. EX_OSERR if no child can be started: nobody's fault,
 * try later.
 */
struct message *child_parse(struct child *child, GBytes *bytes, GError **error);

/*
 * Two halves of the same, so that the parent works while the child does: up to
 * CHILD_IN_FLIGHT mails may be submitted before they are collected, in order; the child begins the
 * second without waiting for anybody. child_collect() without child_submit() is a programming
 * error.
 */
enum { CHILD_IN_FLIGHT = 2 };

bool child_submit(struct child *child, GBytes *bytes, GError **error);
struct message *child_collect(struct child *child, GError **error);
/* In between: hands over what still fits, and tells whether child_collect() would find an answer.
 */
bool child_answers(struct child *child);

/* The child's own main loop: file descriptors 0 and 1. Returns the exit code. */
int child_main(void);

#endif
