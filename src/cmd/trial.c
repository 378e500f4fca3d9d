/* See the header. */
#include "cmd/trial.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/random.h"
#include "step/post.h"

#include <string.h>

static bool post(struct step *step, const struct call *call, GError **error)
{
	static const char text[] = "This mail shows whether answers to our letters reach us.\n";
	static const char html[] =
	    "<p>This mail shows whether answers to our letters reach us.</p>\n";
	g_autofree char *token = random_token(TOKEN);
	g_autofree char *to = post_reply_address(call, call->addresses[0], token);
	g_autofree char *id = g_strdup_printf("cb1.%s.1@%s", token, call_domain(call));
	g_autofree char *subject = g_strdup_printf("A trial of callbox, %.8s", token);
	struct post trial = {.call = call,
	    .what = "trial",
	    .message_id = id,
	    .now = clock_now(),
	    .letter = {.from_name = call->title,
		.from = call->addresses[0],
		.to = to,
		.subject = subject,
		.text = text,
		.html = html}};

	return post_letter(step, &trial, error);
}

static bool post_and_commit(struct step *step, const struct call *call, GError **error)
{
	return store_begin(step->store, error) &&
	       store_end(step->store, post(step, call, error), error);
}

bool trial_queue(struct app *app, const struct call *call, GError **error)
{
	struct step step;

	if (!app_step(app, &step, error))
		return false;
	bool ok = post_and_commit(&step, call, error);
	step_close(&step);
	return ok;
}

static char *arrival_of(const struct trial *trial)
{
	bool same = g_strcmp0(trial->message_id, trial->arrived_id) == 0;

	return g_strdup_printf("mail to %s came back%s", trial->to,
	    same ? ", with its Message-ID as it was"
		 : "; its Message-ID was changed on the way, so threads are known by that address");
}

char *trial_words(struct store *store, const struct call *call, GError **error)
{
	AUTO(trial) *trial = store_trial(store, call->name, error);

	if (trial == NULL)
		return NULL;
	if (trial->arrived)
		return arrival_of(trial);
	if (trial->state != LETTER_SENT && trial->state != LETTER_FAILED)
		return g_strdup_printf(
		    "a mail to %s waits in the outbox; the next pass sends it", trial->to);
	fail(error, EX_CONFIG,
	    "the trial mail to %s %s: answers of authors may not reach us. If it was only just "
	    "sent, "
	    "run a pass and check again; else ask the provider for addresses with \"%s\", or set "
	    "subaddress = \"\"",
	    trial->to, trial->state == LETTER_SENT ? "did not come back" : "was refused",
	    call->subaddress);
	return g_strdup("");
}
