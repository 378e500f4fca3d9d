#ifndef MAIL_PART_H
#define MAIL_PART_H

#include "mail/message.h"

#include <gmime/gmime.h>

/*
 * The readers that parse.c runs over one parsed mail, in this order. Each fills
 * its own group of fields of the message and nothing else; none descends into
 * message/rfc822 unless it says so (CL-06). GMime is known only in this room.
 */

/* Who, which, when, and the signs of a machine. */
void header_read(struct message *message, GMimeMessage *mime);

/* report_kind, reports and returned_ids (RFC 3464; TR-15); reads text and returned parts itself. */
void report_read(struct message *message, GMimeMessage *mime);

/* calendar_method and rsvps (RULES section 3). */
void calendar_read(struct message *message, GMimeMessage *mime);

/* text, reply, removed, attachments and readable (RULES section 5). */
void body_read(struct message *message, GMimeMessage *mime);

/* Takes LENGTH decoded octets more; false if it wants no others. */
typedef bool part_piece(void *data, const guint8 *octets, gsize length);

/* Hands the decoded octets of a leaf to EACH, in order. False if it has none. */
bool part_each(GMimePart *part, part_piece *each, void *data);

/* The decoded octets of a leaf, at most MAX; *CUT (may be NULL) when there was more. NULL if it has
 * none. */
GByteArray *part_octets(GMimePart *part, gsize max, bool *cut);

/* The text of a leaf: decoded octets through charset_decode(), line ends as \n, at most 1 MiB;
 * flags the message. New. */
char *part_text(struct message *message, GMimePart *part);

/* Leaves TEXT, which is taken, for the next reader of the leaf, however long it is. */
void part_keep_text(GMimePart *part, char *text);

/* What a person would see of a leaf that is an HTML page. */
struct page {
	char *text;
	bool incomplete, hidden; /* as html_to_text() says */
};
void page_free(struct page *page);
DEFINE_AUTO(page)

/* New; what part_keep_page() left there, if anything. */
struct page *part_page(struct message *message, GMimePart *part);

/* Leaves PAGE, which is taken, for the next reader of the leaf. */
void part_keep_page(GMimePart *part, struct page *page);

/* Whether PART is of that type, whatever its case; "*" is any SUBTYPE. What has no type that can be
 * read is text/plain (RFC 2045 section 5.2). */
bool part_is(GMimeObject *part, const char *type, const char *subtype);

#endif
