#ifndef SEND_DOOR_H
#define SEND_DOOR_H

#include "send/send.h"

/* One kind of door out, behind send.h. The state is the door's own struct. */
struct way {
	void *(*open)(const struct outbox *outbox);
	void (*close)(void *state);
	struct receipt (*send)(
	    void *state, const struct outgoing *letter, bool (*before_dot)(void *), void *data);
	void (*rest)(void *state);
	bool (*check)(void *state, char **words, GError **error);
};

extern const struct way way_smtp;
extern const struct way way_sendmail;
extern const struct way way_maildir;

/* A receipt with WORDS cleaned to one line. */
struct receipt receipt_new(enum fate fate, const char *words);
/* LATER because the door is shut; takes ERROR. */
struct receipt receipt_door_down(GError *error);

/* LETTER's bytes with LF line ends, as local programs and files expect them; new. */
GByteArray *letter_local(const struct outgoing *letter);

#endif
