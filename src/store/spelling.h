#ifndef STORE_SPELLING_H
#define STORE_SPELLING_H

#include <glib.h>

/*
 * Octets of a mail or a text as the characters that a person reads. A character may be written as
 * quoted-printable ("=40"), in a URL ("%40") or in HTML ("&#64;"), and what breaks a line or an
 * encoded word in two stands for nothing. Only ASCII is told apart.
 */
struct octets {
	char *at;
	gsize length;
};

/* How many octets at I stand for nothing: soft line breaks, the seam of two encoded words, the
 * zeros of UTF-16. */
gsize spelling_gap(const struct octets *octets, gsize i);

/* The width of what stands at I between two encoded words of ENCODING ('q' or 'b'), up to the text
 * of the second ("?= =?utf-8?Q?"); 0 if nothing does. */
gsize spelling_seam(const struct octets *octets, gsize i, char encoding);

/* The character before I, '\0' at the start; and that at or behind it, '\0' at the end. */
char spelling_before(const struct octets *octets, gsize i);
char spelling_behind(const struct octets *octets, gsize i);

/* Behind the WORD (lower case) that begins at I; 0 if it does not. An address is also found with a
 * "+tag", unless it has one of its own. */
gsize spelling_match(const struct octets *octets, gsize i, const char *word);

/* Everything from FROM to END as "x". Spaces and line ends stay, and what encodes stays an
 * encoding. */
void spelling_cover(const struct octets *octets, gsize from, gsize end);

#endif
