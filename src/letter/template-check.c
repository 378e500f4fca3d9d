/*
 * Checks a template's names before the first letter is written: it is walked
 * as if rendered with a sample in which everything is present, so that a typo
 * is found at start and not in an author's mail.
 */
#include "letter/template-node.h"

#include "base/error.h"

#include <string.h>

struct checker {
	GPtrArray *stack;  /* of json_t * */
	GPtrArray *active; /* names of the partials that are being walked */
	GString *place;    /* "receipt.txt:3: in {{> footer}} " */
	GString *findings;
	template_partial partial;
	void *data;
};

static void check_nodes(struct checker *c, const char *file, GPtrArray *nodes);

static void find(struct checker *c, const char *file, const struct node *node, const char *what)
{
	if (c->findings->len > 0)
		g_string_append_c(c->findings, '\n');
	g_string_append_printf(
	    c->findings, "%s%s:%u: %s \"%s\"", c->place->str, file, node->line, what, node->name);
}

static void check_section(struct checker *c, const char *file, const struct node *node)
{
	json_t *value = context_find(c->stack, node->path);

	if (json_is_array(value))
		value = json_array_get(value, 0);
	if (value == NULL) {
		find(c, file, node, "unknown name");
		return;
	}
	g_ptr_array_add(c->stack, value);
	check_nodes(c, file, node->children);
	g_ptr_array_set_size(c->stack, (int)c->stack->len - 1);
}

/* A finding in a partial is told with the line that includes it. */
static void check_inside(
    struct checker *c, const char *file, const struct node *node, const struct template *template)
{
	gsize length = c->place->len;

	g_string_append_printf(c->place, "%s:%u: in ", file, node->line);
	g_ptr_array_add(c->active, node->name);
	check_nodes(c, template->file, template->nodes);
	g_ptr_array_set_size(c->active, (int)c->active->len - 1);
	g_string_truncate(c->place, length);
}

static void check_partial(struct checker *c, const char *file, const struct node *node)
{
	const char *source = c->partial == NULL ? NULL : c->partial(c->data, node->name);
	AUTO(template) *template = NULL;
	g_autoptr(GError) error = NULL;

	if (source == NULL) {
		find(c, file, node, "there is no partial");
		return;
	}
	if (c->active->len >= TEMPLATE_PARTIALS ||
	    g_ptr_array_find_with_equal_func(c->active, node->name, g_str_equal, NULL))
		return;
	template = template_new(source, node->name, &error);
	if (template == NULL)
		find(c, file, node, error->message);
	else
		check_inside(c, file, node, template);
}

static void check_node(struct checker *c, const char *file, const struct node *node)
{
	switch (node->kind) {
	case NODE_TEXT:
		break;
	case NODE_SECTION:
		check_section(c, file, node);
		break;
	case NODE_PARTIAL:
		check_partial(c, file, node);
		break;
	default:
		if (context_find(c->stack, node->path) == NULL)
			find(c, file, node, "unknown name");
		if (node->kind == NODE_INVERTED)
			check_nodes(c, file, node->children);
		break;
	}
}

static void check_nodes(struct checker *c, const char *file, GPtrArray *nodes)
{
	for (guint i = 0; i < nodes->len && c->findings->len < 16384; i++)
		check_node(c, file, g_ptr_array_index(nodes, i));
}

bool template_check(const struct template *template, json_t *sample, template_partial partial,
    void *data, GError **error)
{
	struct checker c = {.partial = partial, .data = data};
	bool ok;

	c.stack = g_ptr_array_new();
	c.active = g_ptr_array_new();
	c.place = g_string_new(NULL);
	c.findings = g_string_new(NULL);
	g_ptr_array_add(c.stack, sample);
	check_nodes(&c, template->file, template->nodes);
	ok = c.findings->len == 0 || fail(error, EX_CONFIG, "%s", c.findings->str);
	g_ptr_array_unref(c.stack);
	g_ptr_array_unref(c.active);
	g_string_free(c.place, TRUE);
	g_string_free(c.findings, TRUE);
	return ok;
}
