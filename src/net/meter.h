#ifndef NET_METER_H
#define NET_METER_H

#include <stddef.h>

/*
 * How much a server may say in one exchange, because libetpan's buffers have no end of their own:
 * so many octets in all, 1 MiB of them outside literals (libetpan makes 30 times that of them in
 * memory), and no line over 64 KiB. A literal is what an IMAP line ending in "{n}" announces
 * (RFC 9051, 4.3); in SMTP, a line that happens to end so only frees what follows from the two
 * smaller limits. The line and the literal go on from one exchange to the next.
 */
enum { LITERAL_TAIL = 16 }; /* "{4294967295}\r\n" and a little */

struct meter {
	size_t budget;  /* octets that may still come */
	size_t text;    /* octets outside literals in this exchange */
	size_t line;    /* octets of the current line outside literals */
	size_t literal; /* octets of the current literal still to come */
	char tail[LITERAL_TAIL];
	size_t tail_length;
};

/* Begins an exchange of up to MAX_OCTETS. */
void meter_reset(struct meter *meter, size_t max_octets);

/* Counts LENGTH octets at BYTES that came; NULL, or what was too much, for messages. */
const char *meter_count(struct meter *meter, const char *bytes, size_t length);

#endif
