#ifndef MAIL_CHARSET_CONVERT_H
#define MAIL_CHARSET_CONVERT_H

#include <glib.h>

/* U+FFFD, which stands for what is invalid. */
#define REPLACEMENT "\xef\xbf\xbd"

/*
 * Appends BYTES, which are in the set that iconv calls NAME, to OUT as UTF-8. Returns how many of
 * them were invalid, LENGTH if the system has no such set; stops when they are more than MOST.
 * Private to this room.
 */
gsize charset_convert(GString *out, const char *name, const char *bytes, gsize length, gsize most);

#endif
