/*
 * Marking what is safely stored: \Seen, or MOVE into the folder `done` (RFC
 * 6851). COPY never stands in for MOVE, and nothing is ever deleted (P-3).
 */
#include "base/error.h"
#include "source/imap.h"

#include <string.h>

struct mailimap_set *imap_set(const GArray *uids)
{
	struct mailimap_set *set = mailimap_set_new_empty();
	guint i = 0;

	while (i < uids->len) {
		uint32_t first = g_array_index(uids, uint32_t, i), last = first;
		while (++i < uids->len && g_array_index(uids, uint32_t, i) == last + 1)
			last++;
		mailimap_set_add_interval(set, first, last);
	}
	return set;
}

static int set_seen(struct imap *imap, struct mailimap_set *set)
{
	struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
	struct mailimap_store_att_flags *store;
	int code;

	mailimap_flag_list_add(flags, mailimap_flag_new_seen());
	store = mailimap_store_att_flags_new_add_flags_silent(flags);
	imap_exchange(imap, IMAP_ANSWER);
	code = mailimap_uid_store(imap->session, set, store);
	mailimap_store_att_flags_free(store);
	return code;
}

static bool create(struct imap *imap, const char *folder)
{
	imap_exchange(imap, IMAP_ANSWER);
	return mailimap_create(imap->session, folder) == MAILIMAP_NO_ERROR;
}

/* Moves SET to `done`, which is made if it is missing. */
static bool move(struct imap *imap, struct mailimap_set *set, const char *folder)
{
	imap_exchange(imap, IMAP_ANSWER);
	if (mailimap_uid_move(imap->session, set, folder) == MAILIMAP_NO_ERROR)
		return true;
	if (stream_problem(imap->stream) != NULL || !create(imap, folder))
		return false;
	imap_exchange(imap, IMAP_ANSWER);
	return mailimap_uid_move(imap->session, set, folder) == MAILIMAP_NO_ERROR;
}

/* Whether SET was moved; else *STAYS says why, new. */
static bool put_away(struct imap *imap, struct mailimap_set *set, char **stays)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *done = imap_folder(imap->inbox->done, &error);
	g_autofree char *what =
	    g_strdup_printf("move handled mail to folder \"%s\"", imap->inbox->done);

	if (done != NULL && imap->move && move(imap, set, done))
		return true;
	if (done != NULL && !imap->move)
		fail(&error, EX_UNAVAILABLE, "%s cannot MOVE (RFC 6851)", imap->inbox->at.host);
	else if (done != NULL)
		imap_fail(imap, EX_UNAVAILABLE, what, &error);
	*stays = g_strdup(error->message);
	return false;
}

/* Marks SET as seen. A server that answers no is still one to read mail from: *STAYS says so. */
static bool see(struct imap *imap, struct mailimap_set *set, char **stays, GError **error)
{
	g_autoptr(GError) problem = NULL;
	int code = set_seen(imap, set);

	if (code == MAILIMAP_NO_ERROR)
		return true;
	imap_fail(imap, EX_UNAVAILABLE, "mark mails as handled", &problem);
	if (code != MAILIMAP_ERROR_UID_STORE) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return false;
	}
	if (*stays == NULL)
		*stays = g_strdup(problem->message);
	return true;
}

bool imap_mark(struct imap *imap, const GArray *uids, char **stays, GError **error)
{
	if (uids->len == 0)
		return true;
	struct mailimap_set *set = imap_set(uids);
	bool ok = (imap->inbox->done != NULL && put_away(imap, set, stays)) ||
		  see(imap, set, stays, error);

	mailimap_set_free(set);
	return ok;
}

static bool exists(struct imap *imap, const char *folder)
{
	struct mailimap_status_att_list *what = mailimap_status_att_list_new_empty();
	struct mailimap_mailbox_data_status *status = NULL;

	mailimap_status_att_list_add(what, MAILIMAP_STATUS_ATT_MESSAGES);
	imap_exchange(imap, IMAP_ANSWER);
	bool found = mailimap_status(imap->session, folder, what, &status) == MAILIMAP_NO_ERROR;
	mailimap_status_att_list_free(what);
	if (status != NULL)
		mailimap_mailbox_data_status_free(status);
	return found;
}

bool imap_find_done(struct imap *imap, bool *made, GError **error)
{
	g_autofree char *folder = NULL;

	if ((folder = imap_folder(imap->inbox->done, error)) == NULL)
		return false;
	if (exists(imap, folder))
		return true;
	*made = stream_problem(imap->stream) == NULL && create(imap, folder);
	if (*made)
		return true;
	g_autoptr(GError) problem = NULL;
	int code = stream_problem(imap->stream) == NULL ? EX_CONFIG : EX_UNAVAILABLE;
	g_autofree char *what =
	    g_strdup_printf("make the folder \"%s\" for handled mail", imap->inbox->done);
	imap_fail(imap, code, what, &problem);
	return fail(error, code,
	    "%s; name another, or leave done out: mail then stays in \"%s\" and gets \\Seen",
	    problem->message, imap->inbox->at.path);
}
