/* Explicit words only: what kind of story it is, is the author's or an organizer's to say (RULES
 * ST-17). */
#include "rule/tag.h"

#include <string.h>

static bool is_word_character(gunichar c)
{
	return g_unichar_isalnum(c) || c == '_';
}

/* TEXT without case, to be compared; new. */
static char *fold(const char *text)
{
	return g_str_is_ascii(text) ? g_ascii_strdown(text, -1) : g_utf8_casefold(text, -1);
}

/* True if KIND (case-folded) stands in TEXT (case-folded) with no letter beside it. */
static bool holds_words(const char *text, const char *kind)
{
	for (const char *at = text; (at = strstr(at, kind)) != NULL; at++) {
		gunichar before = at == text ? ' ' : g_utf8_get_char(g_utf8_prev_char(at));
		gunichar after = g_utf8_get_char(at + strlen(kind));
		if (!is_word_character(before) && !is_word_character(after))
			return true;
	}
	return false;
}

static bool opens_line(const char *line, const char *kind)
{
	gsize length = strlen(kind);

	if (*line == '[' && strncmp(line + 1, kind, length) == 0 && line[1 + length] == ']')
		return true;
	return strncmp(line, kind, length) == 0 && (line[length] == '\0' || line[length] == ':');
}

typedef bool (*names_kind)(const char *text, const char *kind);

/* The only kind that NAMES finds in TEXT; without a call there is none. */
static const char *only_kind(const struct call *call, const char *text, names_kind names)
{
	g_autofree char *folded = fold(text);
	const char *found = NULL;

	for (char **kind = call == NULL ? NULL : call->kinds; kind != NULL && *kind != NULL;
	     kind++) {
		g_autofree char *word = fold(*kind);
		if (!names(folded, word))
			continue;
		if (found != NULL)
			return NULL;
		found = *kind;
	}
	return found;
}

const char *story_tag(const struct call *call, const struct message *message)
{
	g_autofree char *line = message_first_line(message);
	const char *tag = only_kind(call, line, opens_line);

	return tag != NULL ? tag : only_kind(call, message->subject, holds_words);
}

static const char *word_of(const char *text)
{
	static const char *const words[] = {
	    "HELP", "STATUS", "REVISE", "WITHDRAW", "UNDO", "CONFIRM"};

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (g_ascii_strcasecmp(text, words[i]) == 0)
			return words[i];
	return NULL;
}

const char *first_line_word(const struct message *message)
{
	g_autofree char *line = message_first_line(message);

	return word_of(line);
}

bool is_nearly_a_word(const struct message *message)
{
	static const char others[] = " .,;:!?*_\"'`()[]<>";
	g_autofree char *line = message_first_line(message);
	g_auto(GStrv) parts = g_strsplit_set(line, others, -1);
	guint said = 0;
	const char *word = NULL;

	for (char **part = parts; *part != NULL; part++) {
		said += **part != '\0';
		word = word != NULL ? word : word_of(*part);
	}
	return word != NULL && (said == 1 || (said <= 4 && strcmp(word, "WITHDRAW") == 0));
}

const char *answer_in_words(const struct message *message)
{
	static const char *const words[][2] = {
	    {"yes", "ACCEPTED"}, {"no", "DECLINED"}, {"maybe", "TENTATIVE"}};
	g_autofree char *line = message_first_line(message);

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (g_ascii_strcasecmp(line, words[i][0]) == 0)
			return words[i][1];
	return NULL;
}

char *story_text(const struct message *message)
{
	const char *text = message_own_words(message);

	if (first_line_word(message) == NULL)
		return g_strdup(message->reply);
	text += strcspn(text, "\n");
	return g_strdup(text + strspn(text, "\n"));
}
