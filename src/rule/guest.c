/* Whoever is admitted may come to what authors who were accepted may come to. */
#include "rule/guest.h"

#include "base/address.h"

#include <string.h>

/* An answer that names none of our sessions is about those that everybody is invited to. */
static bool is_meant(const struct guest *guest, const struct session *session)
{
	return guest->session != NULL ? strcmp(guest->session, session->name) == 0
				      : session->invite == INVITE_SUBMITTED;
}

static bool is_invited(const struct guest *guest, const struct session *session)
{
	return guest->invited_to != NULL &&
	       g_strv_contains((const char *const *)guest->invited_to, session->name);
}

GPtrArray *guest_sessions(const struct guest *guest, const struct call *call, int64_t now)
{
	GPtrArray *found = g_ptr_array_new();
	bool ours = guest->organizer != NULL && address_same(guest->address, guest->organizer);

	for (guint i = 0; !ours && i < call->sessions->len; i++) {
		struct session *session = g_ptr_array_index(call->sessions, i);
		if (is_meant(guest, session) && session->invite != INVITE_NOBODY &&
		    session->end > now && !is_invited(guest, session))
			g_ptr_array_add(found, session);
	}
	return found;
}

bool guest_is_admissible(const struct guest *guest, const struct call *call, int64_t now)
{
	g_autoptr(GPtrArray) sessions = guest_sessions(guest, call, now);

	return sessions->len > 0;
}
