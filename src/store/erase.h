#ifndef STORE_ERASE_H
#define STORE_ERASE_H

#include "store/inside.h"
#include "store/keep.h"
#include "store/mask.h"

/* Between the files that erase. One run: a person has a KEY, a call only its NAME. */
struct erasing {
	struct store *store;
	const char *key, *call;
	struct persona persona;
	struct persona quoted; /* the same in letters of ours: there a full name alone counts too */
	GPtrArray *origins;    /* of char *: names in a Maildir of mails that are gone */
	int64_t now;
	bool rehearse;
	GError *problem; /* of a question about a file; NULL if there was none */
	struct erasure *what;
};

/* Notes one thing in LIST, one of WHAT's. */
void erase_tell(GPtrArray *list, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Takes all content of MAIL; what is left says that it was there. */
bool erase_mail(struct erasing *erasing, int64_t mail, GError **error);

/* Every other mail and text that names the person: masked, or gone if it is a machine's. */
bool erase_mentions(struct erasing *erasing, GError **error);

/* Letters to others that name the person are masked. */
bool erase_letter_mentions(struct erasing *erasing, GError **error);

/* The same for the files of the local mailboxes, once the rows are as they will be. */
bool erase_files(struct erasing *erasing, GError **error);

#endif
