/* See the header. A mail that ended the worker again and again is not read once more (P-10). */
#include "step/batch.h"

#include "base/error.h"

enum { ATTEMPTS = 2 };

struct batch {
	struct child *child;
	GPtrArray *raws;
	GArray *readings; /* of struct reading; as many as were read */
	guint in_flight;  /* the next so many are in the child */
	GError *trouble;  /* the child cannot be had */
};

static void clear_reading(gpointer data)
{
	struct reading *reading = data;

	g_clear_pointer(&reading->message, message_free);
	g_clear_error(&reading->problem);
}

struct batch *batch_new(struct child *child, GPtrArray *raws)
{
	struct batch *batch = g_new0(struct batch, 1);

	batch->child = child;
	batch->raws = raws;
	batch->readings = g_array_new(FALSE, TRUE, sizeof(struct reading));
	g_array_set_clear_func(batch->readings, clear_reading);
	batch_advance(batch);
	return batch;
}

void batch_free(struct batch *batch)
{
	if (batch == NULL)
		return;
	for (; batch->in_flight > 0; batch->in_flight--)
		message_free(child_collect(batch->child, NULL));
	g_array_unref(batch->readings);
	g_ptr_array_unref(batch->raws);
	g_clear_error(&batch->trouble);
	g_free(batch);
}

GPtrArray *batch_raws(const struct batch *batch)
{
	return batch->raws;
}

static bool submit(struct batch *batch, const struct raw *raw, GError **error)
{
	if (raw->attempts > ATTEMPTS)
		return fail(error, EX_DATAERR, "working on it ended abnormally %u times",
		    raw->attempts - 1);
	return child_submit(batch->child, raw->bytes, error);
}

/* Notes what became of the next mail; what is no mail's fault stops the batch. */
static void note(struct batch *batch, struct message *message, GError *problem)
{
	struct reading reading = {
	    g_ptr_array_index(batch->raws, batch->readings->len), message, problem};

	if (batch->trouble != NULL)
		clear_reading(&reading);
	else if (message == NULL && problem->code != EX_DATAERR)
		batch->trouble = problem;
	else
		g_array_append_val(batch->readings, reading);
}

/* Hands one more mail to the child. False if there is none, or no room for it. */
static bool submit_next(struct batch *batch)
{
	g_autoptr(GError) problem = NULL;
	guint next = batch->readings->len + batch->in_flight;

	if (batch->trouble != NULL || next == batch->raws->len ||
	    batch->in_flight == CHILD_IN_FLIGHT)
		return false;
	if (submit(batch, g_ptr_array_index(batch->raws, next), &problem)) {
		batch->in_flight++;
		return true;
	}
	/* It is asked again when those before it are done with, so that all keep their order. */
	if (batch->in_flight > 0)
		return false;
	note(batch, NULL, g_steal_pointer(&problem));
	return true;
}

static void collect(struct batch *batch)
{
	GError *problem = NULL;
	struct message *message = child_collect(batch->child, &problem);

	batch->in_flight--;
	note(batch, message, problem);
}

void batch_advance(struct batch *batch)
{
	do {
		while (batch->in_flight > 0 && child_answers(batch->child))
			collect(batch);
	} while (submit_next(batch));
}

bool batch_finish(struct batch *batch, GError **error)
{
	for (;;) {
		if (submit_next(batch))
			continue;
		if (batch->in_flight == 0)
			break;
		collect(batch);
	}
	if (batch->trouble == NULL)
		return true;
	g_propagate_error(error, g_steal_pointer(&batch->trouble));
	return false;
}

const struct reading *batch_reading(const struct batch *batch, guint i)
{
	return &g_array_index(batch->readings, struct reading, i);
}
