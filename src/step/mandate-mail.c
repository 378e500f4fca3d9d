/* Orders about mails: what was held is let through or dropped, a guest is admitted or not. */
#include "step/duty.h"

#include "base/address.h"
#include "base/clean.h"
#include "base/error.h"
#include "rule/guest.h"
#include "step/invitation.h"
#include "step/mailing.h"

#include <string.h>

static const char *call_name(const struct mandate *m)
{
	return m->call == NULL ? NULL : m->call->name;
}

/* --- held --- */

static struct held *held_of(
    const struct mandate *m, const struct ordered *ordered, char **about, GError **error)
{
	ERROR_GUARD(error);
	struct held *held = store_held_mail(m->step->store, call_name(m), ordered->number, error);

	if (held == NULL && *error == NULL)
		fail(error, EX_DATAERR,
		    "no mail %" G_GINT64_FORMAT
		    " is held; the newest digest and \"callbox held\" show those that are",
		    ordered->number);
	if (held != NULL && *about == NULL)
		*about = g_strdup_printf("%s, from %s",
		    held->subject == NULL || *held->subject == '\0' ? "(no subject)"
								    : held->subject,
		    held->from == NULL ? "(unknown sender)" : held->from);
	return held;
}

static bool rehearse_held(
    const struct mandate *m, const struct ordered *ordered, char **about, GError **error)
{
	AUTO(held) *held = held_of(m, ordered, about, error);

	return held != NULL;
}

/* What names no call becomes the call's whose organizers let it through. */
static bool release(const struct mandate *m, int64_t mail, GError **error)
{
	return (m->call == NULL || store_assign_mail(m->step->store, mail, m->call->name, error)) &&
	       store_release_held(m->step->store, mail, error);
}

static bool carry_out_held(
    const struct mandate *m, const struct ordered *ordered, char **about, GError **error)
{
	AUTO(held) *held = held_of(m, ordered, about, error);

	if (held == NULL)
		return false;
	AUTO(deed) *deed = g_new0(struct deed, 1);
	*deed = (struct deed){.why = g_strdup(held->why)};
	return (ordered->order == ORDER_RELEASE
		       ? release(m, ordered->number, error)
		       : store_drop_held(m->step->store, ordered->number, error)) &&
	       duty_note(m, ordered, deed, ordered->number, 0, error);
}

static bool preview_nothing(const struct mandate *m, const struct ordered *ordered, char **to,
    char **subject, char **text, GError **error)
{
	return true;
}

static bool undo_held(
    const struct mandate *m, const struct deed *deed, char **about, GError **error)
{
	bool held = false;

	if (deed->order == ORDER_RELEASE)
		return fail(error, EX_DATAERR,
		    "the mail was let through; what became of it stands in the digest");
	return store_hold_again(m->step->store, deed->number, deed->why, &held, error) &&
	       (held || fail(error, EX_DATAERR, "the mail is no longer dropped"));
}

/* --- guests --- */

static GPtrArray *guests_of(
    const struct mandate *m, const struct ordered *ordered, char **about, GError **error)
{
	g_autoptr(GPtrArray) guests =
	    store_guests(m->step->store, call_name(m), ordered->number, m->now, error);

	if (guests == NULL)
		return NULL;
	if (guests->len == 0) {
		fail(error, EX_DATAERR, "no guest asks to join by mail %" G_GINT64_FORMAT,
		    ordered->number);
		return NULL;
	}
	if (*about == NULL)
		*about = g_strdup(((struct guest *)g_ptr_array_index(guests, 0))->address);
	return g_steal_pointer(&guests);
}

/* A guest has no story; letters need no more of one than this. Each has a thread of its own. */
static struct mailing mailing_to(
    const struct mandate *m, const struct guest *guest, struct story *story)
{
	return (struct mailing){.step = m->step,
	    .call = m->call,
	    .story = story,
	    .to = guest->address,
	    .cause = m->cause,
	    .now = m->now,
	    .token = story->token};
}

static struct story *story_of(const struct mandate *m, const struct guest *guest)
{
	return invitation_guest(m->call->name, guest->address,
	    guest->organizer == NULL ? m->call->addresses[0] : guest->organizer);
}

static bool rehearse_guest(
    const struct mandate *m, const struct ordered *ordered, char **about, GError **error)
{
	g_autoptr(GPtrArray) guests = guests_of(m, ordered, about, error);

	if (guests == NULL || ordered->order == ORDER_DROP)
		return guests != NULL;
	for (guint i = 0; i < guests->len; i++) {
		const struct guest *guest = g_ptr_array_index(guests, i);
		if (!address_valid(guest->address))
			return fail(error, EX_DATAERR,
			    "nothing is done, because nobody can be written to at %s",
			    guest->address);
		if (guest_is_admissible(guest, m->call, m->now))
			return true;
	}
	return fail(error, EX_DATAERR,
	    "nothing is done, because the guest is invited already or the session is over");
}

/* One mail may ask twice for the same person. */
static bool invite_to(const struct mandate *m, const struct guest *guest,
    const struct session *session, GString *names, GError **error)
{
	AUTO(story) *story = story_of(m, guest);
	struct mailing mailing = mailing_to(m, guest, story);
	bool invited;

	if (!store_is_invited(
		m->step->store, story, session->name, guest->address, &invited, error))
		return false;
	if (invited)
		return true;
	g_string_append_printf(names, "%s\n", session->name);
	return mailing_invite(&mailing, session, error);
}

static bool invite_guest(
    const struct mandate *m, const struct guest *guest, GString *names, GError **error)
{
	g_autoptr(GPtrArray) sessions = guest_sessions(guest, m->call, m->now);

	for (guint i = 0; i < sessions->len; i++)
		if (!invite_to(m, guest, g_ptr_array_index(sessions, i), names, error))
			return false;
	return true;
}

static bool carry_out_guest(
    const struct mandate *m, const struct ordered *ordered, char **about, GError **error)
{
	g_autoptr(GPtrArray) guests = guests_of(m, ordered, about, error);
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; guests != NULL && ordered->order == ORDER_ADMIT && i < guests->len; i++)
		if (!invite_guest(m, g_ptr_array_index(guests, i), names, error))
			return false;
	if (guests == NULL)
		return false;
	AUTO(deed) *deed = g_new0(struct deed, 1);
	*deed = (struct deed){.sessions = g_strdup(names->str)};
	return store_settle_guest(m->step->store, ordered->number, m->now, error) &&
	       duty_note(m, ordered, deed, ordered->number, 0, error);
}

static bool preview_guest(const struct mandate *m, const struct ordered *ordered, char **to,
    char **subject, char **text, GError **error)
{
	g_autofree char *about = NULL, *html = NULL;
	g_autoptr(GPtrArray) guests = guests_of(m, ordered, &about, error);

	if (guests == NULL || ordered->order == ORDER_DROP)
		return guests != NULL;
	const struct guest *guest = g_ptr_array_index(guests, 0);
	g_autoptr(GPtrArray) sessions = guest_sessions(guest, m->call, m->now);
	AUTO(story) *story = story_of(m, guest);
	if (sessions->len == 0)
		return true;
	json_t *facts =
	    invite_letter_facts(m->call, g_ptr_array_index(sessions, 0), story, NULL, m->now);
	letterbox_render(m->step->letterbox, "invite", facts, subject, text, &html);
	json_decref(facts);
	*to = g_strdup(guest->address);
	return true;
}

/* The invitations that an admission made: those of no story, to this guest and these sessions. */
static bool cancel_guest(
    const struct mandate *m, const struct guest *guest, const struct deed *deed, GError **error)
{
	struct occasion occasion = {
	    .step = m->step, .call = m->call, .cause = m->cause, .now = m->now};
	g_auto(GStrv) names = g_strsplit(deed->sessions, "\n", -1);
	g_autoptr(GPtrArray) invites =
	    store_invites_to(m->step->store, m->call->name, guest->address, error);

	for (guint i = 0; invites != NULL && i < invites->len; i++) {
		struct invite *invite = g_ptr_array_index(invites, i);
		if (invite->story == 0 && !invite->cancelled && invite->end > m->now &&
		    g_strv_contains((const char *const *)names, invite->session) &&
		    !invitation_cancel(&occasion, invite, error))
			return false;
	}
	return invites != NULL;
}

static bool undo_guest(
    const struct mandate *m, const struct deed *deed, char **about, GError **error)
{
	g_autoptr(GPtrArray) guests = store_guests_by(m->step->store, deed->number, error);

	for (guint i = 0; guests != NULL && i < guests->len; i++)
		if (!cancel_guest(m, g_ptr_array_index(guests, i), deed, error))
			return false;
	if (guests == NULL)
		return false;
	if (*about == NULL && guests->len > 0)
		*about = g_strdup(((struct guest *)g_ptr_array_index(guests, 0))->address);
	return store_settle_guest(m->step->store, deed->number, 0, error);
}

const struct duty duty_held = {rehearse_held, carry_out_held, preview_nothing, undo_held};
const struct duty duty_guest = {rehearse_guest, carry_out_guest, preview_guest, undo_guest};
