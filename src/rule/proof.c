/* The hashing of the chain of receipts; see proof.h for what is bound to what. */
#include "rule/proof.h"

#include <string.h>

const char proof_start[] = "0000000000000000000000000000000000000000000000000000000000000000";

void proof_free(struct proof *proof)
{
	g_free(proof->call);
	g_free(proof->salt);
	g_free(proof->sha256);
	g_free(proof->verdict);
	g_free(proof->commitment);
	g_free(proof->entry);
	g_free(proof);
}

static char *digest(const char *words)
{
	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, words, -1);
}

/* One fact a line: none of them can hold a line break, so no two records read the same. */
char *proof_commitment(const struct proof *p)
{
	g_autofree char *words = g_strdup_printf("callbox record 1\n%s\n%s\n%" G_GINT64_FORMAT
						 "\n%u\n%" G_GINT64_FORMAT "\n%s\n%s\n",
	    p->salt, p->call, p->number, p->version, p->received, p->sha256, p->verdict);

	return digest(words);
}

char *proof_entry(const char *before, const char *commitment)
{
	g_autofree char *words = g_strdup_printf("callbox entry 1\n%s\n%s\n", before, commitment);

	return digest(words);
}

char *proof_code(int64_t link, const char *entry)
{
	return g_strdup_printf("%" G_GINT64_FORMAT "-%.*s", link, PROOF_CODE_DIGITS, entry);
}

static bool has_facts(const struct proof *p)
{
	return p->salt != NULL && p->sha256 != NULL && p->verdict != NULL;
}

static bool is_erased(const struct proof *p)
{
	return p->salt == NULL && p->sha256 == NULL && p->verdict == NULL;
}

const char *proof_fault(const struct proof *p, const char *before)
{
	g_autofree char *entry = proof_entry(before, p->commitment);
	g_autofree char *commitment = has_facts(p) ? proof_commitment(p) : NULL;

	if (commitment == NULL && !is_erased(p))
		return "a part of its record is gone";
	if (commitment != NULL && strcmp(commitment, p->commitment) != 0)
		return "its record was changed after it was written";
	if (strcmp(entry, p->entry) != 0)
		return "it does not follow the record before it";
	return NULL;
}
