#ifndef CMD_RECEIPT_PART_H
#define CMD_RECEIPT_PART_H

#include "child/child.h"

/*
 * The ways in which one mail says the same thing: a mail program shows only one of them, so each
 * has to be true. Boundaries are looked for line by line; what stands between them is read in the
 * sandbox.
 */
struct receipt_part {
	const char *what; /* "plain text" or "HTML" */
	char *text;       /* never NULL */
};

void receipt_part_free(struct receipt_part *part);

/* True if TEXT has a proof, or the end of the chain as a digest prints it. */
bool receipt_has_proof(const char *text);

/* True if a header field begins at LINE, which ends before END. */
bool receipt_begins_field(const char *line, const char *end);

/* Adds to PARTS (of struct receipt_part) every part of the mail in BYTES that has a proof, and all
 * HTML that stands beside one. False with ERROR (EX_DATAERR): there are too many to look at. */
bool receipt_parts(GPtrArray *parts, struct child *child, GBytes *bytes, GError **error);

#endif
