#ifndef SORT_BORDER_H
#define SORT_BORDER_H

#include "call/call.h"
#include "mail/message.h"

/*
 * How many Received fields at the top of the mail were written by our own servers: those of
 * trusted_by, and ALSO (may be NULL). Anybody can write fields, with a trusted name too: only the
 * host that a field had the mail from is the next to be believed (TI-03, TR-13, P-19, B-55).
 */
guint border_hops(const struct inbox *inbox, const struct message *message, const char *also);

#endif
