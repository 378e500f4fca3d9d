/*
 * Masks have the length of what they hide, so that nothing that was measured changes. An octet that
 * is written as "=40" is one character here, and a soft line break none: so one search serves plain
 * text and quoted-printable; base64 is in mask-base64.c.
 */
#include "store/mask.h"

#include "store/mask-base64.h"

#include <string.h>

enum { NAME_GAP = 24 };

struct octets {
	char *at;
	gsize length;
};

/* The width of the soft line break at I; 0 if there is none. */
static gsize soft_break(const struct octets *o, gsize i)
{
	if (i + 1 < o->length && o->at[i] == '=' && o->at[i + 1] == '\n')
		return 2;
	return i + 2 < o->length && memcmp(o->at + i, "=\r\n", 3) == 0 ? 3 : 0;
}

/* The character at I, which is there; *WIDTH octets wide. */
static char character(const struct octets *o, gsize i, gsize *width)
{
	*width = 1;
	if (o->at[i] != '=' || i + 2 >= o->length || !g_ascii_isxdigit(o->at[i + 1]) ||
	    !g_ascii_isxdigit(o->at[i + 2]))
		return o->at[i];
	*width = 3;
	return (char)(g_ascii_xdigit_value(o->at[i + 1]) * 16 + g_ascii_xdigit_value(o->at[i + 2]));
}

/* The character before I, '\0' at the start. */
static char character_before(const struct octets *o, gsize i)
{
	gsize width;

	if (i >= 3 && soft_break(o, i - 3) == 3)
		i -= 3;
	else if (i >= 2 && soft_break(o, i - 2) == 2)
		i -= 2;
	if (i >= 3 && o->at[i - 3] == '=') {
		char c = character(o, i - 3, &width);
		if (width == 3)
			return c;
	}
	return i == 0 ? '\0' : o->at[i - 1];
}

static char character_behind(const struct octets *o, gsize i)
{
	gsize width;

	i += soft_break(o, i);
	return i >= o->length ? '\0' : character(o, i, &width);
}

/* Whether C may continue a local part (before) or a domain (behind). */
static bool continues(char c)
{
	return g_ascii_isalnum(c) || (c != '\0' && strchr("-_+", c) != NULL);
}

/* Behind the WORD (lower case) that begins at I; 0 if it does not. */
static gsize match(const struct octets *o, gsize i, const char *word)
{
	for (; *word != '\0'; word++) {
		gsize width;
		if (i >= o->length || g_ascii_tolower(character(o, i, &width)) != *word)
			return 0;
		i += width;
		i += word[1] == '\0' ? 0 : soft_break(o, i);
	}
	return i;
}

/* The next address at or after FROM, which ends before *END; LENGTH if there is none. */
static gsize find(const struct octets *o, gsize from, const char *address, gsize *end)
{
	for (gsize i = from; *address != '\0' && i < o->length; i++) {
		if (o->at[i] != '=' && g_ascii_tolower(o->at[i]) != *address)
			continue;
		*end = match(o, i, address);
		if (*end == 0)
			continue;
		char before = character_before(o, i);
		if (!continues(before) && before != '.' && !continues(character_behind(o, *end)))
			return i;
	}
	return o->length;
}

/* Spaces and line ends stay, and what encodes stays an encoding. */
static void cover(const struct octets *o, gsize from, gsize end)
{
	gsize width;

	for (gsize i = from; i < end; i += width) {
		width = soft_break(o, i);
		if (width > 0)
			continue;
		character(o, i, &width);
		if (width == 3)
			memcpy(o->at + i, "=78", 3);
		else if (!g_ascii_isspace(o->at[i]))
			o->at[i] = 'x';
	}
}

/* Where the phrase before the <address> at I begins, which ends before *END; *END if there is none.
 */
static gsize phrase_before(const struct octets *o, gsize i, gsize *end)
{
	*end = i;
	if (i == 0 || o->at[i - 1] != '<')
		return i;
	for (*end = i - 1; *end > 0 && g_ascii_isspace(o->at[*end - 1]);)
		(*end)--;
	bool quoted = *end > 0 && o->at[*end - 1] == '"';
	gsize start = *end = *end - quoted;
	const char *stops = quoted ? "\"\n" : ",;:>\"\n";
	while (start > 0 && strchr(stops, o->at[start - 1]) == NULL)
		start--;
	return start;
}

/* Whether only what opens an address stands from FROM to the address at TO, as text or as HTML. */
static bool only_opens(const struct octets *o, gsize from, gsize to)
{
	static const char *const marks[] = {
	    "&lt;", "&quot;", "<", "(", "\"", " ", "\t", "\r", "\n"};

	while (from < to) {
		gsize width = soft_break(o, from);
		for (gsize m = 0; width == 0 && m < G_N_ELEMENTS(marks); m++)
			width = match(o, from, marks[m]) > 0 ? match(o, from, marks[m]) - from : 0;
		if (width == 0)
			return false;
		from += width;
	}
	return from == to;
}

/* Whether I is in a header field that lists mailboxes; the header has HEADER octets. */
static bool in_mailboxes(const struct octets *o, gsize i, gsize header)
{
	static const char *const fields[] = {"from:", "to:", "cc:", "bcc:", "reply-to:", "sender:",
	    "resent-from:", "resent-to:", "resent-cc:", "mail-followup-to:"};

	if (i >= header)
		return false;
	while (i > 0 && (o->at[i - 1] != '\n' || o->at[i] == ' ' || o->at[i] == '\t'))
		i--;
	for (gsize f = 0; f < G_N_ELEMENTS(fields); f++)
		if (g_ascii_strncasecmp(o->at + i, fields[f], strlen(fields[f])) == 0)
			return true;
	return false;
}

/* A name that we know, right before the address at I. */
static void cover_known_name(const struct octets *o, gsize i, const char *name)
{
	gsize reach = 3 * strlen(name) + NAME_GAP;

	for (gsize at = i > reach ? i - reach : 0; *name != '\0' && at < i; at++) {
		gsize end = match(o, at, name);
		if (end > 0 && end < i && only_opens(o, end, i))
			cover(o, at, end);
	}
}

/* Among mailboxes every phrase before an address is its name; elsewhere only one that we know. */
static void cover_name(
    const struct octets *o, gsize address, gsize header, const struct persona *persona)
{
	gsize end, start = phrase_before(o, address, &end);

	if (in_mailboxes(o, address, header))
		cover(o, start, end);
	for (guint i = 0; i < persona->names->len; i++)
		cover_known_name(o, address, g_ptr_array_index(persona->names, i));
}

/* HEADER: how many octets are header fields. */
static bool mask(const struct octets *o, gsize header, const struct persona *persona)
{
	bool changed = false;
	gsize end = 0;

	for (guint i = 0; i < persona->addresses->len; i++) {
		const char *address = g_ptr_array_index(persona->addresses, i);
		for (gsize at = find(o, 0, address, &end); at < o->length;
		     at = find(o, end, address, &end)) {
			cover_name(o, at, header, persona);
			cover(o, at, end);
			changed = true;
		}
	}
	return changed;
}

bool mask_text(char *text, gsize length, const struct persona *persona)
{
	return mask(&(struct octets){text, length}, 0, persona);
}

/* The header ends with the first empty line. */
static gsize header_of(const char *octets, gsize length)
{
	const char *end = octets + length;

	for (const char *line = octets; line < end; line++) {
		if (*line == '\n' || (*line == '\r' && line + 1 < end && line[1] == '\n'))
			return (gsize)(line - octets);
		line = memchr(line, '\n', (gsize)(end - line));
		if (line == NULL)
			break;
	}
	return length;
}

GBytes *mask_octets(GBytes *octets, const struct persona *persona)
{
	gsize length;
	const char *text = g_bytes_get_data(octets, &length);
	char *masked = g_memdup2(text, length);

	mask(&(struct octets){masked, length}, header_of(text, length), persona);
	mask_base64(masked, length, persona);
	return g_bytes_new_take(masked, length);
}

static bool finds(const struct octets *o, const struct persona *persona)
{
	gsize end;

	for (guint i = 0; i < persona->addresses->len; i++)
		if (find(o, 0, g_ptr_array_index(persona->addresses, i), &end) < o->length)
			return true;
	return false;
}

bool mask_finds(GBytes *octets, const struct persona *persona)
{
	gsize length;
	const char *text = g_bytes_get_data(octets, &length);
	struct octets o = {(char *)(uintptr_t)text, length};

	if (finds(&o, persona))
		return true;
	g_autofree char *copy = g_memdup2(text, length);
	return mask_base64(copy, length, persona);
}

/* --- columns --- */

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

#define PLACE(name, table, id, column) table ", " column,
static const char *const places[] = {MASKED_COLUMNS(PLACE)};

static bool mask_column(struct db *db, guint column, const char *address,
    const struct persona *persona, GPtrArray *list, GError **error)
{
	enum sql find_sql = SQL_MASK_FIRST + 2 * column;
	g_autoptr(GPtrArray) rows =
	    db_list(db, find_sql, read_text_row, text_row_free, error, text(address));

	for (guint i = 0; rows != NULL && i < rows->len; i++) {
		struct text_row *row = g_ptr_array_index(rows, i);
		if (!mask_text(row->text, strlen(row->text), persona))
			continue;
		if (!db_run(db, find_sql + 1, error, text(row->text), number(row->id)))
			return false;
		g_ptr_array_add(
		    list, g_strdup_printf("%s of row %" G_GINT64_FORMAT, places[column], row->id));
	}
	return rows != NULL;
}

static bool mask_everywhere(
    struct db *db, guint column, const struct persona *persona, GPtrArray *list, GError **error)
{
	for (guint i = 0; i < persona->addresses->len; i++)
		if (!mask_column(
			db, column, g_ptr_array_index(persona->addresses, i), persona, list, error))
			return false;
	return true;
}

bool mask_texts(struct db *db, const struct persona *persona, GPtrArray *list, GError **error)
{
	for (guint column = 0; column < G_N_ELEMENTS(places); column++)
		if (!mask_everywhere(db, column, persona, list, error))
			return false;
	return true;
}

bool mask_subjects(struct db *db, const struct persona *persona, GPtrArray *list, GError **error)
{
	guint subject = (SQL_FIND_SUBJECT - SQL_MASK_FIRST) / 2;

	return mask_everywhere(db, subject, persona, list, error);
}
