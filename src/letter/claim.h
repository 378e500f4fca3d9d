#ifndef LETTER_CLAIM_H
#define LETTER_CLAIM_H

#include "rule/proof.h"

#include <stdbool.h>

/* What a saved receipt or digest says of itself, read back from its text. Pure. */

/* The code behind "Proof"; new, NULL if TEXT has none, so that it is no receipt. */
char *claim_code(const char *text);

/* The code that a digest prints, the end of the chain; new, NULL if TEXT has none. */
char *claim_head(const char *text);

/*
 * Compares what TEXT says (story, version, receipt time, verdict) with PROOF, the link that its
 * code names. The first difference in a few words (new), NULL if there is none. Of a link whose
 * facts were erased only the story is compared.
 */
char *claim_difference(const char *text, const struct proof *proof);

#endif
