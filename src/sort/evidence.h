#ifndef SORT_EVIDENCE_H
#define SORT_EVIDENCE_H

#include "sort/sort.h"

/* All that a question about one mail may look at; borrowed. */
struct evidence {
	const struct config *config;
	const struct inbox *inbox;
	const struct message *message;
	const struct thread *thread;
	const struct known *known;
};

/* True if ADDRESS is ours: a call's in any form, bounces+TOKEN, or a login (CL-05). */
bool is_our_address(const struct config *config, const char *address);

/* True if the mail came through a list that is not a call's own (CL-09). */
bool is_foreign_list(const struct evidence *e);

/* True if Auto-Submitted says more than "no" (RE-02); an empty value counts. */
bool is_auto_submitted(const struct message *message);

/* Why a mail of KIND gets no answer (RULES section 4), static; NULL if it may have one. */
const char *respond_obstacle(const struct evidence *e, enum kind kind);

#endif
