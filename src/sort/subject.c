/*
 * Reply and forward prefixes of the Subject (RULES RE-19). They pile up in
 * several languages ("AW: Re：回复: Story"), so they are taken off one by one.
 */
#include "sort/sort.h"

#include <string.h>

static const char *const prefixes[] = {"re", "aw", "sv", "vs", "antw", "antwort", "rv", "res",
    "rif", "ref", "odp", "ynt", "回复", "回覆", "答复", "返信", "fw", "fwd", "wg", "tr", "vb",
    "doorst", "转发", "轉寄"};

static const char *skip_spaces(const char *text)
{
	return text + strspn(text, " \t");
}

/* "[2]", "(2)" or nothing, between the prefix and its colon. */
static const char *skip_counter(const char *text)
{
	const char *digits = text + 1;
	gsize length;

	if (*text != '[' && *text != '(')
		return text;
	length = strspn(digits, "0123456789");
	if (length == 0 || digits[length] != (*text == '[' ? ']' : ')'))
		return text;
	return digits + length + 1;
}

/* The text behind an ASCII or fullwidth colon; NULL if there is none. */
static const char *skip_colon(const char *text)
{
	if (*text == ':')
		return text + 1;
	return g_str_has_prefix(text, "：") ? text + strlen("：") : NULL;
}

/* The text behind one prefix; NULL if TEXT does not start with one. */
static const char *skip_prefix(const char *text)
{
	for (gsize i = 0; i < G_N_ELEMENTS(prefixes); i++) {
		gsize length = strlen(prefixes[i]);
		if (g_ascii_strncasecmp(text, prefixes[i], length) != 0)
			continue;
		const char *rest = skip_spaces(skip_counter(skip_spaces(text + length)));
		const char *after = skip_colon(rest);
		if (after != NULL)
			return skip_spaces(after);
	}
	return NULL;
}

char *bare_subject(const char *subject)
{
	const char *text = skip_spaces(subject);

	for (const char *next; (next = skip_prefix(text)) != NULL;)
		text = next;
	return g_strdup(text);
}
