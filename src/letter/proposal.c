/*
 * The time that somebody's calendar proposes, for people. Only an instant in UTC is converted: the
 * name of any other zone is theirs, and may mean anything (RULES CI-26).
 */
#include "base/civil.h"
#include "letter/letter.h"

#include <string.h>

/* "20210722T160000" or "20210722" at the start of WRITTEN, as a clock shows it; NULL if it is
 * neither. */
static char *clock_words(const char *written, gsize length)
{
	bool day = length == strlen("20210722");
	g_autofree char *text =
	    g_strdup_printf("%.*s%s", (int)length, written, day ? "T000000Z" : "Z");
	int64_t instant;

	if (!instant_from_ics(text, &instant))
		return NULL;
	g_autofree char *date = instant_day(instant, zone_utc());
	g_autofree char *minute = instant_minute(instant, zone_utc());
	return day ? g_steal_pointer(&date) : g_strdup_printf("%s, %s", date, minute);
}

char *proposal_words(const char *written, const struct zone *zone)
{
	int64_t instant;

	if (written == NULL)
		return g_strdup("");
	if (instant_from_ics(written, &instant))
		return instant_label(instant, zone);
	gsize length = strcspn(written, " ");
	g_autofree char *clock = clock_words(written, length);
	if (clock == NULL || length == strlen("20210722"))
		return g_strdup(clock == NULL ? written : clock);
	return written[length] == '\0'
		   ? g_strdup_printf("%s by their own clock", clock)
		   : g_strdup_printf("%s by their clock (%s)", clock, written + length + 1);
}
