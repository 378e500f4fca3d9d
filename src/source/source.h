#ifndef SOURCE_SOURCE_H
#define SOURCE_SOURCE_H

#include "call/call.h"
#include "rule/record.h"

/*
 * A door in. A pass hands over batches of raw mails; only after the sink has
 * committed a batch is the source touched (\Seen, MOVE, new/ to cur/) (P-1, P-3).
 */
struct source;

/* Where a mailbox was read up to (IMAP only). */
struct cursor {
	uint32_t uidvalidity; /* 0: never read */
	uint32_t uid;         /* the last one stored */
};

/* What a pass needs from whoever keeps the mails. */
struct sink {
	void *data;
	bool (*cursor)(void *data, struct cursor *cursor, GError **error);
	/* Is this origin stored already? */
	bool (*has)(void *data, const char *origin);
	/* This origin could not be read. Returns how often that was so in a row, in this pass or an
	 * earlier one. */
	unsigned (*stuck)(void *data, const char *origin);
	/* One that is not stored will be handed over in this pass; it arrived at ARRIVED (UTC
	 * seconds). Told before the batch that it is in. */
	void (*coming)(void *data, int64_t arrived);
	/*
	 * Keeps RAWS (struct raw, without id) and the new CURSOR (NULL for a Maildir) in one
	 * transaction and commits. False: stop the pass, touch nothing.
	 */
	bool (*keep)(void *data, GPtrArray *raws, const struct cursor *cursor, GError **error);
	/* Origins stored but never marked at the source (a kill came between); and that they now
	 * are. */
	GPtrArray *(*unmarked)(void *data, GError **error);
	bool (*marked)(void *data, GPtrArray *origins, GError **error);
	/* Handled mail is not moved to the folder `done`, or not even marked as seen, for the
	 * reason WHY; NULL: it is as it should be. Told in a pass that had mail to mark, or cannot
	 * have the folder. */
	void (*stays)(void *data, const char *why);
};

/* Batches: whichever comes first, never waiting for more (DESIGN section 1). */
enum { BATCH_MAILS = 200, BATCH_OCTETS = 4 * 1024 * 1024, MAIL_MAX = 25 * 1024 * 1024 };

/* A handle; connects at the first pass. */
struct source *source_new(const struct inbox *inbox, int64_t (*now)(void));
void source_free(struct source *source);
DEFINE_AUTO(source)

/* One pass: everything that is new goes to SINK. *COUNT mails were handed over. On failure the
 * connection is closed. */
bool source_pass(struct source *source, const struct sink *sink, unsigned *count, GError **error);

/*
 * Waits until there may be something new (IDLE, or inotify on the Maildir), WAKE_FD is readable, or
 * SECONDS passed. True: look now (also after the time); false with ERROR: the connection broke.
 */
bool source_wait(struct source *source, int seconds, int wake_fd, GError **error);

/* Logs in and looks at the folder without changing anything, for "check"; WORDS (new) say what was
 * found. */
bool source_check(struct source *source, char **words, GError **error);

/* The same for the folder `done`, which has to be given; one that a server does not have is made.
 */
bool source_check_done(struct source *source, char **words, GError **error);

/* Reads one mail from FD (the pipe) up to MAIL_MAX; EX_USAGE if it is empty. The mbox "From " line
 * is taken off (TR-05). */
struct raw *source_read_pipe(int fd, int64_t now, GError **error);

/* Puts RAW's bytes into the Maildir at PATH (made if missing), durably: a later pass reads it
 * there. */
bool source_put_aside(const char *path, const struct raw *raw, GError **error);

#endif
