#ifndef MAIL_LIMITS_H
#define MAIL_LIMITS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* How far a mail is read (BAD-INPUTS, section 2): parts inside one another, and parts in all. */
enum { DEPTH_MAX = 20, PARTS_MAX = 200 };

/*
 * The single pass over a mail before any library sees it (BAD-INPUTS, section 2).
 * Private to this room.
 */
struct limits {
	const char *held;  /* why it may not be parsed, for a person; NULL if it may */
	size_t readable;   /* octets from the start that are to be parsed */
	bool parts_cut;    /* there were more than 200 parts */
	bool length_cut;   /* it was longer than 25 MiB */
	GArray *stretches; /* of struct stretch, in order */
};

/* Octets [from, to) in the midst of one part's body, many: whole lines that do not begin with "--",
 * between others of the same body. No parser needs to look for a boundary there. */
struct stretch {
	size_t from, to;
};

/* Passes over LENGTH octets at BYTES and fills LIMITS, which limits_clear() frees. Linear. */
void limits_check(struct limits *limits, const unsigned char *bytes, size_t length);
void limits_clear(struct limits *limits);

#endif
