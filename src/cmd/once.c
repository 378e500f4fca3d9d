/* One pass of all steps, for cron and timers. A shut door does not keep the others waiting. */
#include "cmd/cmd.h"

#include "base/clock.h"
#include "base/count.h"
#include "base/error.h"
#include "cmd/health.h"
#include "cmd/once-receive.h"
#include "cmd/outbox.h"
#include "step/step.h"
#include "store/ballast.h"
#include "store/keep.h"
#include "store/lock.h"

#include <stdio.h>
#include <stdlib.h>

/* What a pass did, for its last line. */
struct pass {
	unsigned received, worked, sent;
	int code; /* of the first door that failed */
};

static void note_code(struct pass *pass, GError *error)
{
	int code = app_fail(error);

	if (pass->code == EX_OK)
		pass->code = code;
}

/* Works on each batch while the receiver fetches the next. */
static void receive_and_work(struct pass *pass, struct step *step, struct receiver *receiver)
{
	GError *error = NULL;
	bool more = true;

	clock_is_set(&error);
	while (more && error == NULL) {
		unsigned worked = 0;
		more = receiver_more(receiver, &pass->received);
		work_pass(step, &worked, &error);
		pass->worked += worked;
	}
	while (more)
		more = receiver_more(receiver, &pass->received);
	if (error != NULL || !night_pass(step, clock_now(), &error) ||
	    !remind_pass(step, clock_now(), &error)) {
		door_fail(step->store, "work", error);
		note_code(pass, error);
	}
}

static void deliver_all(struct pass *pass, struct step *step)
{
	GError *error = NULL;
	struct delivery delivery;

	if (!outbox_pass(step->store, &step->config->outbox, &delivery, &error))
		note_code(pass, error);
	pass->sent = delivery.sent;
	g_free(delivery.shut);
}

/* A timer that meets a running instance has nothing to do; a person wants to know (P-9). */
static int busy(GError *error)
{
	int code = app_fail(error);

	return code == EX_TEMPFAIL && getenv("INVOCATION_ID") != NULL ? EX_OK : code;
}

/* Everything, once the spool is ours. */
static int all_steps(struct pass *pass, struct step *step, struct receiver *receiver)
{
	GError *error = NULL;

	if (!store_check_first(step->store, clock_now(), &error) ||
	    !outbox_recover(step->store, &error)) {
		receiver_end(receiver);
		return pass->code = app_fail(error);
	}
	receiver_begin(receiver);
	receive_and_work(pass, step, receiver);
	int code = receiver_end(receiver);
	if (pass->code == EX_OK)
		pass->code = code;
	deliver_all(pass, step);
	return pass->code;
}

static void tell(const struct app *app, const struct pass *pass)
{
	g_autofree char *mails = count_words(pass->received, "mail", "mails");
	g_autofree char *letters = count_words(pass->sent, "letter", "letters");

	if (app->json)
		printf("{\"received\":%u,\"worked\":%u,\"sent\":%u}\n", pass->received,
		    pass->worked, pass->sent);
	else if (app->verbose > 0)
		printf("%s received, %u worked, %s sent\n", mails, pass->worked, letters);
}

static int run(struct app *app, int argc, char **argv)
{
	AUTO(lock) *lock = NULL;
	struct receiver *receiver;
	struct pass pass = {0};
	struct step step;
	GError *error = NULL;

	if (argc > 0)
		return app_usage(&command_once, "takes no arguments");
	receiver = receiver_new(app->config, &error);
	if (receiver == NULL)
		return app_fail(error);
	ballast_throw(app->config->data, app->config->ballast);
	if (!step_open(&step, app->config, &error)) {
		receiver_end(receiver);
		return app_fail(error);
	}
	lock = spool_lock(app->config->data, &error);
	if (lock == NULL) {
		receiver_end(receiver);
		step_close(&step);
		return busy(error);
	}
	ballast_lay(app->config->data, app->config->ballast);
	int code = all_steps(&pass, &step, receiver);
	step_close(&step);
	tell(app, &pass);
	return code;
}

const struct command command_once = {
    .name = "once",
    .arguments = "",
    .summary = "one pass: receive, work, digest and reminders if due, send; then end (for cron and "
	       "timers)",
    .example = "callbox -c callbox.conf once -v",
    .need = NEED_CONFIG,
    .run = run,
};
