/*
 * What a letter repeats of somebody's mail. A confirmation must not carry a
 * stranger's text to a third party (PROMISES P-18), so a title is short and no
 * client makes a link of any part of it.
 */
#include "letter/echo.h"

#include "base/address.h"
#include "base/civil.h"
#include "base/clean.h"

#include <string.h>

static bool is_address(const char *word)
{
	const char *at = strchr(word, '@');

	return at != NULL && strchr(at, '.') != NULL;
}

static bool is_link(const char *word)
{
	return strstr(word, "://") != NULL || is_address(word) ||
	       g_ascii_strncasecmp(word, "www.", 4) == 0 ||
	       g_ascii_strncasecmp(word, "mailto:", 7) == 0;
}

/* Appends WORD with a space behind each dot that a letter follows: "example. org" is no link. */
static void append_loose(GString *out, const char *word)
{
	for (const char *c = word; *c != '\0'; c++) {
		g_string_append_c(out, *c);
		if (*c == '.' && c > word && (g_ascii_isalpha(c[1]) || (c[1] & 0x80) != 0))
			g_string_append_c(out, ' ');
	}
}

char *echo_title(const char *title)
{
	g_autofree char *line = clean_line(title == NULL ? "" : title, -1, CLEAN_LINE_STORED);
	g_auto(GStrv) words = g_strsplit(line, " ", -1);
	g_autoptr(GString) out = g_string_new(NULL);

	for (char **word = words; *word != NULL; word++) {
		if (out->len > 0)
			g_string_append_c(out, ' ');
		if (is_link(*word))
			g_string_append(out, "[link]");
		else
			append_loose(out, *word);
	}
	return clean_line(out->str, (gssize)out->len, CLEAN_SUBJECT_SHOWN);
}

static char *two_units(
    int64_t seconds, int64_t unit, const char *name, int64_t part, const char *part_name)
{
	int64_t rest = seconds % unit / part;

	if (rest == 0)
		return g_strdup_printf("%" G_GINT64_FORMAT " %s", seconds / unit, name);
	return g_strdup_printf("%" G_GINT64_FORMAT " %s %" G_GINT64_FORMAT " %s", seconds / unit,
	    name, rest, part_name);
}

char *distance_words(int64_t seconds)
{
	int64_t s = seconds < 0 ? -seconds : seconds;

	if (s == 0)
		return g_strdup("less than 1 s");
	if (s < MINUTE)
		return g_strdup_printf("%" G_GINT64_FORMAT " s", s);
	if (s < HOUR)
		return two_units(s, MINUTE, "min", 1, "s");
	if (s < 4 * DAY)
		return two_units(s, HOUR, "h", MINUTE, "min");
	return two_units(s, DAY, "days", HOUR, "h");
}

char *mailto_url(const char *address, const char *word)
{
	g_autofree char *wire = address_wire(address);
	g_autofree char *to = g_uri_escape_string(wire, "@+", FALSE);

	return g_strconcat("mailto:", to, "?subject=", word, "&body=", word, NULL);
}
