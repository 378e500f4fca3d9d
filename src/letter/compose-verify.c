/*
 * Every composed mail is read back before it is stored: should a value ever
 * become syntax, no mail goes out (PROMISES P-22). It is read by what a receiver
 * goes by, lines, fields and boundaries, and not by the library that wrote it.
 */
#include "letter/compose.h"

#include "base/address.h"
#include "base/error.h"
#include "letter/references.h"

#include <string.h>

enum { LINE_MAX_OCTETS = 998 };

static bool differs(GError **error, const char *what)
{
	return fail(error, EX_SOFTWARE,
	    "composing a letter: read back, it has another %s than was meant; nothing is sent",
	    what);
}

static const char *next_line(const char *line)
{
	const char *end = strchr(line, '\n');

	return end == NULL ? line + strlen(line) : end + 1;
}

/* Eight octets at once. */
static bool is_ascii(const char *text, gsize length)
{
	guint64 seen = 0, eight;
	gsize i;

	for (i = 0; i + sizeof eight <= length; i += sizeof eight) {
		memcpy(&eight, text + i, sizeof eight);
		seen |= eight;
	}
	for (; i < length; i++)
		seen |= (guint64)(unsigned char)text[i];
	return (seen & G_GUINT64_CONSTANT(0x8080808080808080)) == 0;
}

static bool lines_ok(const char *text, gsize length)
{
	if (length == 0 || strlen(text) != length || !is_ascii(text, length))
		return false;
	for (const char *line = text; *line != '\0';) {
		const char *end = strchr(line, '\r');
		if (end == NULL || end[1] != '\n' || end - line > LINE_MAX_OCTETS ||
		    memchr(line, '\n', (size_t)(end - line)) != NULL)
			return false;
		line = end + 2;
	}
	return true;
}

/* A header field, unfolded. */
struct field {
	char *name, *value;
};

static void clear_field(gpointer data)
{
	struct field *field = data;

	g_free(field->name);
	g_free(field->value);
}

/* The field at *LINE, which moves behind it. */
static struct field read_field(const char **line)
{
	size_t name = strcspn(*line, ":\r");
	GString *value = g_string_new(NULL);
	struct field field = {.name = g_strndup(*line, name)};
	const char *at = *line + name + ((*line)[name] == ':');

	do {
		g_string_append_len(value, at, (gssize)strcspn(at, "\r"));
		at = next_line(at);
	} while (*at == ' ' || *at == '\t');
	*line = at;
	field.value = g_strstrip(g_string_free(value, FALSE));
	return field;
}

/* The fields from LINE to the blank line; of struct field. */
static GArray *read_fields(const char *line)
{
	GArray *fields = g_array_new(FALSE, FALSE, sizeof(struct field));

	g_array_set_clear_func(fields, clear_field);
	while (*line != '\r' && *line != '\0') {
		struct field field = read_field(&line);
		g_array_append_val(fields, field);
	}
	return fields;
}

/* NULL if there is none of that name. */
static const char *value_of(const GArray *fields, const char *name)
{
	for (guint i = 0; i < fields->len; i++)
		if (strcmp(g_array_index(fields, struct field, i).name, name) == 0)
			return g_array_index(fields, struct field, i).value;
	return NULL;
}

/* The fields that LETTER gives, in their order. */
static GPtrArray *meant_fields(const struct letter *letter)
{
	g_autofree char *references =
	    references_build(letter->references, letter->own_last, letter->in_reply_to);
	const struct {
		const char *name;
		bool given;
	} fields[] = {
	    {"From", true},
	    {"To", true},
	    {"Reply-To", letter->reply_to != NULL},
	    {"Subject", true},
	    {"Date", true},
	    {"Message-Id", true},
	    {"In-Reply-To", letter->in_reply_to != NULL &&
				reference_ok(letter->in_reply_to, strlen(letter->in_reply_to))},
	    {"References", references != NULL},
	    {"Auto-Submitted", true},
	    {"X-Auto-Response-Suppress", true},
	    {"X-Callbox-Loop", letter->instance != NULL},
	    {"List-Id", letter->list_id != NULL},
	    {"List-Unsubscribe", letter->list_unsubscribe != NULL},
	    {"MIME-Version", true},
	    {"Content-Type", true},
	};
	GPtrArray *names = g_ptr_array_new();

	for (gsize i = 0; i < G_N_ELEMENTS(fields); i++)
		if (fields[i].given)
			g_ptr_array_add(names, (void *)fields[i].name);
	return names;
}

static bool header_ok(const struct letter *letter, const GArray *fields)
{
	g_autoptr(GPtrArray) names = meant_fields(letter);

	if (fields->len != names->len)
		return false;
	for (guint i = 0; i < names->len; i++)
		if (strcmp(g_array_index(fields, struct field, i).name,
			g_ptr_array_index(names, i)) != 0)
			return false;
	return true;
}

/* GMime decodes an international domain when it reads it. */
static bool is_at(InternetAddressMailbox *mailbox, const char *wire)
{
	return g_strcmp0(internet_address_mailbox_get_addr(mailbox), wire) == 0 ||
	       g_strcmp0(internet_address_mailbox_get_idn_addr(mailbox), wire) == 0;
}

/* Whether VALUE is a plain name, or none, and "<WIRE>". */
static bool is_plainly_at(const char *value, const char *wire)
{
	const char *address = value + plain_name_length(value);
	size_t length = strlen(wire);

	address += *address == ' ' || *address == '\t';
	return *address == '<' && strncmp(address + 1, wire, length) == 0 &&
	       strcmp(address + 1 + length, ">") == 0;
}

/* Whether VALUE names one person, who is at ADDRESS; NULL for nobody. */
static bool mailbox_is(const char *value, const char *address)
{
	if (value == NULL || address == NULL)
		return value == NULL && address == NULL;
	g_autofree char *wire = address_wire(address);
	/* The address was valid, so either can be read in one way only. */
	if (strcmp(value, wire) == 0 || is_plainly_at(value, wire))
		return true;
	g_autoptr(InternetAddressList) list = internet_address_list_parse(NULL, value);
	if (list == NULL || internet_address_list_length(list) != 1)
		return false;
	InternetAddress *only = internet_address_list_get_address(list, 0);
	return INTERNET_ADDRESS_IS_MAILBOX(only) && is_at(INTERNET_ADDRESS_MAILBOX(only), wire);
}

static bool people_ok(const struct letter *letter, const GArray *fields)
{
	g_autofree char *id = g_strdup_printf("<%s>", letter->message_id);

	return mailbox_is(value_of(fields, "From"), letter->from) &&
	       mailbox_is(value_of(fields, "To"), letter->to) &&
	       mailbox_is(value_of(fields, "Reply-To"), letter->reply_to) &&
	       g_strcmp0(value_of(fields, "Message-Id"), id) == 0;
}

/* "multipart/mixed M-token" and a line end, or "text/plain" and one. */
static void add_type(GString *parts, const GArray *fields)
{
	static const char parameter[] = "; boundary=";
	const char *value = value_of(fields, "Content-Type");
	const char *boundary = value == NULL ? NULL : strstr(value, parameter);

	if (value != NULL)
		g_string_append_len(parts, value, (gssize)strcspn(value, ";"));
	if (boundary != NULL)
		g_string_append_printf(parts, " %s", boundary + strlen(parameter));
	g_string_append_c(parts, '\n');
}

/* Whether the line is a boundary of ours: "--", a mark, "-" and the TOKEN. */
static bool is_seam(const char *line, const char *token)
{
	return line[0] == '-' && line[1] == '-' && line[2] != '\0' && line[3] == '-' &&
	       g_str_has_prefix(line + 4, token);
}

/* What a receiver finds: each boundary, and the type of what follows it. */
static char *found_parts(const GArray *fields, const char *text, const char *token)
{
	GString *parts = g_string_new(NULL);

	add_type(parts, fields);
	for (const char *line = text; *line != '\0'; line = next_line(line)) {
		if (!is_seam(line, token))
			continue;
		g_string_append_len(parts, line, (gssize)strcspn(line, "\r"));
		g_string_append_c(parts, g_str_has_suffix(parts->str, "--") ? '\n' : ' ');
		if (!g_str_has_suffix(parts->str, "\n")) {
			g_autoptr(GArray) part = read_fields(next_line(line));
			add_type(parts, part);
		}
	}
	return g_string_free(parts, FALSE);
}

static void mean(GString *parts, const char *format, const char *token)
{
	for (; *format != '\0'; format++)
		if (*format == '*')
			g_string_append(parts, token);
		else
			g_string_append_c(parts, *format);
}

/* The same for what was meant (RULES CO-01, CO-02). */
static char *meant_parts(const struct letter *letter)
{
	GString *parts = g_string_new(NULL);
	const char *token = letter->boundary;

	if (letter->ics != NULL)
		mean(parts, "multipart/mixed M-*\n--M-* ", token);
	mean(parts, "multipart/alternative A-*\n--A-* text/plain\n--A-* ", token);
	mean(parts,
	    letter->png == NULL
		? "text/html\n"
		: "multipart/related R-*\n--R-* text/html\n--R-* image/png\n--R-*--\n",
	    token);
	if (letter->ics != NULL)
		mean(parts, "--A-* text/calendar\n", token);
	mean(parts, "--A-*--\n", token);
	if (letter->ics != NULL)
		mean(parts, "--M-* application/ics\n--M-*--\n", token);
	return g_string_free(parts, FALSE);
}

static bool parts_ok(const struct letter *letter, const GArray *fields, const char *text)
{
	g_autofree char *found = found_parts(fields, text, letter->boundary);
	g_autofree char *meant = meant_parts(letter);

	return strcmp(found, meant) == 0;
}

bool compose_verify(const struct letter *letter, GBytes *bytes, GError **error)
{
	gsize length;
	const char *octets = g_bytes_get_data(bytes, &length);
	g_autofree char *text = g_strndup(octets, length);

	if (!lines_ok(text, length))
		return differs(error, "line shape");
	g_autoptr(GArray) fields = read_fields(text);
	if (!header_ok(letter, fields))
		return differs(error, "header");
	if (!people_ok(letter, fields))
		return differs(error, "sender, recipient or Message-ID");
	if (!parts_ok(letter, fields, text))
		return differs(error, "set of parts");
	return true;
}
