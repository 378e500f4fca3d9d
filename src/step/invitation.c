/* Invitations after the first mail: sent again, or taken back. */
#include "step/invitation.h"

#include "base/random.h"
#include "step/mailing.h"

enum { TOKEN = 20 };

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

/* A guest has no story; the letters need no more of one than this. */
static struct story *story_of_guest(const struct invite *invite)
{
	struct story *story = g_new0(struct story, 1);

	story->call = g_strdup(invite->call);
	story->token = random_token(TOKEN);
	story->address = g_strdup(invite->address);
	story->call_address = g_strdup(invite->organizer);
	return story;
}

static struct story *story_of(const struct occasion *o, const struct invite *invite, GError **error)
{
	return invite->story == 0 ? story_of_guest(invite)
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

/* Stores INVITE and posts it as METHOD in the letter NAME. */
static bool send(const struct occasion *o, const char *name, const char *method,
    struct invite *invite, GError **error)
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
	json_t *facts = invite_letter_facts(o->call, &session, story, o->now);
	bool ok = mailing_post_apart(&mailing, name, facts, &(struct object){ics, method}, error);
	json_decref(facts);
	return ok;
}

bool invitation_repeat(
    const struct occasion *o, const char *name, struct invite *invite, GError **error)
{
	if (invite->cancelled || invite->end <= o->now)
		return true;
	return send(o, name, "REQUEST", invite, error);
}

/* An answer was given to a time; to another one there is none yet (CI-15). */
void invitation_move(struct invite *invite, const struct session *session)
{
	invite->start = session->start;
	invite->end = session->end;
	invite->sequence++;
	invite->last_major_seq = invite->sequence;
	g_free(invite->partstat);
	invite->partstat = g_strdup("NEEDS-ACTION");
}

static void replace(char **text, const char *with)
{
	g_free(*text);
	*text = g_strdup(with);
}

bool invitation_update(
    const struct occasion *o, const struct session *session, struct invite *invite, GError **error)
{
	replace(&invite->title, session->title);
	replace(&invite->place, session->place);
	replace(&invite->url, session->url);
	return send(o, "updated", "REQUEST", invite, error);
}

bool invitation_cancel(const struct occasion *o, struct invite *invite, GError **error)
{
	invite->sequence++;
	invite->last_major_seq = invite->sequence;
	invite->cancelled = true;
	return send(o, "cancelled", "CANCEL", invite, error);
}

bool mailing_cancel(struct mailing *m, GError **error)
{
	struct occasion occasion = {m->step, m->call, m->cause, m->counts, m->now};
	g_autoptr(GPtrArray) invites =
	    store_invites(m->step->store, m->call->name, m->story->id, error);

	if (invites == NULL)
		return false;
	for (guint i = 0; i < invites->len; i++) {
		struct invite *invite = g_ptr_array_index(invites, i);
		if (!invite->cancelled && invite->end > m->now &&
		    !invitation_cancel(&occasion, invite, error))
			return false;
	}
	return true;
}
