#ifndef STEP_PILE_H
#define STEP_PILE_H

#include "step/step.h"

/* What a person's word about a pile led to. */
struct pile_result {
	unsigned confirmed; /* authors who get their receipt now */
	unsigned left;      /* stories that cannot be answered: declined, withdrawn, no address */
	int64_t letters;    /* that waited in it and are queued again */
};

/* Answers every mail of PILE that only the guard kept from an answer. One transaction. */
bool pile_answer(struct step *step, const struct pile *pile, int64_t now,
    struct pile_result *result, GError **error);

/* Takes PILE off the list and sends nothing for it. One transaction. */
bool pile_silence(struct step *step, const struct pile *pile, int64_t now, GError **error);

#endif
