/* Invitations after the first mail: sent again, or taken back. */
#include "step/invitation.h"

#include "base/random.h"
#include "rule/sync.h"
#include "step/mailing.h"

/* The session as the person was last told, also when the configuration has changed it or lost it.
 */
static struct session session_of(const struct invite *invite, const struct call *call)
{
	const struct session *known = call_session(call, invite->session);

	return (struct session){.name = invite->session,
	    .title = invite->title,
	    .start = invite->start,
	    .end = invite->end,
	    .place = invite->place,
	    .url = invite->url,
	    .description = known == NULL ? NULL : known->description,
	    .invite = known == NULL ? INVITE_NOBODY : known->invite};
}

struct story *invitation_guest(const char *call, const char *guest, const char *us)
{
	struct story *story = g_new0(struct story, 1);

	story->call = g_strdup(call);
	story->token = random_token(TOKEN);
	story->address = g_strdup(guest);
	story->call_address = g_strdup(us);
	return story;
}

static struct story *story_of(const struct occasion *o, const struct invite *invite, GError **error)
{
	return invite->story == 0
		   ? invitation_guest(invite->call, invite->address, invite->organizer)
		   : store_story_by_id(o->step->store, invite->story, error);
}

static struct mailing mailing_to(
    const struct occasion *o, const struct story *story, const struct invite *invite)
{
	return (struct mailing){.step = o->step,
	    .call = o->call,
	    .story = story,
	    .to = invite->address,
	    .cause = o->cause,
	    .counts = o->counts,
	    .now = o->now,
	    .token = story->token};
}

/* Stores INVITE and posts it as METHOD in the letter NAME; TOLD as invitation_update() has it. */
static bool send(const struct occasion *o, const char *name, const char *method,
    struct invite *invite, const struct invite *told, GError **error)
{
	struct session session = session_of(invite, o->call);
	AUTO(story) *story = story_of(o, invite, error);

	if (story == NULL)
		return false;
	invite->dtstamp = MAX(o->now, invite->dtstamp + 1);
	g_autofree char *ics = invite_ics(invite, o->call, &session, method, error);
	if (ics == NULL || !store_update_invite(o->step->store, invite, error))
		return false;
	struct mailing mailing = mailing_to(o, story, invite);
	json_t *facts = invite_letter_facts(o->call, &session, story, told, o->now);
	bool ok = mailing_post_apart(&mailing, name, facts,
	    &(struct object){ics, method, invite->organizer, invite->id}, error);
	json_decref(facts);
	return ok;
}

bool invitation_preview(const struct occasion *o, const char *name, const struct invite *invite,
    const struct invite *told, char **subject, char **text, GError **error)
{
	struct session session = session_of(invite, o->call);
	AUTO(story) *story = story_of(o, invite, error);
	g_autofree char *html = NULL;

	if (story == NULL)
		return false;
	json_t *facts = invite_letter_facts(o->call, &session, story, told, o->now);
	letterbox_render(o->step->letterbox, name, facts, subject, text, &html);
	json_decref(facts);
	return true;
}

bool invitation_remind(const struct occasion *o, const struct session *session,
    const struct invite *invite, GError **error)
{
	AUTO(story) *story = story_of(o, invite, error);

	if (story == NULL)
		return false;
	struct mailing mailing = mailing_to(o, story, invite);
	json_t *facts = reminder_letter_facts(o->call, session, story, invite, o->now);
	bool ok = mailing_post_apart(&mailing, "reminder", facts,
	    &(struct object){.organizer = invite->organizer, .invite = invite->id}, error);
	json_decref(facts);
	return ok;
}

bool invitation_repeat(
    const struct occasion *o, const char *name, struct invite *invite, GError **error)
{
	if (invite->cancelled || invite->end <= o->now)
		return true;
	return send(o, name, "REQUEST", invite, NULL, error);
}

static void replace(char **text, const char *with)
{
	g_free(*text);
	*text = g_strdup(with);
}

/* An answer was given to a time; to another one there is none yet (CI-15). */
void invitation_move(struct invite *invite, const struct session *session)
{
	invite->start = session->start;
	invite->end = session->end;
	invite->sequence++;
	invite->last_major_seq = invite->sequence;
	replace(&invite->partstat, "NEEDS-ACTION");
}

void invitation_describe(struct invite *invite, const struct session *session)
{
	replace(&invite->title, session->title);
	replace(&invite->place, session->place);
	replace(&invite->url, session->url);
}

void invitation_renew(
    struct invite *invite, const struct story *story, const struct session *session, int64_t now)
{
	invitation_move(invite, session);
	invitation_describe(invite, session);
	invite->story = story->id;
	invite->cancelled = false;
	invite->dtstamp = MAX(now, invite->dtstamp + 1);
}

bool invitation_update(
    const struct occasion *o, struct invite *invite, const struct invite *told, GError **error)
{
	return send(o, "updated", "REQUEST", invite, told, error);
}

bool invitation_cancel(const struct occasion *o, struct invite *invite, GError **error)
{
	invite->sequence++;
	invite->last_major_seq = invite->sequence;
	invite->cancelled = true;
	return send(o, "cancelled", "CANCEL", invite, NULL, error);
}

/* Keeps INVITE for another story of those who are answered there, or takes it back. */
static bool review(const struct occasion *o, struct invite *invite, GError **error)
{
	const struct session *session = call_session(o->call, invite->session);
	g_autoptr(GPtrArray) stories =
	    store_stories_of(o->step->store, o->call->name, invite->address, error);

	if (stories == NULL)
		return false;
	const struct story *reason = session == NULL ? NULL : session_reason(session, stories);
	if (reason == NULL)
		return invitation_cancel(o, invite, error);
	if (reason->id == invite->story)
		return true;
	invite->story = reason->id;
	return store_update_invite(o->step->store, invite, error);
}

bool invitation_review(const struct occasion *o, const char *address, GError **error)
{
	g_autoptr(GPtrArray) invites =
	    store_invites_of(o->step->store, o->call->name, address, error);

	for (guint i = 0; invites != NULL && i < invites->len; i++) {
		struct invite *invite = g_ptr_array_index(invites, i);
		bool open = invite->story != 0 && !invite->cancelled && invite->end > o->now;
		if (open && !review(o, invite, error))
			return false;
	}
	return invites != NULL;
}
