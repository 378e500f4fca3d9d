/*
 * Renders a compiled template. Names are looked up from the innermost context
 * outwards; partials are compiled at their first use, once for each indentation,
 * and stay with the template that uses them. Depth and the
 * number of visited nodes are bounded, so that a partial that includes itself
 * ends.
 */
#include "letter/template-node.h"

#include "base/clean.h"

#include <string.h>

struct renderer {
	GString *out;
	GPtrArray *stack; /* contexts, of json_t *, borrowed */
	enum escape escape;
	template_partial partial;
	void *data;
	GHashTable *partials; /* of the outermost template */
	unsigned depth;
	unsigned steps;
};

static void render_nodes(struct renderer *r, GPtrArray *nodes);

json_t *context_find(GPtrArray *stack, char **path)
{
	json_t *value = NULL;

	if (path[0] == NULL)
		return g_ptr_array_index(stack, stack->len - 1);
	for (guint i = stack->len; i > 0 && value == NULL; i--)
		value = json_object_get(g_ptr_array_index(stack, i - 1), path[0]);
	for (char **p = path + 1; *p != NULL && value != NULL; p++)
		value = json_object_get(value, *p);
	return value;
}

/* False: absent, null, false, "" and the empty list. */
static bool is_true(json_t *value)
{
	switch (value == NULL ? JSON_NULL : json_typeof(value)) {
	case JSON_NULL:
	case JSON_FALSE:
		return false;
	case JSON_ARRAY:
		return json_array_size(value) > 0;
	case JSON_STRING:
		return json_string_length(value) > 0;
	default:
		return true;
	}
}

/* SOURCE with INDENT before each of its lines; new. */
static char *indented_source(const char *source, const char *indent)
{
	GString *out = g_string_new(NULL);

	while (*source != '\0') {
		const char *end = strchr(source, '\n');
		gsize length = end == NULL ? strlen(source) : (gsize)(end - source) + 1;
		g_string_append(out, indent);
		g_string_append_len(out, source, (gssize)length);
		source += length;
	}
	return g_string_free(out, FALSE);
}

/* Lists and objects have no text. NUMBER has room for that of one. */
static const char *words_of(json_t *value, char number[static G_ASCII_DTOSTR_BUF_SIZE])
{
	switch (value == NULL ? JSON_NULL : json_typeof(value)) {
	case JSON_STRING:
		return json_string_value(value);
	case JSON_INTEGER:
		g_snprintf(number, G_ASCII_DTOSTR_BUF_SIZE, "%" JSON_INTEGER_FORMAT,
		    json_integer_value(value));
		return number;
	case JSON_REAL:
		return g_ascii_formatd(
		    number, G_ASCII_DTOSTR_BUF_SIZE, "%.15g", json_real_value(value));
	case JSON_TRUE:
		return "true";
	case JSON_FALSE:
		return "false";
	default:
		return "";
	}
}

static void render_value(struct renderer *r, const struct node *node)
{
	char number[G_ASCII_DTOSTR_BUF_SIZE];
	const char *text = words_of(context_find(r->stack, node->path), number);

	if (node->kind == NODE_VALUE && r->escape == ESCAPE_HTML) {
		g_autofree char *html = clean_html(text);
		g_string_append(r->out, html);
	} else {
		g_string_append(r->out, text);
	}
}

static void render_within(struct renderer *r, json_t *context, GPtrArray *nodes)
{
	g_ptr_array_add(r->stack, context);
	render_nodes(r, nodes);
	g_ptr_array_set_size(r->stack, (int)r->stack->len - 1);
}

static void render_section(struct renderer *r, const struct node *node)
{
	json_t *value = context_find(r->stack, node->path);

	if (!is_true(value))
		return;
	if (!json_is_array(value)) {
		render_within(r, value, node->children);
		return;
	}
	for (size_t i = 0; i < json_array_size(value); i++)
		render_within(r, json_array_get(value, i), node->children);
}

static const struct template *find_partial(struct renderer *r, const struct node *node)
{
	g_autofree char *key = g_strconcat(node->name, "\n", node->indent, NULL);
	struct template *template = NULL;
	const char *source;

	if (g_hash_table_lookup_extended(r->partials, key, NULL, (void **)&template))
		return template;
	source = r->partial == NULL ? NULL : r->partial(r->data, node->name);
	if (source != NULL) {
		g_autofree char *indented = indented_source(source, node->indent);
		template = template_new(indented, node->name, NULL);
	}
	g_hash_table_insert(r->partials, g_steal_pointer(&key), template);
	return template;
}

static void render_partial(struct renderer *r, const struct node *node)
{
	const struct template *template;

	if (r->depth >= TEMPLATE_PARTIALS)
		return;
	template = find_partial(r, node);
	if (template == NULL)
		return;
	r->depth++;
	render_nodes(r, template->nodes);
	r->depth--;
}

static void render_node(struct renderer *r, const struct node *node)
{
	switch (node->kind) {
	case NODE_TEXT:
		g_string_append_len(r->out, node->text, (gssize)node->length);
		break;
	case NODE_VALUE:
	case NODE_RAW:
		render_value(r, node);
		break;
	case NODE_SECTION:
		render_section(r, node);
		break;
	case NODE_INVERTED:
		if (!is_true(context_find(r->stack, node->path)))
			render_nodes(r, node->children);
		break;
	case NODE_PARTIAL:
		render_partial(r, node);
		break;
	}
}

static void render_nodes(struct renderer *r, GPtrArray *nodes)
{
	for (guint i = 0; i < nodes->len && r->steps < TEMPLATE_STEPS; i++) {
		r->steps++;
		render_node(r, g_ptr_array_index(nodes, i));
	}
}

char *template_render(const struct template *template, json_t *facts, enum escape escape,
    template_partial partial, void *data)
{
	struct renderer r = {
	    .escape = escape, .partial = partial, .data = data, .partials = template->partials};

	r.out = g_string_new(NULL);
	r.stack = g_ptr_array_new();
	render_within(&r, facts, template->nodes);
	g_ptr_array_unref(r.stack);
	return g_string_free(r.out, FALSE);
}
