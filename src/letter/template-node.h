#ifndef LETTER_TEMPLATE_NODE_H
#define LETTER_TEMPLATE_NODE_H

#include "letter/template.h"

/* A compiled template as its parser, renderer and checker share it. */

enum {
	TEMPLATE_NESTING = 32,   /* sections within sections, in one file */
	TEMPLATE_PARTIALS = 16,  /* partials within partials */
	TEMPLATE_STEPS = 8000000 /* nodes that one rendering may visit */
};

enum node_kind { NODE_TEXT, NODE_VALUE, NODE_RAW, NODE_SECTION, NODE_INVERTED, NODE_PARTIAL };

struct node {
	enum node_kind kind;
	unsigned line;
	const char *text; /* NODE_TEXT: into the source */
	size_t length;
	char *name;          /* as written; NULL for a text */
	char **path;         /* NAME at its dots; empty for "." */
	GPtrArray *children; /* sections */
	char *indent;        /* NODE_PARTIAL: before each of its lines */
};

struct template
{
	char *source, *file;
	GPtrArray *nodes; /* of struct node */
	/* "name\nindent" -> struct template, NULL for one that is no good; filled by rendering */
	GHashTable *partials;
};

/* The value of PATH seen from the end of STACK (of json_t *), borrowed; NULL if there is none. */
json_t *context_find(GPtrArray *stack, char **path);

#endif
