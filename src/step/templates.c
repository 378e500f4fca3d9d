/*
 * Finds the templates: beside the program in a checkout (templates/), or in the
 * package's data directory when installed; a directory of the configuration
 * overrides single files.
 */
#include "step/step.h"

#include "base/error.h"

#include <string.h>

static char *program_directory(void)
{
	g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);

	return program == NULL ? g_strdup(".") : g_path_get_dirname(program);
}

/* The directory of the shipped templates, new; NULL if there is none. */
static char *shipped_directory(void)
{
	g_autofree char *program = program_directory();
	const char *const places[] = {"templates", "../templates", "../share/callbox/templates"};

	for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
		g_autofree char *directory = g_build_filename(program, places[i], NULL);
		if (g_file_test(directory, G_FILE_TEST_IS_DIR))
			return g_steal_pointer(&directory);
	}
	return NULL;
}

static bool is_template(const char *name)
{
	return name[0] != '.' &&
	       (g_str_has_suffix(name, ".txt") || g_str_has_suffix(name, ".html"));
}

/* A pipe might never end. */
static bool read_regular(const char *path, char **text, gsize *length)
{
	return g_file_test(path, G_FILE_TEST_IS_REGULAR) &&
	       g_file_get_contents(path, text, length, NULL);
}

/* Takes a byte order mark off; false with ERROR, which names the line, if the rest is no UTF-8. */
static bool is_text(struct template_source *source, gsize length, GError **error)
{
	static const char mark[] = "\xef\xbb\xbf";
	const char *wrong;
	unsigned line = 1;

	if (!g_utf8_validate(source->text, (gssize)length, &wrong)) {
		for (const char *c = source->text; c < wrong; c++)
			line += *c == '\n';
		return fail(error, EX_CONFIG,
		    "%s:%u: this line is not valid UTF-8; save the file as UTF-8", source->path,
		    line);
	}
	if (g_str_has_prefix(source->text, mark))
		memmove(source->text, source->text + strlen(mark), length - strlen(mark) + 1);
	return true;
}

static bool add_file(GHashTable *sources, const char *directory, const char *name, GError **error)
{
	struct template_source *source = g_new0(struct template_source, 1);
	gsize length = 0;

	source->path = g_build_filename(directory, name, NULL);
	g_hash_table_replace(sources, g_strdup(name), source);
	if (read_regular(source->path, &source->text, &length))
		return is_text(source, length, error);
	return fail(error, EX_CONFIG,
	    "reading the template %s failed; check that the file can be read", source->path);
}

static bool add_directory(GHashTable *sources, const char *directory, GError **error)
{
	g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
	const char *name;

	if (dir == NULL)
		return fail(error, EX_CONFIG,
		    "opening the template directory %s failed; check that it exists and can be "
		    "read",
		    directory);
	while ((name = g_dir_read_name(dir)) != NULL)
		if (is_template(name) && !add_file(sources, directory, name, error))
			return false;
	return true;
}

/* Whether a file of DIRECTORY includes the template that NAME ("footer.txt") is. */
static bool is_included(const char *directory, const char *name)
{
	g_autofree char *base = g_strndup(name, (gsize)(strrchr(name, '.') - name));
	g_autofree char *tag = g_strdup_printf("{{> %s}}", base);
	g_autofree char *tight = g_strdup_printf("{{>%s}}", base);
	g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
	const char *other;

	while (dir != NULL && (other = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(directory, other, NULL);
		g_autofree char *text = NULL;
		if (is_template(other) && read_regular(path, &text, NULL) &&
		    (strstr(text, tag) != NULL || strstr(text, tight) != NULL))
			return true;
	}
	return false;
}

static bool is_shipped(const char *name)
{
	g_autofree char *shipped = shipped_directory();
	g_autofree char *path = shipped == NULL ? NULL : g_build_filename(shipped, name, NULL);

	return path != NULL && g_file_test(path, G_FILE_TEST_EXISTS);
}

GPtrArray *templates_unused(const struct config *config)
{
	GPtrArray *unused = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) dir =
	    config->templates == NULL ? NULL : g_dir_open(config->templates, 0, NULL);
	const char *name;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL)
		if (name[0] != '.' && !is_shipped(name) &&
		    !(is_template(name) && is_included(config->templates, name)))
			g_ptr_array_add(unused, g_strdup(name));
	return unused;
}

struct letterbox *templates_load(const struct config *config, GError **error)
{
	g_autoptr(GHashTable) sources = g_hash_table_new_full(
	    g_str_hash, g_str_equal, g_free, (GDestroyNotify)template_source_free);
	g_autofree char *shipped = shipped_directory();

	if (shipped != NULL && !add_directory(sources, shipped, error))
		return NULL;
	if (config->templates != NULL && !add_directory(sources, config->templates, error))
		return NULL;
	return letterbox_new(sources, error);
}
