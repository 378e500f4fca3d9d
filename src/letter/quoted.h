#ifndef LETTER_QUOTED_H
#define LETTER_QUOTED_H

#include <glib.h>

/* Appends TEXT as quoted-printable (RFC 2045 section 6.7), its line ends as CRLF. */
void quoted_append(GString *out, const char *text);

#endif
