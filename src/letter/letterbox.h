#ifndef LETTER_LETTERBOX_H
#define LETTER_LETTERBOX_H

#include "letter/template.h"

/* All templates, compiled and checked: what a letter's name and its facts become. Pure. */
struct letterbox;

/* One template file as somebody read it. */
struct template_source {
	char *path; /* for messages */
	char *text;
};
void template_source_free(struct template_source *source);

/*
 * Compiles SOURCES (file name, "receipt.txt" -> struct template_source) and checks that every
 * letter of letter_names has its .txt and .html and that every name in them is one of
 * letter_sample(). Other names ("footer.html") are partials: {{> footer}} means footer.txt in a
 * .txt and footer.html in a .html. All findings as "path:line: ..." in one ERROR (EX_CONFIG).
 * Copies what it needs.
 */
struct letterbox *letterbox_new(GHashTable *sources, GError **error);
void letterbox_free(struct letterbox *letterbox);
DEFINE_AUTO(letterbox)

/*
 * Renders the letter NAME with FACTS. SUBJECT comes from the first line of the .txt ("Subject:
 * ..."), one clean line. All new strings. NAME is one of letter_names; anything else is a
 * programming error.
 */
void letterbox_render(const struct letterbox *letterbox, const char *name, json_t *facts,
    char **subject, char **text, char **html);

#endif
