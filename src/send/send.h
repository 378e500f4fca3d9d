#ifndef SEND_SEND_H
#define SEND_SEND_H

#include "call/call.h"
#include "rule/record.h"

/* A door out: SMTP (libetpan over our stream), sendmail, or a Maildir. */
struct sender;

enum fate {
	FATE_SENT,     /* the other side took responsibility */
	FATE_LATER,    /* 4xx, no connection: try again */
	FATE_NEVER,    /* 5xx for this letter: do not try again */
	FATE_UNCERTAIN /* the connection broke after the final dot (P-7) */
};

struct receipt {
	enum fate fate;
	bool door_down; /* LATER because the door itself is shut (connect, login): the other letters
			   need not be tried now */
	bool login_refused; /* door_down because of our name or password */
	char *words;        /* the server's answer, or what failed; one line, cleaned; owned */
};

struct sender *sender_new(const struct outbox *outbox);
void sender_free(struct sender *sender);
DEFINE_AUTO(sender)

/*
 * Sends one letter. BEFORE_DOT is called when the last byte is about to go out and must commit that
 * fact; if it returns false the letter is not sent (FATE_LATER). Keeps the connection for the next
 * letter.
 */
struct receipt sender_send(
    struct sender *sender, const struct outgoing *letter, bool (*before_dot)(void *), void *data);
void receipt_clear(struct receipt *receipt);

/* Ends the connection politely, if there is one. */
void sender_rest(struct sender *sender);

/* Logs in without sending, for "check". */
bool sender_check(struct sender *sender, char **words, GError **error);

/*
 * What the row becomes after RECEIPT at NOW: state, doubts, due, sent, error. ATTEMPTS counts this
 * attempt already. Later: 1 min doubling to 4 h, with JITTER in [0,1); failed after 5 days and 12
 * attempts.
 * Uncertain: once more after 15 minutes, then held (P-7). Pure.
 */
void outbox_settle(
    struct outgoing *letter, const struct receipt *receipt, int64_t now, double jitter);

#endif
