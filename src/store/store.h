#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "rule/order.h"
#include "rule/proof.h"
#include "rule/record.h"
#include "rule/rule.h"

/*
 * The only room that knows SQL. Verbs of the domain over one SQLite file in
 * WAL mode (DESIGN section 4). Every function that returns bool sets ERROR on
 * false; lists are GPtrArrays that own their records, NULL with ERROR on failure.
 * Errors: EX_TEMPFAIL when the database is locked or the disk is full (try
 * again), EX_DATAERR when it is not ours, damaged or of a newer schema.
 */
struct store;

enum store_mode { STORE_READ, STORE_WRITE };

/*
 * Opens DATA/callbox.db; STORE_WRITE creates the spool (0700) and the file (0600) and migrates.
 * A spool or file that is a symlink, not ours, or not a callbox database is refused (B-64, F-38).
 */
struct store *store_open(const char *data, enum store_mode mode, GError **error);
void store_free(struct store *store);
DEFINE_AUTO(store)

/*
 * Prepares every statement, so that a damaged schema ends the start and not the night. What does
 * one thing and ends, such as the filter that a mail server waits for, need not.
 */
bool store_prepare(struct store *store, GError **error);

/* Milliseconds to wait for another writer; the default is 5,000. */
void store_set_patience(struct store *store, int milliseconds);

/* Between two transactions of one process: lets in who waits to write, which is not by turns. */
void store_give_way(void);

/* Before a long wait: gives back what a large batch left in memory. */
void store_rest(struct store *store);

/* Changes whenever another process commits; cheap to ask (PRAGMA data_version). */
int64_t store_version(struct store *store);

/*
 * One transaction around several verbs (BEGIN IMMEDIATE).
 * store_end() commits it if OK and else takes all back; it is true only if all is committed.
 * A verb's own transaction inside another is part of that one.
 */
bool store_begin(struct store *store, GError **error);
bool store_end(struct store *store, bool ok, GError **error);
void store_take_back(struct store *store); /* ends a rehearsal */

/* Small facts by name: "instance" is made on first open. NULL if unset; new string. */
char *store_fact(struct store *store, const char *name);
bool store_set_fact(struct store *store, const char *name, const char *value, GError **error);

/* --- mail in --- */

/*
 * Keeps RAW. If a mail with the same key is there already, or over IMAP one with the same inbox and
 * origin, only this further delivery is noted (door, origin, times), *IS_NEW is false and RAW->id
 * is the older one's. A delivery that was noted before changes nothing but that it wants its mark
 * again. An empty or missing key becomes the SHA-256 of the bytes.
 */
bool store_add_raw(struct store *store, struct raw *raw, bool *is_new, GError **error);

/* The high-water mark of an IMAP inbox; *UIDVALIDITY is 0 before the first pass. */
bool store_cursor(
    struct store *store, const char *inbox, uint32_t *uidvalidity, uint32_t *uid, GError **error);
bool store_set_cursor(
    struct store *store, const char *inbox, uint32_t uidvalidity, uint32_t uid, GError **error);

/* Origins of an inbox stored but not yet marked at the source (\Seen, MOVE); and the mark. Of char
 * *. */
GPtrArray *store_unmarked(struct store *store, const char *inbox, GError **error);
bool store_mark(struct store *store, const char *inbox, GPtrArray *origins, GError **error);

/* True if ORIGIN of INBOX is stored. */
bool store_has_origin(struct store *store, const char *inbox, const char *origin);

/*
 * Up to MAILS raws or OCTETS octets that wait to be read, oldest first, with their bytes; counts an
 * attempt for each and commits (P-10). A mail that was begun before comes alone, so that the one
 * that ends the process is known. Behind AFTER, the last of a batch that is still in hand, only
 * mails come that were never begun; 0 begins with the first. Not inside a transaction.
 */
GPtrArray *store_take(
    struct store *store, int64_t after, unsigned mails, size_t octets, GError **error);

/* Takes the attempt back: these raws were not decided for a reason that is not theirs (full disk).
 */
bool store_put_back(struct store *store, GPtrArray *raws, GError **error);

/* Keeps first_seen and delivered as they stand in RAW. */
bool store_date_raw(struct store *store, const struct raw *raw, GError **error);

/* One raw with its bytes, by id; NULL without ERROR if there is none. */
struct raw *store_raw(struct store *store, int64_t id, GError **error);

/* A mail that was read, and how it was decided. Borrowed. */
struct settlement {
	int64_t mail; /* raw id */
	const struct message *message;
	const struct arrival *arrival;
	const struct decision *decision;
	const char *call; /* name, or NULL */
	int64_t at;       /* when it was decided, UTC seconds */
};

/* Reading is done: keeps the class, the call and the sender of the mail, and why. */
bool store_settle(struct store *store, const struct settlement *settlement, GError **error);

/* The mail waits for a person. Also takes it out of the queue. */
bool store_hold(struct store *store, int64_t mail, const char *why, const char *from,
    const char *subject, GError **error);
/* Of struct held; with a CALL only its own mails and those that no call could be told of. */
GPtrArray *store_held(struct store *store, const char *call, GError **error);
/* One of these; NULL without ERROR if there is none. */
struct held *store_held_mail(struct store *store, const char *call, int64_t mail, GError **error);
/* What was dropped waits again, for WHY; *HELD is false if that mail was not dropped. */
bool store_hold_again(
    struct store *store, int64_t mail, const char *why, bool *held, GError **error);
/* It is read again, past its limits. */
bool store_release_held(struct store *store, int64_t mail, GError **error);
bool store_drop_held(struct store *store, int64_t mail, GError **error);
/* A mail that names no call belongs to CALL from here on. */
bool store_assign_mail(struct store *store, int64_t mail, const char *call, GError **error);
/* The call that a mail belongs to, new; *CALL is NULL if that is none, or not yet known. */
bool store_mail_call(struct store *store, int64_t mail, char **call, GError **error);
bool store_was_released(struct store *store, int64_t mail, bool *released, GError **error);

/* --- piles of old mail (P-17) --- */
/* Begins PILE (inbox, why, at, horizon) and sets its number. */
bool store_begin_pile(struct store *store, struct pile *pile, GError **error);
/* The pile that the last pass over INBOX did not get to the end of; NULL without ERROR if none. */
struct pile *store_unfinished_pile(struct store *store, const char *inbox, GError **error);
bool store_finish_pile(struct store *store, int64_t pile, GError **error);
/* Those that wait for a person's word, of struct pile; without the empty ones. */
GPtrArray *store_piles(struct store *store, GError **error);
/* Stories that were not answered because their mail is in that pile, of struct story. */
GPtrArray *store_pile_stories(struct store *store, int64_t pile, GError **error);
/* A person let the pile go that MAIL is in: it is answered like any other. */
bool store_pile_let_go(struct store *store, int64_t mail, bool *let_go, GError **error);
/* The word: to answer also queues the letters of the pile again, at NOW; else they stay unsent. */
bool store_answer_pile(struct store *store, int64_t pile, int64_t now, GError **error);
bool store_silence_pile(struct store *store, int64_t pile, GError **error);

/* --- what is known (for a view) --- */
/* What is asked for one record is NULL without ERROR if there is none. */
struct story *store_story_by_token(struct store *store, const char *token, GError **error);
struct story *store_story_by_id(struct store *store, int64_t id, GError **error);
/* Every story of one person in CALL, by number; ADDRESS may be where they are invited only, or
 * where several people have their answers sent. */
GPtrArray *store_stories_of(
    struct store *store, const char *call, const char *address, GError **error);
struct invite *store_invite_by_uid(struct store *store, const char *uid, GError **error);
/* The invitation of a guest (CI-11) that our letter with TOKEN, sent from DOMAIN, was about; NULL
 * without ERROR if there is none. Each such letter has a thread of its own. */
struct invite *store_guest_invite(
    struct store *store, const char *token, const char *domain, GError **error);
/* Both without bytes. */
struct outgoing *store_letter_by_verp(struct store *store, const char *token, GError **error);
struct outgoing *store_letter_by_message_id(struct store *store, const char *id, GError **error);
/* Distinct causes answered automatically since SINCE, or to be answered later, to people of
 * ADDRESS_KEY; and when the LIMIT-th last of them was, or will be: 0 if there are fewer. */
bool store_answers(
    struct store *store, const char *address_key, int64_t since, int64_t *answers, GError **error);
bool store_last_answer(struct store *store, const char *address_key, int64_t since, unsigned limit,
    int64_t *at, GError **error);
/* Whether another raw has the Message-ID of this one, and another key. */
bool store_same_id(struct store *store, const struct raw *raw, bool *same, GError **error);

/* --- what was decided --- */
/* Sets its id, number and record.id. */
bool store_add_story(struct store *store, struct story *story, GError **error);
bool store_add_revision(
    struct store *store, struct story *story, struct revision *revision, GError **error);
/* New state (the answer that would tell of the old one later is taken back); silent_because and
 * answered as they stand in STORY; the record again after a re-judgement, which then has a new
 * proof. */
bool store_update_story(struct store *store, struct story *story, GError **error);
/* Title, text, readable and attachments of a revision, derived again (reparse). */
bool store_update_revision(struct store *store, struct revision *revision, GError **error);
/* What ADDRESS said about coming, for every accepted story in CALL of theirs, or that an invitation
 * to them hangs on: it is to a person, whichever of their stories that is. */
bool store_set_coming(
    struct store *store, const char *call, const char *address, enum coming coming, GError **error);
/* The author of STORY answered in other words than we understand; nothing unless it is accepted and
 * nothing clearer is known (CI-29). */
bool store_answered_in_words(struct store *store, int64_t story, GError **error);
bool store_add_note(struct store *store, const struct note *note, GError **error);
bool store_add_invite(struct store *store, struct invite *invite, GError **error);
/* Every invitation of CALL to ADDRESS, from whichever story. */
GPtrArray *store_invites_to(
    struct store *store, const char *call, const char *address, GError **error);
/* These, and those of the stories that ADDRESS wrote: a mail may have asked to be answered at
 * another one of the person's addresses (RE-12). */
GPtrArray *store_invites_of(
    struct store *store, const char *call, const char *address, GError **error);
/* Whether ADDRESS, or the author of STORY at another one, has an invitation to SESSION that was not
 * cancelled, from whichever story (CO-21). */
bool store_is_invited(struct store *store, const struct story *story, const char *session,
    const char *address, bool *invited, GError **error);
bool store_update_invite(struct store *store, const struct invite *invite, GError **error);
/* Every answer, matched (to INVITE) or not (NULL). */
bool store_add_rsvp(struct store *store, int64_t mail, int64_t at, const struct rsvp *rsvp,
    const struct invite *invite, const struct rsvp_outcome *outcome, GError **error);
/*
 * Calendars of people who were not invited, and want to come (CI-11), until a person decides: the
 * last answer of each to a session that is not over at NOW. Of struct guest. CALL may be NULL, MAIL
 * 0.
 */
GPtrArray *store_guests(
    struct store *store, const char *call, int64_t mail, int64_t now, GError **error);
/* Whoever asked by MAIL, also when a person decided, or they answered again since; without what
 * they are invited to. */
GPtrArray *store_guests_by(struct store *store, int64_t mail, GError **error);
/* A person decided about the guests of MAIL at AT; 0: they ask again. */
bool store_settle_guest(struct store *store, int64_t mail, int64_t at, GError **error);
bool store_add_report(struct store *store, int64_t mail, int64_t at, const struct report *report,
    const struct outgoing *letter, GError **error);

/* What a line of the trail is about: ids, 0 if it is about none. */
struct about {
	int64_t mail, story, letter;
};

/* Writes a line of the trail: WHAT happened AT (UTC seconds) to what it is ABOUT, and WHY (may be
 * NULL). */
bool store_event(struct store *store, int64_t at, const char *what, const char *why,
    struct about about, GError **error);

/* --- what orders changed --- */
bool store_add_deed(struct store *store, const struct deed *deed, GError **error);
/* What the orders of MAIL changed and nobody has undone yet, the last first; of struct deed. */
GPtrArray *store_deeds(struct store *store, int64_t mail, GError **error);
bool store_undo_deed(struct store *store, int64_t deed, int64_t at, GError **error);

/* --- questions (CT-04) --- */
/* TOKEN may confirm REQUEST, once, until it expires. */
bool store_ask(
    struct store *store, const char *token, const struct request *request, GError **error);
/* The request that TOKEN was given for, with its stage at NOW; NULL without ERROR if it is unknown.
 */
struct request *store_question(struct store *store, const char *token, int64_t now, GError **error);
/* Whoever answered that question when it was over was told so. */
bool store_told_over(struct store *store, const char *token, int64_t now, GError **error);
/* Whether the question that MAIL led to was answered, for a new version of a story (CT-03). */
bool store_is_vouched(struct store *store, int64_t mail, bool *vouched, GError **error);
/* MAIL, which was settled, waits to be worked on again; what it said so far is no note any more. */
bool store_read_again(struct store *store, int64_t mail, GError **error);
/* TOKEN is used up; with one echo's all echoes of the same orders. */
bool store_answered(struct store *store, const char *token, int64_t now, GError **error);

/* --- the outbox --- */
bool store_add_letter(struct store *store, struct outgoing *letter, GError **error);
/* When the answer about STORY that waits at NOW will go out; 0: none waits. And takes it back:
 * another one has its place. */
bool store_waiting_answer(
    struct store *store, int64_t story, int64_t now, int64_t *at, GError **error);
bool store_overtake_answer(struct store *store, int64_t story, int64_t now, GError **error);
/* Mails of CALL (NULL: of all) that the limit for each address left without an answer since SINCE,
 * or whose answer follows after NOW; but no versions of stories, which say so themselves. Of struct
 * held_answer. */
GPtrArray *store_held_answers(
    struct store *store, const char *call, int64_t since, int64_t now, GError **error);
/* Which letters: every one, or those that the breaker does not count. */
enum due { DUE_UNCOUNTED, DUE_ALL };
/* Letters due at NOW, oldest first, with bytes; at most LIMIT. */
GPtrArray *store_due(
    struct store *store, int64_t now, enum due which, unsigned limit, GError **error);
/* When the next letter is due; INT64_MAX if none waits. */
int64_t store_next_due(struct store *store, enum due which);
/* The last mail of CALL to its own tagged address (TR-17); NULL without ERROR if there was none. */
struct trial {
	char *to, *message_id;
	enum letter_state state;
	bool arrived;
	char *arrived_id; /* the Message-ID that it arrived with, or NULL */
};
struct trial *store_trial(struct store *store, const char *call, GError **error);
void trial_free(struct trial *trial);
DEFINE_AUTO(trial)
/* Distinct causes whose automatic answers left, or may have left, after SINCE. */
bool store_answers_left(struct store *store, int64_t since, int64_t *answers, GError **error);
/* Automatic answers that are due at NOW, in letters. */
int64_t store_answers_due(struct store *store, int64_t now);
/* state, attempts, due, sent, final_dot and error as they stand in LETTER; commits on its own
 * outside a transaction. */
bool store_update_letter(struct store *store, const struct outgoing *letter, GError **error);
/* After a crash: rows left in "sending" become queued, or uncertain when the final dot was about to
 * go out (P-7). What waits by a clock that ran ahead of NOW is due (F-29). */
bool store_recover_letters(struct store *store, int64_t now, GError **error);
/* Letters that wait for a person: failed, uncertain, held, but not by a pile, and not dropped. CALL
 * may be NULL. Without bytes. */
GPtrArray *store_troubled_letters(struct store *store, const char *call, GError **error);
/* One of these that no attempt is left for (failed or held), without bytes; NULL without ERROR if
 * it is none. */
struct outgoing *store_troubled_letter(
    struct store *store, const char *call, int64_t letter, GError **error);
/* Queues it once more, with the same octets; ERROR EX_DATAERR if those were erased. */
bool store_resend_letter(struct store *store, int64_t letter, int64_t now, GError **error);
/* Takes it off that list at AT, and out of the counts; 0: it is on it again. */
bool store_drop_letter(struct store *store, int64_t letter, int64_t at, GError **error);
/* Letters of one story, oldest first, without bytes. */
GPtrArray *store_letters(struct store *store, int64_t story, GError **error);
/* Takes the next number of a letter in the thread of STORY, from 1; never the same twice, also when
 * letters were erased. STORY 0, which is none, has one letter. */
bool store_number_letter(struct store *store, int64_t story, unsigned *number, GError **error);
/* How far a letter about a story came: its state, and why it did not arrive, or NULL. */
struct reach {
	enum letter_state state;
	char *error;    /* of sending */
	char *returned; /* why it came back */
};
void reach_free(struct reach *reach);
/* Of the letters about STORY, oldest first; of struct reach. */
GPtrArray *store_reaches(struct store *store, int64_t story, GError **error);
/* The invitation that the letter MESSAGE_ID is about alone; 0 if there is none. */
bool store_letter_invite(
    struct store *store, const char *message_id, int64_t *invite, GError **error);
/* How many letters are in STATE; those that a pile holds are counted with the pile. */
int64_t store_count_letters(struct store *store, enum letter_state state);

/* --- reminders --- */
/* Which reminders are asked for: those of one lead, a part at a time. */
struct to_remind {
	const char *call;
	int64_t lead;  /* how many seconds before the start */
	int64_t floor; /* none when so many seconds or fewer are left */
	int64_t after; /* id of the last invitation that was looked at; 0 at first */
};
/*
 * Up to LIMIT invitations that a reminder of WHICH is due for at NOW: nobody declined, its person
 * was not told of it since, and there was no such or shorter reminder of this start. By id.
 */
GPtrArray *store_to_remind(struct store *store, const struct to_remind *which, int64_t now,
    unsigned limit, GError **error);
/* INVITE was reminded LEAD seconds before the start that it has now: a unique key. */
bool store_add_reminder(
    struct store *store, const struct invite *invite, int64_t lead, int64_t now, GError **error);
/* The start after AT of the first session of CALL that somebody may be reminded of; INT64_MAX if
 * there is none. */
int64_t store_next_start(struct store *store, const char *call, int64_t at);
/* Accepted stories of CALL whose authors said nothing and were not asked again; of struct story. */
GPtrArray *store_unanswered_acceptances(struct store *store, const char *call, GError **error);
bool store_asked_again(struct store *store, int64_t story, int64_t now, GError **error);

/* Somebody without a story asked to be reminded of the deadline, once. */
struct wish {
	char *call, *address;
	char *call_address; /* that it was written to */
	int64_t mail;       /* raw id of the mail that asked */
};
void wish_free(struct wish *wish);
DEFINE_AUTO(wish)
/* Keeps WISH unless the person has one; REMINDED is when it was granted, 0: not yet. */
bool store_add_wish(
    struct store *store, const struct wish *wish, int64_t asked, int64_t reminded, GError **error);
/* The wishes of CALL that are still open, of people who sent no story since; of struct wish. */
GPtrArray *store_wishes(struct store *store, const char *call, GError **error);
/* Every wish, open or not, of CALL and of PERSON (an address_key()); both may be NULL: all. */
GPtrArray *store_wishes_of(
    struct store *store, const char *call, const char *person, GError **error);
bool store_grant_wish(struct store *store, const struct wish *wish, int64_t now, GError **error);

/* --- the digest --- */
/* The unique key of one digest per call and local date (P-8): false in *FIRST if it was made
 * already. */
bool store_claim_digest(struct store *store, const char *call, const char *date, int64_t now,
    bool *first, GError **error);
/* When the last mail of CALL was decided, or a person decided about a story; 0: never. */
bool store_last_news(struct store *store, const char *call, int64_t *at, GError **error);
/* Whether something of CALL waits for a person at NOW: piles, held mail, guests, letters, stories
 * without a receipt, answers that are held back. */
bool store_waits(struct store *store, const char *call, int64_t now, bool *waits, GError **error);
/* A digest that was made so many seconds after now was made by a clock that ran ahead, and is the
 * last one to nobody (F-29). */
enum { CLOCK_AHEAD = 2 * 86400 };
/* When the last digest of any call was made, as seen at NOW; 0 if there was none. */
int64_t store_told(struct store *store, int64_t now);
/* The last digest's date and time, as seen at NOW; NULL if there was none. */
char *store_last_digest(struct store *store, const char *call, int64_t now, int64_t *at);
/* Organizer tokens (CT-07): bound to the organizer, the digest and what there was by then. */
bool store_add_organizer_token(struct store *store, const char *token, const char *call,
    const char *address, const char *date, int64_t now, GError **error);
/* What TOKEN of a digest made after SINCE stands for; NULL without ERROR if it is none, or older.
 */
struct grant *store_grant(struct store *store, const char *token, int64_t since, GError **error);
/* MAIL of SENDER (NULL: nobody) carried a token that is not ours, or not any more; and how many
 * did since SINCE (CT-10). */
bool store_add_misfit(
    struct store *store, int64_t mail, const char *sender, int64_t now, GError **error);
bool store_misfits(
    struct store *store, const char *sender, int64_t since, int64_t *misfits, GError **error);

/* --- to look at --- */
struct story_filter {
	const char *call; /* all NULL or false: everything */
	const char *state, *tag, *grep;
	const char *person; /* address_key() of the author */
	bool late;
	int64_t since; /* received or revised at or after; 0: all */
};

/* Of struct story, by number. */
GPtrArray *store_stories(struct store *store, const struct story_filter *filter, GError **error);
struct story *store_story(struct store *store, const char *call, int64_t number, GError **error);
/* Of struct revision, the first first. */
GPtrArray *store_revisions(struct store *store, int64_t story, GError **error);
/* Notes beside a story, oldest first; and those of a call (NULL: of all) whose mail was decided at
 * or after SINCE, by story. Of struct note. */
GPtrArray *store_notes(struct store *store, int64_t story, GError **error);
GPtrArray *store_new_notes(struct store *store, const char *call, int64_t since, GError **error);
/* Of struct invite; CALL may be NULL. */
GPtrArray *store_invites(struct store *store, const char *call, GError **error);
/* The trail of MAIL, or of STORY; of struct event. */
GPtrArray *store_events(struct store *store, int64_t mail, int64_t story, GError **error);
/* Mails by class: every class of CL-01, "held", "waiting", "duplicate", "dropped"; CALL may be
 * NULL. Of struct tally. */
GPtrArray *store_account(struct store *store, const char *call, int64_t *in, GError **error);
/* Other people's answers, unmatched or flagged, and bounces since SINCE, for the digest: of struct
 * event. */
GPtrArray *store_oddities(struct store *store, const char *call, int64_t since, GError **error);

/* --- to hand out --- */
/*
 * Mails in of CALL, by id, of struct incoming: with PERSON (an address_key()) those that they sent,
 * reports about letters to them, and those whose sender is not known. Both may be NULL: all.
 */
GPtrArray *store_incoming(
    struct store *store, const char *call, const char *person, GError **error);
/* Of struct kept_answer. */
GPtrArray *store_mail_answers(struct store *store, int64_t mail, GError **error);
/* The last answers that count, of CALL, with a comment, that were decided after SINCE; of struct
 * kept_answer. */
GPtrArray *store_new_comments(struct store *store, const char *call, int64_t since, GError **error);
/* Other times that calendars proposed for the invitations that store_invites_of() gives, oldest
 * first; of struct kept_answer. */
GPtrArray *store_proposals(
    struct store *store, const char *call, const char *address, GError **error);
/*
 * Letters of CALL, oldest first, without bytes: with PERSON those to them that tell of nobody else,
 * so no digest, no echo of orders and no letter about another's story. Both may be NULL: all.
 */
GPtrArray *store_letters_to(
    struct store *store, const char *call, const char *person, GError **error);
/* Every letter to PERSON, those left out above too. */
int64_t store_count_letters_to(struct store *store, const char *person);
/* The octets of a letter; NULL without ERROR when they were erased. */
GBytes *store_letter_bytes(struct store *store, int64_t letter, GError **error);

/* --- the chain of receipts --- */
/* proof_code() of the last link, new; NULL before the first. */
char *store_chain_head(struct store *store);
/* Every link, of struct proof, in order. */
GPtrArray *store_chain(struct store *store, GError **error);
/*
 * Walks LINKS (store_chain()) against what is stored now; false with ERROR (EX_DATAERR) that names
 * the first record that was changed afterwards.
 */
bool store_verify(struct store *store, GPtrArray *links, GError **error);

#endif
