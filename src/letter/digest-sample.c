/* One night in which everything happens: templates are checked against its facts. */
#include "letter/digest-fact.h"

#include <string.h>

/* Records own their strings; here they borrow constants. */
#define OWN(text) ((char *)(text))

enum { STORIES = DIGEST_FULL + 2, NIGHT = 100000, CUTOFF = NIGHT + 3600 };

/* Story NUMBER is new, but the first is revised and the last withdrawn. */
static void sample_story(struct story *story, int64_t number)
{
	*story = (struct story){.id = number,
	    .call = OWN("sample"),
	    .number = number,
	    .token = OWN(""),
	    .address = OWN("ada@example.net"),
	    .name = OWN("Ada"),
	    .tag = OWN("good story"),
	    .state = number == STORIES ? STATE_WITHDRAWN : STATE_RECEIVED,
	    .silent_because = OWN("came through a list"),
	    .revisions = number == 1 ? 2 : 1,
	    .first_decided = number == 1 ? 0 : NIGHT,
	    .revised = NIGHT};
	story->record = (struct revision){.title = OWN("A title"),
	    .text = OWN("A first line."),
	    .received = CUTOFF + 60,
	    .arrival_by = OWN("mx1.example.org"),
	    .internaldate = CUTOFF,
	    .dated = CUTOFF,
	    .first_seen = CUTOFF,
	    .decided = NIGHT,
	    .verdict = VERDICT_LATE,
	    .margin = -60,
	    .delayed = true,
	    .attachments = OWN("story.pdf")};
}

static const struct session session = {
    .name = OWN("s"), .title = OWN("A session"), .start = NIGHT, .end = CUTOFF + 60};

static const struct invite invite = {
    .session = OWN("s"), .address = OWN("ada@example.net"), .partstat = OWN("ACCEPTED")};

static const struct kept_answer said = {
    .attendee = OWN("ada@example.net"), .comment = OWN("See you there.")};

static const struct note note = {.story = STORIES, .at = NIGHT, .text = OWN("A note.")};

static const struct pile pile = {.number = 1, .why = OWN("old mail"), .mails = 30};

static const struct guest guest = {.mail = 6,
    .address = OWN("eve@example.com"),
    .sender = OWN("mallory@example.com"),
    .session = OWN("s"),
    .invited = OWN("ada@example.net"),
    .comment = OWN("May I come?"),
    .unverified = true};

static const struct held held = {.number = 2, .why = OWN("cannot be read")};

static const struct outgoing failed = {.what = OWN("receipt"),
    .to = OWN("ada@example.net"),
    .state = LETTER_FAILED,
    .error = OWN("550")};

static const struct held_answer late = {.mail = 7,
    .from = OWN("ada@example.net"),
    .kind = OWN("note"),
    .story = OWN("sample-1"),
    .follows = NIGHT};

static const struct event oddity = {.at = NIGHT,
    .what = OWN("rsvp"),
    .why = OWN("somebody proposes another time"),
    .mail = 5,
    .proposal = OWN("20210722T160000Z")};

static const struct tally tally = {.name = OWN("story"), .count = STORIES};

/* A list with nothing in it but RECORD, for as long as the block lasts. */
#define ONLY(record) (&(GPtrArray){(gpointer[]){(gpointer)(guintptr) & (record)}, 1})

json_t *digest_sample(void)
{
	struct story stories[STORIES];
	gpointer all[STORIES];
	char *kinds[] = {OWN("good story"), NULL};
	struct call call = {.kinds = kinds,
	    .name = OWN("sample"),
	    .title = OWN("A call"),
	    .zone = (struct zone *)zone_utc(),
	    .deadline = {.cutoff = CUTOFF},
	    .sessions = ONLY(session)};
	struct digest digest = {.call = &call,
	    .date = "1970-01-02",
	    .now = CUTOFF,
	    .since = NIGHT - 1,
	    .catch_up = true,
	    .last = true,
	    .stories = &(GPtrArray){all, STORIES},
	    .notes = ONLY(note),
	    .invites = ONLY(invite),
	    .comments = ONLY(said),
	    .piles = ONLY(pile),
	    .held = ONLY(held),
	    .guests = ONLY(guest),
	    .failed = ONLY(failed),
	    .unheard = ONLY(late),
	    .oddities = ONLY(oddity),
	    .account = ONLY(tally),
	    .in = STORIES + 1,
	    .held_back = 2,
	    .proof = "12-0123456789abcdef0123",
	    .token = "token",
	    .reply_address = "calls+token@example.org",
	    .picture = "cid:chart"};

	for (int64_t i = 0; i < STORIES; i++) {
		sample_story(&stories[i], i + 1);
		all[i] = &stories[i];
	}
	return digest_facts(&digest);
}
