/* Quoted-printable: what stands for itself is copied in runs. The octets are those of GMime, which
 * makes lines too long where a blank ends them. */
#include "letter/quoted.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { WIDTH = 75, ESCAPE = 3 }; /* octets of a line, before the "=" that goes on; of one "=3D" */

static const bool stands_for_itself[256] = {
    ['\t'] = true, [' ' ... '<'] = true, ['>' ... '~'] = true};

/* A blank there would be lost on the way. */
static bool ends_line(const char *text)
{
	return *text == '\n' || *text == '\r' || *text == '\0';
}

/* Whether eight octets stand for themselves. Says no to a tab. */
static bool are_plain(const char *text)
{
	const uint64_t each = UINT64_C(0x0101010101010101);
	uint64_t octets;

	memcpy(&octets, text, sizeof octets);
	uint64_t equals = octets ^ ('=' * each), deletes = octets ^ (0x7f * each);
	uint64_t wrong = octets | (octets - ' ' * each) | ((equals - each) & ~equals) |
			 ((deletes - each) & ~deletes);
	return (wrong & (0x80 * each)) == 0;
}

/* How many plain octets there are before END, at most LIMIT. */
static unsigned plain_run(const char *text, const char *end, unsigned limit)
{
	unsigned run = 0;

	limit = (unsigned)MIN(limit, end - text);
	while (run + sizeof(uint64_t) <= limit && are_plain(text + run))
		run += sizeof(uint64_t);
	while (run < limit && stands_for_itself[(unsigned char)text[run]])
		run++;
	return run > 0 && g_ascii_isspace(text[run - 1]) && ends_line(text + run) ? run - 1 : run;
}

static void append_escaped(GString *out, unsigned char octet)
{
	static const char digits[] = "0123456789ABCDEF";
	const char escaped[ESCAPE] = {'=', digits[octet >> 4], digits[octet & 15]};

	g_string_append_len(out, escaped, ESCAPE);
}

/* Appends the line at TEXT, before END, and returns where it ends. */
static const char *append_line(GString *out, const char *text, const char *end)
{
	unsigned column = 0;

	for (;;) {
		unsigned run = plain_run(text, end, WIDTH - column);
		g_string_append_len(out, text, run);
		text += run;
		column += run;
		if (*text == '\n' || *text == '\0')
			return text;
		if (column + (plain_run(text, end, 1) == 1 ? 1 : ESCAPE) > WIDTH) {
			g_string_append(out, "=\r\n");
			column = 0;
		} else {
			append_escaped(out, (unsigned char)*text++);
			column += ESCAPE;
		}
	}
}

void quoted_append(GString *out, const char *text)
{
	const char *end = text + strlen(text);

	while (text < end) {
		text = append_line(out, text, end);
		if (*text == '\n') {
			g_string_append(out, "\r\n");
			text++;
		}
	}
}
