#ifndef CALL_DEADLINE_H
#define CALL_DEADLINE_H

#include "base/civil.h"

/*
 * A deadline is a day or an instant in a zone, written by an organizer
 * ("2021-07-20 AoE"), and from then on one number: the cutoff, the first
 * second that is late. AoE is UTC-12 by arithmetic; no zone database
 * knows it (RULES TI-01, TI-02).
 */
struct deadline {
	int64_t cutoff; /* UTC seconds; on time iff received < cutoff */
	int64_t grace;  /* seconds after the cutoff still accepted */
	int64_t tail;   /* seconds up to the cutoff of the minute or second that WORDS name; 0 when
			   they name a day or an instant, which end at it */
	char *words;    /* as the organizer wrote it, for letters */
};

enum verdict { VERDICT_NONE, VERDICT_ON_TIME, VERDICT_GRACE, VERDICT_LATE };

/*
 * Reads TEXT as an organizer writes it: "2021-07-20 AoE" (the whole day),
 * "2021-07-20 23:59 Europe/Berlin" (the whole minute: the cutoff is 00:00),
 * "2021-07-20 23:59:59 Europe/Berlin" (that second still counts) or
 * "2021-07-21T12:00:00Z" (the first late second). A date without a zone is
 * refused, with a message that proposes AoE. Returns false and sets ERROR
 * (EX_CONFIG) if so; D is then untouched. D->words is owned by D.
 */
bool deadline_parse(struct deadline *d, const char *text, GError **error);

void deadline_clear(struct deadline *d);

/* Seconds from RECEIVED to the cutoff; negative when late, 0 is the first late second. Pure. */
int64_t deadline_margin(const struct deadline *d, int64_t received);

/* On time, within grace, or late (TI-01, TI-07). Pure. */
enum verdict deadline_judge(const struct deadline *d, int64_t received);

/* "on time", "grace", "late"; NULL for VERDICT_NONE. */
const char *verdict_name(enum verdict verdict);

/* The inverse; VERDICT_NONE for NULL or an unknown name. */
enum verdict verdict_from_name(const char *name);

#endif
