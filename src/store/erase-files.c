/*
 * The local mailboxes after an erasure: what is a file of an erased mail or letter goes, what
 * somebody else wrote or gets is masked as its row was.
 */
#include "store/erase.h"

#include <string.h>

/* "1626682491.L12.cb1..." is letter 12: its file goes when its octets did. */
static bool is_gone_letter(struct erasing *e, const char *name)
{
	const char *mark = strstr(name, ".L");
	int64_t kept = 1;

	if (mark != NULL && g_ascii_isdigit(mark[2]))
		db_number(e->store->db, SQL_HAS_BYTES, &kept,
		    e->problem == NULL ? &e->problem : NULL,
		    number(g_ascii_strtoll(mark + 2, NULL, 10)));
	return kept == 0;
}

static bool is_gone_mail(struct erasing *e, const char *name)
{
	for (guint i = 0; i < e->origins->len; i++) {
		const char *origin = g_ptr_array_index(e->origins, i);
		gsize length = strlen(origin);
		if (strncmp(name, origin, length) == 0 &&
		    (name[length] == '\0' || name[length] == ':'))
			return true;
	}
	return false;
}

/* The octets of the file at PATH if they name PERSONA; else NULL. */
static GBytes *naming(const char *path, const struct persona *persona)
{
	g_autofree char *octets = NULL;
	gsize length;

	if (!g_file_get_contents(path, &octets, &length, NULL))
		return NULL;
	g_autoptr(GBytes) bytes = g_bytes_new_take(g_steal_pointer(&octets), length);
	return mask_finds(bytes, persona) ? g_steal_pointer(&bytes) : NULL;
}

/* False when it could not be written anew. */
static bool mask_file(const char *path, GBytes *octets, const struct persona *persona)
{
	g_autoptr(GBytes) masked = mask_octets(octets, persona);
	gsize length;
	const char *content = g_bytes_get_data(masked, &length);

	return g_file_set_contents_full(
	    path, content, (gssize)length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
}

/* What nobody has fetched yet (inbox/new) is left for the next pass, unless it is an erased mail.
 */
static bool goes(void *data, const char *folder, const char *name, const char *path)
{
	struct erasing *e = data;
	bool outbox = strcmp(folder, "outbox") == 0;
	const struct persona *persona = outbox ? &e->quoted : &e->persona;

	if (outbox ? is_gone_letter(e, name) : is_gone_mail(e, name)) {
		erase_tell(e->what->files, "%s/%s", folder, name);
		return !e->rehearse;
	}
	g_autoptr(GBytes) octets =
	    outbox || strstr(path, "/cur/") != NULL ? naming(path, persona) : NULL;
	if (octets == NULL)
		return false;
	erase_tell(e->what->masked, "%s/%s", folder, name);
	return !e->rehearse && !mask_file(path, octets, persona);
}

static int by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool erase_files(struct erasing *e, GError **error)
{
	bool ok = spool_sweep(e->store->spool, goes, e, error);

	g_ptr_array_sort(e->what->files, by_name);
	if (e->problem == NULL)
		return ok;
	g_clear_error(error);
	g_propagate_error(error, g_steal_pointer(&e->problem));
	return false;
}
