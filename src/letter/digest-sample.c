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
	    .created = number == 1 ? 0 : NIGHT,
	    .silent_because = OWN("came through a list"),
	    .revisions = number == 1 ? 2 : 1,
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

static GPtrArray *list_of(void *element)
{
	GPtrArray *list = g_ptr_array_new();

	if (element != NULL)
		g_ptr_array_add(list, element);
	return list;
}

json_t *digest_sample(void)
{
	struct story stories[STORIES];
	struct session session = {
	    .name = OWN("s"), .title = OWN("A session"), .start = NIGHT, .end = CUTOFF + 60};
	struct invite invite = {.session = OWN("s"),
	    .address = OWN("ada@example.net"),
	    .partstat = OWN("ACCEPTED"),
	    .reply_stamped = NIGHT,
	    .comment = OWN("See you there.")};
	struct note note = {.story = STORIES, .at = NIGHT, .text = OWN("A note.")};
	struct pile pile = {.number = 1, .why = OWN("old mail"), .mails = 30};
	struct guest guest = {.mail = 6,
	    .address = OWN("eve@example.com"),
	    .sender = OWN("mallory@example.com"),
	    .session = OWN("s"),
	    .invited = OWN("ada@example.net"),
	    .comment = OWN("May I come?"),
	    .unverified = true};
	char *kinds[] = {OWN("good story"), NULL};
	struct held held = {.number = 2, .why = OWN("cannot be read")};
	struct outgoing failed = {.what = OWN("receipt"),
	    .to = OWN("ada@example.net"),
	    .state = LETTER_FAILED,
	    .error = OWN("550")};
	struct held_answer late = {.mail = 7,
	    .from = OWN("ada@example.net"),
	    .kind = OWN("note"),
	    .story = OWN("sample-1"),
	    .follows = NIGHT};
	struct event oddity = {
	    .at = NIGHT, .what = OWN("bounce"), .why = OWN("unknown user"), .mail = 5};
	struct tally tally = {.name = OWN("story"), .count = STORIES};
	g_autoptr(GPtrArray) all = list_of(NULL);
	g_autoptr(GPtrArray) sessions = list_of(&session);
	g_autoptr(GPtrArray) notes = list_of(&note);
	g_autoptr(GPtrArray) invites = list_of(&invite), holds = list_of(&held);
	g_autoptr(GPtrArray) piles = list_of(&pile);
	g_autoptr(GPtrArray) failures = list_of(&failed), events = list_of(&oddity);
	g_autoptr(GPtrArray) unheard = list_of(&late);
	g_autoptr(GPtrArray) account = list_of(&tally);
	g_autoptr(GPtrArray) guests = list_of(&guest);
	struct call call = {.kinds = kinds,
	    .name = OWN("sample"),
	    .title = OWN("A call"),
	    .zone = (struct zone *)zone_utc(),
	    .deadline = {.cutoff = CUTOFF},
	    .sessions = sessions};
	struct digest digest = {.call = &call,
	    .date = "1970-01-02",
	    .now = CUTOFF,
	    .since = NIGHT,
	    .catch_up = true,
	    .stories = all,
	    .notes = notes,
	    .invites = invites,
	    .piles = piles,
	    .held = holds,
	    .guests = guests,
	    .failed = failures,
	    .unheard = unheard,
	    .oddities = events,
	    .account = account,
	    .in = STORIES + 1,
	    .held_back = 2,
	    .proof = "12-0123456789abcdef0123",
	    .token = "token",
	    .reply_address = "calls+token@example.org",
	    .picture = "cid:chart"};

	for (int64_t i = 0; i < STORIES; i++) {
		sample_story(&stories[i], i + 1);
		g_ptr_array_add(all, &stories[i]);
	}
	return digest_facts(&digest);
}
