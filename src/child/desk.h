#ifndef CHILD_DESK_H
#define CHILD_DESK_H

#include "child/process.h"
#include "child/tray.h"
#include "mail/message.h"

/*
 * One process of the mail room at work: it has some mails in hand, or none.
 * Private to this room.
 */

/* A mail on its way: it waits, or is in hand, or is settled by a message or a problem. */
struct errand {
	GBytes *mail; /* NULL once it is settled */
	struct message *message;
	GError *problem;
	bool in_hand;
};

struct desk {
	struct process process;
	unsigned mails;                     /* that this process has read */
	struct errand *errands[TRAY_MAILS]; /* in hand, borrowed */
	unsigned in_hand;
	unsigned counted; /* how many of them it is known to have read */
	int64_t used;     /* ns of CPU that it is known to have used */
	/* clock_monotonic_ms(): its time is over if it uses none, its time is over, it is looked
	 * after again */
	int64_t until, at_most, look_at;
};

/* Between two looks at a process that is waited for: so exact is its time. */
enum { DESK_LOOK_MS = 100 };

void desk_init(struct desk *desk);
/* Ends its process; what it had in hand waits again. */
void desk_stop(struct desk *desk);

/*
 * Hands COUNT mails, at most TRAY_MAILS, to a desk that has none in hand, or fewer of them if its
 * process is to be replaced soon. A process of no more use is replaced first. EX_OSERR if none can
 * be had; the mails wait then.
 */
bool desk_ask(struct desk *desk, struct errand **errands, unsigned count, GError **error);

/*
 * Settles what has come back, without waiting. A mail is blamed for the end of its process, or for
 * its time, only if it was the first in hand and so had all that one mail may have; one behind
 * others waits again, and is then the first.
 */
void desk_advance(struct desk *desk);

bool errand_waits(const struct errand *errand);
bool errand_is_settled(const struct errand *errand);
void errand_free(struct errand *errand);

#endif
