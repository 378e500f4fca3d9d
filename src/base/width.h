#ifndef BASE_WIDTH_H
#define BASE_WIDTH_H

#include <glib.h>

/* How wide text stands on a terminal or in plain mail: in columns. Pure. */

/* 0, 1 or 2. */
unsigned width_of_character(gunichar c);

unsigned width_of(const char *text);

/* The octets at the start of TEXT that fit into COLUMNS. What a reader sees as one character (a
 * letter with its marks, a flag, a family) is not cut. */
gsize width_fitting(const char *text, unsigned columns);

/* TEXT in at most COLUMNS, with "…" at its end when it was cut; new. */
char *width_cut(const char *text, unsigned columns);

#endif
