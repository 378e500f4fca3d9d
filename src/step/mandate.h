#ifndef STEP_MANDATE_H
#define STEP_MANDATE_H

#include "rule/order.h"
#include "step/step.h"

/* Who orders what and since when: whoever orders, and by whichever way, comes here. */
struct mandate {
	struct step *step;
	const struct call *call;
	const char *by; /* who, for the trail: "rosa@example.org", "the operator" */
	int64_t cause;  /* the raw id of the mail that ordered it, 0 if none */
	int64_t now;    /* UTC seconds */
};

/* Why ORDER cannot be carried out on STORY; NULL if it can. */
const char *mandate_objection(enum order order, const struct story *story);

/*
 * Does ORDER to STORY: its state, the author's letter, invitations or their cancellation, the
 * trail; inside a transaction. False with ERROR (EX_DATAERR) when it makes no sense, and nothing is
 * changed.
 */
bool mandate_carry_out(
    const struct mandate *mandate, enum order order, struct story *story, GError **error);

/* The letter that its author would get, without sending it. New strings. */
void mandate_preview(const struct mandate *mandate, enum order order, struct story *story,
    char **subject, char **text);

#endif
