/*
 * Reading mails: sizes first, then bodies in batches whose octets are known
 * beforehand, so that the stream's budget stops a server that sends more
 * (F-14). Only UID, INTERNALDATE, RFC822.SIZE and BODY.PEEK[] are ever asked
 * for: libetpan's parsers for the rest recurse on what a sender wrote.
 */
#include "base/civil.h"
#include "base/error.h"
#include "source/door.h"
#include "source/imap.h"

#include <stdlib.h>
#include <string.h>

enum {
	PIECE = 1024 * 1024,       /* mails above this are read in pieces of it */
	SLACK_PER_MAIL = 4 * 1024, /* some servers count line ends differently */
	STUCK_LIMIT = 3
};

/* A leap second is the second after the 59th; a date that is none is no date. */
static int64_t instant_of(const struct mailimap_date_time *at)
{
	struct civil c = {.year = at->dt_year,
	    .month = at->dt_month,
	    .day = at->dt_day,
	    .hour = at->dt_hour,
	    .minute = at->dt_min,
	    .second = MIN(at->dt_sec, 59)};
	int zone = abs(at->dt_zone);
	int64_t offset = (zone / 100 * 60 + zone % 100) * 60, instant;

	if (at->dt_year < 1970 || !civil_instant(zone_utc(), &c, &instant))
		return 0;
	return instant + (at->dt_sec - c.second) - (at->dt_zone < 0 ? -offset : offset);
}

/* The parts of one FETCH answer that we asked for. */
struct answer {
	struct listed listed;
	struct mailimap_msg_att_body_section *body; /* or NULL */
};

static struct answer answer_of(const struct mailimap_msg_att *att)
{
	struct answer answer = {0};

	for (clistiter *i = clist_begin(att->att_list); i != NULL; i = clist_next(i)) {
		const struct mailimap_msg_att_item *item = clist_content(i);
		if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC)
			continue;
		const struct mailimap_msg_att_static *part = item->att_data.att_static;
		if (part->att_type == MAILIMAP_MSG_ATT_UID)
			answer.listed.uid = part->att_data.att_uid;
		else if (part->att_type == MAILIMAP_MSG_ATT_RFC822_SIZE)
			answer.listed.size = part->att_data.att_rfc822_size;
		else if (part->att_type == MAILIMAP_MSG_ATT_INTERNALDATE &&
			 part->att_data.att_internal_date != NULL)
			answer.listed.internaldate = instant_of(part->att_data.att_internal_date);
		else if (part->att_type == MAILIMAP_MSG_ATT_BODY_SECTION)
			answer.body = part->att_data.att_body_section;
	}
	return answer;
}

/* What the store knows a mail of this folder by, new. */
static char *imap_origin(const struct imap *imap, uint32_t uid)
{
	return g_strdup_printf("%u:%u", imap->uidvalidity, uid);
}

/* One UID FETCH of SET (taken) for WHAT (a list, taken); NULL with ERROR. */
static clist *fetch(struct imap *imap, struct mailimap_set *set, struct mailimap_fetch_type *what,
    size_t octets, GError **error)
{
	clist *result = NULL;
	int code;

	imap_exchange(imap, octets);
	code = mailimap_uid_fetch(imap->session, set, what, &result);
	mailimap_fetch_type_free(what);
	mailimap_set_free(set);
	if (code == MAILIMAP_NO_ERROR)
		return result;
	imap_fail(imap, EX_UNAVAILABLE, "fetch mails", error);
	return NULL;
}

static int by_uid(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;

	return (x->uid > y->uid) - (x->uid < y->uid);
}

GArray *imap_list(struct imap *imap, uint32_t first, uint32_t last, GError **error)
{
	struct mailimap_fetch_type *what = mailimap_fetch_type_new_fetch_att_list_empty();
	GArray *list = g_array_new(FALSE, FALSE, sizeof(struct listed));
	clist *result;

	mailimap_fetch_type_new_fetch_att_list_add(what, mailimap_fetch_att_new_uid());
	mailimap_fetch_type_new_fetch_att_list_add(what, mailimap_fetch_att_new_internaldate());
	mailimap_fetch_type_new_fetch_att_list_add(what, mailimap_fetch_att_new_rfc822_size());
	result = fetch(imap, mailimap_set_new_interval(first, last), what, PIECE, error);
	if (result == NULL) {
		g_array_unref(list);
		return NULL;
	}
	for (clistiter *i = clist_begin(result); i != NULL; i = clist_next(i)) {
		struct answer answer = answer_of(clist_content(i));
		if (answer.listed.uid >= first && answer.listed.uid <= last)
			g_array_append_val(list, answer.listed);
	}
	mailimap_fetch_list_free(result);
	g_array_sort(list, by_uid);
	return list;
}

static struct mailimap_fetch_type *body_and_uid(struct mailimap_fetch_att *body)
{
	struct mailimap_fetch_type *what = mailimap_fetch_type_new_fetch_att_list_empty();

	mailimap_fetch_type_new_fetch_att_list_add(what, mailimap_fetch_att_new_uid());
	mailimap_fetch_type_new_fetch_att_list_add(what, body);
	return what;
}

static void free_octets(gpointer octets)
{
	mailimap_nstring_free(octets);
}

/* What BODY holds, taken from it: a batch is there once, not twice. NULL if that is nothing. */
static GBytes *take_bytes(struct mailimap_msg_att_body_section *body)
{
	char *octets = g_steal_pointer(&body->sec_body_part);

	if (octets == NULL)
		return NULL;
	return g_bytes_new_with_free_func(octets, body->sec_length, free_octets, octets);
}

/* Reads the small ones of LISTED in one exchange into BODIES (same order; NULL where missing). */
static bool read_together(
    struct imap *imap, const struct listed *listed, unsigned count, GBytes **bodies, GError **error)
{
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	size_t octets = IMAP_ANSWER;
	clist *result;

	for (unsigned i = 0; i < count; i++)
		if (listed[i].size <= PIECE && !imap->cautious) {
			g_array_append_val(uids, listed[i].uid);
			octets += listed[i].size + SLACK_PER_MAIL;
		}
	if (uids->len == 0)
		return true;
	result = fetch(imap, imap_set(uids),
	    body_and_uid(mailimap_fetch_att_new_body_peek_section(mailimap_section_new(NULL))),
	    octets, error);
	if (result == NULL) {
		imap->cautious = true;
		return false;
	}
	for (clistiter *i = clist_begin(result); i != NULL; i = clist_next(i)) {
		struct answer answer = answer_of(clist_content(i));
		const struct listed *at =
		    bsearch(&answer.listed, listed, count, sizeof(*listed), by_uid);
		if (at != NULL && answer.body != NULL && bodies[at - listed] == NULL)
			bodies[at - listed] = take_bytes(answer.body);
	}
	mailimap_fetch_list_free(result);
	return true;
}

/* One piece of UID from OFFSET on; an empty or NULL piece is the end. */
static bool read_piece(
    struct imap *imap, uint32_t uid, uint32_t offset, GBytes **piece, GError **error)
{
	clist *result = fetch(imap, mailimap_set_new_single(uid),
	    body_and_uid(mailimap_fetch_att_new_body_peek_section_partial(
		mailimap_section_new(NULL), offset, PIECE)),
	    PIECE + IMAP_ANSWER, error);

	*piece = NULL;
	if (result == NULL)
		return false;
	for (clistiter *i = clist_begin(result); i != NULL; i = clist_next(i)) {
		struct answer answer = answer_of(clist_content(i));
		if (answer.listed.uid == uid && answer.body != NULL && *piece == NULL)
			*piece = take_bytes(answer.body);
	}
	mailimap_fetch_list_free(result);
	return true;
}

/* Reads one mail piece by piece, whatever size it claims; *BODY is NULL if it is not there. */
static bool read_in_pieces(
    struct imap *imap, uint32_t uid, GBytes **body, bool *truncated, GError **error)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	bool found = false;

	*truncated = false;
	for (;;) {
		g_autoptr(GBytes) piece = NULL;
		if (!read_piece(imap, uid, bytes->len, &piece, error))
			return false;
		found = found || piece != NULL;
		gsize size = piece != NULL ? g_bytes_get_size(piece) : 0;
		if (size > 0)
			g_byte_array_append(bytes, g_bytes_get_data(piece, NULL),
			    (guint)MIN(size, (gsize)(MAIL_MAX + 1 - bytes->len)));
		if (size < PIECE || bytes->len > MAIL_MAX)
			break;
	}
	if (bytes->len > MAIL_MAX) {
		*truncated = true;
		g_byte_array_set_size(bytes, MAIL_MAX);
	}
	*body = found ? g_byte_array_free_to_bytes(g_steal_pointer(&bytes)) : NULL;
	return true;
}

/* True once UID, which is listed, was not handed out some times in a row; this one is counted. */
static bool is_stuck(const struct imap *imap, const struct sink *sink, uint32_t uid)
{
	g_autofree char *origin = imap_origin(imap, uid);

	return sink->stuck(sink->data, origin) >= STUCK_LIMIT;
}

/* Is UID still in the folder? */
static bool exists(struct imap *imap, uint32_t uid)
{
	g_autoptr(GArray) list = imap_list(imap, uid, uid, NULL);

	return list == NULL || list->len > 0;
}

/*
 * What is listed and not handed out is an error the first times, so that a passing fault loses
 * nothing; then it is given up as an empty, truncated mail, which a person will see (P-10).
 */
static bool read_alone(struct imap *imap, const struct sink *sink, uint32_t uid, GBytes **body,
    bool *truncated, GError **error)
{
	ERROR_GUARD(error);
	if (read_in_pieces(imap, uid, body, truncated, error) &&
	    (*body != NULL || !exists(imap, uid)))
		return true;
	if (is_stuck(imap, sink, uid)) {
		g_clear_error(error);
		*body = g_bytes_new(NULL, 0);
		*truncated = true;
		return true;
	}
	if (*error == NULL)
		fail(error, EX_UNAVAILABLE,
		    "cannot read mail with UID %u on %s, which lists it; trying again", uid,
		    imap->inbox->at.host);
	return false;
}

static struct raw *raw_of(
    struct imap *imap, const struct listed *listed, GBytes *body, bool truncated)
{
	struct raw *raw = raw_new("imap", imap->inbox, body, imap->now());

	raw->truncated = truncated;
	raw->origin = imap_origin(imap, listed->uid);
	/* Without octets two of them would look like one and the same. */
	if (raw_is_withheld(raw))
		raw->key = g_strdup_printf("withheld %s %s", imap->inbox->name, raw->origin);
	raw->internaldate = listed->internaldate;
	return raw;
}

unsigned imap_read(struct imap *imap, const struct sink *sink, const struct listed *listed,
    unsigned count, GPtrArray *raws, GError **error)
{
	g_autofree GBytes **bodies = g_new0(GBytes *, count);
	bool ok = read_together(imap, listed, count, bodies, error);
	unsigned done = 0;

	for (; ok && done < count; done++) {
		bool truncated = false;
		if (bodies[done] == NULL)
			ok = read_alone(
			    imap, sink, listed[done].uid, &bodies[done], &truncated, error);
		if (!ok)
			break;
		if (bodies[done] != NULL)
			g_ptr_array_add(raws,
			    raw_of(imap, &listed[done], g_steal_pointer(&bodies[done]), truncated));
	}
	for (unsigned i = done; i < count; i++)
		g_clear_pointer(&bodies[i], g_bytes_unref);
	return done;
}
