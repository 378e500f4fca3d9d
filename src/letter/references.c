/*
 * The References field of an answer. Ids come from other people's mail, so only
 * what is well-formed is copied; long threads keep their first id and the last
 * ones, as readers thread by those.
 */
#include "letter/references.h"

#include "base/address.h"

#include <glib.h>
#include <string.h>

enum { HALF = 250, MOST = 32 };

bool reference_ok(const char *id, size_t length)
{
	if (length < 3 || length > 2 * HALF + 1)
		return false;
	for (size_t i = 0; i < length; i++)
		if (!address_id_octet(id[i]))
			return false;
	for (size_t i = 1; i < length - 1 && i <= HALF; i++)
		if (id[i] == '@' && length - i - 1 <= HALF)
			return true;
	return false;
}

/* Adds ID unless it is malformed or there. */
static void add(GPtrArray *ids, GHashTable *seen, const char *id, size_t length)
{
	g_autofree char *copy = NULL;

	if (!reference_ok(id, length))
		return;
	copy = g_strndup(id, length);
	if (g_hash_table_contains(seen, copy))
		return;
	g_ptr_array_add(ids, copy);
	g_hash_table_add(seen, g_steal_pointer(&copy));
}

/* Each "<...>" of THREAD; a "<" inside starts again, so that "<bad <c@d>" gives c@d. */
static void add_thread(GPtrArray *ids, GHashTable *seen, const char *thread)
{
	const char *start = strchr(thread, '<');

	while (start != NULL) {
		size_t length = strcspn(++start, "<>");
		if (start[length] == '>')
			add(ids, seen, start, length);
		start = strchr(start + length, '<');
	}
}

char *references_build(const char *thread, const char *own_last, const char *parent)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GString *out = g_string_new(NULL);

	if (thread != NULL)
		add_thread(ids, seen, thread);
	if (own_last != NULL)
		add(ids, seen, own_last, strlen(own_last));
	if (parent != NULL)
		add(ids, seen, parent, strlen(parent));
	if (ids->len > MOST)
		g_ptr_array_remove_range(ids, 1, ids->len - MOST);
	for (guint i = 0; i < ids->len; i++)
		g_string_append_printf(
		    out, "%s<%s>", i == 0 ? "" : " ", (const char *)g_ptr_array_index(ids, i));
	return g_string_free(out, out->len == 0);
}

static char *bracketed(char **ids)
{
	GString *list = g_string_new(NULL);

	for (; *ids != NULL; ids++)
		g_string_append_printf(list, "%s<%s>", list->len > 0 ? " " : "", *ids);
	return g_string_free(list, FALSE);
}

char *references_of(const struct message *message)
{
	if (message->references[0] == NULL && g_strv_length(message->in_reply_to) == 1)
		return bracketed(message->in_reply_to);
	return bracketed(message->references);
}
