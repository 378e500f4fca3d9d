/*
 * Attachments are most of the octets of most mail, and GMime's decoder looks at
 * each letter for itself, at eleven instructions: a third of what it takes to
 * read a mail. Here whole groups of four letters are looked up at once.
 */
#include "mail/base64.h"

#include <string.h>

enum { PADDING = 128, LETTER = 64, OTHER = 1 << 24 };

/* LETTER and the value of each letter; 0 is to be skipped. */
/* clang-format off */
static const guint8 values[256] = {
    ['A'] = 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84,
    85, 86, 87, 88, 89,
    ['a'] = 90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108,
    109, 110, 111, 112, 113, 114, 115,
    ['0'] = 116, 117, 118, 119, 120, 121, 122, 123, 124, 125,
    ['+'] = 126, ['/'] = 127, ['='] = PADDING,
};
/* clang-format on */

/* Writes COUNT octets of a group whose bits are at the top of BITS. */
static guint8 *put(guint8 *out, guint32 bits, unsigned count)
{
	for (unsigned i = 0; i < count; i++, bits <<= 8)
		*out++ = (guint8)(bits >> 16);
	return out;
}

/* Takes one letter; returns where the output goes on. */
static guint8 *take(struct base64 *b, guint8 value, guint8 *out)
{
	if (value == 0)
		return out;
	if (value == PADDING) {
		b->ended = true;
		return b->count > 1 ? put(out, b->bits << 6 * (4 - b->count), b->count - 1) : out;
	}
	b->bits = b->bits << 6 | (value & ~LETTER);
	if (++b->count < 4)
		return out;
	out = put(out, b->bits, 3);
	*b = (struct base64){0};
	return out;
}

/* The bits of each letter at each place of a group; OTHER where an octet is none. */
static guint32 places[4][256];

static void fill_places(void)
{
	for (gsize octet = 0; octet < 256; octet++)
		for (gsize place = 0; place < 4; place++)
			places[place][octet] = values[octet] & LETTER
						   ? (values[octet] & ~(guint32)LETTER)
							 << 6 * (3 - place)
						   : OTHER;
}

/* Decodes whole groups up to the first octet that is no letter; *IN is moved behind them. */
static guint8 *take_groups(const guint8 **in, const guint8 *end, guint8 *out)
{
	const guint8 *p = *in;
	for (; end - p >= 4; p += 4) {
		guint32 bits =
		    places[0][p[0]] | places[1][p[1]] | places[2][p[2]] | places[3][p[3]];
		if (bits & OTHER)
			break;
		guint32 group = GUINT32_TO_BE(bits << 8);
		memcpy(out, &group, sizeof group); /* the fourth octet is overwritten */
		out += 3;
	}
	*in = p;
	return out;
}

gsize base64_decode(struct base64 *b, const guint8 *in, gsize length, guint8 *out)
{
	const guint8 *end = in + length;
	guint8 *to = out;
	if (places[0]['/'] == 0)
		fill_places();
	while (in < end && !b->ended) {
		if (b->count == 0)
			to = take_groups(&in, end, to);
		if (in < end)
			to = take(b, values[*in++], to);
	}
	return (gsize)(to - out);
}
