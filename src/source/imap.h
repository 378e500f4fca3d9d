#ifndef SOURCE_IMAP_H
#define SOURCE_IMAP_H

#include "net/stream.h"
#include "source/source.h"

/* One IMAP connection, or none; shared by the imap*.c files only. */
struct imap {
	const struct inbox *inbox;
	int64_t (*now)(void);
	mailimap *session; /* NULL: not connected */
	struct stream *stream;
	bool move, idle; /* what the server can */
	uint32_t uidvalidity, uidnext, exists;
	bool cautious; /* an answer with many mails broke once: read each by itself, in pieces */
};

/* One mail as the server lists it. */
struct listed {
	uint32_t uid;
	uint32_t size;
	int64_t internaldate;
};

enum { IMAP_COMMAND_MS = 60 * 1000, IMAP_ANSWER = 256 * 1024 };

/* imap-open.c: connects, secures, logs in. Nothing to do when connected. */
bool imap_open(struct imap *imap, GError **error);
/* Selects the folder (READ_ONLY: examines) and notes UIDVALIDITY, UIDNEXT and how many it holds. */
bool imap_select(struct imap *imap, bool read_only, GError **error);
void imap_close(struct imap *imap);
/* A time limit and budget for the next command. */
void imap_exchange(struct imap *imap, size_t max_octets);
/* Sets ERROR: "cannot WHAT on HOST: the server's words". Returns false. */
bool imap_fail(struct imap *imap, int code, const char *what, GError **error);
/* A folder's name as IMAP writes it, new; NULL with ERROR if it cannot be written. */
char *imap_folder(const char *name, GError **error);

/* imap-fetch.c: lists UIDs FIRST to LAST, ascending; of struct listed. NULL with ERROR. */
GArray *imap_list(struct imap *imap, uint32_t first, uint32_t last, GError **error);
/*
 * Reads the mails LISTED[0..COUNT) as struct raw into RAWS. Those that vanished are left out. The
 * return value says how many of LISTED are done with; fewer than COUNT with ERROR. SINK is asked
 * how often a mail could not be read before.
 */
unsigned imap_read(struct imap *imap, const struct sink *sink, const struct listed *listed,
    unsigned count, GPtrArray *raws, GError **error);

/* imap-mark.c: marks UIDS (ascending, of uint32_t) as handled: moved to `done`, or \Seen. *STAYS
 * (new) says why the server refused that; else it is NULL. */
bool imap_mark(struct imap *imap, const GArray *uids, char **stays, GError **error);
/* Whether `done` is there, or can be made, which it then is; *MADE tells. ERROR (EX_CONFIG). */
bool imap_find_done(struct imap *imap, bool *made, GError **error);
/* UIDS as a set with ranges; for libetpan, which frees it with mailimap_set_free. */
struct mailimap_set *imap_set(const GArray *uids);

#endif
