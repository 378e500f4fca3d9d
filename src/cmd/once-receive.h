#ifndef CMD_ONCE_RECEIVE_H
#define CMD_ONCE_RECEIVE_H

#include "call/call.h"

/*
 * The receiving half of "once", in a process of its own, so that the next
 * batch is fetched while one is worked on (DESIGN section 3). It is to be
 * forked before this process opens the database, because SQLite's locks do not
 * survive a fork, and it begins when receiver_begin() says that the spool is ours.
 */
struct receiver;

/* NULL with ERROR (EX_OSERR) if there can be no process. */
struct receiver *receiver_new(const struct config *config, GError **error);
void receiver_begin(struct receiver *receiver);

/* Waits until more mails are kept and adds them to *MAILS; false when there will be no more. */
bool receiver_more(struct receiver *receiver, unsigned *mails);

/* The exit code of the first inbox that failed, or EX_OK. One that was never begun does nothing. */
int receiver_end(struct receiver *receiver);

#endif
