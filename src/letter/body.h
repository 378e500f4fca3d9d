#ifndef LETTER_BODY_H
#define LETTER_BODY_H

#include "letter/letter.h"

/*
 * Appends the parts of LETTER to OUT, from the Content-Type that ends its header: RULES CO-01 and
 * CO-02 when there is an ics, else multipart/alternative; multipart/related around the HTML when
 * there is a picture. CRLF and 7 bit; the boundaries are made of its token.
 */
void body_append(GString *out, const struct letter *letter);

#endif
