#ifndef CHILD_TRAY_H
#define CHILD_TRAY_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * How mails and what was read of them get from one process to the other: memory
 * of two parts, made anew for each process of the mail room, and turns, which are
 * single octets on the socket.
 *
 *   parent  puts some mails into the first part and gives the turn
 *   child   reads them in order; lays each answer into the second part and counts
 *           it there at once; gives the turn back with the last one; or earlier if
 *           no more answers fit, and is then replaced
 *
 * So a few mails cost two wake-ups, and none of their octets goes through a socket.
 * Whoever does not have the turn keeps off the memory, but the parent may look at
 * the count: it tells which mail is in hand.
 *
 * The child may lie. The parent never maps the memory: it writes by pwritev(), never
 * reads a mail back, and copies answers out by pread() before it looks at them, so that
 * what it checks is what it uses. The child cannot write where mails are.
 * Private to this room.
 */
enum {
	TRAY_MAILS = 32,           /* in one turn, at most */
	TRAY_OCTETS = 256 * 1024,  /* of them together; a longer mail goes alone */
	TRAY_MAIL_MAX = 32 << 20,  /* the longest mail; what sources hand on is shorter */
	TRAY_ANSWERS_MAX = 8 << 20 /* all answers of one turn */
};

/* At the begin of either part. In the machine's order: both are the same program. */
struct tray_head {
	uint32_t count;              /* of mails; of finished answers */
	uint32_t length[TRAY_MAILS]; /* of each; their octets follow, one behind the other */
};

/* The parent's side. A descriptor, closed when a program is executed; -1 with errno. */
int tray_new(void);

/* Puts COUNT mails there. False with errno. */
bool tray_put(int tray, GBytes *const *mails, unsigned count);

/* How many of ASKED answers the child says it has finished. */
unsigned tray_count(int tray, unsigned asked);

/*
 * Copies the finished ones of ASKED answers out, new, into ANSWERS, and gives back the memory that
 * a long mail took. Returns their number, which is smaller if the child lies about their lengths.
 */
unsigned tray_take(int tray, unsigned asked, GBytes **answers);

/* The child's side. */
struct tray {
	const struct tray_head *mails;
	struct tray_head *answers;
};

/* Maps both parts, for the rest of the process's life, and closes DESCRIPTOR. */
bool tray_map(struct tray *tray, int descriptor);

/* Reads one mail into an answer, new. */
typedef GBytes *tray_read(void *data, const unsigned char *mail, size_t length);

/* Reads all mails with READ, which is given DATA. False if not even the first answer fits. */
bool tray_answer(const struct tray *tray, tray_read *read, void *data);

#endif
