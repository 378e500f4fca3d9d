/* Attachments as lines of text, and back. */
#include "rule/attached.h"

#include <string.h>

enum { NAME, TYPE, SIZE, SHA256, FIELDS };

char *attached_lines(const struct message *message)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < message->attachments->len; i++) {
		const struct attachment *a = g_ptr_array_index(message->attachments, i);
		g_ptr_array_add(lines, g_strdup_printf("%s\t%s\t%" G_GINT64_FORMAT "\t%s",
					   a->name == NULL ? "" : a->name, a->type, a->size,
					   a->sha256 == NULL ? "" : a->sha256));
	}
	g_ptr_array_add(lines, NULL);
	return g_strjoinv("\n", (char **)lines->pdata);
}

static char *field(char *const *fields, guint count, guint index)
{
	return index < count && *fields[index] != '\0' ? g_strdup(fields[index]) : NULL;
}

static struct attachment *read_line(const char *line)
{
	g_auto(GStrv) fields = g_strsplit(line, "\t", FIELDS);
	guint count = g_strv_length(fields);
	struct attachment *a = g_new0(struct attachment, 1);

	a->name = field(fields, count, NAME);
	a->type = field(fields, count, TYPE);
	a->size = count > SIZE ? g_ascii_strtoll(fields[SIZE], NULL, 10) : 0;
	a->sha256 = field(fields, count, SHA256);
	return a;
}

GPtrArray *attached_read(const char *lines)
{
	GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)attachment_free);
	g_auto(GStrv) each = g_strsplit(lines == NULL ? "" : lines, "\n", -1);

	for (char **line = each; *line != NULL; line++)
		if (**line != '\0')
			g_ptr_array_add(all, read_line(*line));
	return all;
}

static char *words_of(const struct attachment *a)
{
	g_autofree char *size = g_format_size((guint64)a->size);

	if (a->type == NULL)
		return g_strdup(a->name);
	return g_strdup_printf(
	    "%s (%s, %s)", a->name == NULL ? "without a name" : a->name, a->type, size);
}

char *attached_words(const char *lines, const char *between)
{
	g_autoptr(GPtrArray) all = attached_read(lines);
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < all->len; i++)
		g_ptr_array_add(words, words_of(g_ptr_array_index(all, i)));
	g_ptr_array_add(words, NULL);
	return g_strjoinv(between, (char **)words->pdata);
}
