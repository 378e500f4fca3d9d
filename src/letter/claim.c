/*
 * Reading a receipt back. Mail programs fold, quote, pad and mark lines, and some keep only the
 * HTML, where a label stands on a line of its own without a colon. So words are compared in lower
 * case, with every run of space, quotation marks and such as one space. What is looked for is what
 * templates/arrival.* and verdict.* write.
 */
#include "letter/claim.h"

#include "base/civil.h"

#include <string.h>

static const struct {
	const char *verdict, *words;
} phrases[] = {
    {"on time", " on time it arrived "},
    {"grace", " within the grace period it arrived "},
    {"late", " late, but kept it arrived "},
};

static gsize gap_width(const char *text)
{
	if (g_str_has_prefix(text, "\u00a0"))
		return strlen("\u00a0");
	if (*text == ':')
		return text[1] == '\0' || gap_width(text + 1) > 0;
	return g_ascii_isspace(*text) || (*text != '\0' && strchr(">|*", *text) != NULL);
}

/* TEXT in lower case with one space for each gap, and one at each end; new. */
static char *squeeze(const char *text)
{
	GString *words = g_string_new(" ");

	while (*text != '\0') {
		gsize gap = gap_width(text);
		if (gap == 0)
			g_string_append_c(words, g_ascii_tolower(*text));
		else if (words->str[words->len - 1] != ' ')
			g_string_append_c(words, ' ');
		text += MAX(gap, 1);
	}
	if (words->str[words->len - 1] != ' ')
		g_string_append_c(words, ' ');
	return g_string_free(words, FALSE);
}

/* The length of the proof_code() that begins at WORD, and is all of it; 0 if it is none. */
static gsize code_length(const char *word)
{
	gsize digits = strspn(word, "0123456789");
	gsize hex = word[digits] == '-' ? strspn(word + digits + 1, "0123456789abcdef") : 0;

	return digits > 0 && hex == PROOF_CODE_DIGITS && word[digits + 1 + hex] == ' '
		   ? digits + 1 + hex
		   : 0;
}

/* The first code between the words BEFORE and BEHIND, in squeezed WORDS; new, or NULL. */
static char *code_between(const char *words, const char *before, const char *behind)
{
	for (const char *at = words; (at = strstr(at, before)) != NULL; at++) {
		const char *code = at + strlen(before);
		gsize length = code_length(code);
		if (length > 0 && g_str_has_prefix(code + length, behind))
			return g_strndup(code, length);
	}
	return NULL;
}

char *claim_code(const char *text)
{
	g_autofree char *words = squeeze(text);

	return code_between(words, " proof ", " ");
}

char *claim_head(const char *text)
{
	g_autofree char *words = squeeze(text);

	return code_between(words, " ", " (callbox verify) ");
}

static bool says(const char *words, const char *what)
{
	g_autofree char *sought = squeeze(what);

	return strstr(words, sought) != NULL;
}

/* True if it says another instant than AT somewhere, but for that of a version before. */
static bool says_other_instant(const char *words, const char *at)
{
	static const char label[] = " received ";

	for (const char *found = words; (found = strstr(found, label)) != NULL; found++) {
		const char *said = found + strlen(label);
		if (g_ascii_isdigit(*said) && (found == words || found[-1] != ',') &&
		    !g_str_has_prefix(said, at))
			return true;
	}
	return false;
}

/* A receipt that says two verdicts is as wrong as one that says another. */
static char *verdict_difference(const char *words, const char *verdict)
{
	const char *said = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(phrases); i++)
		if (strstr(words, phrases[i].words) != NULL &&
		    (said == NULL || strcmp(phrases[i].verdict, verdict) != 0))
			said = phrases[i].verdict;
	if (g_strcmp0(said, verdict) == 0)
		return NULL;
	return g_strdup_printf(
	    "it says %s, the chain says %s", said == NULL ? "nothing of a verdict" : said, verdict);
}

char *claim_difference(const char *text, const struct proof *p)
{
	g_autofree char *words = squeeze(text);
	g_autofree char *story = g_strdup_printf(
	    "Story: %s-%" G_GINT64_FORMAT ", version %u", p->call, p->number, p->version);
	g_autofree char *at = instant_words(p->received, zone_utc());
	g_autofree char *received = g_strdup_printf("Received: %s UTC", at);

	if (!says(words, story))
		return g_strdup_printf("it does not say \"%s\"", story);
	if (p->salt == NULL)
		return NULL;
	if (!says(words, received) || says_other_instant(words, at))
		return g_strdup_printf("it does not say \"%s\"", received);
	return verdict_difference(words, p->verdict);
}
