#ifndef STORE_MASK_H
#define STORE_MASK_H

#include "store/db.h"

/*
 * Finding and masking a person's address where others wrote it. SPELLINGS are
 * of char *, in lower case; any case is found, but only a whole address:
 * "ada@example.net" is not part of "nada@example.net".
 */

bool mask_finds(GBytes *octets, GPtrArray *spellings);

/* OCTETS with every address as as many "x"; new. */
GBytes *mask_octets(GBytes *octets, GPtrArray *spellings);

/* Masks every text column that may name a person; adds the number of changes to *COUNT. */
bool mask_texts(struct db *db, GPtrArray *spellings, int64_t *count, GError **error);

#endif
