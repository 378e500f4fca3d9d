#ifndef STEP_STEP_H
#define STEP_STEP_H

#include "call/call.h"
#include "child/child.h"
#include "letter/letterbox.h"
#include "send/send.h"
#include "source/source.h"
#include "store/store.h"

/*
 * The steps of a mail's way, where the thinking rooms and the doors meet:
 * receive (doors in -> raw rows), work (raw rows -> decisions, rows, letters),
 * deliver (outbox -> doors out), the night's digest and reminders. "once" runs them in
 * turn, "run" gives each a process. They meet only in the database.
 */
struct step {
	const struct config *config; /* borrowed */
	struct store *store;
	struct letterbox *letterbox;
	struct child *child;
	char *instance;       /* our X-Callbox-Loop value */
	int64_t told;         /* when the last digest was made; 0: never */
	GHashTable *requests; /* const struct session * -> char *, the first REQUEST made for it */
};

/* Opens the store for writing and loads the templates; ERROR as those set it. */
bool step_open(struct step *step, const struct config *config, GError **error);
void step_close(struct step *step);

/* The compiled templates: those shipped with the program, single files overridden by CONFIG's
 * directory. */
struct letterbox *templates_load(const struct config *config, GError **error);

/* Files of that directory that take the place of none of those shipped, and that no other includes:
 * misspelled, most likely. Of char *. */
GPtrArray *templates_unused(const struct config *config);

/* --- receive --- */

/* Hears after each batch that so many mails are kept, so that work on them can begin. */
typedef void (*receive_heard)(void *data, unsigned mails);

/* One pass over one inbox: everything new becomes raw rows. */
bool receive_pass(struct store *store, struct source *source, const struct inbox *inbox,
    receive_heard heard, void *data, GError **error);

/* Why handled mail of INBOX is not moved to its folder `done`, new; NULL if nothing is known to
 * keep it. */
char *receive_stays(struct store *store, const char *inbox);

/* Keeps one RAW (of the pipe) for good; fills its key. *IS_NEW is false for a copy that is here
 * already. */
bool receive_one(struct store *store, struct raw *raw, bool *is_new, GError **error);

/* --- work --- */

/* Works until no raw row waits; *COUNT mails were settled. */
bool work_pass(struct step *step, unsigned *count, GError **error);

/* --- deliver --- */

/* How a pass over the outbox went. */
struct delivery {
	unsigned sent;     /* letters that went out */
	int64_t held_back; /* as deliver_held_back() */
	char *shut;        /* why the door is shut, owned; NULL if it is not */
	int shut_code;     /* EX_NOPERM: our login was refused; else EX_UNAVAILABLE */
};

/* Sends every letter that is due at NOW, but in an hour no more automatic answers than OUTBOX
 * allows (P-16). */
bool deliver_pass(struct store *store, struct sender *sender, const struct outbox *outbox,
    int64_t now, struct delivery *delivery, GError **error);

/* Letters that are due and wait because the answers of the hour are used up; 0 if they are not. */
int64_t deliver_held_back(struct store *store, const struct outbox *outbox, int64_t now);

/* --- the night --- */

/* Queues the digest of every call whose hour has come and whose local date has none yet (P-8), and
 * erases every call whose retention is over. */
bool night_pass(struct step *step, int64_t now, GError **error);

/* --- reminders --- */

/* Queues every reminder that is due at NOW: of sessions, of acceptances that nobody answered, of
 * the deadline. */
bool remind_pass(struct step *step, int64_t now, GError **error);

#endif
