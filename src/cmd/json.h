#ifndef CMD_JSON_H
#define CMD_JSON_H

#include "step/matter.h"

#include <jansson.h>
#include <stdio.h>

/* The names of INTERFACE section 4, the same for the same things in every command. New objects. */
json_t *json_matter(const char *file, const struct matter *matter);
/* INVITES are those of its author; may be NULL. */
json_t *json_story(const struct story *story, GPtrArray *invites);
json_t *json_revision(const struct revision *revision);
json_t *json_note(const struct note *note);
json_t *json_invite(const struct invite *invite);
json_t *json_event(const struct event *event);
json_t *json_letter(const struct outgoing *letter);
json_t *json_incoming(const struct incoming *incoming);
json_t *json_kept_answer(const struct kept_answer *answer);
json_t *json_held(const struct held *held);
json_t *json_pile(const struct pile *pile);
json_t *json_guest(const struct guest *guest);

/* Sets NAME of OBJECT to an array with what EACH makes of every record. */
typedef json_t *(*to_json)(const void *record);
void json_set_list(json_t *object, const char *name, GPtrArray *records, to_json each);

/* A string, or null. */
json_t *json_text(const char *text);

/* An instant as RFC 3339 in UTC, or null for 0. */
json_t *json_instant(int64_t instant);

/* Writes OBJECT to OUT without any space, and frees it. */
void json_write(FILE *out, json_t *object);

/* The same as one line to standard output. */
void json_line(json_t *object);

#endif
