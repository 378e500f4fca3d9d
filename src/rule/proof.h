#ifndef RULE_PROOF_H
#define RULE_PROOF_H

#include "base/auto.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * A receipt that proves itself. The record of each version is committed to with
 * a salt, and each commitment is bound to all before it:
 *
 *	commitment = SHA-256(salt, call, number, version, received, sha256, verdict)
 *	entry = SHA-256(entry before, commitment)
 *
 * Whoever holds a receipt or a digest holds a piece of the chain, so nothing
 * behind it can be changed unseen. Without its salt a commitment tells nothing:
 * a person's salt and facts can be erased while the chain stays whole.
 */

/* One link, and the facts that it commits to. Strings are owned. */
struct proof {
	int64_t link;     /* its place in the chain, from 1 */
	int64_t revision; /* the store's id, 0 once erased */
	char *call;
	int64_t number;   /* of the story */
	unsigned version; /* of its text */
	char *salt;       /* NULL once erased, as the three facts below */
	int64_t received; /* UTC seconds */
	char *sha256;     /* of the raw mail, lower-case hexadecimal */
	char *verdict;    /* verdict_name(), or "" */
	char *commitment, *entry;
};

void proof_free(struct proof *proof);
DEFINE_AUTO(proof)

/* What stands before the first entry. */
extern const char proof_start[];

/* 64 lower-case hexadecimal digits; new strings. */
char *proof_commitment(const struct proof *proof);
char *proof_entry(const char *before, const char *commitment);

/* How many hexadecimal digits of an entry a code has: 80 bits. */
enum { PROOF_CODE_DIGITS = 20 };

/* "12-3f9a0b77c1d2e3f4a5b6": the place and the beginning of ENTRY; what a receipt shows. New. */
char *proof_code(int64_t link, const char *entry);

/* Why PROOF does not follow BEFORE or keep its own commitment, in a few words; NULL if all is well.
 */
const char *proof_fault(const struct proof *proof, const char *before);

#endif
