/*
 * Names of senders that claim to be somebody. A name proves nothing and is free to
 * choose; most programs show only the name, so one that an organizer would take
 * for a colleague's, or for ours, is marked.
 */
#include "sort/false-name.h"

#include "base/address.h"

#include <glib.h>
#include <string.h>

/* Marks, and what has no width: they part no words. */
static bool is_unseen(gunichar letter)
{
	return g_unichar_ismark(letter) || g_unichar_type(letter) == G_UNICODE_FORMAT;
}

/* NAME without case, its letters taken apart from their marks. New. */
static char *plain(const char *name)
{
	if (g_str_is_ascii(name))
		return g_ascii_strdown(name, -1);
	g_autofree char *folded = g_utf8_casefold(name, -1);
	return g_utf8_normalize(folded, -1, G_NORMALIZE_ALL);
}

static bool is_letter(gunichar c)
{
	return c < 0x80 ? g_ascii_isalnum((char)c) : g_unichar_isalnum(c);
}

/* The words of NAME without case, marks and punctuation, each between two spaces: "R. Exámple" is
 * " r example ", so that whole words are found in it; " " if there are none. New. */
static char *bare(const char *name)
{
	g_autofree char *apart = plain(name);
	GString *words = g_string_new(" ");

	for (const char *p = apart; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar letter = g_utf8_get_char(p);
		if (is_letter(letter))
			g_string_append_len(words, p, g_utf8_skip[*(const guchar *)p]);
		else if (!is_unseen(letter) && words->str[words->len - 1] != ' ')
			g_string_append_c(words, ' ');
	}
	if (words->len > 1 && words->str[words->len - 1] != ' ')
		g_string_append_c(words, ' ');
	return g_string_free(words, FALSE);
}

static bool is_named(const char *bare_name, const char *other)
{
	g_autofree char *wanted = bare(other == NULL ? "" : other);

	return strcmp(wanted, " ") != 0 && strstr(bare_name, wanted) != NULL;
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

/* In whatever case each of them is written. */
static bool holds_address(const char *name, const char *address)
{
	g_autofree char *text = g_utf8_casefold(name, -1);
	g_autofree char *wanted = g_utf8_casefold(address, -1);

	return strstr(text, wanted) != NULL;
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
	if (strchr(name, '@') != NULL && !holds_address(name, address))
		return "its sender's name is another address";
	return NULL;
}
