#ifndef MAIL_BODY_H
#define MAIL_BODY_H

#include "mail/message.h"

#include <gmime/gmime.h>

/* The attachment half of body_read(). Private to this room. */

/* Content-Disposition: attachment. */
bool body_is_attached(GMimeObject *object);

/* Lists in the message every part that is not a shown text, with its digest (ST-15). */
void body_attachments(struct message *message, GMimeObject *root);

/* True if one of them is a document in which a story may be. */
bool body_has_document(const struct message *message);

#endif
