#ifndef MAIL_CHARSET_NAMES_H
#define MAIL_CHARSET_NAMES_H

#include <glib.h>

/* The name of CHARSET for iconv, whatever a mail program calls it; NULL for one that is not on the
 * list, UTF-7 among them (B-13). "UTF-16", "UTF-32" and "HZ" need a further look at the octets. */
const char *charset_known(const char *charset);

/* The I-th name that charset_known() can return; NULL behind the last. */
const char *charset_nth(gsize i);

#endif
