#ifndef STORE_LETTER_H
#define STORE_LETTER_H

#include "store/inside.h"

/* Reads the columns of a letter without its octets, as every statement about letters returns them.
 */
void *read_letter(struct row *row);

#endif
