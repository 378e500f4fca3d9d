#ifndef CMD_CSV_H
#define CMD_CSV_H

#include <glib.h>
#include <stdio.h>

/*
 * The stories (of struct story) as CSV with a line of heads, RFC 4180. No cell of somebody else's
 * words can be a formula (B-25) or holds one of our tokens (OS-10).
 */
void csv_stories(FILE *out, GPtrArray *stories);

#endif
