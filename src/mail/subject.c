/*
 * Reply and forward prefixes of the Subject (RULES RE-19). They pile up in
 * several languages ("AW: Re：回复: Story"), so they are taken off one by one.
 */
#include "mail/subject.h"

#include <glib.h>
#include <string.h>

static const struct {
	const char *word;
	bool reply; /* else the mail is passed on */
} prefixes[] = {{"re", true}, {"aw", true}, {"sv", true}, {"vs", true}, {"antw", true},
    {"antwort", true}, {"rv", true}, {"res", true}, {"rif", true}, {"ref", true}, {"rép", true},
    {"odp", true}, {"ynt", true}, {"回复", true}, {"回覆", true}, {"答复", true}, {"返信", true},
    {"回信", true}, {"fw", false}, {"fwd", false}, {"wg", false}, {"tr", false}, {"vb", false},
    {"doorst", false}, {"转发", false}, {"轉寄", false}};

static const char *skip_spaces(const char *text)
{
	return text + strspn(text, " \t");
}

/* "[2]", "(2)", "^2" or nothing, between the prefix and its colon. */
static const char *skip_counter(const char *text)
{
	if (*text == '\0' || strchr("[(^", *text) == NULL)
		return text;
	const char *digits = text + 1;
	gsize length = strspn(digits, "0123456789");
	const char *rest = digits + length;
	if (length == 0)
		return text;
	if (*text == '^')
		return rest;
	return *rest == (*text == '[' ? ']' : ')') ? rest + 1 : text;
}

/* The text behind an ASCII or fullwidth colon; NULL if there is none. */
static const char *skip_colon(const char *text)
{
	if (*text == ':')
		return text + 1;
	return g_str_has_prefix(text, "：") ? text + strlen("：") : NULL;
}

/* The text behind one prefix, and in *REPLY whether that is one for an answer; NULL if TEXT does
 * not start with one. */
static const char *skip_prefix(const char *text, bool *reply)
{
	for (gsize i = 0; i < G_N_ELEMENTS(prefixes); i++) {
		gsize length = strlen(prefixes[i].word);
		if (g_ascii_strncasecmp(text, prefixes[i].word, length) != 0)
			continue;
		const char *rest = skip_spaces(skip_counter(skip_spaces(text + length)));
		const char *after = skip_colon(rest);
		if (after == NULL)
			continue;
		*reply = prefixes[i].reply;
		return skip_spaces(after);
	}
	return NULL;
}

char *bare_subject(const char *subject)
{
	const char *text = skip_spaces(subject);
	bool reply;

	for (const char *next; (next = skip_prefix(text, &reply)) != NULL;)
		text = next;
	return g_strdup(text);
}

bool subject_is_reply(const char *subject)
{
	bool reply = false;

	return skip_prefix(skip_spaces(subject), &reply) != NULL && reply;
}
