/*
 * Checks a template's names before the first letter is written: it is walked
 * as if rendered with a sample in which everything is present, so that a typo
 * is found at start and not in an author's mail.
 */
#include "letter/template-node.h"

#include "base/error.h"
#include "base/nearest.h"

#include <stdint.h>
#include <string.h>

/* A partial that is being walked, and how deep in sections it began. */
struct visit {
	const char *name;
	guint depth;
};

struct checker {
	GPtrArray *stack; /* of json_t * */
	GArray *active;   /* of struct visit */
	GString *place;   /* "receipt.txt:3: in {{> footer}} " */
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

/* What may be written where STACK is, the innermost first, ended by NULL; the names are borrowed.
 */
static GPtrArray *known_names(GPtrArray *stack)
{
	GPtrArray *names = g_ptr_array_new();
	const char *name;
	json_t *value;

	for (guint i = stack->len; i > 0; i--)
		json_object_foreach(g_ptr_array_index(stack, i - 1), name, value)
		{
			if (!g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
				g_ptr_array_add(names, (char *)(uintptr_t)name);
		}
	g_ptr_array_add(names, NULL);
	return names;
}

static void find_unknown(struct checker *c, const char *file, const struct node *node)
{
	g_autoptr(GPtrArray) names = known_names(c->stack);
	const char *meant = nearest_word(node->name, (const char *const *)names->pdata);

	find(c, file, node, "unknown name");
	if (meant != NULL) {
		g_string_append_printf(c->findings, "; perhaps \"%s\" is meant", meant);
		return;
	}
	g_autofree char *all = g_strjoinv(", ", (char **)names->pdata);
	g_string_append_printf(c->findings, "; write one of: %s", all);
}

static void check_section(struct checker *c, const char *file, const struct node *node)
{
	json_t *value = context_find(c->stack, node->path);

	if (json_is_array(value))
		value = json_array_get(value, 0);
	if (value == NULL) {
		find_unknown(c, file, node);
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
	struct visit visit = {node->name, c->stack->len};

	g_string_append_printf(c->place, "%s:%u: in ", file, node->line);
	g_array_append_val(c->active, visit);
	check_nodes(c, template->file, template->nodes);
	g_array_set_size(c->active, c->active->len - 1);
	g_string_truncate(c->place, length);
}

static const struct visit *visit_of(const struct checker *c, const char *name)
{
	for (guint i = 0; i < c->active->len; i++) {
		const struct visit *visit = &g_array_index(c->active, struct visit, i);
		if (strcmp(visit->name, name) == 0)
			return visit;
	}
	return NULL;
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
	const struct visit *outer = visit_of(c, node->name);
	if (outer != NULL && outer->depth == c->stack->len)
		find(c, file, node, "only within a section can this come to an end: partial");
	if (outer != NULL || c->active->len >= TEMPLATE_PARTIALS)
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
			find_unknown(c, file, node);
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
	c.active = g_array_new(FALSE, FALSE, sizeof(struct visit));
	c.place = g_string_new(NULL);
	c.findings = g_string_new(NULL);
	g_ptr_array_add(c.stack, sample);
	check_nodes(&c, template->file, template->nodes);
	ok = c.findings->len == 0 || fail(error, EX_CONFIG, "%s", c.findings->str);
	g_ptr_array_unref(c.stack);
	g_array_unref(c.active);
	g_string_free(c.place, TRUE);
	g_string_free(c.findings, TRUE);
	return ok;
}
