#ifndef MAIL_LAYOUT_H
#define MAIL_LAYOUT_H

#include "mail/message.h"

#include <stddef.h>

/*
 * What struct message is made of, as tables: message.c frees by them, pack.c
 * writes and reads by them. A new field of a message is one row here.
 * Private to this room.
 */
enum field_type {
	FIELD_TEXT,    /* char *, never NULL */
	FIELD_MAYBE,   /* char *, may be NULL */
	FIELD_BOOL,    /* bool */
	FIELD_INT,     /* int or unsigned */
	FIELD_ENUM,    /* an enum from 0 to .max */
	FIELD_LONG,    /* int64_t */
	FIELD_STRV,    /* char **, never NULL */
	FIELD_TEXTS,   /* GPtrArray of char * */
	FIELD_POINTER, /* struct of .layout on its own, may be NULL */
	FIELD_LIST,    /* GPtrArray of such structs */
	FIELD_ARRAY,   /* GArray of such structs */
	FIELD_INSIDE   /* such a struct as a member */
};

struct layout;

struct field {
	enum field_type type;
	size_t offset;
	const struct layout *layout; /* FIELD_POINTER to FIELD_INSIDE */
	int max;                     /* FIELD_ENUM */
};

struct layout {
	size_t size;
	const struct field *field;
	size_t fields;
	void (*free)(void *);  /* of one on its own */
	void (*clear)(void *); /* of one in a GArray */
};

extern const struct layout message_layout, mailbox_layout, rsvp_layout;

/* Makes every array of AT and sets every FIELD_TEXT to "". AT is all zero. */
void layout_init(const struct layout *layout, void *at);

/* An empty array for structs of LAYOUT, which frees what is in them; new. */
GArray *layout_array(const struct layout *layout);

/* Frees what AT owns, not AT. */
void layout_clear(const struct layout *layout, void *at);

#endif
