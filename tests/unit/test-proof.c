/* The hashing of the chain of receipts, and receipts read back. */
#include "letter/claim.h"
#include "rule/proof.h"

#include <string.h>

static char salt[] = "salt", call[] = "open-collab", on_time[] = "on time", late[] = "late";
static char sha256[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

static struct proof sample(void)
{
	return (struct proof){.link = 1,
	    .revision = 9,
	    .call = call,
	    .number = 7,
	    .version = 1,
	    .salt = salt,
	    .received = 1626682491,
	    .sha256 = sha256,
	    .verdict = on_time};
}

static char *hash(const char *words)
{
	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, words, -1);
}

static void test_form(void)
{
	struct proof p = sample();
	g_autofree char *got = proof_commitment(&p);
	g_autofree char *words = g_strdup_printf(
	    "callbox record 1\nsalt\nopen-collab\n7\n1\n1626682491\n%s\non time\n", sha256);
	g_autofree char *want = hash(words);
	g_autofree char *entry = proof_entry("before", "commitment");
	g_autofree char *want_entry = hash("callbox entry 1\nbefore\ncommitment\n");
	g_autofree char *code = proof_code(12, "0123456789abcdef0123456789");

	g_assert_cmpstr(got, ==, want);
	g_assert_cmpstr(entry, ==, want_entry);
	g_assert_cmpstr(code, ==, "12-0123456789abcdef0123");
}

/* Each fact, changed alone, changes the commitment. */
static void test_facts(void)
{
	struct proof changed[7];
	static char other[] = "other";
	struct proof p = sample();
	g_autofree char *before = proof_commitment(&p);

	for (gsize i = 0; i < G_N_ELEMENTS(changed); i++)
		changed[i] = sample();
	changed[0].salt = other;
	changed[1].call = other;
	changed[2].number++;
	changed[3].version++;
	changed[4].received++;
	changed[5].sha256 = other;
	changed[6].verdict = late;
	for (gsize i = 0; i < G_N_ELEMENTS(changed); i++) {
		g_autofree char *after = proof_commitment(&changed[i]);
		g_test_message("fact %zu", i);
		g_assert_cmpstr(after, !=, before);
	}
}

static void test_faults(void)
{
	struct proof p = sample();
	g_autofree char *commitment = proof_commitment(&p);
	g_autofree char *entry = proof_entry(proof_start, commitment);

	p.commitment = commitment;
	p.entry = entry;
	g_assert_null(proof_fault(&p, proof_start));
	g_assert_nonnull(proof_fault(&p, commitment));
	p.received++;
	g_assert_nonnull(strstr(proof_fault(&p, proof_start), "changed"));
	p.sha256 = NULL;
	g_assert_nonnull(strstr(proof_fault(&p, proof_start), "gone"));
	p.salt = p.verdict = NULL;
	g_assert_null(proof_fault(&p, proof_start));
}

static const char receipt[] = "On time: it arrived 51h before the deadline.\n\n"
			      "Story:     open-collab-7, version 1\n"
			      "Subject:   A story\n"
			      "Received:  2021-07-19 08:14:51 UTC\n"
			      "Deadline:  2021-07-20 AoE, that is before ...\n"
			      "Proof:     1-0123456789abcdef0123\n";

/* RECEIPT with OLD as NEW; new. */
static char *edited(const char *old, const char *new)
{
	GString *text = g_string_new(receipt);

	g_string_replace(text, old, new, 0);
	return g_string_free(text, FALSE);
}

static void test_claims(void)
{
	static const struct {
		const char *name, *old, *new;
		bool same;
	} rows[] = {
	    {"as it was sent", "Story", "Story", true},
	    {"quoted and folded", "\n", "\n> ", true},
	    {"without colons, as HTML has it", ":  ", "\n", true},
	    {"with no-break spaces and stars", " 08:14:51 UTC", "\u00a0*08:14:51\u00a0UTC*", true},
	    {"after a version before it",
		"Proof:", "Replaces: version 1, received 2021-07-18 07:00:00 UTC\nProof:", true},
	    {"with a second time", "Proof:", "Received: 2021-07-18 07:00:00 UTC\nProof:", false},
	    {"another story", "collab-7", "collab-8", false},
	    {"another version", "version 1", "version 2", false},
	    {"another time", "08:14:51", "08:14:50", false},
	    {"another verdict", "On time:", "Late, but kept:", false},
	    {"two verdicts", "Subject:   A story", "Late, but kept: it arrived too", false},
	    {"no verdict", "On time:", "Well:", false},
	};
	struct proof p = sample();

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = edited(rows[i].old, rows[i].new);
		g_autofree char *code = claim_code(text);
		g_autofree char *difference = claim_difference(text, &p);
		g_test_message("%s: %s", rows[i].name, difference == NULL ? "same" : difference);
		g_assert_cmpstr(code, ==, "1-0123456789abcdef0123");
		g_assert_true((difference == NULL) == rows[i].same);
	}
	g_assert_null(claim_code("Nothing to see."));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/proof/every octet of the form is fixed", test_form);
	g_test_add_func("/proof/each fact is bound", test_facts);
	g_test_add_func("/proof/what was changed is told, what was erased is not", test_faults);
	g_test_add_func("/claim/a receipt is compared word for word", test_claims);
	return g_test_run();
}
