/* See the header. */
#include "cmd/receipt-part.h"

#include "base/error.h"
#include "letter/claim.h"

#include <string.h>

enum { PIECES_MAX = 40 };

/* A part between two boundary lines. */
struct piece {
	const char *start, *end;
	char *type; /* lower case, "text/html"; "" when it has none */
	char *text; /* of a text with a proof, or of HTML; else NULL */
	bool proved;
};

static void piece_clear(void *item)
{
	struct piece *piece = item;

	g_free(piece->type);
	g_free(piece->text);
}

void receipt_part_free(struct receipt_part *part)
{
	g_free(part->text);
	g_free(part);
}

bool receipt_has_proof(const char *text)
{
	g_autofree char *code = claim_code(text);
	g_autofree char *head = claim_head(text);

	return code != NULL || head != NULL;
}

bool receipt_begins_field(const char *line, const char *end)
{
	const char *p = line;

	while (p < end && (g_ascii_isalnum(*p) || *p == '-'))
		p++;
	return p > line && p < end && *p == ':';
}

static const char *next_line(const char *line, const char *end)
{
	const char *newline = memchr(line, '\n', (gsize)(end - line));

	return newline == NULL ? end : newline + 1;
}

/* The length of the boundary line at LINE without its end; 0 if it is none. */
static gsize boundary(const char *line, const char *end)
{
	gsize length = (gsize)(next_line(line, end) - line);

	while (length > 0 && g_ascii_isspace(line[length - 1]))
		length--;
	return length > 2 && line[0] == '-' && line[1] == '-' ? length : 0;
}

/* Behind the field at LINE, which goes on in the lines that begin with a space. */
static const char *next_field(const char *line, const char *end)
{
	do
		line = next_line(line, end);
	while (line < end && (*line == ' ' || *line == '\t'));
	return line;
}

/* The type in the header that begins at LINE, new. */
static char *type_of(const char *line, const char *end)
{
	static const char name[] = "content-type";

	for (; line < end && *line != '\r' && *line != '\n'; line = next_field(line, end)) {
		g_autofree char *field = g_strndup(line, (gsize)(next_field(line, end) - line));
		char *colon = strchr(field, ':');
		if (colon == NULL)
			continue;
		*colon = '\0';
		if (g_ascii_strcasecmp(g_strchomp(field), name) != 0)
			continue;
		colon[1 + strcspn(colon + 1, ";")] = '\0';
		g_autofree char *type = g_ascii_strdown(colon + 1, -1);
		return g_strdup(g_strstrip(type));
	}
	return g_strdup("");
}

/* Where the part that begins at START ends: before the next line that is its boundary of LENGTH, or
 * the last of them. */
static const char *end_of(const char *start, const char *end, const char *mark, gsize length)
{
	for (const char *at = start; at < end; at = next_line(at, end)) {
		gsize other = boundary(at, end);
		bool last = other == length + 2 && memcmp(at + length, "--", 2) == 0;
		if ((other == length || last) && memcmp(at, mark, length) == 0)
			return at;
	}
	return end;
}

/* The pieces of OCTETS up to END, in order, what is inside another behind it; of struct piece. A
 * part without any field is no HTML. */
static GArray *find_pieces(const char *octets, const char *end)
{
	GArray *pieces = g_array_new(FALSE, FALSE, sizeof(struct piece));

	g_array_set_clear_func(pieces, piece_clear);
	for (const char *line = octets; line < end && pieces->len < PIECES_MAX;
	     line = next_line(line, end)) {
		gsize length = boundary(line, end);
		struct piece piece = {.start = next_line(line, end)};
		if (length == 0 || piece.start == end || *piece.start == '\r' ||
		    *piece.start == '\n')
			continue;
		piece.end = end_of(piece.start, end, line, length);
		piece.type = type_of(piece.start, piece.end);
		g_array_append_val(pieces, piece);
	}
	return pieces;
}

static bool is_html(const struct piece *piece)
{
	return strcmp(piece->type, "text/html") == 0;
}

static void read_piece(struct piece *piece, struct child *child)
{
	if (!is_html(piece) && strcmp(piece->type, "text/plain") != 0 && *piece->type != '\0')
		return;
	g_autoptr(GBytes) bytes = g_bytes_new(piece->start, (gsize)(piece->end - piece->start));
	AUTO(message) *message = child_parse(child, bytes, NULL);
	piece->text = g_strdup(message == NULL ? "" : message->text);
	piece->proved = receipt_has_proof(piece->text);
}

/* The attached mail that the piece I is in; NULL: it is in none. */
static const struct piece *mail_around(const GArray *pieces, guint i)
{
	const struct piece *piece = &g_array_index(pieces, struct piece, i);

	while (i-- > 0) {
		const struct piece *around = &g_array_index(pieces, struct piece, i);
		if (strcmp(around->type, "message/rfc822") == 0 && around->end >= piece->end)
			return around;
	}
	return NULL;
}

/* Whether a text with a proof stands in the same mail as the piece I. */
static bool is_beside_proof(const GArray *pieces, guint i)
{
	for (guint k = 0; k < pieces->len; k++)
		if (g_array_index(pieces, struct piece, k).proved &&
		    mail_around(pieces, k) == mail_around(pieces, i))
			return true;
	return false;
}

bool receipt_parts(GPtrArray *parts, struct child *child, GBytes *bytes, GError **error)
{
	gsize length;
	const char *octets = g_bytes_get_data(bytes, &length);
	g_autoptr(GArray) pieces = find_pieces(octets, octets + length);

	if (pieces->len == PIECES_MAX)
		return fail(error, EX_DATAERR,
		    "it has more than %d parts, which no receipt has; save the receipt by itself",
		    PIECES_MAX);
	for (guint i = 0; i < pieces->len; i++)
		read_piece(&g_array_index(pieces, struct piece, i), child);
	for (guint i = 0; i < pieces->len; i++) {
		struct piece *piece = &g_array_index(pieces, struct piece, i);
		if (!piece->proved && !(is_html(piece) && is_beside_proof(pieces, i)))
			continue;
		struct receipt_part part = {
		    is_html(piece) ? "HTML" : "plain text", g_steal_pointer(&piece->text)};
		g_ptr_array_add(parts, g_memdup2(&part, sizeof(part)));
	}
	return true;
}
