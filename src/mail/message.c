/*
 * A message as an object: made, freed, and the questions that every room asks
 * of it. Its fields are known from the tables of layout.c.
 */
#include "mail/message.h"

#include "base/address.h"
#include "mail/layout.h"

#include <string.h>

enum { LINE_OCTETS = 256 }; /* no tag and no word is longer */

struct message *message_new(void)
{
	struct message *message = g_new0(struct message, 1);
	layout_init(&message_layout, message);
	return message;
}

void message_free(struct message *message)
{
	if (!message)
		return;
	layout_clear(&message_layout, message);
	g_free(message);
}

struct mailbox *mailbox_new(const char *address, const char *name)
{
	struct mailbox *mailbox = g_new0(struct mailbox, 1);
	mailbox->address = g_strdup(address ? address : "");
	mailbox->name = g_strdup(name);
	return mailbox;
}

void mailbox_free(struct mailbox *mailbox)
{
	mailbox_layout.free(mailbox);
}

void attachment_free(struct attachment *attachment)
{
	if (attachment == NULL)
		return;
	g_free(attachment->name);
	g_free(attachment->type);
	g_free(attachment->sha256);
	g_free(attachment);
}

void message_flag(struct message *message, const char *note)
{
	if (!g_ptr_array_find_with_equal_func(message->flags, note, g_str_equal, NULL))
		g_ptr_array_add(message->flags, g_strdup(note));
}

const struct mailbox *message_author(const struct message *message)
{
	if (message->from_problem || message->from->len == 0)
		return NULL;
	return message->from->len == 1 ? message->from->pdata[0] : message->sender;
}

static const char *next_line(const char *line)
{
	line += strcspn(line, "\n");
	return line + (*line == '\n');
}

/* Phones and editors for rich text write spaces that do not break, or that have no width. */
static bool is_space(gunichar c)
{
	return c != '\n' && (g_unichar_isspace(c) || c == 0x200b || c == 0x2060 || c == 0xfeff);
}

/* Behind the space of any kind at LINE, within the line. */
static const char *behind_space(const char *line)
{
	while (*line != '\0' && is_space(g_utf8_get_char(line)))
		line = g_utf8_next_char(line);
	return line;
}

static bool is_empty_line(const char *line)
{
	line = behind_space(line);
	return *line == '\n' || *line == '\0';
}

static bool is_quoted_line(const char *line)
{
	return line[strspn(line, " \t")] == '>';
}

static bool ends_in_colon(const char *line)
{
	g_autofree char *text = g_strchomp(g_strndup(line, strcspn(line, "\n")));

	return g_str_has_suffix(text, ":") || g_str_has_suffix(text, "\xef\xbc\x9a");
}

/* The quote that the words at LINE, on up to three lines, introduce; NULL if they do not. */
static const char *introduced_quote(const char *line)
{
	bool colon = false;

	for (int i = 0; i < 3 && !is_empty_line(line) && !is_quoted_line(line); i++) {
		colon = ends_in_colon(line);
		line = next_line(line);
	}
	while (*line != '\0' && is_empty_line(line))
		line = next_line(line);
	return colon && is_quoted_line(line) ? line : NULL;
}

const char *message_own_words(const struct message *message)
{
	const char *line = message->reply;

	while (*line != '\0') {
		if (is_empty_line(line) || is_quoted_line(line)) {
			line = next_line(line);
			continue;
		}
		const char *quote = introduced_quote(line);
		if (quote == NULL)
			break;
		line = quote;
	}
	return line;
}

char *message_first_line(const struct message *message)
{
	const char *start = behind_space(message_own_words(message));
	const char *end = start + strcspn(start, "\n");

	if (end - start > LINE_OCTETS)
		end = g_utf8_find_prev_char(start, start + LINE_OCTETS + 1);
	while (end > start && is_space(g_utf8_get_char(g_utf8_prev_char(end))))
		end = g_utf8_prev_char(end);
	return g_strndup(start, (gsize)(end - start));
}

bool message_is_blank(const char *text)
{
	for (; *text != '\0'; text = next_line(text))
		if (!is_empty_line(text))
			return false;
	return true;
}
