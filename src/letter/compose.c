/*
 * One outgoing mail with GMime. GMime writes line breaks raw in some places and
 * encodes them in others (RULES OS-02, G11, G12), so every value is cleaned
 * before it goes in, and the finished bytes are read back before they go out.
 */
#include "letter/compose.h"

#include "base/address.h"
#include "base/civil.h"
#include "base/clean.h"
#include "base/error.h"
#include "letter/body.h"
#include "letter/references.h"

#include <string.h>

enum { SUBJECT = 200, NAME = 64, LINE = 76, MAILBOX = 77, ROOM = 32 * 1024 };
/* Octets: of a word as it stands, of one that is encoded however that is done, of what we encode.
 */
enum { ASCII_WORD = 66, OTHER_WORD = 21, PIECE = 39 };

static void start_gmime(void)
{
	static gsize started;

	if (g_once_init_enter(&started)) {
		g_mime_init();
		g_once_init_leave(&started, 1);
	}
}

/* Whether "NAME: VALUE" is a line as it stands, which GMime would neither encode nor fold. */
static bool is_plain_line(const char *name, const char *value)
{
	size_t length = strlen(value);

	for (size_t i = 0; i < length; i++)
		if (value[i] < ' ' || value[i] > '~' || (value[i] == ' ' && value[i + 1] == ' '))
			return false;
	return length > 0 && value[0] != ' ' && value[length - 1] != ' ' &&
	       strstr(value, "=?") == NULL && strlen(name) + length + 2 < LINE;
}

static void add_by_gmime(GString *out, const char *name, const char *value)
{
	g_autoptr(GMimeHeaderList) only = g_mime_header_list_new(NULL);
	GMimeFormatOptions *options = g_mime_format_options_new();

	g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
	g_mime_header_list_append(only, name, value, "utf-8");
	g_autofree char *lines = g_mime_header_list_to_string(only, options);
	g_mime_format_options_free(options);
	g_string_append(out, lines);
}

static void append_line(GString *out, const char *name, const char *value)
{
	g_string_append(out, name);
	g_string_append(out, ": ");
	g_string_append(out, value);
	g_string_append(out, "\r\n");
}

static void add(GString *out, const char *name, const char *value)
{
	if (value == NULL)
		return;
	if (is_plain_line(name, value))
		append_line(out, name, value);
	else
		add_by_gmime(out, name, value);
}

static void add_line(GString *out, const char *name, const char *value, size_t limit)
{
	g_autofree char *line = value == NULL ? NULL : clean_line(value, -1, limit);

	add(out, name, line);
}

/* What is no text, as a URL, stays in one piece however long it is: a word of it that was encoded
 * would be a part of it. */
static void add_whole(GString *out, const char *name, const char *value)
{
	g_autofree char *line = value == NULL ? NULL : clean_line(value, -1, CLEAN_LINE_STORED);

	if (line != NULL && g_str_is_ascii(line) && *line != '\0')
		g_string_append_printf(out, "%s: %s\r\n", name, line);
	else
		add(out, name, line);
}

/* Whether a word of TEXT is too long for GMime, which makes one encoded word of it (RFC 2047
 * section 2 allows 75 octets). */
static bool has_long_word(const char *text)
{
	for (const char *at = text; *at != '\0';) {
		gsize length = strcspn(at, " "), limit = ASCII_WORD;
		for (gsize i = 0; i < length; i++)
			if ((at[i] & 0x80) != 0)
				limit = OTHER_WORD;
		if (length > limit)
			return true;
		at += length + strspn(at + length, " ");
	}
	return false;
}

/* The end of as many characters from AT on as one encoded word takes. */
static const char *piece_end(const char *at)
{
	const char *end = at;

	while (*end != '\0' && g_utf8_next_char(end) - at <= PIECE)
		end = g_utf8_next_char(end);
	return end;
}

/* TEXT without an end to fold at, or with one: a line for each encoded word. The last is open. */
static void add_in_pieces(GString *out, const char *name, const char *text)
{
	g_string_append_printf(out, "%s:", name);
	for (const char *at = text; *at != '\0';) {
		const char *end = piece_end(at);
		g_autofree char *code = g_base64_encode((const guchar *)at, (gsize)(end - at));
		g_string_append_printf(out, "%s =?utf-8?B?%s?=", at == text ? "" : "\r\n", code);
		at = end;
	}
}

static void add_subject(GString *out, const char *subject)
{
	g_autofree char *line = subject == NULL ? NULL : clean_line(subject, -1, SUBJECT);

	if (line == NULL || !has_long_word(line)) {
		add(out, "Subject", line);
		return;
	}
	add_in_pieces(out, "Subject", line);
	g_string_append(out, "\r\n");
}

static bool is_plain(char octet)
{
	return g_ascii_isalnum(octet) || octet == '-' || octet == '_';
}

size_t plain_name_length(const char *text)
{
	size_t length = 0;

	while (is_plain(text[length]) ||
	       (length > 0 && text[length] == ' ' && is_plain(text[length + 1])))
		length++;
	return length;
}

/* As GMime writes it. */
static void add_plainly_named(GString *out, const char *field, const char *name, const char *wire)
{
	bool fits = strlen(field) + strlen(name) + strlen(wire) + strlen(":  <>") <= MAILBOX;

	g_string_append(out, field);
	g_string_append(out, ": ");
	g_string_append(out, name);
	g_string_append(out, fits ? " <" : "\r\n\t<");
	g_string_append(out, wire);
	g_string_append(out, ">\r\n");
}

/* Not by add(): GMime would read the encoded name again, and lose words of a long one. */
static void add_named(GString *out, const char *field, const char *name, const char *wire)
{
	if (name[plain_name_length(name)] == '\0') {
		add_plainly_named(out, field, name, wire);
		return;
	}
	g_autoptr(InternetAddressList) list = internet_address_list_new();
	g_autoptr(InternetAddress) mailbox = internet_address_mailbox_new(name, wire);
	g_autoptr(GString) line = g_string_new(field); /* of its own: its length is the column */
	GMimeFormatOptions *options = g_mime_format_options_new();

	g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
	internet_address_list_add(list, mailbox);
	g_string_append(line, ": ");
	internet_address_list_encode(list, options, line);
	g_mime_format_options_free(options);
	g_string_append_len(out, line->str, (gssize)line->len);
}

static void add_mailbox(GString *out, const char *field, const char *name, const char *address)
{
	g_autofree char *wire = address_wire(address);
	g_autofree char *shown = name == NULL ? NULL : clean_line(name, -1, NAME);

	if (shown == NULL || *shown == '\0') {
		add(out, field, wire);
	} else if (has_long_word(shown)) {
		add_in_pieces(out, field, shown);
		g_string_append_printf(out, "\r\n <%s>\r\n", wire);
	} else {
		add_named(out, field, shown, wire);
	}
}

/* "<ID>", new, or NULL if ID is none. */
static char *bracketed(const char *id)
{
	if (id == NULL || !reference_ok(id, strlen(id)))
		return NULL;
	return g_strdup_printf("<%s>", id);
}

static void add_thread(GString *out, const struct letter *letter)
{
	g_autofree char *id = bracketed(letter->message_id);
	g_autofree char *parent = bracketed(letter->in_reply_to);
	g_autofree char *references =
	    references_build(letter->references, letter->own_last, letter->in_reply_to);

	add(out, "Message-Id", id);
	add(out, "In-Reply-To", parent);
	add(out, "References", references);
}

/* The header in the order of the golden mail (RULES section 12.1). */
static void add_header(GString *out, const struct letter *letter)
{
	g_autofree char *date = instant_rfc5322(letter->date);

	add_mailbox(out, "From", letter->from_name, letter->from);
	add_mailbox(out, "To", letter->to_name, letter->to);
	if (letter->reply_to != NULL)
		add_mailbox(out, "Reply-To", NULL, letter->reply_to);
	add_subject(out, letter->subject);
	add(out, "Date", date);
	add_thread(out, letter);
	add(out, "Auto-Submitted", letter->answer ? "auto-replied" : "auto-generated");
	add(out, "X-Auto-Response-Suppress", "All");
	add_line(out, "X-Callbox-Loop", letter->instance, CLEAN_LINE_STORED);
	add_whole(out, "List-Id", letter->list_id);
	add_whole(out, "List-Unsubscribe", letter->list_unsubscribe);
	add(out, "MIME-Version", "1.0");
}

static bool addresses_ok(const struct letter *letter, GError **error)
{
	const char *const all[] = {letter->from, letter->to, letter->reply_to};

	for (gsize i = 0; i < G_N_ELEMENTS(all); i++)
		if (all[i] != NULL && !address_valid(all[i]))
			return fail(error, EX_SOFTWARE,
			    "composing a letter: \"%s\" is no address for a header", all[i]);
	return true;
}

/* CO-04: the method of the part is the one of the object. */
static bool method_ok(const struct letter *letter, GError **error)
{
	g_autofree char *line = NULL;

	if (letter->ics == NULL)
		return true;
	line = g_strdup_printf("\r\nMETHOD:%s\r\n", letter->ics_method);
	if (strstr(letter->ics, line) != NULL)
		return true;
	return fail(error, EX_SOFTWARE,
	    "composing a letter: its calendar object has not the method %s", letter->ics_method);
}

static bool boundary_ok(const struct letter *letter, GError **error)
{
	size_t length = strlen(letter->boundary);

	for (size_t i = 0; i < length; i++)
		if (!g_ascii_isalnum(letter->boundary[i]) && letter->boundary[i] != '-')
			length = 0;
	if (length > 0 && length <= 60)
		return true;
	return fail(error, EX_SOFTWARE, "composing a letter: its boundary token is no token");
}

GBytes *letter_compose(const struct letter *letter, GError **error)
{
	if (!addresses_ok(letter, error) || !method_ok(letter, error) ||
	    !boundary_ok(letter, error))
		return NULL;
	start_gmime();
	GString *mail = g_string_sized_new(ROOM);
	add_header(mail, letter);
	body_append(mail, letter);
	g_autoptr(GBytes) bytes = g_string_free_to_bytes(mail);
	return compose_verify(letter, bytes, error) ? g_steal_pointer(&bytes) : NULL;
}
