/*
 * Every composed mail is read back before it is stored: should a value ever
 * become syntax, no mail goes out (PROMISES P-22).
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

static bool lines_ok(const char *octets, gsize length)
{
	gsize column = 0;

	for (gsize i = 0; i < length; i++) {
		if ((unsigned char)octets[i] >= 0x80 || octets[i] == '\0')
			return false;
		if (octets[i] == '\r' && (i + 1 == length || octets[i + 1] != '\n'))
			return false;
		if (octets[i] == '\n') {
			if (i == 0 || octets[i - 1] != '\r')
				return false;
			column = 0;
		} else if (octets[i] != '\r' && ++column > LINE_MAX_OCTETS) {
			return false;
		}
	}
	return length >= 2 && octets[length - 1] == '\n';
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

/* The name of the header field at *LINE, new, and *LINE moved to the next; NULL at the blank line.
 */
static char *next_field(const char **line)
{
	const char *end;
	char *name;

	if (**line == '\r' || **line == '\0')
		return NULL;
	name = g_strndup(*line, strcspn(*line, ":\r"));
	do {
		end = strchr(*line, '\n');
		*line = end == NULL ? *line + strlen(*line) : end + 1;
	} while (**line == ' ' || **line == '\t');
	return name;
}

static bool header_ok(const struct letter *letter, const char *octets)
{
	g_autoptr(GPtrArray) names = meant_fields(letter);
	guint i = 0;

	for (;; i++) {
		g_autofree char *name = next_field(&octets);
		if (name == NULL)
			break;
		if (i >= names->len || strcmp(name, g_ptr_array_index(names, i)) != 0)
			return false;
	}
	return i == names->len;
}

static bool mailbox_is(InternetAddressList *list, const char *address)
{
	InternetAddress *only;
	g_autofree char *wire = NULL;

	if (address == NULL)
		return list == NULL || internet_address_list_length(list) == 0;
	if (internet_address_list_length(list) != 1)
		return false;
	only = internet_address_list_get_address(list, 0);
	wire = address_wire(address);
	return INTERNET_ADDRESS_IS_MAILBOX(only) &&
	       g_strcmp0(internet_address_mailbox_get_idn_addr(INTERNET_ADDRESS_MAILBOX(only)),
		   wire) == 0;
}

static bool people_ok(GMimeMessage *message, const struct letter *letter)
{
	return mailbox_is(g_mime_message_get_from(message), letter->from) &&
	       mailbox_is(g_mime_message_get_to(message), letter->to) &&
	       mailbox_is(g_mime_message_get_reply_to(message), letter->reply_to) &&
	       g_strcmp0(g_mime_message_get_message_id(message), letter->message_id) == 0;
}

static void collect(GMimeObject *parent, GMimeObject *part, void *types)
{
	g_autofree char *type =
	    g_mime_content_type_get_mime_type(g_mime_object_get_content_type(part));

	if (!GMIME_IS_MULTIPART(part))
		g_string_append_printf(types, "%s ", type);
}

static bool parts_ok(GMimeMessage *message, const struct letter *letter)
{
	g_autoptr(GString) types = g_string_new(NULL);
	g_autofree char *want =
	    g_strconcat("text/plain text/html ", letter->png != NULL ? "image/png " : "",
		letter->ics != NULL ? "text/calendar application/ics " : "", NULL);

	g_mime_message_foreach(message, collect, types);
	return strcmp(types->str, want) == 0;
}

bool compose_verify(const struct letter *letter, GBytes *bytes, GError **error)
{
	gsize length;
	const char *octets = g_bytes_get_data(bytes, &length);
	g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer(octets, length);
	g_autoptr(GMimeParser) parser = g_mime_parser_new_with_stream(stream);
	g_autoptr(GMimeMessage) message = g_mime_parser_construct_message(parser, NULL);
	g_autofree char *text = g_strndup(octets, length);

	if (!lines_ok(octets, length))
		return differs(error, "line shape");
	if (!header_ok(letter, text))
		return differs(error, "header");
	if (message == NULL || !people_ok(message, letter))
		return differs(error, "sender, recipient or Message-ID");
	if (!parts_ok(message, letter))
		return differs(error, "set of parts");
	return true;
}
