/*
 * The template compiler: one pass over the source, a stack of open sections,
 * a tree of nodes. Whether a tag stands alone on its line is read off the
 * source around it, so that blank lines vanish as mustache/spec wants without
 * a second pass.
 */
#include "letter/template-node.h"

#include "base/error.h"

#include <string.h>

struct parser {
	struct template *template;
	const char *at;      /* what is not yet read */
	const char *counted; /* LINE is the line of this place */
	unsigned line;
	char *open, *close;  /* delimiters */
	GPtrArray *sections; /* open ones, of struct node */
};

/* One tag: {{KIND BODY}}. */
struct tag {
	const char *start, *end; /* END is behind the closing delimiter */
	char kind;               /* one of "!=#^/>&{", or 0 for a plain name */
	char *body;
	unsigned line;
};

static void node_free(void *data)
{
	struct node *node = data;

	g_free(node->name);
	g_strfreev(node->path);
	g_clear_pointer(&node->children, g_ptr_array_unref);
	g_free(node->indent);
	g_free(node);
}

static void template_drop(void *template)
{
	if (template != NULL)
		template_free(template);
}

static struct node *node_new(struct parser *p, enum node_kind kind, unsigned line)
{
	struct node *node = g_new0(struct node, 1);
	GPtrArray *siblings = p->template->nodes;

	if (p->sections->len > 0) {
		struct node *parent = g_ptr_array_index(p->sections, p->sections->len - 1);
		siblings = parent->children;
	}
	node->kind = kind;
	node->line = line;
	g_ptr_array_add(siblings, node);
	return node;
}

static void add_text(struct parser *p, const char *start, const char *end)
{
	if (start < end) {
		struct node *node = node_new(p, NODE_TEXT, p->line);
		node->text = start;
		node->length = (size_t)(end - start);
	}
}

static struct node *add_named(struct parser *p, const struct tag *tag, enum node_kind kind)
{
	struct node *node = node_new(p, kind, tag->line);

	node->name = g_strdup(tag->body);
	node->path =
	    strcmp(tag->body, ".") == 0 ? g_new0(char *, 1) : g_strsplit(tag->body, ".", -1);
	return node;
}

static unsigned line_of(struct parser *p, const char *place)
{
	while (p->counted < place)
		p->line += *p->counted++ == '\n';
	return p->line;
}

static bool wrong(struct parser *p, unsigned line, const char *what, GError **error)
{
	fail(error, EX_CONFIG, "%s:%u: %s", p->template->file, line, what);
	return false;
}

/* The end of the white space before START if nothing else precedes it on its line, else NULL. */
static const char *line_start(const struct parser *p, const char *start)
{
	while (start > p->template->source && (start[-1] == ' ' || start[-1] == '\t'))
		start--;
	return start == p->template->source || start[-1] == '\n' ? start : NULL;
}

/* The start of the next line if only white space follows END on this one, else NULL. */
static const char *line_end(const char *end)
{
	end += strspn(end, " \t");
	if (end[0] == '\r' && end[1] == '\n')
		end++;
	if (*end == '\n')
		return end + 1;
	return *end == '\0' ? end : NULL;
}

static bool set_delimiters(struct parser *p, const struct tag *tag, GError **error)
{
	g_auto(GStrv) words = g_strsplit_set(tag->body, " \t\r\n", -1);
	const char *pair[2] = {NULL, NULL};
	unsigned n = 0;

	for (char **w = words; *w != NULL; w++) {
		if (**w == '\0')
			continue;
		if (n < 2)
			pair[n] = *w;
		n++;
	}
	if (n != 2 || strchr(tag->body, '=') != NULL)
		return wrong(p, tag->line, "write new delimiters as {{=<% %>=}}", error);
	g_free(p->open);
	g_free(p->close);
	p->open = g_strdup(pair[0]);
	p->close = g_strdup(pair[1]);
	return true;
}

static bool open_section(struct parser *p, const struct tag *tag, GError **error)
{
	struct node *node;

	if (p->sections->len >= TEMPLATE_NESTING)
		return wrong(p, tag->line, "too many sections within sections", error);
	node = add_named(p, tag, tag->kind == '#' ? NODE_SECTION : NODE_INVERTED);
	node->children = g_ptr_array_new_with_free_func(node_free);
	g_ptr_array_add(p->sections, node);
	return true;
}

static bool close_section(struct parser *p, const struct tag *tag, GError **error)
{
	const struct node *node;

	if (p->sections->len == 0)
		return fail(error, EX_CONFIG, "%s:%u: {{/%s}} closes nothing", p->template->file,
		    tag->line, tag->body);
	node = g_ptr_array_index(p->sections, p->sections->len - 1);
	if (strcmp(node->name, tag->body) != 0)
		return fail(error, EX_CONFIG, "%s:%u: {{/%s}} where {{/%s}} of line %u is due",
		    p->template->file, tag->line, tag->body, node->name, node->line);
	g_ptr_array_set_size(p->sections, (int)p->sections->len - 1);
	return true;
}

static bool name_ok(const struct tag *tag)
{
	const char *name = tag->body;

	if (*name == '\0' || strpbrk(name, " \t\r\n") != NULL || strchr("<$*", *name) != NULL)
		return false;
	if (tag->kind == '>' || strcmp(name, ".") == 0)
		return true;
	return name[0] != '.' && name[strlen(name) - 1] != '.' && strstr(name, "..") == NULL;
}

static bool act(struct parser *p, const struct tag *tag, const char *indent, GError **error)
{
	if (tag->kind == '!')
		return true;
	if (tag->kind == '=')
		return set_delimiters(p, tag, error);
	if (!name_ok(tag))
		return fail(error, EX_CONFIG, "%s:%u: \"%s\" is no name", p->template->file,
		    tag->line, tag->body);
	switch (tag->kind) {
	case '#':
	case '^':
		return open_section(p, tag, error);
	case '/':
		return close_section(p, tag, error);
	case '>':
		add_named(p, tag, NODE_PARTIAL)->indent = g_strdup(indent);
		return true;
	default:
		add_named(p, tag, tag->kind == '\0' ? NODE_VALUE : NODE_RAW);
		return true;
	}
}

/* Reads the tag that starts at START into TAG, whose body is then to be freed. */
static bool read_tag(struct parser *p, const char *start, struct tag *tag, GError **error)
{
	const char *body = start + strlen(p->open), *end;
	char mark[3] = "";
	g_autofree char *close = NULL;

	tag->start = start;
	tag->line = line_of(p, start);
	tag->kind = '\0';
	while (g_ascii_isspace(*body))
		body++;
	if (*body != '\0' && strchr("!=#^/>&{", *body) != NULL)
		tag->kind = *body++;
	if (tag->kind == '=' || tag->kind == '{')
		mark[0] = tag->kind == '=' ? '=' : '}';
	close = g_strconcat(mark, p->close, NULL);
	end = strstr(body, close);
	if (end == NULL)
		return wrong(p, tag->line, "this tag has no end", error);
	tag->body = g_strstrip(g_strndup(body, (gsize)(end - body)));
	tag->end = end + strlen(close);
	return true;
}

/* Reads text up to the next tag, and that tag. */
static bool step(struct parser *p, GError **error)
{
	const char *start = strstr(p->at, p->open), *text_end, *next = NULL, *blank;
	g_autofree char *indent = NULL;
	struct tag tag = {0};
	bool ok;

	if (start == NULL) {
		add_text(p, p->at, p->at + strlen(p->at));
		p->at += strlen(p->at);
		return true;
	}
	if (!read_tag(p, start, &tag, error))
		return false;
	text_end = start;
	blank =
	    tag.kind != '\0' && strchr("!=#^/>", tag.kind) != NULL ? line_start(p, start) : NULL;
	if (blank != NULL)
		next = line_end(tag.end);
	if (next != NULL) {
		indent = g_strndup(blank, (gsize)(start - blank));
		text_end = blank;
	}
	add_text(p, p->at, text_end);
	p->at = next != NULL ? next : tag.end;
	ok = act(p, &tag, indent == NULL ? "" : indent, error);
	g_free(tag.body);
	return ok;
}

static bool parse(struct parser *p, GError **error)
{
	const struct node *node;

	while (*p->at != '\0') {
		if (!step(p, error))
			return false;
	}
	if (p->sections->len == 0)
		return true;
	node = g_ptr_array_index(p->sections, p->sections->len - 1);
	return fail(error, EX_CONFIG, "%s:%u: this section \"%s\" is never closed",
	    p->template->file, node->line, node->name);
}

struct template *template_new(const char *source, const char *file, GError **error)
{
	AUTO(template) *template = g_new0(struct template, 1);
	struct parser p = {.template = template, .line = 1};
	bool ok;

	template->source = g_strdup(source);
	template->file = g_strdup(file);
	template->nodes = g_ptr_array_new_with_free_func(node_free);
	template->partials = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, template_drop);
	p.at = p.counted = template->source;
	p.open = g_strdup("{{");
	p.close = g_strdup("}}");
	p.sections = g_ptr_array_new();
	ok = parse(&p, error);
	g_free(p.open);
	g_free(p.close);
	g_ptr_array_unref(p.sections);
	return ok ? g_steal_pointer(&template) : NULL;
}

void template_free(struct template *template)
{
	g_ptr_array_unref(template->nodes);
	g_hash_table_unref(template->partials);
	g_free(template->source);
	g_free(template->file);
	g_free(template);
}
