#ifndef BASE_INVISIBLE_H
#define BASE_INVISIBLE_H

#include <glib.h>
#include <stdbool.h>

/*
 * True for what no text from outside may carry to a reader: C1 controls, and
 * the bidirectional, zero-width and tag characters of RULES OS-05. ZWJ and
 * ZWNJ are not among them: scripts and emoji need them.
 */
static inline bool is_invisible(gunichar c)
{
	return (c >= 0x7f && c <= 0x9f) || c == 0x061C || c == 0x200B || c == 0x200E ||
	       c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
	       c == 0xFEFF || (c >= 0xE0000 && c <= 0xE007F);
}

#endif
