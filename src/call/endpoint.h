#ifndef CALL_ENDPOINT_H
#define CALL_ENDPOINT_H

#include "call/call.h"

/*
 * Takes URL apart into AT (all zero before). A maildir path is relative to
 * FOLDER. Refuses with a message that does not repeat a password: unknown
 * schemes, passwords, a missing host, plaintext to anything but loopback.
 * AT is to be cleared in either case.
 */
bool endpoint_parse(struct endpoint *at, const char *url, const char *folder, GError **error);

void endpoint_clear(struct endpoint *at);

/* True for doors that mail comes in by. */
bool endpoint_is_inbox(const struct endpoint *at);

/* True for doors that letters leave by. */
bool endpoint_is_outbox(const struct endpoint *at);

#endif
