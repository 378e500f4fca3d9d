/*
 * All templates, compiled when they are handed in. Every finding is collected,
 * so that one start names them all.
 */
#include "letter/letterbox.h"

#include "base/clean.h"
#include "base/error.h"
#include "letter/fold.h"
#include "letter/letter.h"

#include <string.h>

enum { SUBJECT = 200, COLUMNS = 76 };

/* A letter: its subject, its text and its HTML. */
struct form {
	struct template *subject, *text, *html;
};

struct letterbox {
	GHashTable *texts; /* file name -> source text */
	GHashTable *forms; /* name of a letter -> struct form */
};

/* Where {{> name}} is looked up: name.txt or name.html. */
struct shelf {
	const struct letterbox *letterbox;
	const char *suffix;
};

void template_source_free(struct template_source *source)
{
	g_free(source->path);
	g_free(source->text);
	g_free(source);
}

static void form_free(void *data)
{
	struct form *form = data;

	g_clear_pointer(&form->subject, template_free);
	g_clear_pointer(&form->text, template_free);
	g_clear_pointer(&form->html, template_free);
	g_free(form);
}

static const char *find_partial(void *data, const char *name)
{
	const struct shelf *shelf = data;
	g_autofree char *file = g_strconcat(name, shelf->suffix, NULL);

	return g_hash_table_lookup(shelf->letterbox->texts, file);
}

static void note(GString *findings, const GError *error)
{
	g_string_append_printf(findings, "%s%s", findings->len > 0 ? "\n" : "", error->message);
}

/* Compiles SOURCE and checks its names; NULL and a finding if it does not compile. */
static struct template *compile(const struct letterbox *letterbox, const char *source,
    const char *path, const char *suffix, json_t *sample, GString *findings)
{
	struct shelf shelf = {letterbox, suffix};
	g_autoptr(GError) error = NULL;
	struct template *template = template_new(source, path, &error);

	if (template == NULL || !template_check(template, sample, find_partial, &shelf, &error))
		note(findings, error);
	return template;
}

static const struct template_source *find_source(
    GHashTable *sources, const char *name, const char *suffix, GString *findings)
{
	g_autofree char *file = g_strconcat(name, suffix, NULL);
	const struct template_source *source = g_hash_table_lookup(sources, file);
	g_autoptr(GError) error = NULL;

	if (source == NULL) {
		fail(&error, EX_CONFIG, "%s: this template is missing; install it again", file);
		note(findings, error);
	}
	return source;
}

/* The subject line and an empty line below it are taken off; a comment stands for them, so that
 * lines keep their numbers. */
static void compile_text(struct form *form, const struct letterbox *letterbox,
    const struct template_source *source, json_t *sample, GString *findings)
{
	static const char field[] = "Subject: ";
	const char *end = strchr(source->text, '\n');
	g_autoptr(GError) error = NULL;
	g_autofree char *subject = NULL, *text = NULL;

	if (!g_str_has_prefix(source->text, field) || end == NULL) {
		fail(&error, EX_CONFIG, "%s:1: begin with a line \"Subject: ...\"", source->path);
		note(findings, error);
		return;
	}
	subject =
	    g_strndup(source->text + strlen(field), (gsize)(end - source->text) - strlen(field));
	text = end[1] == '\n' ? g_strconcat("{{!\n}}\n", end + 2, NULL)
			      : g_strconcat("{{!}}\n", end + 1, NULL);
	form->subject = compile(letterbox, subject, source->path, ".txt", sample, findings);
	form->text = compile(letterbox, text, source->path, ".txt", sample, findings);
}

static void add_form(
    struct letterbox *letterbox, GHashTable *sources, const char *name, GString *findings)
{
	const struct template_source *text = find_source(sources, name, ".txt", findings);
	const struct template_source *html = find_source(sources, name, ".html", findings);
	struct form *form = g_new0(struct form, 1);
	json_t *sample = letter_sample(name);

	if (text != NULL)
		compile_text(form, letterbox, text, sample, findings);
	if (html != NULL)
		form->html = compile(letterbox, html->text, html->path, ".html", sample, findings);
	g_hash_table_insert(letterbox->forms, g_strdup(name), form);
	json_decref(sample);
}

static void copy_texts(struct letterbox *letterbox, GHashTable *sources)
{
	GHashTableIter iter;
	void *name, *source;

	g_hash_table_iter_init(&iter, sources);
	while (g_hash_table_iter_next(&iter, &name, &source))
		g_hash_table_insert(letterbox->texts, g_strdup(name),
		    g_strdup(((const struct template_source *)source)->text));
}

struct letterbox *letterbox_new(GHashTable *sources, GError **error)
{
	AUTO(letterbox) *letterbox = g_new0(struct letterbox, 1);
	g_autoptr(GString) findings = g_string_new(NULL);

	letterbox->texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	letterbox->forms = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, form_free);
	copy_texts(letterbox, sources);
	for (const char *const *name = letter_names; *name != NULL; name++)
		add_form(letterbox, sources, *name, findings);
	if (findings->len == 0)
		return g_steal_pointer(&letterbox);
	fail(error, EX_CONFIG, "%s", findings->str);
	return NULL;
}

void letterbox_free(struct letterbox *letterbox)
{
	g_hash_table_unref(letterbox->texts);
	g_hash_table_unref(letterbox->forms);
	g_free(letterbox);
}

/* TEXT with at most one empty line in a row, as sections that are not shown leave several; new. */
static char *squeeze(const char *text)
{
	GString *out = g_string_sized_new(strlen(text));
	bool empty = true; /* the line before */

	while (*text != '\0') {
		gsize length = strcspn(text, "\n");
		length += text[length] == '\n';
		if (*text != '\n' || !empty)
			g_string_append_len(out, text, (gssize)length);
		empty = *text == '\n';
		text += length;
	}
	while (out->len >= 2 && strcmp(out->str + out->len - 2, "\n\n") == 0)
		g_string_truncate(out, out->len - 1);
	return g_string_free(out, FALSE);
}

/* The digest folds its own lines, because those of an author must keep their prefix (OS-06). */
void letterbox_render(const struct letterbox *letterbox, const char *name, json_t *facts,
    char **subject, char **text, char **html)
{
	const struct form *form = g_hash_table_lookup(letterbox->forms, name);
	struct shelf texts = {letterbox, ".txt"}, pages = {letterbox, ".html"};
	g_autofree char *line = NULL, *loose = NULL, *wide = NULL;

	g_assert(form != NULL);
	line = template_render(form->subject, facts, ESCAPE_NONE, find_partial, &texts);
	*subject = clean_line(line, -1, SUBJECT);
	loose = template_render(form->text, facts, ESCAPE_NONE, find_partial, &texts);
	wide = squeeze(loose);
	*text = strcmp(name, "digest") == 0 ? g_steal_pointer(&wide) : fold_text(wide, COLUMNS);
	*html = template_render(form->html, facts, ESCAPE_HTML, find_partial, &pages);
}
