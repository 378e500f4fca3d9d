#ifndef STEP_BATCH_H
#define STEP_BATCH_H

#include "child/child.h"
#include "rule/record.h"

/*
 * Raws on their way through the parse child, in order. Reading needs no
 * transaction, so nobody who wants to write waits for it; one batch is read
 * ahead while the one before is decided. Batches that share a child are read one
 * after the other.
 */
struct batch;

/* What the child made of a mail: a message, or why it is to be held. Borrowed. */
struct reading {
	const struct raw *raw;
	struct message *message; /* or NULL: */
	GError *problem;
};

/* Takes over RAWS (of struct raw); CHILD is borrowed and idle. */
struct batch *batch_new(struct child *child, GPtrArray *raws);
/* What is still in the child is forgotten. NULL is allowed. */
void batch_free(struct batch *batch);
DEFINE_AUTO(batch)

GPtrArray *batch_raws(const struct batch *batch); /* borrowed */

/* Reads on as far as there is no need to wait. */
void batch_advance(struct batch *batch);

/* Reads to the end. False with ERROR if the child cannot be had: no mail's fault. */
bool batch_finish(struct batch *batch, GError **error);

/* Mail I of a batch that is read. */
const struct reading *batch_reading(const struct batch *batch, guint i);

/* Mail I is to be held after all, because of PROBLEM, which the batch takes over. */
void batch_blame(struct batch *batch, guint i, GError *problem);

#endif
