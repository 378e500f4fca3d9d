/* Which domains belong to one organization, without a public suffix list on disk. */
#include "sort/domain.h"

#include <glib.h>
#include <string.h>

/* Second-level labels under which countries register names: "co" in "co.uk", "ac" in "ac.jp". */
static const char *const shared_labels[] = {"ac", "ad", "co", "com", "ed", "edu", "gen", "go",
    "gob", "gouv", "gov", "gr", "gv", "idv", "ind", "lg", "ltd", "me", "mil", "ne", "net", "nhs",
    "nom", "or", "org", "plc", "sch", "school", NULL};

static const char *label_before(const char *start, const char *dot)
{
	while (dot > start && dot[-1] != '.')
		dot--;
	return dot;
}

/* SECOND is the last but one label and what follows, like "co.uk". */
static bool is_shared_suffix(const char *second, const char *top)
{
	g_autofree char *label = g_strndup(second, (gsize)(top - second - 1));

	return strlen(top) == 2 && g_strv_contains(shared_labels, label);
}

const char *domain_organizational(const char *domain)
{
	const char *dot = strrchr(domain, '.');
	const char *second;

	if (dot == NULL)
		return domain;
	second = label_before(domain, dot);
	if (second == domain || !is_shared_suffix(second, dot + 1))
		return second;
	return label_before(domain, second - 1);
}

bool domain_aligned(const char *a, const char *b)
{
	if (a == NULL || b == NULL || *a == '\0' || *b == '\0')
		return false;
	return g_ascii_strcasecmp(domain_organizational(a), domain_organizational(b)) == 0;
}
