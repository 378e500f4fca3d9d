#ifndef STORE_KEEP_H
#define STORE_KEEP_H

#include "store/store.h"

/* The whole of what is kept: who is erased from it, its backup, and whether it is sound. */

/* What was erased, or would be. */
struct erasure {
	GPtrArray *stories; /* of char *: "open-collab-7" */
	GPtrArray *mails;   /* "mail-812", with notes, answers, reports and trail */
	GPtrArray *letters; /* "letter 31, receipt to ada@example.net" */
	GPtrArray *copies;  /* digests and echoes that were sent: their octets */
	GPtrArray *masked;  /* where others named the address: "mail-9", "note, text of row 4" */
	GPtrArray *files;   /* of the local mailboxes: "outbox/1626682491.L31..." */
	GPtrArray *named;   /* stories of others that hold the name alone, which is left there */
};
void erasure_clear(struct erasure *erasure);
/*
 * Removes the person of ADDRESS from rows, free pages, log and spool, under every spelling with
 * the same address_key(). Stories and mails stay as tombstones without content; where another
 * person's mail names the address it is masked. WHAT is filled either way; erasure_clear() frees
 * it, also after an error. REHEARSE changes nothing. EX_TEMPFAIL while mail waits to be read: it
 * may be of the same person.
 */
bool store_erase_person(struct store *store, const char *address, int64_t now, bool rehearse,
    struct erasure *what, GError **error);
/* The same for everybody who wrote to CALL, and all letters about it. */
bool store_erase_call(
    struct store *store, const char *call, int64_t now, struct erasure *what, GError **error);
/* Our clock when the last mail of CALL that is not erased was decided; 0 if there is none. */
bool store_last_mail(struct store *store, const char *call, int64_t *at, GError **error);

/* A consistent copy of a live database. */
bool store_backup(struct store *store, const char *file, GError **error);
/* That the database is whole: its structure, foreign keys, no mail without its octets, an even
 * account. EX_DATAERR. Reads all of it. */
bool store_check(struct store *store, GError **error);
/* The same before work begins, at each start while that takes no time, then once in a day of NOW,
 * UTC seconds (F-9). */
bool store_check_first(struct store *store, int64_t now, GError **error);

#endif
