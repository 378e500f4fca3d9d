/* RSVPs, what waits for a person, and the account. */
#include "letter/digest-fact.h"
#include "letter/fold.h"
#include "letter/letter.h"

#include "base/clean.h"
#include "base/count.h"
#include "rule/guest.h"

#include <string.h>

enum { WORDS = 60 };

struct totals {
	unsigned accepted, tentative, declined, silent;
};

static void count_answer(struct totals *totals, const char *partstat)
{
	if (g_strcmp0(partstat, "ACCEPTED") == 0)
		totals->accepted++;
	else if (g_strcmp0(partstat, "TENTATIVE") == 0)
		totals->tentative++;
	else if (g_strcmp0(partstat, "DECLINED") == 0)
		totals->declined++;
	else
		totals->silent++;
}

static void set_number(json_t *facts, const char *name, int64_t value)
{
	g_autofree char *words = g_strdup_printf("%" G_GINT64_FORMAT, value);

	fact_set(facts, name, words);
}

/* Whoever has not answered is "no answer": not every calendar mails a reply (RULES CI-31). */
static json_t *session_facts(const struct digest *digest, const struct session *session)
{
	struct totals totals = {0};
	json_t *facts = json_object();
	g_autofree char *title = fact_heading(session->title, WORDS);
	g_autofree char *when = instant_label(session->start, digest->call->zone);

	for (guint i = 0; i < digest->invites->len; i++) {
		const struct invite *invite = digest->invites->pdata[i];
		if (!invite->cancelled && g_strcmp0(invite->session, session->name) == 0)
			count_answer(&totals, invite->partstat);
	}
	fact_set(facts, "session", title);
	fact_set(facts, "when", when);
	set_number(facts, "accepted", totals.accepted);
	set_number(facts, "tentative", totals.tentative);
	set_number(facts, "declined", totals.declined);
	set_number(facts, "silent", totals.silent);
	return facts;
}

static json_t *comment_facts(const struct digest *digest, const void *record)
{
	const struct kept_answer *answer = record;
	json_t *facts = json_object();
	g_autofree char *from = fact_line(answer->attendee, WORDS);
	g_autofree char *bare = clean_tokens(answer->comment);
	g_autofree char *text = clean_text(bare, -1, 0);
	glong length = MIN(g_utf8_strlen(text, -1), CLEAN_COMMENT);
	g_autofree char *cut = g_utf8_substring(text, 0, length);
	g_autofree char *block = clean_prefixed(cut, "| ", DIGEST_COLUMNS);

	fact_set(facts, "from", from);
	fact_set(facts, "comment", cut);
	fact_set(facts, "quoted", g_strchomp(block));
	return facts;
}

void digest_sessions(const struct digest *digest, json_t *facts)
{
	json_t *sessions = json_array();

	for (guint i = 0; i < digest->call->sessions->len; i++)
		json_array_append_new(
		    sessions, session_facts(digest, digest->call->sessions->pdata[i]));
	fact_list(facts, "sessions", sessions, digest->call->sessions->len);
}

static json_t *held_facts(const struct digest *digest, const void *record)
{
	const struct held *held = record;
	json_t *facts = json_object(), *actions = json_array();
	g_autofree char *why = fact_line(held->why, 2 * WORDS);
	g_autofree char *from = fact_line(held->from, WORDS);
	g_autofree char *subject = fact_line(held->subject, WORDS);
	g_autofree char *all = g_strjoin("\n", *from != '\0' ? from : "(unknown sender)",
	    *subject != '\0' ? subject : "(no subject)", why, NULL);
	g_autofree char *block = clean_prefixed(all, "| ", DIGEST_COLUMNS);

	fact_action(actions, digest, ORDER_RELEASE, held->number, "reads it as a person's mail");
	fact_action(actions, digest, ORDER_DROP, held->number, "takes it off this list");
	json_object_set_new(facts, "actions", actions);
	set_number(facts, "number", held->number);
	fact_set(facts, "why", why);
	fact_set(facts, "from", *from != '\0' ? from : "(unknown sender)");
	fact_set(facts, "subject", *subject != '\0' ? subject : "(no subject)");
	fact_set(facts, "quoted", g_strchomp(block));
	return facts;
}

/* The title of the session that GUEST names; without one it is about all that are open to all. */
static char *session_words(const struct digest *digest, const struct guest *guest)
{
	const struct session *session =
	    guest->session == NULL ? NULL : call_session(digest->call, guest->session);

	return session == NULL ? g_strdup("(the answer names none of our sessions)")
			       : fact_line(session->title, WORDS);
}

/* Whose invitation GUEST answered, and what that hangs on; "" if it is none of ours. */
static char *invited_words(const struct guest *guest)
{
	g_autofree char *invited = fact_line(guest->invited, WORDS);

	if (guest->invited == NULL)
		return g_strdup("");
	return guest->story == NULL
		   ? g_strdup_printf("the invitation of %s", invited)
		   : g_strdup_printf("the invitation of %s, %s", invited, guest->story);
}

static json_t *guest_facts(const struct digest *digest, const void *record)
{
	const struct guest *guest = record;
	json_t *facts = json_object(), *actions = json_array();
	g_autofree char *from = fact_line(guest->address, WORDS);
	g_autofree char *sender = fact_line(guest->sender, WORDS);
	g_autofree char *session = session_words(digest, guest);
	g_autofree char *comment = fact_excerpt(guest->comment);
	g_autofree char *invited = invited_words(guest);
	bool other = strcmp(sender, from) != 0 && *sender != '\0';
	const char *more[] = {invited, comment};
	g_autoptr(GString) all = g_string_new(from);
	g_string_append_printf(all, "\n%s", session);
	for (gsize i = 0; i < G_N_ELEMENTS(more); i++)
		if (*more[i] != '\0')
			g_string_append_printf(all, "\n%s", more[i]);
	g_autofree char *block = clean_prefixed(all->str, "| ", DIGEST_COLUMNS);

	bool admissible = guest_is_admissible(guest, digest->call, digest->now);
	if (admissible)
		fact_action(actions, digest, ORDER_ADMIT, guest->mail, "invites them");
	fact_action(actions, digest, ORDER_DROP, guest->mail, "takes it off this list");
	json_object_set_new(facts, "actions", actions);
	set_number(facts, "number", guest->mail);
	fact_set(facts, "from", from);
	fact_maybe(facts, "sender", other ? sender : "");
	fact_flag(facts, "unverified", guest->unverified);
	fact_set(facts, "session", session);
	fact_maybe(facts, "invited", invited);
	fact_flag(facts, "known", !admissible);
	fact_maybe(facts, "comment", comment);
	fact_set(facts, "quoted", g_strchomp(block));
	return facts;
}

static json_t *pile_facts(const struct digest *digest, const void *record)
{
	const struct pile *pile = record;
	json_t *facts = json_object();
	g_autofree char *why = fact_line(pile->why, 2 * WORDS);
	g_autofree char *folded = fold_text(why, DIGEST_COLUMNS);
	g_autofree char *name = g_strdup_printf("pile-%" G_GINT64_FORMAT, pile->number);
	g_autofree char *mails = count_words(pile->mails, "mail", "mails");
	g_autofree char *letters = count_words(pile->letters, "letter", "letters");
	g_autofree char *size =
	    pile->letters == 0 ? g_strdup(mails) : g_strdup_printf("%s, %s", mails, letters);

	fact_set(facts, "name", name);
	fact_set(facts, "size", size);
	fact_set(facts, "why", folded);
	return facts;
}

/* A letter in doubt for the first time is tried again by itself (P-7). */
static json_t *failed_facts(const struct digest *digest, const void *record)
{
	const struct outgoing *letter = record;
	json_t *facts = json_object(), *actions = json_array();
	g_autofree char *to = fact_line(letter->to, WORDS);
	g_autofree char *what = fact_line(letter->what, WORDS);
	g_autofree char *error = fact_line(letter->error, 3 * WORDS);
	g_autofree char *block = clean_prefixed(error, "| ", DIGEST_COLUMNS);

	if (letter->state != LETTER_UNCERTAIN) {
		fact_action(actions, digest, ORDER_RELEASE_LETTER, letter->id, "sends it again");
		fact_action(
		    actions, digest, ORDER_DROP_LETTER, letter->id, "takes it off this list");
	}
	json_object_set_new(facts, "actions", actions);
	fact_flag(facts, "doubtful", letter->state == LETTER_HELD);
	fact_set(facts, "what", what);
	fact_set(facts, "to", to);
	fact_set(facts, "trouble", letter_state_name(letter->state));
	fact_maybe(facts, "error", error);
	fact_set(facts, "quoted", g_strchomp(block));
	return facts;
}

static json_t *unheard_facts(const struct digest *digest, const void *record)
{
	const struct held_answer *answer = record;
	json_t *facts = json_object();
	g_autofree char *from = fact_line(answer->from, WORDS);
	g_autofree char *block = clean_prefixed(from, "| ", DIGEST_COLUMNS);
	g_autofree char *when = instant_words(answer->follows, digest->call->zone);

	set_number(facts, "number", answer->mail);
	fact_set(facts, "kind", answer->kind);
	fact_maybe(facts, "story", answer->story == NULL ? "" : answer->story);
	fact_maybe(facts, "follows", answer->follows == 0 ? "" : when);
	fact_set(facts, "from", from);
	fact_set(facts, "quoted", g_strchomp(block));
	return facts;
}

/* Whatever else there is to say, with the time that a calendar proposes in the call's zone. */
static char *oddity_words(const struct digest *digest, const struct event *event)
{
	g_autofree char *when = proposal_words(event->proposal, digest->call->zone);
	g_autofree char *all =
	    g_strconcat(event->why, event->proposal == NULL ? NULL : ", ", when, NULL);
	g_autofree char *said = g_strjoin(": ", all, event->comment, NULL);

	return fact_line(said, 3 * WORDS);
}

static json_t *oddity_facts(const struct digest *digest, const void *record)
{
	const struct event *event = record;
	json_t *facts = json_object();
	g_autofree char *why = oddity_words(digest, event);
	g_autofree char *what = fact_line(event->what, WORDS);
	g_autofree char *at = instant_words(event->at, digest->call->zone);
	g_autofree char *block = clean_prefixed(why, "| ", DIGEST_COLUMNS);

	fact_set(facts, "what", what);
	fact_set(facts, "why", why);
	fact_set(facts, "at", at);
	set_number(facts, "mail", event->mail);
	fact_flag(facts, "has_mail", event->mail != 0);
	fact_set(facts, "quoted", g_strchomp(block));
	return facts;
}

/* What waits, or is to be known, each sort a list of the digest. */
static const struct {
	const char *name;
	size_t records; /* where struct digest has them */
	json_t *(*told)(const struct digest *, const void *record);
	guint room;
} lists[] = {
    {"piles", offsetof(struct digest, piles), pile_facts, DIGEST_ROWS / 6},
    {"held", offsetof(struct digest, held), held_facts, DIGEST_ROWS / 2},
    {"guests", offsetof(struct digest, guests), guest_facts, DIGEST_ROWS / 3},
    {"failed", offsetof(struct digest, failed), failed_facts, DIGEST_ROWS / 3},
    {"unheard", offsetof(struct digest, unheard), unheard_facts, DIGEST_ROWS / 3},
    {"oddities", offsetof(struct digest, oddities), oddity_facts, DIGEST_ROWS / 3},
    {"comments", offsetof(struct digest, comments), comment_facts, DIGEST_ROWS / 4},
};

void digest_waiting(const struct digest *digest, json_t *facts)
{
	g_autofree char *back = count_words(digest->held_back, "letter waits", "letters wait");

	fact_set(facts, "held_back", back);
	fact_flag(facts, "has_held_back", digest->held_back > 0);
	for (gsize n = 0; n < G_N_ELEMENTS(lists); n++) {
		const GPtrArray *records = G_STRUCT_MEMBER(GPtrArray *, digest, lists[n].records);
		json_t *list = json_array();
		for (guint i = 0; i < MIN(records->len, lists[n].room); i++)
			json_array_append_new(
			    list, lists[n].told(digest, g_ptr_array_index(records, i)));
		fact_list(facts, lists[n].name, list, records->len);
	}
}

/* A tally as a person says it; what is not in the table is said as it is. */
static char *tally_words(const struct tally *tally)
{
	static const struct {
		const char *name, *one, *many;
	} words[] = {{"story", "story", "stories"}, {"revision", "revision", "revisions"},
	    {"withdrawal", "withdrawal", "withdrawals"}, {"note", "note", "notes"},
	    {"command", "command", "commands"}, {"rsvp", "RSVP", "RSVPs"},
	    {"calendar", "other calendar mail", "other calendar mails"},
	    {"bounce", "bounce", "bounces"}, {"delivered", "delivery notice", "delivery notices"},
	    {"feedback", "complaint", "complaints"},
	    {"auto", "automatic answer", "automatic answers"}, {"own", "of our own", "of our own"},
	    {"duplicate", "duplicate", "duplicates"}};

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (strcmp(tally->name, words[i].name) == 0)
			return count_words(tally->count, words[i].one, words[i].many);
	return count_words(tally->count, tally->name, tally->name);
}

void digest_account(const struct digest *digest, json_t *facts)
{
	GString *line = g_string_new(NULL);
	int64_t sum = 0;

	g_string_append_printf(line, "%" G_GINT64_FORMAT " in = ", digest->in);
	for (guint i = 0; i < digest->account->len; i++) {
		const struct tally *tally = digest->account->pdata[i];
		g_autofree char *words = tally_words(tally);
		sum += tally->count;
		if (tally->count != 0)
			g_string_append_printf(line, "%s + ", words);
	}
	if (g_str_has_suffix(line->str, " + "))
		g_string_truncate(line, line->len - 3);
	else
		g_string_append_c(line, '0');
	g_string_append_printf(line, "; difference %" G_GINT64_FORMAT, digest->in - sum);
	g_autofree char *folded = fold_text(line->str, DIGEST_COLUMNS);
	fact_set(facts, "account", folded);
	fact_flag(facts, "account_wrong", digest->in != sum);
	set_number(facts, "difference", digest->in - sum);
	g_string_free(line, TRUE);
}
