/* A guess at a mistyped time zone, from the table that the zone database brings with it. */
#include "base/zone-name.h"

#include "base/nearest.h"

#include <glib.h>
#include <string.h>

/* The third column of each line of zone.tab; NULL if it cannot be read. */
static GStrv all_names(const char *directory)
{
	g_autofree char *path = g_build_filename(directory, "zone.tab", NULL);
	g_autofree char *table = NULL;
	g_autoptr(GStrvBuilder) names = g_strv_builder_new();

	if (!g_file_get_contents(path, &table, NULL, NULL))
		return NULL;
	g_auto(GStrv) lines = g_strsplit(table, "\n", -1);
	for (char **line = lines; *line != NULL; line++) {
		g_auto(GStrv) columns = g_strsplit(*line, "\t", 4);
		if (**line != '#' && g_strv_length(columns) >= 3)
			g_strv_builder_add(names, columns[2]);
	}
	return g_strv_builder_end(names);
}

static const char *zone_of_city(const char *city, const char *const *names)
{
	for (; *names != NULL; names++) {
		const char *slash = strrchr(*names, '/');
		if (slash != NULL && g_ascii_strcasecmp(slash + 1, city) == 0)
			return *names;
	}
	return NULL;
}

char *zone_name_meant(const char *directory, const char *name)
{
	g_auto(GStrv) names = all_names(directory);
	g_autofree char *spelled = g_strdelimit(g_strdup(name), " ", '_');
	const char *const *all = (const char *const *)names;

	if (names == NULL)
		return NULL;
	return g_strdup(
	    strchr(name, '/') != NULL ? nearest_word(spelled, all) : zone_of_city(spelled, all));
}
