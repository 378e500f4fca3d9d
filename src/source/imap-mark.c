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

/* Moves SET to `done`, which is made if it is missing. */
static int move(struct imap *imap, struct mailimap_set *set, const char *folder)
{
	int code;

	imap_exchange(imap, IMAP_ANSWER);
	code = mailimap_uid_move(imap->session, set, folder);
	if (code == MAILIMAP_NO_ERROR || stream_problem(imap->stream) != NULL)
		return code;
	imap_exchange(imap, IMAP_ANSWER);
	if (mailimap_create(imap->session, folder) != MAILIMAP_NO_ERROR)
		return code;
	imap_exchange(imap, IMAP_ANSWER);
	return mailimap_uid_move(imap->session, set, folder);
}

bool imap_mark(struct imap *imap, const GArray *uids, GError **error)
{
	struct mailimap_set *set;
	g_autofree char *done = NULL;
	int code = MAILIMAP_ERROR_UID_MOVE;

	if (uids->len == 0)
		return true;
	if (imap->inbox->done != NULL && imap->move &&
	    (done = imap_folder(imap->inbox->done, error)) == NULL)
		return false;
	set = imap_set(uids);
	if (done != NULL)
		code = move(imap, set, done);
	if (code != MAILIMAP_NO_ERROR && stream_problem(imap->stream) == NULL)
		code = set_seen(imap, set);
	mailimap_set_free(set);
	return code == MAILIMAP_NO_ERROR ||
	       imap_fail(imap, EX_UNAVAILABLE, "mark mails as handled", error);
}
