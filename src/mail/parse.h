#ifndef MAIL_PARSE_H
#define MAIL_PARSE_H

#include "mail/message.h"

/*
 * Reads the raw bytes of one mail (BAD-INPUTS section 2 first, then GMime,
 * libical and libxml2). Never fails: what cannot be read comes back with
 * readable = READ_HELD and the reason. Runs in the sandboxed child in
 * production; pure, so that tests call it directly.
 */
struct message *parse_mail(const unsigned char *bytes, size_t length);

/* Loads what parsing needs (GMime, iconv tables) so that the sandbox needs no files afterwards.
 * Once per process. */
void parse_warm_up(void);

/*
 * The identity of a mail that reached us by several ways: SHA-256, as 64 hex
 * digits, over From (in any capitals), Date, Message-ID and Subject and the body
 * without white space at the ends of its lines and empty lines at its own end
 * (TR-02, P-5). Reads headers with a
 * scanner of our own: no library sees the bytes.
 */
char *mail_key(const unsigned char *bytes, size_t length);

/* The first Message-ID field's value inside its brackets, by the same scanner; NULL if none. */
char *mail_id(const unsigned char *bytes, size_t length);

/* The first From field's value as it stands, folded and encoded, by the same scanner; NULL if none.
 * For mail that could not be read. */
char *mail_from_field(const unsigned char *bytes, size_t length);

#endif
