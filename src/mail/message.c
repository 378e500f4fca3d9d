/*
 * A message as an object: made, freed, and the two questions that every room
 * asks of it. Its fields are known from the tables of layout.c.
 */
#include "mail/message.h"

#include "base/address.h"
#include "mail/layout.h"

#include <string.h>

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
	if (!mailbox)
		return;
	g_free(mailbox->address);
	g_free(mailbox->name);
	g_free(mailbox);
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

static bool is_empty_line(const char *line)
{
	return line[strspn(line, " \t\r")] == '\n' || line[strspn(line, " \t\r")] == '\0';
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
