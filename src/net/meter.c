/* Counting what a server says. Only the end of a line tells whether a literal follows. */
#include "net/meter.h"

#include <glib.h>
#include <string.h>

enum { LINE_MAX_OCTETS = 64 * 1024, TEXT_MAX_OCTETS = 1024 * 1024 };

void meter_reset(struct meter *meter, size_t max_octets)
{
	meter->budget = max_octets;
	meter->text = 0;
}

/* The length of the literal that a line ending in TAIL announces, or 0. */
static size_t announced(const char *tail, size_t length)
{
	size_t end = length, start, value = 0;

	while (end > 0 && (tail[end - 1] == '\n' || tail[end - 1] == '\r'))
		end--;
	if (end == 0 || tail[--end] != '}')
		return 0;
	for (start = end; start > 0 && g_ascii_isdigit(tail[start - 1]); start--)
		;
	if (start == end || start == 0 || tail[start - 1] != '{')
		return 0;
	for (; start < end; start++)
		value = value * 10 + (size_t)(tail[start] - '0');
	return value;
}

static void remember_tail(struct meter *meter, const char *bytes, size_t length)
{
	size_t keep = MIN(length, LITERAL_TAIL);
	size_t old = MIN(meter->tail_length, LITERAL_TAIL - keep);

	memmove(meter->tail, meter->tail + meter->tail_length - old, old);
	memcpy(meter->tail + old, bytes + length - keep, keep);
	meter->tail_length = old + keep;
}

const char *meter_count(struct meter *meter, const char *bytes, size_t length)
{
	if (length > meter->budget)
		return "the server sent more than it announced";
	meter->budget -= length;
	while (length > 0) {
		size_t step = MIN(length, meter->literal);
		if (step > 0) {
			meter->literal -= step;
		} else {
			const char *newline = memchr(bytes, '\n', length);
			step = newline != NULL ? (size_t)(newline - bytes) + 1 : length;
			meter->line += step;
			meter->text += step;
			if (meter->text > TEXT_MAX_OCTETS)
				return "the server said far more than was asked";
			if (meter->line > LINE_MAX_OCTETS)
				return "the server sent a line over 64 KiB";
			remember_tail(meter, bytes, step);
			if (newline != NULL) {
				meter->literal = announced(meter->tail, meter->tail_length);
				meter->line = meter->tail_length = 0;
			}
		}
		bytes += step;
		length -= step;
	}
	return NULL;
}
