/*
 * Stories and their revisions. Which revision counts, the last one on time or
 * else the last (TI-13), is chosen here after every change, so that it is right
 * whoever changed a revision or its verdict. The first one counts from the start.
 */
#include "store/story.h"

#include "store/chain.h"
#include "store/inside.h"
#include "store/letter.h"
#include "store/words.h"

#include "base/address.h"

#include <string.h>

static void read_into_revision(struct row *row, struct revision *r)
{
	r->id = row_number(row);
	r->story = row_number(row);
	r->number = (unsigned)row_number(row);
	r->mail = row_number(row);
	r->title = row_text(row);
	r->text = row_text(row);
	r->received = row_number(row);
	g_autofree char *rule = row_text(row);
	r->rule = arrival_rule_from_word(rule);
	r->arrival_by = row_text(row);
	r->internaldate = row_number(row);
	r->dated = row_number(row);
	r->offset_known = !row_null(row);
	r->offset = (int)row_number(row);
	r->first_seen = row_number(row);
	r->decided = row_number(row);
	g_autofree char *verdict = row_text(row);
	r->verdict = verdict_from_name(verdict);
	r->margin = row_number(row);
	r->delayed = row_number(row) != 0;
	g_autofree char *readable = row_text(row);
	r->readable = readable_from_word(readable);
	r->attachments = row_text(row);
	r->message_id = row_text(row);
	r->references = row_text(row);
	r->proof = read_code(row);
}

static void *read_revision(struct row *row)
{
	struct revision *revision = g_new0(struct revision, 1);

	read_into_revision(row, revision);
	return revision;
}

void *read_story(struct row *row)
{
	struct story *s = g_new0(struct story, 1);

	s->id = row_number(row);
	s->call = row_text(row);
	s->number = row_number(row);
	s->token = row_text(row);
	s->address = row_text(row);
	s->name = row_text(row);
	s->call_address = row_text(row);
	s->tag = row_text(row);
	g_autofree char *state = row_text(row);
	s->state = state_from_word(state);
	s->created = row_number(row);
	s->answered = row_number(row) != 0;
	s->silent_because = row_text(row);
	s->decided = row_number(row);
	g_autofree char *before = row_text(row);
	s->before = state_from_word(before);
	g_autofree char *coming = row_text(row);
	s->coming = coming_from_word(coming);
	s->asked_again = row_number(row);
	s->tagged = row_number(row) != 0;
	s->revisions = (unsigned)row_number(row);
	s->first_decided = row_number(row);
	s->revised = row_number(row);
	read_into_revision(row, &s->record);
	return s;
}

static bool insert_revision(struct store *store, struct revision *r, GError **error)
{
	return db_insert(store->db, SQL_ADD_REVISION, &r->id, error, number(r->story),
		   number(r->mail), text_or_empty(r->title), text_or_empty(r->text),
		   number(r->received), text(arrival_rule_name(r->rule)), text(r->arrival_by),
		   number(r->internaldate), number(r->dated),
		   r->offset_known ? number(r->offset) : text(NULL), number(r->first_seen),
		   number(r->decided), text(verdict_name(r->verdict)), number(r->margin),
		   number(r->delayed), text(readable_word(r->readable)),
		   text_or_empty(r->attachments), text(r->message_id), text(r->references)) &&
	       chain_add(store, r, error);
}

static bool choose_record(struct store *store, int64_t story, GError **error)
{
	return db_run(store->db, SQL_NO_RECORD, error, number(story)) &&
	       db_run(store->db, SQL_CHOOSE_RECORD, error, number(story));
}

static bool insert_story(struct store *store, struct story *s, GError **error)
{
	g_autofree char *key = address_key(s->address), *hash = token_hash(s->token);

	if (!db_run(store->db, SQL_NUMBER_STORY, error, text(s->call)) ||
	    !db_number(store->db, SQL_LAST_NUMBER, &s->number, error, text(s->call)) ||
	    !db_insert(store->db, SQL_ADD_STORY, &s->id, error, text(s->call), number(s->number),
		text(s->token), text(s->address), text(key), text(s->name), text(s->call_address),
		text(s->tag), text(state_name(s->state)), number(s->created), number(s->answered),
		text(s->silent_because), text(hash)))
		return false;
	s->revisions = s->record.number = 1;
	s->record.story = s->id;
	return insert_revision(store, &s->record, error);
}

bool store_add_story(struct store *store, struct story *story, GError **error)
{
	return store_begin(store, error) &&
	       store_end(store, insert_story(store, story, error), error);
}

static bool load_record(struct store *store, struct story *story, GError **error)
{
	struct revision *record =
	    db_one(store->db, SQL_RECORD, read_revision, error, number(story->id));

	if (record == NULL)
		return false;
	revision_clear(&story->record);
	story->record = *record;
	g_free(record);
	return true;
}

static bool add_revision(
    struct store *store, struct story *story, struct revision *revision, GError **error)
{
	revision->story = story->id;
	revision->number = story->revisions + 1;
	if (!insert_revision(store, revision, error) || !choose_record(store, story->id, error) ||
	    !load_record(store, story, error))
		return false;
	story->revisions++;
	return true;
}

bool store_add_revision(
    struct store *store, struct story *story, struct revision *revision, GError **error)
{
	return store_begin(store, error) &&
	       store_end(store, add_revision(store, story, revision, error), error);
}

/* What is judged anew gets a new link; the old one stays, so the receipt of it still proves itself.
 */
static bool write_revision(struct store *store, struct revision *r, GError **error)
{
	return db_run(store->db, SQL_UPDATE_REVISION, error, text_or_empty(r->title),
		   text_or_empty(r->text), number(r->received), text(arrival_rule_name(r->rule)),
		   text(r->arrival_by), text(verdict_name(r->verdict)), number(r->margin),
		   number(r->delayed), text(readable_word(r->readable)),
		   text_or_empty(r->attachments), number(r->id)) &&
	       chain_follow(store, r, error) && choose_record(store, r->story, error);
}

bool store_update_revision(struct store *store, struct revision *revision, GError **error)
{
	return store_begin(store, error) &&
	       store_end(store, write_revision(store, revision, error), error);
}

static bool write_story(struct store *store, struct story *s, GError **error)
{
	const char *state = state_name(s->state);

	return letter_overtake(store, s->id, s->decided, state, error) &&
	       db_run(store->db, SQL_UPDATE_STORY, error, text(s->name), text(s->tag), text(state),
		   number(s->answered), text(s->silent_because), number(s->decided),
		   text(s->state == STATE_WITHDRAWN ? state_name(s->before) : NULL),
		   text(coming_name(s->coming)), number(s->asked_again), number(s->tagged),
		   number(s->id)) &&
	       (s->record.id == 0 || write_revision(store, &s->record, error));
}

bool store_update_story(struct store *store, struct story *story, GError **error)
{
	return store_begin(store, error) &&
	       store_end(store, write_story(store, story, error), error);
}

bool store_add_note(struct store *store, const struct note *note, GError **error)
{
	return db_run(store->db, SQL_ADD_NOTE, error, number(note->story), number(note->mail),
	    number(note->at), text(note->from), text_or_empty(note->text));
}

static void *read_note(struct row *row)
{
	struct note *note = g_new0(struct note, 1);

	note->id = row_number(row);
	note->story = row_number(row);
	note->mail = row_number(row);
	note->at = row_number(row);
	note->from = row_text(row);
	note->text = row_text(row);
	return note;
}

GPtrArray *store_notes(struct store *store, int64_t story, GError **error)
{
	return db_list(
	    store->db, SQL_NOTES, read_note, (GDestroyNotify)note_free, error, number(story));
}

GPtrArray *store_new_notes(struct store *store, const char *call, int64_t since, GError **error)
{
	return db_list(store->db, SQL_NEW_NOTES, read_note, (GDestroyNotify)note_free, error,
	    text(call), number(since));
}

/* A token without its hash. */
struct unhashed {
	int64_t id;
	char *token;
};

static void *read_unhashed(struct row *row)
{
	struct unhashed *u = g_new(struct unhashed, 1);

	u->id = row_number(row);
	u->token = row_text(row);
	return u;
}

static void unhashed_free(struct unhashed *u)
{
	g_free(u->token);
	g_free(u);
}

bool story_hash_tokens(struct store *store, GError **error)
{
	g_autoptr(GPtrArray) all =
	    db_list(store->db, SQL_UNHASHED, read_unhashed, (GDestroyNotify)unhashed_free, error);

	for (guint i = 0; all != NULL && i < all->len; i++) {
		const struct unhashed *u = g_ptr_array_index(all, i);
		g_autofree char *hash = token_hash(u->token);
		if (!db_run(store->db, SQL_HASH_TOKEN, error, text(hash), number(u->id)))
			return false;
	}
	return all != NULL;
}

struct story *store_story_by_token(struct store *store, const char *token, GError **error)
{
	g_autofree char *hash = token_hash(token);

	return db_one(store->db, SQL_STORY_BY_TOKEN, read_story, error, text(hash));
}

struct story *store_story(struct store *store, const char *call, int64_t wanted, GError **error)
{
	return db_one(
	    store->db, SQL_STORY_BY_NUMBER, read_story, error, text(call), number(wanted));
}

GPtrArray *store_stories_of(
    struct store *store, const char *call, const char *address, GError **error)
{
	g_autofree char *key = address_key(address);

	return db_list(store->db, SQL_STORIES_OF, read_story, (GDestroyNotify)story_free, error,
	    text(call), text_or_empty(key));
}

struct story *store_story_by_id(struct store *store, int64_t id, GError **error)
{
	return db_one(store->db, SQL_STORY_BY_ID, read_story, error, number(id));
}

bool store_set_coming(
    struct store *store, const char *call, const char *address, enum coming coming, GError **error)
{
	g_autofree char *key = address_key(address);

	return db_run(store->db, SQL_SET_COMING, error, text(coming_name(coming)), text(call),
	    text_or_empty(key));
}

bool store_answered_in_words(struct store *store, int64_t story, GError **error)
{
	return db_run(store->db, SQL_COMING_IN_WORDS, error, number(story));
}

GPtrArray *store_revisions(struct store *store, int64_t story, GError **error)
{
	return db_list(store->db, SQL_REVISIONS, read_revision, (GDestroyNotify)revision_free,
	    error, number(story));
}

static bool contains(const char *haystack, const char *folded)
{
	g_autofree char *folded_haystack = haystack == NULL ? NULL : g_utf8_casefold(haystack, -1);

	return folded_haystack != NULL && strstr(folded_haystack, folded) != NULL;
}

/* Every word stands somewhere in what people see of the story, in any case of any script. */
static bool matches(const struct story *s, char **words)
{
	for (; *words != NULL; words++)
		if (**words != '\0' && !contains(s->record.title, *words) &&
		    !contains(s->name, *words) && !contains(s->address, *words) &&
		    !contains(s->record.text, *words))
			return false;
	return true;
}

/* The database's own LIKE knows only ASCII letters, so the words are looked for here. */
static void keep_matching(GPtrArray *stories, const char *grep)
{
	g_autofree char *folded = g_utf8_casefold(grep, -1);
	g_auto(GStrv) words = g_strsplit_set(folded, " \t\n", -1);
	guint kept = 0;

	for (guint i = 0; i < stories->len; i++) {
		gpointer *slot = &g_ptr_array_index(stories, i);
		if (!matches(*slot, words))
			continue;
		gpointer story = *slot;
		*slot = g_ptr_array_index(stories, kept);
		g_ptr_array_index(stories, kept++) = story;
	}
	g_ptr_array_set_size(stories, (gint)kept);
}

GPtrArray *store_stories(struct store *store, const struct story_filter *filter, GError **error)
{
	GPtrArray *stories = db_list(store->db, SQL_STORIES, read_story, (GDestroyNotify)story_free,
	    error, text(filter->call), text(filter->state), text(filter->tag), number(filter->late),
	    number(filter->since), text(filter->person));

	if (stories != NULL && filter->grep != NULL)
		keep_matching(stories, filter->grep);
	return stories;
}
