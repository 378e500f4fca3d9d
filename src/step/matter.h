#ifndef STEP_MATTER_H
#define STEP_MATTER_H

#include "step/step.h"

/*
 * One mail while it is worked on: what was read, what is known, what was
 * decided. Filled in that order; STEP->store may be NULL (explain without a
 * database), and then nothing is known.
 */
struct matter {
	struct step *step;
	const struct raw *raw;
	const struct message *message;
	const struct inbox *inbox; /* NULL for the pipe */
	int64_t now;

	struct thread thread;
	struct arrival arrival;
	struct view view;
	struct sorting sorting;
	struct decision decision;

	struct story *story;      /* the thread's, owned; view.story points here */
	struct outgoing *letter;  /* that a report returned, owned */
	char *question;           /* the token of an open question that the mail carries, or NULL */
	struct revision revision; /* that was written beside the record; empty otherwise */
	struct revision replaced; /* the record before it; empty otherwise */
};

/* Reads what the store knows and decides. False with ERROR only if the store fails. */
bool matter_decide(struct matter *matter, GError **error);

/* Writes the rows of the decision; inside a transaction. */
bool matter_write(struct matter *matter, GError **error);

/* Composes and queues the letters of the decision; inside the same transaction. */
bool matter_answer(struct matter *matter, GError **error);

void matter_clear(struct matter *matter);

#endif
