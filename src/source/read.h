#ifndef SOURCE_READ_H
#define SOURCE_READ_H

#include <glib.h>
#include <stdbool.h>

/*
 * Reads FD to its end, but at most MAX octets: then *TRUNCATED. EXPECTED is
 * a guess of the size. NULL with errno if reading fails.
 */
GBytes *read_up_to(int fd, size_t expected, size_t max, bool *truncated);

#endif
