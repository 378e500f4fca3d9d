/* What every step shares: the store, the templates, the sandboxed reader. */
#include "step/step.h"

#include "base/clock.h"
#include "step/moved.h"

bool step_open(struct step *step, const struct config *config, GError **error)
{
	*step = (struct step){.config = config};
	step->letterbox = templates_load(config, error);
	if (step->letterbox == NULL)
		return false;
	step->store = store_open(config->data, STORE_WRITE, error);
	if (step->store == NULL || !store_prepare(step->store, error)) {
		step_close(step);
		return false;
	}
	moved_follow(step->store, config);
	step->instance = store_fact(step->store, "instance");
	step->told = store_told(step->store, clock_now());
	step->child = child_new(1);
	step->requests = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	return true;
}

void step_close(struct step *step)
{
	g_clear_pointer(&step->child, child_free);
	g_clear_pointer(&step->store, store_free);
	g_clear_pointer(&step->letterbox, letterbox_free);
	g_clear_pointer(&step->instance, g_free);
	g_clear_pointer(&step->requests, g_hash_table_unref);
}
