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
	struct message *message;   /* its From is put right where a list rewrote it (CL-09) */
	const struct inbox *inbox; /* NULL for the pipe */
	int64_t now;
	int64_t decided; /* as the digests count: NOW, but after the last of them */

	struct thread thread;
	struct arrival arrival;
	struct view view;
	struct sorting sorting;
	struct decision decision;

	struct story *story;      /* the thread's, owned; view.story points here */
	struct outgoing *letter;  /* that a report returned, owned */
	struct request *question; /* that the mail answers, still open, owned; or NULL */
	char *question_token;     /* of it, or of one that is over; or NULL */
	struct invite *guest; /* a guest's, that the mail answers a letter about, owned; or NULL */
	struct grant *grant;  /* of the digest that the mail answers, owned; or NULL */
	char *organizer;      /* whose digest or question the mail answers, or NULL */
	char *let_in;         /* the call whose organizers let the mail through, or NULL */
	struct revision revision; /* that was written beside the record; empty otherwise */
	struct revision replaced; /* the record before it; empty otherwise */
};

/* Reads what the store knows and decides. False with ERROR only if the store fails. */
bool matter_decide(struct matter *matter, GError **error);

/* Writes the rows of the decision; inside a transaction. */
bool matter_write(struct matter *matter, GError **error);

/* Composes and queues the letters of the decision; inside the same transaction. */
bool matter_answer(struct matter *matter, GError **error);

/* Carries out the orders of the mail, or of the question that it confirms, and tells all organizers
 * (CT-05). */
bool orders_carry_out(struct matter *matter, GError **error);

/* Asks the organizer's own address to confirm the orders of the mail. */
bool orders_ask(struct matter *matter, GError **error);

/* Takes back what the orders of the mail that the question names did, and tells all organizers. */
bool orders_undo(struct matter *matter, GError **error);

/* Asks the organizer's own address to confirm that. */
bool orders_ask_undo(struct matter *matter, GError **error);

/* Tells the organizer who wrote the mail why nothing was done. */
bool orders_refuse(struct matter *matter, GError **error);

/* Keeps every event of the mail's calendar object, and applies those that count. */
bool rsvps_write(struct matter *matter, GError **error);

/* Sends the invitation again that a REFRESH asks for. */
bool rsvps_refresh(struct matter *matter, GError **error);

/* Applies an answer in words to the invitation that the answered letter is about alone (a guest's
 * always is), else to each open invitation of the story's author (CI-29). */
bool rsvps_answer(struct matter *matter, GError **error);

void matter_clear(struct matter *matter);

#endif
