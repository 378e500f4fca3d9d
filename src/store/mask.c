/*
 * Masks have the length of what they hide, so that nothing that was measured changes. One search
 * serves plain text and all that spelling.h reads; base64 is in mask-base64.c.
 */
#include "store/mask.h"

#include "store/mask-base64.h"
#include "store/spelling.h"

#include <string.h>

enum { NAME_GAP = 24 };

/* Whether C may continue a local part (before) or a domain (behind). */
static bool continues(char c)
{
	return g_ascii_isalnum(c) || (c != '\0' && strchr("-_+", c) != NULL);
}

/* The next address at or after FROM, which ends before *END; LENGTH if there is none. */
static gsize find(const struct octets *o, gsize from, const char *address, gsize *end)
{
	for (gsize i = from; *address != '\0' && i < o->length; i++) {
		if (strchr("=%&", o->at[i]) == NULL && g_ascii_tolower(o->at[i]) != *address)
			continue;
		*end = spelling_match(o, i, address);
		if (*end == 0)
			continue;
		char before = spelling_before(o, i);
		if (!continues(before) && before != '.' && !continues(spelling_behind(o, *end)))
			return i;
	}
	return o->length;
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
		gsize end = from + spelling_gap(o, from);
		for (gsize m = 0; end == from && m < G_N_ELEMENTS(marks); m++)
			end = MAX(end, spelling_match(o, from, marks[m]));
		if (end == from)
			return false;
		from = end;
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
		gsize end = spelling_match(o, at, name);
		if (end > 0 && end < i && only_opens(o, end, i))
			spelling_cover(o, at, end);
	}
}

/* Among mailboxes every phrase before an address is its name; elsewhere only one that we know. */
static void cover_name(
    const struct octets *o, gsize address, gsize header, const struct persona *persona)
{
	gsize end, start = phrase_before(o, address, &end);

	if (in_mailboxes(o, address, header))
		spelling_cover(o, start, end);
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
			spelling_cover(o, at, end);
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

/* The longest run of letters and digits in ADDRESS, new: however an address is spelled, nobody
 * encodes those in a text. */
static char *longest_word(const char *address)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	const char *word = address;
	gsize longest = 0;

	for (const char *at = address; *at != '\0'; at += MAX(strspn(at, letters), 1))
		if (strspn(at, letters) > longest) {
			longest = strspn(at, letters);
			word = at;
		}
	return g_strndup(word, longest);
}

static bool mask_column(struct db *db, guint column, const char *address,
    const struct persona *persona, GPtrArray *list, GError **error)
{
	enum sql find_sql = SQL_MASK_FIRST + 2 * column;
	g_autofree char *word = longest_word(address);
	g_autoptr(GPtrArray) rows =
	    db_list(db, find_sql, read_text_row, text_row_free, error, text(word));

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
