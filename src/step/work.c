/*
 * Work: raw rows in, decisions, rows and letters out. A batch is one
 * transaction with a savepoint for each mail; while one mail is decided the
 * sandboxed child reads the next (DESIGN sections 1 and 3).
 */
#include "step/matter.h"
#include "step/moved.h"

#include "base/error.h"

#include "base/clock.h"
#include "base/log.h"

enum { ATTEMPTS = 2 };

static void log_matter(const struct matter *matter)
{
	const struct mailbox *author = message_author(matter->message);
	g_autofree char *mail = g_strdup_printf("%" G_GINT64_FORMAT, matter->raw->id);
	g_autofree char *margin = matter->decision.verdict == VERDICT_NONE
				      ? NULL
				      : duration_words(matter->decision.margin);

	log_line(LOG_LEVEL_INFO, "mail", mail, "from", author == NULL ? NULL : author->address,
	    "kind", kind_name(matter->decision.kind), "verdict",
	    verdict_name(matter->decision.verdict), "margin", margin, "why", matter->decision.why,
	    "reply", matter->decision.answer, "silent", matter->decision.silent_because, NULL);
}

static bool settle(struct matter *matter, GError **error)
{
	g_autofree char *sentence = NULL;

	if (!matter_decide(matter, error) || !matter_write(matter, error) ||
	    !matter_answer(matter, error))
		return false;
	const struct call *call = matter->thread.call;
	sentence = decision_sentence(&matter->decision);
	if (!store_event(matter->step->store, matter->now, "decided", sentence, matter->raw->id,
		matter->story == NULL ? 0 : matter->story->id, 0, error))
		return false;
	log_matter(matter);
	return store_settle(matter->step->store, matter->raw, matter->message, &matter->arrival,
	    &matter->decision, call == NULL ? NULL : call->name, error);
}

/* The mail could not be read or decided: it is kept for a person, and the next one goes on (P-10).
 */
static bool hold(struct step *step, const struct raw *raw, const char *why, GError **error)
{
	g_autofree char *mail = g_strdup_printf("%" G_GINT64_FORMAT, raw->id);

	log_line(LOG_LEVEL_WARNING, "mail", mail, "kind", "unreadable", "held", why, NULL);
	return store_hold(step->store, raw->id, why, NULL, NULL, error) &&
	       store_event(step->store, clock_now(), "held", why, raw->id, 0, 0, error);
}

/* One mail behind a savepoint: what fails for this mail alone is undone and held. */
static bool work_mail(
    struct step *step, const struct raw *raw, const struct message *message, GError **error)
{
	g_autoptr(GError) cause = NULL;
	struct matter matter = {.step = step,
	    .raw = raw,
	    .message = message,
	    .inbox = config_inbox(step->config, raw->inbox),
	    .now = clock_now()};

	if (!store_savepoint(step->store, error))
		return false;
	bool ok = settle(&matter, &cause);
	matter_clear(&matter);
	if (ok)
		return store_release(step->store, error);
	store_undo(step->store);
	if (cause->code == EX_TEMPFAIL || cause->code == EX_IOERR) {
		g_propagate_error(error, g_steal_pointer(&cause));
		return false;
	}
	return hold(step, raw, cause->message, error);
}

static bool finish_mail(struct step *step, const struct raw *raw, struct message *message,
    const GError *cause, GError **error)
{
	if (message != NULL)
		return work_mail(step, raw, message, error);
	return hold(step, raw, cause->message, error);
}

/* Hands mail I of RAWS to the child unless it died of it before. */
static bool submit(struct step *step, GPtrArray *raws, guint i, GError **error)
{
	const struct raw *raw = g_ptr_array_index(raws, i);

	if (raw->attempts > ATTEMPTS)
		return fail(error, EX_DATAERR, "working on it ended abnormally %u times",
		    raw->attempts - 1);
	return child_submit(step->child, raw->bytes, error);
}

static bool work_batch(struct step *step, GPtrArray *raws, GError **error)
{
	g_autoptr(GError) cause = NULL;
	bool submitted = submit(step, raws, 0, &cause);

	for (guint i = 0; i < raws->len; i++) {
		const struct raw *raw = g_ptr_array_index(raws, i);
		g_autoptr(GError) why = g_steal_pointer(&cause);
		AUTO(message) *message = submitted ? child_collect(step->child, &why) : NULL;
		if (message == NULL && why->code != EX_DATAERR) {
			g_propagate_error(error, g_steal_pointer(&why));
			return false;
		}
		submitted = i + 1 < raws->len && submit(step, raws, i + 1, &cause);
		if (!finish_mail(step, raw, message, why, error)) {
			if (submitted)
				message_free(child_collect(step->child, NULL));
			return false;
		}
	}
	return true;
}

/* What fails for want of a disk or a lock is no mail's fault: the attempts are taken back. */
static void give_back(struct step *step, GPtrArray *raws, const GError *problem)
{
	store_rollback(step->store);
	if (problem->code == EX_TEMPFAIL || problem->code == EX_IOERR || problem->code == EX_OSERR)
		store_put_back(step->store, raws, NULL);
}

static bool work_transaction(struct step *step, GPtrArray *raws, GError **error)
{
	GError *problem = NULL;

	if (store_begin(step->store, &problem) && work_batch(step, raws, &problem) &&
	    store_commit(step->store, &problem))
		return true;
	give_back(step, raws, problem);
	g_propagate_error(error, problem);
	return false;
}

bool work_pass(struct step *step, unsigned *count, GError **error)
{
	*count = 0;
	moved_follow(step->store, step->config);
	for (;;) {
		g_autoptr(GPtrArray) raws =
		    store_take(step->store, BATCH_MAILS, BATCH_OCTETS, error);
		if (raws == NULL)
			return false;
		if (raws->len == 0)
			return true;
		if (!work_transaction(step, raws, error))
			return false;
		*count += raws->len;
	}
}
