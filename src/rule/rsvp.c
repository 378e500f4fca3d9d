/*
 * What becomes of each event of a calendar answer (RULES CI-07 to CI-19). Rows
 * are asked in order and the first that speaks decides; when none does, the
 * answer applies.
 */
#include "rule/rsvp.h"

#include "base/address.h"
#include "base/civil.h"

#include <string.h>

/* One answer and all that it is judged by. */
struct answer {
	const struct rsvp *rsvp;
	const struct invite *invite;
	const char *from;
	enum auth auth;
	int64_t received;
	struct rsvp_outcome *outcome;
};

static bool known_partstat(const char *word)
{
	static const char *const words[] = {
	    "ACCEPTED", "DECLINED", "TENTATIVE", "NEEDS-ACTION", "DELEGATED", NULL};

	return word != NULL && g_strv_contains(words, word);
}

static bool is_invited(const struct answer *a, const char *address)
{
	return address != NULL && address_same(address, a->invite->address);
}

static bool unknown_uid(const struct answer *a)
{
	return a->invite == NULL;
}

static bool one_instance(const struct answer *a)
{
	return a->rsvp->recurrence_id != NULL;
}

static bool no_partstat(const struct answer *a)
{
	return !known_partstat(a->rsvp->partstat);
}

static bool no_attendee(const struct answer *a)
{
	return a->rsvp->attendee == NULL;
}

static bool from_nobody_invited(const struct answer *a)
{
	if (is_invited(a, a->rsvp->attendee) || is_invited(a, a->from))
		return false;
	a->outcome->via_alias = a->rsvp->attendees == 1 && a->auth != AUTH_FAIL;
	return !a->outcome->via_alias;
}

/* What the invited person said counts, whoever else answers, until the session moves. */
static bool outvoted(const struct answer *a)
{
	const char *own = a->invite->via_alias ? NULL : a->invite->partstat;

	if (!a->outcome->via_alias || own == NULL || strcmp(own, "NEEDS-ACTION") == 0)
		return false;
	a->outcome->via_alias = false;
	return true;
}

static bool taken_back(const struct answer *a)
{
	return a->invite->cancelled;
}

static bool after_the_end(const struct answer *a)
{
	return a->received >= a->invite->end;
}

static bool older_time(const struct answer *a)
{
	return a->outcome->sequence < a->invite->last_major_seq;
}

/* Answers are ordered for each attendee (CI-13): that of another address is none of the person's.
 */
static bool overtaken(const struct answer *a)
{
	if (a->invite->via_alias && !a->outcome->via_alias)
		return false;
	if (a->outcome->sequence != a->invite->reply_sequence)
		return a->outcome->sequence < a->invite->reply_sequence;
	return a->outcome->stamped < a->invite->reply_stamped;
}

static const struct {
	bool (*is)(const struct answer *);
	enum rsvp_effect effect;
	const char *why;
} effects[] = {
    {unknown_uid, RSVP_UNMATCHED, "guest asks to join; no invitation of ours has this UID"},
    {one_instance, RSVP_IGNORED, "it answers one instance of an event that has only one"},
    {no_attendee, RSVP_IGNORED, "it names no attendee"},
    {no_partstat, RSVP_IGNORED, "it says neither yes nor no nor maybe"},
    {from_nobody_invited, RSVP_GUEST,
	"guest asks to join; neither attendee nor sender is the invited person"},
    {taken_back, RSVP_IGNORED, "the invitation was taken back before"},
    {after_the_end, RSVP_IGNORED, "the session was over"},
    {outvoted, RSVP_GUEST, "guest asks to join; the invited person had answered already"},
    {older_time, RSVP_OLD_TIME, "it answers an older time of the session"},
    {overtaken, RSVP_STALE, "a later answer is known already"},
};

/* CI-17: what lies above our own SEQUENCE counts as ours, so that a forged value locks nobody out.
 */
static int64_t bounded_sequence(const struct answer *a)
{
	return a->invite == NULL ? a->rsvp->sequence : MIN(a->rsvp->sequence, a->invite->sequence);
}

/* CI-18: a missing stamp, or one from far in the future, is the time of receipt. */
static int64_t bounded_stamp(const struct rsvp *rsvp, int64_t received)
{
	return rsvp->stamped == 0 || rsvp->stamped > received + DAY ? received : rsvp->stamped;
}

void rsvp_judge(struct rsvp_outcome *outcome, const struct rsvp *rsvp, const struct invite *invite,
    const char *from, enum auth auth, int64_t received)
{
	struct answer a = {rsvp, invite, from, auth, received, outcome};

	*outcome = (struct rsvp_outcome){
	    .effect = RSVP_APPLY,
	    .unverified = auth == AUTH_FAIL,
	    .sequence = bounded_sequence(&a),
	    .stamped = bounded_stamp(rsvp, received),
	    .partstat = rsvp->partstat,
	    .why = "the invited person answered",
	};
	for (gsize i = 0; i < G_N_ELEMENTS(effects); i++) {
		if (effects[i].is(&a)) {
			outcome->effect = effects[i].effect;
			outcome->why = effects[i].why;
			return;
		}
	}
	if (outcome->via_alias)
		outcome->why = "another address answered for the invited person";
}

enum coming coming_from_partstat(const char *partstat)
{
	static const struct {
		const char *partstat;
		enum coming coming;
	} words[] = {
	    {"ACCEPTED", COMING_YES}, {"TENTATIVE", COMING_MAYBE}, {"DECLINED", COMING_NO}};

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (strcmp(words[i].partstat, partstat) == 0)
			return words[i].coming;
	return COMING_UNKNOWN;
}

enum coming coming_of(const GPtrArray *invites, int64_t now)
{
	unsigned counts[COMING_IN_WORDS + 1] = {0};

	for (guint i = 0; i < invites->len; i++) {
		const struct invite *invite = g_ptr_array_index(invites, i);
		if (!invite->cancelled && invite->end > now)
			counts[coming_from_partstat(invite->partstat)]++;
	}
	if (counts[COMING_YES] > 0)
		return COMING_YES;
	if (counts[COMING_MAYBE] > 0)
		return COMING_MAYBE;
	return counts[COMING_NO] > 0 && counts[COMING_UNKNOWN] == 0 ? COMING_NO : COMING_UNKNOWN;
}
