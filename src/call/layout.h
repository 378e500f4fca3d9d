#ifndef CALL_LAYOUT_H
#define CALL_LAYOUT_H

#include "call/reader.h"

/*
 * Looks through TEXT before libConfuse reads it, because libConfuse keeps no
 * line numbers, stops at its first error, lets the last of two options win and
 * takes the end of the file for the end of a section. Fills reader->lines,
 * notes unknown and repeated options, missing and repeated titles, sections
 * left open and unquoted values that a '#' cuts, by the options in KNOWN.
 * Missing '}' are put into TEXT, so that the rest can be read as it was meant.
 */
void layout_read(struct reader *reader, GString *text, const cfg_opt_t *known);

#endif
