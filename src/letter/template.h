#ifndef LETTER_TEMPLATE_H
#define LETTER_TEMPLATE_H

#include "base/auto.h"

#include <jansson.h>
#include <stdbool.h>

/*
 * Mustache: the sections comments, delimiters, interpolation, sections, inverted and partials of
 * mustache/spec. A template is compiled once; rendering is pure.
 */
struct template;

enum escape {
	ESCAPE_NONE,
	ESCAPE_HTML
}; /* what {{x}} escapes for; {{{x}}} and {{&x}} never escape */

/* Finds a partial by name: its source text (borrowed), or NULL. */
typedef const char *(*template_partial)(void *data, const char *name);

/* FILE is for messages only. NULL and ERROR (EX_CONFIG, "file:line: what") if it is malformed. */
struct template *template_new(const char *source, const char *file, GError **error);
void template_free(struct template *template);
DEFINE_AUTO(template)

/*
 * Renders with FACTS (an object); never fails: an unknown name is empty. New string. PARTIAL is
 * asked once for each name in the life of TEMPLATE.
 */
char *template_render(const struct template *template, json_t *facts, enum escape escape,
    template_partial partial, void *data);

/*
 * Checks every name against SAMPLE, facts of the same shape in which every list has one element and
 * every name is present. All findings "file:line: unknown name ..." in one ERROR (EX_CONFIG).
 */
bool template_check(const struct template *template, json_t *sample, template_partial partial,
    void *data, GError **error);

#endif
