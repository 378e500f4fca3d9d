/* Any octets as a template: a finding or a rendering, never more. */
#include "letter/template.h"
#include "fuzz.h"

static const char *partial(void *data, const char *name)
{
	return name[0] == 'p' ? "{{> q}}{{#list}}{{name}}{{/list}}" : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *source = g_utf8_make_valid((const char *)data, (gssize)size);
	AUTO(template) *template = template_new(source, "fuzz.txt", NULL);
	if (!template)
		return 0;
	json_t *facts =
	    json_loads("{\"name\":\"<x>\",\"list\":[{\"name\":1},{}],\"none\":null}", 0, NULL);
	g_autofree char *text = template_render(template, facts, ESCAPE_HTML, partial, NULL);
	template_check(template, facts, partial, NULL, NULL);
	json_decref(facts);
	return 0;
}
