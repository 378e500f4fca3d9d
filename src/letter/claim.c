/*
 * Reading a receipt back. Mail programs fold, quote and pad lines, so words are
 * compared with every run of space and quotation marks as one space. What is
 * looked for is what templates/arrival.txt and verdict.txt write.
 */
#include "letter/claim.h"

#include "base/civil.h"

#include <string.h>

static const struct {
	const char *verdict, *words;
} phrases[] = {
    {"on time", " On time: it arrived "},
    {"grace", " Within the grace period: it arrived "},
    {"late", " Late, but kept: it arrived "},
};

/* TEXT with one space for each run of space or '>', and one at each end; new. */
static char *squeeze(const char *text)
{
	GString *words = g_string_new(" ");

	for (; *text != '\0'; text++) {
		bool gap = g_ascii_isspace(*text) || *text == '>';
		if (!gap)
			g_string_append_c(words, *text);
		else if (words->str[words->len - 1] != ' ')
			g_string_append_c(words, ' ');
	}
	if (words->str[words->len - 1] != ' ')
		g_string_append_c(words, ' ');
	return g_string_free(words, FALSE);
}

char *claim_code(const char *text)
{
	static const char label[] = " Proof: ";
	g_autofree char *words = squeeze(text);
	const char *code = strstr(words, label);

	if (code == NULL)
		return NULL;
	code += strlen(label);
	return g_strndup(code, strcspn(code, " "));
}

static bool says(const char *words, const char *what)
{
	g_autofree char *sought = g_strdup_printf(" %s ", what);

	return strstr(words, sought) != NULL;
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
	if (!says(words, received))
		return g_strdup_printf("it does not say \"%s\"", received);
	return verdict_difference(words, p->verdict);
}
