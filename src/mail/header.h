#ifndef MAIL_HEADER_H
#define MAIL_HEADER_H

#include "mail/mailboxes.h"

#include <gmime/gmime.h>

/* Between the files that read header fields. Private to this room. */

/* Reads a Date value (TI-09). DATE->known is false if it is none. */
void date_read(struct mail_date *date, const char *raw);

/* Reads the value of a Received field; the caller owns what is in it. */
void received_read(struct received *received, const char *raw);

/* Reads the value of an Authentication-Results field that has ABOVE Received fields over it. */
void auth_result_read(struct auth_result *result, const char *raw, unsigned above);

/* Sets sender, from_problem and list_rewritten of MESSAGE, whose From and Reply-To are read, by
 * what was found in FROM and SENDER. */
void sender_settle(struct message *message, const struct mailboxes *from, struct mailboxes *sender);

/* True if a mail that is attached, or whose header was returned, carries X-Callbox-Loop. */
bool loop_is_nested(GMimeMessage *mime);

/* True if the decoded SUBJECT is that of an automatic answer in some language (CL-04). */
bool subject_is_automatic(const char *subject);

/* True if TEXT begins as automatic answers do; a hint as well. */
bool text_is_automatic(const char *text);

#endif
