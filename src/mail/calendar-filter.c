/*
 * A calendar part as libical may see it: unfolded, only the properties that an
 * answer is read from, every component closed. Rules, zones and free text
 * never reach the library, so its traps with them cannot matter.
 */
#include "mail/calendar.h"

#include <string.h>

static const char *const kept[] = {"METHOD", "UID", "ATTENDEE", "COMMENT", NULL};
static const char *const raw[] = {
    "SEQUENCE", "DTSTAMP", "RECURRENCE-ID", "DTSTART", "X-MICROSOFT-CDO-APPT-SEQUENCE", NULL};

/* Components that are open, innermost last. */
struct filter {
	GString *out;
	GPtrArray *open; /* of char *, upper-case */
};

const char *calendar_danger(const char *text)
{
	unsigned begins = 0;

	if (strlen(text) > CALENDAR_OCTETS)
		return "a calendar part is too large and was not read";
	for (const char *at = text; (at = strchr(at, ':')) != NULL; at++)
		begins += at - text >= 5 && g_ascii_strncasecmp(at - 5, "BEGIN", 5) == 0;
	return begins > CALENDAR_BEGINS ? "a calendar part has too many components and was not read"
					: NULL;
}

/* Lines joined where the next one starts with a blank (RFC 5545 section 3.1); empty ones dropped.
 */
static char *unfold(const char *text)
{
	GString *out = g_string_sized_new(strlen(text));

	while (*(text += strspn(text, "\r\n")) != '\0') {
		gsize length = strcspn(text, "\r\n");
		if (*text == ' ' || *text == '\t')
			g_string_append_len(out, text + 1, (gssize)length - 1);
		else
			g_string_append_printf(
			    out, "%s%.*s", out->len > 0 ? "\n" : "", (int)length, text);
		text += length;
	}
	return g_string_free(out, FALSE);
}

static void close_component(struct filter *f)
{
	const char *name = g_ptr_array_index(f->open, f->open->len - 1);

	g_string_append_printf(f->out, "END:%s\r\n", name);
	g_ptr_array_set_size(f->open, (gint)f->open->len - 1);
}

static bool is_component_name(const char *name)
{
	return *name != '\0' &&
	       strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == strlen(name);
}

static void begin(struct filter *f, char *name)
{
	g_string_append_printf(f->out, "BEGIN:%s\r\n", name);
	g_ptr_array_add(f->open, name);
}

/* Closes NAME and what was left open inside it; an END without its BEGIN says nothing. */
static void end(struct filter *f, const char *name)
{
	guint depth = f->open->len;

	while (depth > 0 && strcmp(g_ptr_array_index(f->open, depth - 1), name) != 0)
		depth--;
	while (depth > 0 && f->open->len >= depth)
		close_component(f);
}

static void filter_line(struct filter *f, const char *line)
{
	gsize length = strcspn(line, ":;");
	g_autofree char *name = g_ascii_strup(line, (gssize)length);
	g_autofree char *value =
	    line[length] == ':' ? g_strstrip(g_ascii_strup(line + length + 1, -1)) : NULL;

	g_strstrip(name);
	if (strcmp(name, "BEGIN") == 0 && value != NULL && is_component_name(value))
		begin(f, g_steal_pointer(&value));
	else if (strcmp(name, "END") == 0 && value != NULL)
		end(f, value);
	else if (f->open->len > 0 && g_strv_contains(kept, name))
		g_string_append_printf(f->out, "%s%s\r\n", name, line + length);
	else if (f->open->len > 0 && g_strv_contains(raw, name))
		g_string_append_printf(f->out, "X-RAW-%s%s\r\n", name, line + length);
}

char *calendar_filter(const char *text)
{
	struct filter f = {g_string_new(NULL), g_ptr_array_new_with_free_func(g_free)};
	g_autofree char *unfolded =
	    unfold(g_str_has_prefix(text, "\xef\xbb\xbf") ? text + 3 : text);
	g_auto(GStrv) lines = g_strsplit(unfolded, "\n", -1);

	for (char **line = lines; *line != NULL; line++)
		filter_line(&f, *line);
	while (f.open->len > 0)
		close_component(&f);
	g_ptr_array_unref(f.open);
	return g_string_free(f.out, FALSE);
}
