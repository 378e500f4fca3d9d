#ifndef STEP_MANDATE_H
#define STEP_MANDATE_H

#include "rule/order.h"
#include "step/step.h"

/* Who orders what and since when: whoever orders, and by whichever way, comes here. */
struct mandate {
	struct step *step;
	const struct call *call; /* NULL: orders about mails of any call */
	const char *by;          /* who, for the trail: "rosa@example.org", "the operator" */
	int64_t cause;           /* the raw id of the mail that ordered it, 0 if none */
	int64_t now;             /* UTC seconds */
};

/*
 * The functions below say in *ABOUT (new) what an order is about, in one line that the author of a
 * story or a mail may have written; NULL if nothing was found. An order that makes no sense is
 * ERROR with EX_DATAERR, and nothing is changed.
 */

/* Carries ORDERED out: rows, letters, invitations, the trail, and the deed when a mail ordered it.
 * Inside a transaction. */
bool mandate_carry_out(
    const struct mandate *mandate, const struct ordered *ordered, char **about, GError **error);

/* Whether mandate_carry_out() would do it. */
bool mandate_rehearse(
    const struct mandate *mandate, const struct ordered *ordered, char **about, GError **error);

/* The letter that somebody would get: whom it goes to, its subject and text, new; NULL if nobody
 * gets one. False with ERROR as mandate_rehearse(). */
bool mandate_preview(const struct mandate *mandate, const struct ordered *ordered, char **to,
    char **subject, char **text, GError **error);

/* Takes DEED back, with a letter to those who were told of it. Inside a transaction; ERROR
 * EX_DATAERR when it cannot be, because things have changed since. */
bool mandate_undo(
    const struct mandate *mandate, const struct deed *deed, char **about, GError **error);

#endif
