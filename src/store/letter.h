#ifndef STORE_LETTER_H
#define STORE_LETTER_H

#include "store/inside.h"

/* Reads the columns of a letter without its octets, as every statement about letters returns them.
 */
void *read_letter(struct row *row);

/* Takes back the answer about STORY that waits at NOW; with the new STATE of the story (else NULL)
 * only what would tell of the old one. The trail keeps a line of it. Inside a transaction. */
bool letter_overtake(
    struct store *store, int64_t story, int64_t now, const char *state, GError **error);

#endif
