#ifndef STEP_DUTY_H
#define STEP_DUTY_H

#include "step/mandate.h"

/* How orders of one kind are carried out; contracts as in mandate.h. Private to mandate*.c. */
struct duty {
	bool (*rehearse)(const struct mandate *, const struct ordered *, char **about, GError **);
	bool (*carry_out)(const struct mandate *, const struct ordered *, char **about, GError **);
	bool (*preview)(const struct mandate *, const struct ordered *, char **to, char **subject,
	    char **text, GError **);
	bool (*undo)(const struct mandate *, const struct deed *, char **about, GError **);
};

extern const struct duty duty_story, duty_held, duty_guest, duty_letter;

/* Notes in the trail what was done, and the DEED when a mail ordered it; MAIL and LETTER are what
 * it is about, 0 for none. */
bool duty_note(const struct mandate *mandate, const struct ordered *ordered, struct deed *deed,
    int64_t mail, int64_t letter, GError **error);

#endif
