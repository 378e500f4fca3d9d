/*
 * When everything about a call is erased. Passes must find its retention over for a day, so that a
 * clock that runs ahead for some passes erases nobody, unless somebody says what time it is; and an
 * erasure that a kill cut short is finished by the next pass.
 */
#include "step/retention.h"

#include "base/civil.h"
#include "base/clock.h"
#include "base/count.h"
#include "base/log.h"
#include "store/keep.h"

/*
 * What the fact "retiring.CALL" says, if it is there: one of these, or since when (UTC seconds)
 * passes find that the retention is over.
 */
static const char kept[] = "no";
static const char erasing[] = "yes";

/*
 * When everything about CALL has to go, INT64_MAX for never: after its last session, but mail that
 * came since, as to a call that is rehearsed or tried out late, is kept as long.
 */
static int64_t end_of_retention(const struct call *call, int64_t last_mail)
{
	int64_t last = call_last_end(call);

	return last == 0 || last_mail == 0 || call->retention < 0
		   ? INT64_MAX
		   : MAX(last, last_mail) + call->retention;
}

static bool tell_erased(struct step *step, const struct call *call, int64_t now,
    const struct erasure *what, GError **error)
{
	g_autofree char *stories = count_words(what->stories->len, "story", "stories");
	g_autofree char *mails = count_words(what->mails->len, "mail", "mails");
	g_autofree char *letters = count_words(what->letters->len, "letter", "letters");
	g_autofree char *words = g_strdup_printf(
	    "%s: %s, %s, %s; its retention is over", call->name, stories, mails, letters);

	log_line(LOG_LEVEL_INFO, "erased", words, NULL);
	return store_event(step->store, now, "erased", words, (struct about){0}, error);
}

static bool erase_call(
    struct step *step, const struct call *call, const char *fact, int64_t now, GError **error)
{
	struct erasure what = {0};
	bool ok = store_set_fact(step->store, fact, erasing, error) &&
		  store_erase_call(step->store, call->name, now, &what, error) &&
		  tell_erased(step, call, now, &what, error) &&
		  store_set_fact(step->store, fact, kept, error);
	erasure_clear(&what);
	return ok;
}

bool retention_pass(struct step *step, const struct call *call, int64_t now, GError **error)
{
	g_autofree char *fact = g_strdup_printf("retiring.%s", call->name);
	g_autofree char *was = store_fact(step->store, fact);
	g_autofree char *at = g_strdup_printf("%" G_GINT64_FORMAT, now);
	int64_t since = was == NULL ? 0 : g_ascii_strtoll(was, NULL, 10);
	int64_t last_mail;

	if (g_strcmp0(was, erasing) == 0)
		return erase_call(step, call, fact, now, error);
	if (!store_last_mail(step->store, call->name, &last_mail, error))
		return false;
	if (now < end_of_retention(call, last_mail))
		return since == 0 || store_set_fact(step->store, fact, kept, error);
	if (clock_is_fixed() || (since != 0 && now - since >= DAY))
		return erase_call(step, call, fact, now, error);
	return (since != 0 && since <= now) || store_set_fact(step->store, fact, at, error);
}
