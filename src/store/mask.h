#ifndef STORE_MASK_H
#define STORE_MASK_H

#include "store/db.h"

/*
 * Finding and masking a person where others wrote them down. Any case is found, also behind
 * quoted-printable or base64, but only a whole address: "ada@example.net" is no part of
 * "nada@example.net". A display name is masked only right before the address: anybody may call
 * themselves anything, and everybody else's words are theirs.
 */
struct persona {
	GPtrArray *addresses; /* of char *, lower case */
	GPtrArray *names;     /* the same, display names */
};

bool mask_finds(GBytes *octets, const struct persona *persona);

/* OCTETS with every address, and the name before it, as as many "x"; new. */
GBytes *mask_octets(GBytes *octets, const struct persona *persona);

/* Masks a text in place, the same way; whether anything was. */
bool mask_text(char *text, gsize length, const struct persona *persona);

/* Masks every text column that may name a person; adds what was changed to LIST, of char *. */
bool mask_texts(struct db *db, const struct persona *persona, GPtrArray *list, GError **error);

/* The same for the subjects of letters only. */
bool mask_subjects(struct db *db, const struct persona *persona, GPtrArray *list, GError **error);

#endif
