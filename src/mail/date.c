/*
 * Dates of mail headers, from the raw value (RULES TI-09): GMime has none for
 * second 60 and takes unknown zones for UTC. A date is evidence to show and
 * never decides anything.
 */
#include "base/civil.h"
#include "mail/header.h"

#include <string.h>

enum { OFFSET_MAX = 14 * 3600 };

/* What the tokens of a date have told so far; -1 for nothing yet. */
struct pieces {
	struct civil clock;
	bool has_offset;
	int offset; /* seconds east of UTC */
};

static int month_of(const char *word)
{
	static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	for (int i = 0; i < 12; i++)
		if (g_ascii_strncasecmp(word, months + 3 * i, 3) == 0)
			return i + 1;
	return -1;
}

static bool zone_letters(struct pieces *d, const char *word)
{
	static const struct {
		const char *name;
		int hours;
	} zones[] = {{"GMT", 0}, {"UT", 0}, {"UTC", 0}, {"Z", 0}, {"EST", -5}, {"EDT", -4},
	    {"CST", -6}, {"CDT", -5}, {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7}};
	for (size_t i = 0; i < G_N_ELEMENTS(zones); i++) {
		if (g_ascii_strcasecmp(word, zones[i].name) != 0)
			continue;
		d->has_offset = true;
		d->offset = zones[i].hours * 3600;
		return true;
	}
	return false;
}

/* "+0200"; some programs write "+02:00". */
static void zone_digits(struct pieces *d, const char *word)
{
	const char *minutes = word[1] != '\0' && word[2] != '\0' ? word + 3 : word;

	minutes += *minutes == ':';
	if (strspn(word + 1, "0123456789") < 2 || strlen(minutes) != 2 ||
	    strspn(minutes, "0123456789") != 2)
		return;
	int number = (int)g_ascii_strtoll(minutes, NULL, 10);
	int seconds = ((word[1] - '0') * 10 + word[2] - '0') * HOUR + number * MINUTE;
	d->has_offset = number < 60 && seconds <= OFFSET_MAX && !(*word == '-' && seconds == 0);
	d->offset = d->has_offset ? (*word == '-' ? -seconds : seconds) : 0;
}

static int two_digits(const char **p)
{
	int value = -1;
	for (int i = 0; i < 2 && g_ascii_isdigit(**p); i++, (*p)++)
		value = MAX(value, 0) * 10 + (**p - '0');
	return value;
}

static void clock_word(struct pieces *d, const char *word)
{
	d->clock.hour = two_digits(&word);
	d->clock.minute = *word == ':' ? (word++, two_digits(&word)) : -1;
	d->clock.second = *word == ':' ? (word++, two_digits(&word)) : 0;
	if (d->clock.second == 60)
		d->clock.second = 59;
}

static int full_year(const char *word)
{
	size_t digits = strlen(word);
	int year = digits <= 4 ? (int)g_ascii_strtoll(word, NULL, 10) : -1;
	if (digits == 2)
		return year + (year < 50 ? 2000 : 1900);
	return digits == 3 ? year + 1900 : year;
}

static void take_word(struct pieces *d, const char *word)
{
	if (*word == '+' || *word == '-') {
		zone_digits(d, word);
	} else if (strchr(word, ':')) {
		clock_word(d, word);
	} else if (g_ascii_isdigit(*word)) {
		if (d->clock.day < 0)
			d->clock.day = (int)g_ascii_strtoll(word, NULL, 10);
		else if (d->clock.year < 0)
			d->clock.year = full_year(word);
	} else if (d->clock.month < 0 && month_of(word) > 0) {
		d->clock.month = month_of(word);
	} else if (d->clock.hour >= 0) {
		zone_letters(d, word);
	}
}

/* The value without comments and commas; new. */
static char *without_comments(const char *raw)
{
	GString *out = g_string_new(NULL);
	unsigned depth = 0;
	for (; *raw && out->len < 200; raw++) {
		if (*raw == '(')
			depth++;
		else if (*raw == ')' && depth > 0)
			depth--;
		else if (depth == 0)
			g_string_append_c(out, *raw == ',' ? ' ' : *raw);
	}
	return g_string_free(out, FALSE);
}

void date_read(struct mail_date *date, const char *raw)
{
	struct pieces d = {.clock = {-1, -1, -1, -1, -1, -1}};
	g_autofree char *text = without_comments(raw);
	g_auto(GStrv) words = g_strsplit_set(text, " \t\r\n", 40);
	for (char **word = words; *word; word++)
		if (**word)
			take_word(&d, *word);
	*date = (struct mail_date){.offset_known = d.has_offset, .offset = d.offset};
	date->known = d.clock.year >= 1900 && civil_instant(zone_utc(), &d.clock, &date->instant);
	date->instant = date->known ? date->instant - d.offset : 0;
}
