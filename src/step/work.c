/*
 * Work: raw rows in, decisions, rows and letters out. A batch is read before
 * its transaction begins; while one batch is decided the sandboxed child reads the
 * next (DESIGN sections 1 and 3). A mail that fails by itself takes the transaction
 * with it, and is held when that is done again without it: this is rare, and a
 * savepoint for each mail would copy every page that it changes. Where one is not
 * the only one, the rest go one by one.
 */
#include "step/batch.h"
#include "step/matter.h"
#include "step/moved.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"

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
	if (!store_event(matter->step->store, matter->now, "decided", sentence,
		(struct about){.mail = matter->raw->id,
		    .story = matter->story == NULL ? 0 : matter->story->id},
		error))
		return false;
	log_matter(matter);
	struct settlement settlement = {.mail = matter->raw->id,
	    .message = matter->message,
	    .arrival = &matter->arrival,
	    .decision = &matter->decision,
	    .call = call == NULL ? NULL : call->name,
	    .at = matter->decided};
	return store_settle(matter->step->store, &settlement, error);
}

/* The mail could not be read or decided: it is kept for a person, and the next one goes on (P-10).
 */
static bool hold(struct step *step, const struct raw *raw, const char *why, GError **error)
{
	g_autofree char *mail = g_strdup_printf("%" G_GINT64_FORMAT, raw->id);

	log_line(LOG_LEVEL_WARNING, "mail", mail, "kind", "unreadable", "held", why, NULL);
	return store_hold(step->store, raw->id, why, NULL, NULL, error) &&
	       store_event(
		   step->store, clock_now(), "held", why, (struct about){.mail = raw->id}, error);
}

static bool work_mail(
    struct step *step, const struct raw *raw, struct message *message, GError **error)
{
	struct matter matter = {.step = step,
	    .raw = raw,
	    .message = message,
	    .inbox = config_inbox(step->config, raw->inbox),
	    .now = clock_now()};
	matter.decided = MAX(matter.now, step->told + 1);
	bool ok = settle(&matter, error);

	matter_clear(&matter);
	return ok;
}

static bool finish_mail(struct step *step, const struct reading *reading, GError **error)
{
	if (reading->message != NULL)
		return work_mail(step, reading->raw, reading->message, error);
	return hold(step, reading->raw, reading->problem->message, error);
}

/* What fails for want of a disk or a lock is no mail's fault. */
static bool is_nobodys_fault(const GError *problem)
{
	return problem->code == EX_TEMPFAIL || problem->code == EX_IOERR ||
	       problem->code == EX_OSERR;
}

/* Takes back the attempts of what is not to blame for PROBLEM: NEXT, may be NULL, never is. */
static void give_back(
    struct step *step, const struct batch *batch, const struct batch *next, const GError *problem)
{
	if (is_nobodys_fault(problem))
		store_put_back(step->store, batch_raws(batch), NULL);
	if (next != NULL)
		store_put_back(step->store, batch_raws(next), NULL);
}

/* A batch that is decided while NEXT, which may be NULL, is read. */
struct round {
	struct step *step;
	struct batch *batch, *next;
};

/* Decides the mails from *AT to before END. *AT is the one that failed, else END. */
static bool decide_mails(const struct round *round, guint *at, guint end, GError **error)
{
	for (; *at < end; ++*at) {
		if (!finish_mail(round->step, batch_reading(round->batch, *at), error))
			return false;
		if (round->next != NULL)
			batch_advance(round->next);
	}
	return true;
}

/* The same in one transaction. */
static bool try_mails(const struct round *round, guint *at, guint end, GError **error)
{
	struct store *store = round->step->store;

	log_wait();
	bool ok = store_begin(store, error) &&
		  store_end(store, decide_mails(round, at, end, error), error);
	if (ok)
		log_tell();
	else
		log_forget();
	return ok;
}

/* Mail AT, before END, could be read and then failed by itself, so that the others may do without
 * it. */
static bool is_to_blame(const struct batch *batch, guint at, guint end, const GError *problem)
{
	return at < end && batch_reading(batch, at)->message != NULL && !is_nobodys_fault(problem);
}

/* One transaction; once more without the first mail that is to be held, and each by itself from the
 * second on (P-10). */
static bool work_mails(const struct round *round, GError **error)
{
	const guint all = batch_raws(round->batch)->len;
	guint together = all, blamed = 0;

	for (guint first = 0; first < all;) {
		GError *problem = NULL;
		guint at = first, end = MIN(first + together, all);
		if (try_mails(round, &at, end, &problem)) {
			first = end;
			continue;
		}
		if (!is_to_blame(round->batch, at, end, problem)) {
			g_propagate_error(error, problem);
			return false;
		}
		batch_blame(round->batch, at, problem);
		if (++blamed > 1)
			together = 1;
	}
	return true;
}

/* A clock that was never set cannot say when RAW came (P-19): it came when one that is saw it. */
static bool date(struct step *step, struct raw *raw, GError **error)
{
	int64_t now = clock_now();
	bool told = raw->delivered == 0 || clock_can_show(raw->delivered);

	if (told && clock_can_show(raw->first_seen))
		return true;
	if (!clock_can_show(raw->first_seen))
		raw->first_seen = now;
	if (!told)
		raw->delivered = raw->first_seen;
	return store_begin(step->store, error) &&
	       store_end(step->store,
		   store_date_raw(step->store, raw, error) &&
		       store_event(step->store, now, "dated",
			   "our clock was not set when it came; it counts as come when the clock "
			   "was right",
			   (struct about){.mail = raw->id}, error),
		   error);
}

static bool date_all(struct step *step, const GPtrArray *raws, GError **error)
{
	for (guint i = 0; i < raws->len; i++)
		if (!date(step, g_ptr_array_index(raws, i), error))
			return false;
	return true;
}

/* The mails behind AFTER, 0 for the first; *BATCH is NULL if none wait. */
static bool take(struct step *step, int64_t after, struct batch **batch, GError **error)
{
	g_autoptr(GPtrArray) raws =
	    store_take(step->store, after, BATCH_MAILS, BATCH_OCTETS, error);

	*batch = NULL;
	if (raws == NULL || !date_all(step, raws, error))
		return false;
	if (raws->len > 0)
		*batch = batch_new(step->child, g_steal_pointer(&raws));
	return true;
}

/* A mail whose attempt counts stays alone, so that it is not blamed for what another one does. */
static bool take_next(
    struct step *step, const struct batch *batch, struct batch **next, GError **error)
{
	GPtrArray *raws = batch_raws(batch);
	const struct raw *last = g_ptr_array_index(raws, raws->len - 1);

	*next = NULL;
	return last->attempts > 0 || take(step, last->id, next, error);
}

/* Works on *BATCH, which becomes the next one. */
static bool work_batch(struct step *step, struct batch **batch, GError **error)
{
	ERROR_GUARD(error);
	AUTO(batch) *next = NULL;

	if (batch_finish(*batch, error) && take_next(step, *batch, &next, error) &&
	    work_mails(&(struct round){step, *batch, next}, error)) {
		store_give_way();
		batch_free(*batch);
		*batch = g_steal_pointer(&next);
		return true;
	}
	give_back(step, *batch, next, *error);
	return false;
}

bool work_pass(struct step *step, unsigned *count, GError **error)
{
	AUTO(batch) *batch = NULL;

	*count = 0;
	moved_follow(step->store, step->config);
	for (;;) {
		if (batch == NULL && !take(step, 0, &batch, error))
			return false;
		if (batch == NULL)
			return true;
		guint mails = batch_raws(batch)->len;
		if (!work_batch(step, &batch, error))
			return false;
		*count += mails;
	}
}
