#ifndef STEP_NIGHT_H
#define STEP_NIGHT_H

#include "letter/digest.h"
#include "step/step.h"

/* One call's digest: everything it tells, gathered from the store once and rendered for each
 * reader. */
struct night;

/* Nights were missed before it; or it is the last for now. */
enum night_kind { NIGHT_ORDINARY, NIGHT_CATCH_UP, NIGHT_LAST };

/* What is new since SINCE (UTC seconds); DATE is the local date that it stands for. NULL with ERROR
 * if the store fails. */
struct night *night_new(struct step *step, const struct call *call, int64_t since, int64_t now,
    enum night_kind kind, const char *date, GError **error);
void night_free(struct night *night);
DEFINE_AUTO(night)

/* Renders for one reader: TOKEN (their own command token) and PICTURE (URL of the chart) may be
 * NULL. New strings. */
void night_render(struct night *night, const char *token, const char *picture, char **subject,
    char **text, char **html);

/* The chart as PNG octets, made once. Borrowed. */
GBytes *night_chart(struct night *night);

/* Queues it to every organizer who receives the digest, each with a token of their own; inside a
 * transaction. */
bool night_queue(struct step *step, struct night *night, GError **error);

/* The date of the digest of CALL that said that it is the last for now, new; NULL if none did, or
 * if there is something at NOW that a next one tells. */
char *night_rests_since(struct store *store, const struct call *call, int64_t now);

#endif
