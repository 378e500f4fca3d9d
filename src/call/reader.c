/*
 * Values of one section, each checked as it is read. libConfuse hands over
 * every value as text, so that a wrong number is a finding like any other and
 * does not end the reading.
 */
#include "call/reader.h"

#include "base/address.h"
#include "base/clean.h"
#include "base/error.h"

#include <string.h>

struct finding {
	unsigned line, order;
	char *text;
};

static void finding_clear(void *item)
{
	g_free(((struct finding *)item)->text);
}

static int by_line(gconstpointer a, gconstpointer b)
{
	const struct finding *one = a, *other = b;

	if (one->line != other->line)
		return one->line < other->line ? -1 : 1;
	return one->order < other->order ? -1 : one->order > other->order;
}

void reader_init(struct reader *reader, const char *file)
{
	g_autofree char *absolute = g_canonicalize_filename(file, NULL);

	reader->file = file;
	reader->folder = g_path_get_dirname(absolute);
	reader->findings = g_array_new(FALSE, FALSE, sizeof(struct finding));
	reader->warnings = g_array_new(FALSE, FALSE, sizeof(struct finding));
	g_array_set_clear_func(reader->findings, finding_clear);
	g_array_set_clear_func(reader->warnings, finding_clear);
	reader->lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

void reader_clear(struct reader *reader)
{
	g_free(reader->folder);
	g_array_unref(reader->findings);
	g_array_unref(reader->warnings);
	g_hash_table_unref(reader->lines);
}

static G_GNUC_PRINTF(3, 0) void add(GArray *list, unsigned line, const char *format, va_list args)
{
	g_autofree char *raw = g_strdup_vprintf(format, args);
	struct finding finding = {line, list->len, clean_terminal(raw)};

	g_array_append_val(list, finding);
}

void reader_note(struct reader *reader, unsigned line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(reader->findings, line, format, args);
	va_end(args);
}

void reader_warn(struct reader *reader, unsigned line, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add(reader->warnings, line, format, args);
	va_end(args);
}

/* LIST as "file:line: ...", sorted; new. */
static char **lines_of(const struct reader *reader, GArray *list)
{
	g_autoptr(GStrvBuilder) lines = g_strv_builder_new();

	g_array_sort(list, by_line);
	for (guint i = 0; i < list->len; i++) {
		const struct finding *f = &g_array_index(list, struct finding, i);
		g_autofree char *line =
		    g_strdup_printf("%s:%u: %s", reader->file, f->line, f->text);
		g_strv_builder_add(lines, line);
	}
	return g_strv_builder_end(lines);
}

char **reader_warnings(struct reader *reader)
{
	return lines_of(reader, reader->warnings);
}

bool reader_finish(struct reader *reader, GError **error)
{
	g_auto(GStrv) lines = lines_of(reader, reader->findings);
	g_autofree char *all = g_strjoinv("\n", lines);

	return reader->findings->len == 0 || fail(error, EX_CONFIG, "%s", all);
}

unsigned lines_find(GHashTable *lines, const char *key)
{
	g_autofree char *around = g_strdup(key);

	for (;;) {
		gpointer line = g_hash_table_lookup(lines, around);
		char *slash = strrchr(around, '/');
		if (line != NULL || slash == NULL)
			return line != NULL ? GPOINTER_TO_UINT(line) : 1;
		*slash = '\0';
	}
}

static unsigned line_of(const struct reader *reader, const char *key, unsigned otherwise)
{
	gpointer line = g_hash_table_lookup(reader->lines, key);

	return line != NULL ? GPOINTER_TO_UINT(line) : otherwise;
}

unsigned reader_line(const struct reader *reader, const char *key)
{
	return lines_find(reader->lines, key);
}

void section_open(
    struct section *section, const struct section *parent, const char *type, unsigned index)
{
	cfg_t *cfg = cfg_getnsec(parent->cfg, type, index);
	const char *name = cfg_title(cfg);

	section->reader = parent->reader;
	section->cfg = cfg;
	section->name = name;
	section->key = g_strconcat(parent->key, *parent->key != '\0' ? "/" : "", type,
	    name != NULL ? " " : "", name, NULL);
	section->line = line_of(parent->reader, section->key, parent->line);
}

void section_clear(struct section *section)
{
	g_free(section->key);
}

static char *option_key(const struct section *section, const char *option)
{
	return g_strconcat(section->key, *section->key != '\0' ? "/" : "", option, NULL);
}

unsigned section_line(const struct section *section, const char *option)
{
	g_autofree char *key = option_key(section, option);

	return line_of(section->reader, key, section->line);
}

bool section_has(const struct section *section, const char *option)
{
	g_autofree char *key = option_key(section, option);

	return g_hash_table_contains(section->reader->lines, key);
}

void section_note(const struct section *section, const char *option, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_autofree char *text = g_strdup_vprintf(format, args);
	va_end(args);
	reader_note(section->reader, section_line(section, option), "%s", text);
}

char *section_text(const struct section *section, const char *option)
{
	const char *value = cfg_getstr(section->cfg, option);

	if (value == NULL)
		return NULL;
	g_autofree char *text = clean_line(value, -1, 0);
	if (*text != '\0')
		return g_steal_pointer(&text);
	section_note(section, option, "%s is empty; write a value or remove the line", option);
	return NULL;
}

char *section_required(const struct section *section, const char *option)
{
	if (cfg_getstr(section->cfg, option) == NULL)
		section_note(section, option, "%s is missing; add %s = \"...\"", option, option);
	return section_text(section, option);
}

char **section_list(const struct section *section, const char *option)
{
	g_autoptr(GStrvBuilder) list = g_strv_builder_new();

	for (unsigned i = 0; i < cfg_size(section->cfg, option); i++) {
		const char *value = cfg_getnstr(section->cfg, option, i);
		g_autofree char *text = clean_line(value != NULL ? value : "", -1, 0);
		if (*text == '\0')
			section_note(section, option,
			    "%s has an empty item; write a value or remove it", option);
		else
			g_strv_builder_add(list, text);
	}
	return g_strv_builder_end(list);
}

unsigned section_number(const struct section *section, const char *option, unsigned low,
    unsigned high, unsigned fallback)
{
	g_autofree char *text = section_text(section, option);
	guint64 number;

	if (text == NULL)
		return fallback;
	if (g_ascii_string_to_unsigned(text, 10, low, high, &number, NULL))
		return (unsigned)number;
	section_note(section, option, "%s \"%s\" is no number from %u to %u; write %s = %u", option,
	    text, low, high, option, fallback);
	return fallback;
}

unsigned section_choice(
    const struct section *section, const char *option, const char *const *names, unsigned fallback)
{
	g_autofree char *text = section_text(section, option);

	for (unsigned i = 0; text != NULL && names[i] != NULL; i++) {
		if (strcmp(names[i], text) == 0)
			return i;
	}
	if (text != NULL) {
		g_autofree char *all = g_strjoinv("\", \"", (char **)(uintptr_t)names);
		section_note(section, option, "%s \"%s\" is unknown; write one of \"%s\"", option,
		    text, all);
	}
	return fallback;
}

bool section_flag(const struct section *section, const char *option, bool fallback)
{
	static const char *const names[] = {"false", "true", "no", "yes", "off", "on", NULL};

	return section_choice(section, option, names, fallback) % 2 == 1;
}

int64_t section_duration(const struct section *section, const char *option, int64_t fallback)
{
	g_autofree char *text = section_text(section, option);
	int64_t seconds = fallback;

	if (text != NULL && !duration_parse(text, &seconds))
		section_note(section, option,
		    "%s \"%s\" is no length of time; write \"90s\", \"20m\", \"6h\" or \"90d\"",
		    option, text);
	return seconds;
}

char *section_path(const struct section *section, const char *option)
{
	g_autofree char *text = section_text(section, option);

	return text != NULL ? g_canonicalize_filename(text, section->reader->folder) : NULL;
}

char *section_https(const struct section *section, const char *option)
{
	g_autofree char *text = section_text(section, option);
	g_autofree char *password = NULL;

	if (text == NULL)
		return NULL;
	if (g_ascii_strncasecmp(text, "https://", 8) != 0 || !clean_url_ok(text) ||
	    !g_uri_split_with_user(text, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_PARSE_RELAXED, NULL,
		NULL, &password, NULL, NULL, NULL, NULL, NULL, NULL, NULL)) {
		section_note(section, option,
		    "%s \"%s\" is no https address; write \"https://...\"", option, text);
		return NULL;
	}
	if (password == NULL)
		return g_steal_pointer(&text);
	section_note(section, option,
	    "%s has a password in its URL, which everybody would read; take it out", option);
	return NULL;
}

char *section_address(const struct section *section, const char *option)
{
	g_autofree char *text = section_required(section, option);
	g_autofree char *normal = text != NULL ? address_normal(text) : NULL;

	if (text == NULL)
		return NULL;
	if (normal != NULL && address_valid(normal))
		return g_steal_pointer(&normal);
	section_note(section, option, "%s \"%s\" is no mail address; write \"name@example.org\"",
	    option, text);
	return NULL;
}

void section_check_name(const struct section *section, const char *type)
{
	size_t length = section->name != NULL ? strlen(section->name) : 0;

	if (length < 1 || length > 40 ||
	    strspn(section->name, "abcdefghijklmnopqrstuvwxyz0123456789-") != length)
		reader_note(section->reader, section->line,
		    "%s \"%s\" is no name; use 1 to 40 of a-z, 0-9 and -", type,
		    section->name != NULL ? section->name : "");
}
