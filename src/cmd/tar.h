#ifndef CMD_TAR_H
#define CMD_TAR_H

#include <stdint.h>
#include <stdio.h>

/*
 * A tar archive, POSIX ustar, which every system opens. Errors are those of OUT: ask ferror() at
 * the end.
 */

/* Adds a regular file, 0600: NAME is ASCII of at most 99 octets, WHEN in UTC seconds. */
void tar_add(FILE *out, const char *name, const void *octets, size_t length, int64_t when);

/* Ends the archive; OUT stays open. */
void tar_end(FILE *out);

#endif
