/* See the header. A mail that ended the worker again and again is not read once more (P-10). */
#include "step/batch.h"

#include "base/error.h"
#include "base/sha256.h"

enum { ATTEMPTS = 2 };

struct batch {
	struct child *child;
	GPtrArray *raws;
	GArray *readings; /* of struct reading; as many as were collected */
};

static void clear_reading(gpointer data)
{
	struct reading *reading = data;

	g_clear_pointer(&reading->message, message_free);
	g_clear_error(&reading->problem);
}

static bool is_worn_out(const struct raw *raw)
{
	return raw->attempts > ATTEMPTS;
}

static void hash(gpointer mail, gpointer unused)
{
	struct raw *raw = mail;
	gsize length;
	const void *octets = g_bytes_get_data(raw->bytes, &length);

	raw->sha256 = sha256_of(octets, length);
}

struct batch *batch_new(struct child *child, GPtrArray *raws)
{
	struct batch *batch = g_new0(struct batch, 1);

	batch->child = child;
	batch->raws = raws;
	batch->readings = g_array_new(FALSE, TRUE, sizeof(struct reading));
	g_array_set_clear_func(batch->readings, clear_reading);
	for (guint i = 0; i < raws->len; i++) {
		const struct raw *raw = g_ptr_array_index(raws, i);
		if (!is_worn_out(raw))
			child_submit(child, raw->bytes);
	}
	child_advance(child);
	g_ptr_array_foreach(raws, hash, NULL); /* while the child reads, and nobody waits for us */
	return batch;
}

void batch_free(struct batch *batch)
{
	if (batch == NULL)
		return;
	if (batch->readings->len < batch->raws->len)
		child_forget(batch->child);
	g_array_unref(batch->readings);
	g_ptr_array_unref(batch->raws);
	g_free(batch);
}

GPtrArray *batch_raws(const struct batch *batch)
{
	return batch->raws;
}

void batch_advance(struct batch *batch)
{
	child_advance(batch->child);
}

static struct reading collect(struct batch *batch, const struct raw *raw)
{
	struct reading reading = {.raw = raw};

	if (is_worn_out(raw))
		fail(&reading.problem, EX_DATAERR, "working on it ended abnormally %u times",
		    raw->attempts - 1);
	else
		reading.message = child_collect(batch->child, &reading.problem);
	return reading;
}

bool batch_finish(struct batch *batch, GError **error)
{
	while (batch->readings->len < batch->raws->len) {
		struct reading reading =
		    collect(batch, g_ptr_array_index(batch->raws, batch->readings->len));
		if (reading.message == NULL && reading.problem->code != EX_DATAERR) {
			g_propagate_error(error, reading.problem);
			return false;
		}
		g_array_append_val(batch->readings, reading);
	}
	return true;
}

const struct reading *batch_reading(const struct batch *batch, guint i)
{
	return &g_array_index(batch->readings, struct reading, i);
}

void batch_blame(struct batch *batch, guint i, GError *problem)
{
	struct reading *reading = &g_array_index(batch->readings, struct reading, i);

	clear_reading(reading);
	reading->problem = problem;
}
