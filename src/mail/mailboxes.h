#ifndef MAIL_MAILBOXES_H
#define MAIL_MAILBOXES_H

#include "mail/message.h"

/* Address lists of headers. Private to this room. */
struct mailboxes {
	GPtrArray *list; /* of struct mailbox, added to */
	bool group;      /* a group was named (ST-20) */
	bool malformed;  /* something was not an address, or two stood where one belongs */
};

/* Reads the raw value of an address header. */
void mailboxes_read(struct mailboxes *boxes, const char *raw);

#endif
