/*
 * Names of senders that claim to be somebody. A name proves nothing and is free to
 * choose; most programs show only the name, so one that an organizer would take
 * for a colleague's, or for ours, is marked.
 */
#include "sort/false-name.h"

#include "base/address.h"

#include <glib.h>
#include <string.h>

/* NAME without case, marks, spaces and punctuation, so that "R. Example" is "r example". New. */
static char *bare(const char *name)
{
	g_autofree char *folded = g_utf8_casefold(name, -1);
	g_autofree char *apart = g_utf8_normalize(folded, -1, G_NORMALIZE_ALL);
	GString *letters = g_string_new(NULL);

	for (const char *p = apart; *p != '\0'; p = g_utf8_next_char(p))
		if (g_unichar_isalnum(g_utf8_get_char(p)))
			g_string_append_unichar(letters, g_utf8_get_char(p));
	return g_string_free(letters, FALSE);
}

static bool is_named(const char *bare_name, const char *other)
{
	g_autofree char *wanted = other == NULL ? g_strdup("") : bare(other);

	return *wanted != '\0' && strstr(bare_name, wanted) != NULL;
}

static bool is_organizers(const struct call *call, const char *bare_name, const char *address)
{
	for (guint i = 0; call->organizers != NULL && i < call->organizers->len; i++) {
		const struct organizer *organizer = call->organizers->pdata[i];
		if (!address_same(organizer->address, address) &&
		    is_named(bare_name, organizer->name))
			return true;
	}
	return false;
}

const char *false_name(const struct call *call, const char *name, const char *address)
{
	if (name == NULL || *name == '\0')
		return NULL;
	g_autofree char *bare_name = bare(name);
	if (is_organizers(call, bare_name, address))
		return "its sender bears an organizer's name, but not the address";
	if (is_named(bare_name, "callbox") || is_named(bare_name, call->title))
		return "its sender bears our name";
	if (strchr(name, '@') != NULL && strstr(name, address) == NULL)
		return "its sender's name is another address";
	return NULL;
}
