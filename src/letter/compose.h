#ifndef LETTER_COMPOSE_H
#define LETTER_COMPOSE_H

#include "letter/letter.h"

#include <gmime/gmime.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeHeaderList, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(InternetAddress, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(InternetAddressList, g_object_unref)

/*
 * How many octets at the start of TEXT are words of letters, digits, "-" and "_" with one space
 * between two. In front of "<address>" they can be read in one way only, as a name.
 */
size_t plain_name_length(const char *text);

/*
 * Reads BYTES back and compares them with what LETTER means: the same header fields in the same
 * order, the same people and thread, the parts of RULES CO-01, 7 bit, CRLF, no line over 998
 * octets. ERROR (EX_SOFTWARE) names the first difference (P-22).
 */
bool compose_verify(const struct letter *letter, GBytes *bytes, GError **error);

#endif
