#ifndef STEP_RETENTION_H
#define STEP_RETENTION_H

#include "step/step.h"

/*
 * Erases everything about CALL if its retention is over at NOW (UTC seconds) and has been for a day
 * of passes; else notes what this pass found. False with ERROR if the store fails.
 */
bool retention_pass(struct step *step, const struct call *call, int64_t now, GError **error);

#endif
