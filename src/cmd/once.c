/* One pass of all steps, for cron and timers. A shut door does not keep the others waiting. */
#include "cmd/cmd.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "cmd/door.h"
#include "step/step.h"
#include "store/lock.h"

#include <stdio.h>
#include <stdlib.h>

/* What a pass did, for its last line. */
struct pass {
	unsigned received, worked, sent;
	int code; /* of the first door that failed */
};

static void note_failure(struct pass *pass, struct step *step, const char *door, GError *error)
{
	door_note(step->store, door, error->message);
	int code = app_fail(error);
	if (pass->code == EX_OK)
		pass->code = code;
}

static void receive_all(struct pass *pass, struct step *step)
{
	for (guint i = 0; i < step->config->inboxes->len; i++) {
		const struct inbox *inbox = g_ptr_array_index(step->config->inboxes, i);
		AUTO(source) *source = source_new(inbox, clock_now);
		GError *error = NULL;
		unsigned count = 0;
		bool ok = receive_pass(step->store, source, inbox, &count, &error);
		pass->received += count;
		if (ok)
			door_note(step->store, inbox->name, NULL);
		else
			note_failure(pass, step, inbox->name, error);
	}
}

static void deliver_all(struct pass *pass, struct step *step)
{
	AUTO(sender) *sender = sender_new(&step->config->outbox);
	GError *error = NULL;
	g_autofree char *shut = NULL;

	if (!deliver_pass(step->store, sender, clock_now(), &pass->sent, &shut, &error))
		note_failure(pass, step, "outbox", error);
	outbox_note(step->store, pass->sent, shut);
	if (shut != NULL) {
		fail(&error, EX_UNAVAILABLE, "the outbox is shut, letters wait in it: %s", shut);
		note_failure(pass, step, "outbox", error);
	}
	sender_rest(sender);
}

static void all_steps(struct pass *pass, struct step *step)
{
	GError *error = NULL;

	receive_all(pass, step);
	if (!work_pass(step, &pass->worked, &error) || !night_pass(step, clock_now(), &error))
		note_failure(pass, step, "work", error);
	deliver_all(pass, step);
}

/* A timer that meets a running instance has nothing to do; a person wants to know (P-9). */
static int busy(GError *error)
{
	int code = app_fail(error);

	return code == EX_TEMPFAIL && getenv("INVOCATION_ID") != NULL ? EX_OK : code;
}

static int run(struct app *app, int argc, char **argv)
{
	AUTO(lock) *lock = NULL;
	struct pass pass = {0};
	struct step step;
	GError *error = NULL;

	if (argc > 0)
		return app_usage(&command_once, "takes no arguments");
	if (!step_open(&step, app->config, &error))
		return app_fail(error);
	lock = spool_lock(app->config->data, &error);
	if (lock == NULL) {
		step_close(&step);
		return busy(error);
	}
	if (store_recover_letters(step.store, clock_now(), &error))
		all_steps(&pass, &step);
	else
		pass.code = app_fail(error);
	step_close(&step);
	if (app->json)
		printf("{\"received\":%u,\"worked\":%u,\"sent\":%u}\n", pass.received, pass.worked,
		    pass.sent);
	else if (app->verbose > 0)
		printf("%u mails received, %u worked, %u letters sent\n", pass.received,
		    pass.worked, pass.sent);
	return pass.code;
}

const struct command command_once = {
    .name = "once",
    .arguments = "",
    .summary = "one pass: receive, work, digest if due, send; then end (for cron and timers)",
    .example = "callbox -c callbox.conf once -v",
    .need = NEED_CONFIG,
    .run = run,
};
