/* Invitations and the answers of calendars to them. */
#include "store/invite.h"

#include "store/inside.h"

#include "base/address.h"

void *read_invite(struct row *row)
{
	struct invite *i = g_new0(struct invite, 1);

	i->id = row_number(row);
	i->story = row_number(row);
	i->call = row_text(row);
	i->session = row_text(row);
	i->uid = row_text(row);
	i->address = row_text(row);
	i->organizer = row_text(row);
	i->sequence = row_number(row);
	i->last_major_seq = row_number(row);
	i->dtstamp = row_number(row);
	i->start = row_number(row);
	i->end = row_number(row);
	i->url = row_text(row);
	i->cancelled = row_number(row) != 0;
	i->partstat = row_text(row);
	i->reply_sequence = row_number(row);
	i->reply_stamped = row_number(row);
	i->via_alias = row_number(row) != 0;
	i->unverified = row_number(row) != 0;
	i->comment = row_text(row);
	i->title = row_text(row);
	i->place = row_text(row);
	i->repeated = row_number(row);
	return i;
}

struct invite *store_invite_by_uid(struct store *store, const char *uid, GError **error)
{
	return db_one(store->db, SQL_INVITE_BY_UID, read_invite, error, text(uid));
}

struct invite *store_guest_invite(
    struct store *store, const char *token, const char *domain, GError **error)
{
	g_autofree char *id = g_strdup_printf("cb1.%s.1@%s", token, domain);

	return db_one(store->db, SQL_GUEST_INVITE, read_invite, error, text(id));
}

GPtrArray *store_invites(struct store *store, const char *call, GError **error)
{
	return db_list(
	    store->db, SQL_INVITES, read_invite, (GDestroyNotify)invite_free, error, text(call));
}

static GPtrArray *invites_by(
    struct store *store, enum sql which, const char *call, const char *address, GError **error)
{
	g_autofree char *key = address_key(address);

	return db_list(store->db, which, read_invite, (GDestroyNotify)invite_free, error,
	    text(call), text_or_empty(key));
}

GPtrArray *store_invites_to(
    struct store *store, const char *call, const char *address, GError **error)
{
	return invites_by(store, SQL_INVITES_TO, call, address, error);
}

GPtrArray *store_invites_of(
    struct store *store, const char *call, const char *address, GError **error)
{
	return invites_by(store, SQL_PERSON_INVITES, call, address, error);
}

bool store_is_invited(struct store *store, const struct story *story, const char *session,
    const char *address, bool *invited, GError **error)
{
	g_autofree char *key = address_key(address);
	g_autofree char *author = address_key(story->address);

	return db_truth(store->db, SQL_IS_INVITED, invited, error, text(story->call), text(session),
	    text_or_empty(key), text_or_empty(author));
}

bool store_add_invite(struct store *store, struct invite *i, GError **error)
{
	g_autofree char *key = address_key(i->address);

	return db_insert(store->db, SQL_ADD_INVITE, &i->id, error, ref(i->story), text(i->call),
	    text(i->session), text(i->uid), text(i->address), text(key), text(i->organizer),
	    number(i->sequence), number(i->last_major_seq), number(i->dtstamp), number(i->start),
	    number(i->end), text(i->url), number(i->cancelled), text(i->partstat),
	    number(i->reply_sequence), number(i->reply_stamped), number(i->via_alias),
	    number(i->unverified), text(i->comment), text_or_empty(i->title), text(i->place),
	    number(i->repeated));
}

bool store_update_invite(struct store *store, const struct invite *i, GError **error)
{
	return db_run(store->db, SQL_UPDATE_INVITE, error, number(i->sequence),
	    number(i->last_major_seq), number(i->dtstamp), number(i->start), number(i->end),
	    text(i->url), number(i->cancelled), text(i->partstat), number(i->reply_sequence),
	    number(i->reply_stamped), number(i->via_alias), number(i->unverified), text(i->comment),
	    text_or_empty(i->title), text(i->place), number(i->repeated), ref(i->story),
	    number(i->id));
}

static void *read_guest(struct row *row)
{
	struct guest *g = g_new0(struct guest, 1);

	g->mail = row_number(row);
	g->at = row_number(row);
	g->call = row_text(row);
	g->address = row_text(row);
	g->sender = row_text(row);
	g->session = row_text(row);
	g->organizer = row_text(row);
	g->partstat = row_text(row);
	g->comment = row_text(row);
	g->unverified = row_number(row) != 0;
	g->invited = row_text(row);
	g->story = row_text(row);
	return g;
}

/* What the person of G is invited to already. */
static bool find_invited(struct store *store, struct guest *g, GError **error)
{
	g_autoptr(GStrvBuilder) sessions = g_strv_builder_new();
	g_autoptr(GPtrArray) invites = store_invites_of(store, g->call, g->address, error);

	for (guint i = 0; invites != NULL && i < invites->len; i++) {
		const struct invite *invite = g_ptr_array_index(invites, i);
		if (!invite->cancelled)
			g_strv_builder_add(sessions, invite->session);
	}
	g->invited_to = g_strv_builder_end(sessions);
	return invites != NULL;
}

GPtrArray *store_guests(
    struct store *store, const char *call, int64_t mail, int64_t now, GError **error)
{
	g_autoptr(GPtrArray) guests = db_list(store->db, SQL_GUESTS, read_guest,
	    (GDestroyNotify)guest_free, error, text(call), number(mail), number(now));

	for (guint i = 0; guests != NULL && i < guests->len; i++)
		if (!find_invited(store, g_ptr_array_index(guests, i), error))
			return NULL;
	return g_steal_pointer(&guests);
}

GPtrArray *store_guests_by(struct store *store, int64_t mail, GError **error)
{
	return db_list(
	    store->db, SQL_GUESTS_BY, read_guest, (GDestroyNotify)guest_free, error, number(mail));
}

bool store_settle_guest(struct store *store, int64_t mail, int64_t at, GError **error)
{
	return db_run(
	    store->db, SQL_SETTLE_GUEST, error, at == 0 ? text(NULL) : number(at), number(mail));
}

static const char *effect_word(enum rsvp_effect effect)
{
	static const char *const words[] = {
	    [RSVP_UNMATCHED] = "unmatched",
	    [RSVP_APPLY] = "applied",
	    [RSVP_STALE] = "stale",
	    [RSVP_OLD_TIME] = "old time",
	    [RSVP_IGNORED] = "ignored",
	    [RSVP_GUEST] = "guest",
	    [RSVP_PROPOSAL] = "proposal",
	    [RSVP_OUTSIDE] = "outside",
	};

	return words[effect];
}

bool store_add_rsvp(struct store *store, int64_t mail, int64_t at, const struct rsvp *rsvp,
    const struct invite *invite, const struct rsvp_outcome *outcome, GError **error)
{
	return db_run(store->db, SQL_ADD_RSVP, error, number(mail),
	    ref(invite == NULL ? 0 : invite->id), number(at), text(rsvp->uid), text(rsvp->attendee),
	    text(rsvp->partstat), number(outcome->sequence), text(rsvp->dtstamp),
	    number(outcome->stamped), text(rsvp->recurrence_id), text(rsvp->sent_by),
	    text(rsvp->delegated_to), text(rsvp->proposal), text(rsvp->comment),
	    text(effect_word(outcome->effect)), number(outcome->via_alias),
	    number(outcome->unverified), text(outcome->why));
}
