#ifndef LETTER_REFERENCES_H
#define LETTER_REFERENCES_H

#include "mail/message.h"

/* True if ID, LENGTH octets without brackets, may be copied into a header (RE-18). */
bool reference_ok(const char *id, size_t length);

/* What an answer to MESSAGE continues: its References, or its single In-Reply-To (RE-17), as
 * "<a> <b>"; "" without any. New. */
char *references_of(const struct message *message);

/*
 * The References of an answer: the well-formed ids of THREAD, then OWN_LAST, then PARENT, each once
 * and at most 32 in all (RE-17, RE-18). Any may be NULL. NULL if none remains; else "<a> <b>", new.
 */
char *references_build(const char *thread, const char *own_last, const char *parent);

#endif
