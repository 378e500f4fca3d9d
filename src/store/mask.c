/* Masks have the length of what they hide, so that nothing that was measured changes. */
#include "store/mask.h"

#include <string.h>

struct text_row {
	int64_t id;
	char *text;
};

static void *read_text_row(struct row *row)
{
	struct text_row *read = g_new(struct text_row, 1);

	read->id = row_number(row);
	read->text = row_text(row);
	return read;
}

static void text_row_free(void *data)
{
	struct text_row *row = data;

	g_free(row->text);
	g_free(row);
}

/* Whether C may continue a local part (before) or a domain (behind). */
static bool continues(char c)
{
	return g_ascii_isalnum(c) || c == '-' || c == '_' || c == '+';
}

static bool stands_alone(const char *text, gsize length, gsize at, gsize width)
{
	return (at == 0 || (!continues(text[at - 1]) && text[at - 1] != '.')) &&
	       (at + width == length || !continues(text[at + width]));
}

/* The first place at or after FROM where SPELLING stands; LENGTH if there is none. */
static gsize find(const char *text, gsize length, gsize from, const char *spelling)
{
	gsize width = strlen(spelling);

	for (gsize at = from; width > 0 && at + width <= length; at++)
		if (g_ascii_tolower(text[at]) == *spelling &&
		    g_ascii_strncasecmp(text + at, spelling, width) == 0 &&
		    stands_alone(text, length, at, width))
			return at;
	return length;
}

static bool mask(char *text, gsize length, GPtrArray *spellings)
{
	bool changed = false;

	for (guint i = 0; i < spellings->len; i++) {
		const char *spelling = g_ptr_array_index(spellings, i);
		gsize width = strlen(spelling);
		for (gsize at = find(text, length, 0, spelling); at < length;
		     at = find(text, length, at + width, spelling)) {
			memset(text + at, 'x', width);
			changed = true;
		}
	}
	return changed;
}

bool mask_finds(GBytes *octets, GPtrArray *spellings)
{
	gsize length;
	const char *text = g_bytes_get_data(octets, &length);

	for (guint i = 0; i < spellings->len; i++)
		if (find(text, length, 0, g_ptr_array_index(spellings, i)) < length)
			return true;
	return false;
}

GBytes *mask_octets(GBytes *octets, GPtrArray *spellings)
{
	gsize length;
	const char *text = g_bytes_get_data(octets, &length);
	char *masked = g_memdup2(text, length);

	mask(masked, length, spellings);
	return g_bytes_new_take(masked, length);
}

static bool mask_rows(struct db *db, enum sql set, GPtrArray *rows, GPtrArray *spellings,
    int64_t *count, GError **error)
{
	for (guint i = 0; i < rows->len; i++) {
		struct text_row *row = g_ptr_array_index(rows, i);
		if (!mask(row->text, strlen(row->text), spellings))
			continue;
		if (!db_run(db, set, error, text(row->text), number(row->id)))
			return false;
		(*count)++;
	}
	return true;
}

static bool mask_column(struct db *db, enum sql find_sql, const char *spelling,
    GPtrArray *spellings, int64_t *count, GError **error)
{
	g_autoptr(GPtrArray) rows =
	    db_list(db, find_sql, read_text_row, text_row_free, error, text(spelling));

	return rows != NULL && mask_rows(db, find_sql + 1, rows, spellings, count, error);
}

bool mask_texts(struct db *db, GPtrArray *spellings, int64_t *count, GError **error)
{
	for (enum sql sql = SQL_MASK_FIRST; sql < SQL_MASK_END; sql += 2)
		for (guint i = 0; i < spellings->len; i++)
			if (!mask_column(
				db, sql, g_ptr_array_index(spellings, i), spellings, count, error))
				return false;
	return true;
}
