#ifndef MAIL_BASE64_H
#define MAIL_BASE64_H

#include <glib.h>
#include <stdbool.h>

/*
 * Base64 as mail has it (RFC 2045 section 6.8), in pieces: octets outside the
 * alphabet are skipped, the first padding ends it, and a last group that is
 * neither whole nor padded is dropped. Private to this room.
 */
struct base64 {
	guint32 bits;   /* of the group that is being read */
	unsigned count; /* of its letters so far */
	bool ended;
};

/* Decodes LENGTH octets into OUT, which has room for BASE64_ROOM(LENGTH); returns how many came
 * out. A struct of zeroes begins. */
#define BASE64_ROOM(length) ((length) / 4 * 3 + 4)
gsize base64_decode(struct base64 *base64, const guint8 *in, gsize length, guint8 *out);

#endif
