#ifndef STORE_SQL_H
#define STORE_SQL_H

/*
 * Every statement of the program, by name; the text is in sql-read.c or sql-write.c. Parameters are
 * ?1, ?2, ... in order of first appearance, as db.h binds them.
 */
/* Where others may have written a person's address: X(NAME, table, its id, column). */
#define MASKED_COLUMNS(X)                               \
	X(EVENT, "event", "id", "why")                  \
	X(MAIL_ID, "mail", "id", "message_id")          \
	X(MAIL_SENDER, "mail", "id", "sender")          \
	X(MAIL_KEY, "mail", "id", "sender_key")         \
	X(MAIL_SUBJECT, "mail", "id", "subject")        \
	X(MAIL_WHY, "mail", "id", "why")                \
	X(MAIL_SILENT, "mail", "id", "silent_because")  \
	X(MAIL_FLAGS, "mail", "id", "flags")            \
	X(HELD_WHY, "held", "mail", "why")              \
	X(HELD_SENDER, "held", "mail", "sender")        \
	X(HELD_SUBJECT, "held", "mail", "subject")      \
	X(STORY_NAME, "story", "id", "name")            \
	X(TITLE, "revision", "id", "title")             \
	X(TEXT, "revision", "id", "text")               \
	X(ATTACHMENTS, "revision", "id", "attachments") \
	X(REVISION_ID, "revision", "id", "message_id")  \
	X(REVISION_IDS, "revision", "id", "ids")        \
	X(NOTE, "note", "id", "text")                   \
	X(NOTE_SENDER, "note", "id", "sender")          \
	X(COMMENT, "invite", "id", "comment")           \
	X(SUBJECT, "letter", "id", "subject")           \
	X(ERROR, "letter", "id", "error")               \
	X(ATTENDEE, "rsvp", "id", "attendee")           \
	X(SENT_BY, "rsvp", "id", "sent_by")             \
	X(DELEGATED, "rsvp", "id", "delegated_to")      \
	X(RSVP_COMMENT, "rsvp", "id", "comment")        \
	X(PROPOSAL, "rsvp", "id", "proposal")           \
	X(RSVP_WHY, "rsvp", "id", "why")                \
	X(DEED_WHY, "deed", "id", "why")                \
	X(RECIPIENT, "report", "id", "recipient")       \
	X(CAUSE, "report", "id", "cause")               \
	X(DIAGNOSTIC, "report", "id", "diagnostic")
#define MASKED_NAMES(name, table, id, column) SQL_FIND_##name, SQL_MASK_##name,

enum sql {
	/* transactions */
	SQL_BEGIN,
	SQL_BEGIN_READ,
	SQL_COMMIT,
	SQL_ROLLBACK,
	SQL_DATA_VERSION,
	/* facts */
	SQL_FACT,
	SQL_SET_FACT,
	SQL_ADD_FACT,
	SQL_IS_COPY,
	/* mail in */
	SQL_MAIL_BY_KEY,
	SQL_MAIL_BY_ORIGIN,
	SQL_ADD_MAIL,
	SQL_ADD_BYTES,
	SQL_ADD_DELIVERY,
	SQL_CURSOR,
	SQL_SET_CURSOR,
	SQL_UNMARKED,
	SQL_MARK,
	SQL_WAITING,
	SQL_COUNT_ATTEMPT,
	SQL_SUSPECT,
	SQL_TAKE_BACK_ATTEMPT,
	SQL_DATE_RAW,
	SQL_RAW,
	SQL_SAME_ID,
	SQL_SETTLE,
	/* what waits for a person */
	SQL_HOLD,
	SQL_ADD_HELD,
	SQL_HELD,
	SQL_HELD_ONE,
	SQL_HOLD_AGAIN,
	SQL_DROP_HELD,
	SQL_RELEASE_MAIL,
	SQL_DROP_MAIL,
	SQL_WAS_RELEASED,
	SQL_ASSIGN_MAIL,
	SQL_MAIL_CALL,
	/* piles of old mail */
	SQL_ADD_PILE,
	SQL_UNFINISHED_PILE,
	SQL_FINISH_PILE,
	SQL_PILES,
	SQL_PILE_STORIES,
	SQL_PILE_LET_GO,
	SQL_END_PILE,
	SQL_REQUEUE_PILE,
	SQL_ADD_RESTORED_PILES,
	SQL_HOLD_RESTORED_LETTERS,
	/* stories */
	SQL_STORY_BY_TOKEN,
	SQL_UNHASHED,
	SQL_HASH_TOKEN,
	SQL_STORY_BY_NUMBER,
	SQL_STORY_BY_ID,
	SQL_STORIES_OF,
	SQL_SET_COMING,
	SQL_COMING_IN_WORDS,
	SQL_STORIES,
	SQL_NUMBER_STORY,
	SQL_LAST_NUMBER,
	SQL_ADD_STORY,
	SQL_UPDATE_STORY,
	SQL_ADD_REVISION,
	SQL_UPDATE_REVISION,
	SQL_NO_RECORD,
	SQL_CHOOSE_RECORD,
	SQL_RECORD,
	SQL_REVISIONS,
	SQL_ADD_NOTE,
	SQL_NOTES,
	SQL_NEW_NOTES,
	/* the chain of receipts */
	SQL_CHAIN_HEAD,
	SQL_CHAIN_FACTS,
	SQL_CHAIN_STANDS,
	SQL_ADD_LINK,
	SQL_CHAIN,
	SQL_UNCHAINED,
	SQL_GAP_IN_NUMBERS,
	SQL_WRONG_RECORD,
	SQL_WAS_ERASED,
	/* invitations */
	SQL_INVITE_BY_UID,
	SQL_INVITES,
	SQL_INVITES_TO,
	SQL_PERSON_INVITES,
	SQL_IS_INVITED,
	SQL_ADD_INVITE,
	SQL_UPDATE_INVITE,
	SQL_ADD_RSVP,
	/* reminders */
	SQL_TO_REMIND,
	SQL_ADD_REMINDER,
	SQL_NEXT_REMINDED,
	SQL_UNANSWERED_ACCEPTANCES,
	SQL_ASKED_AGAIN,
	SQL_ADD_WISH,
	SQL_WISHES,
	SQL_WISHES_OF,
	SQL_GRANT_WISH,
	SQL_GUESTS,
	SQL_GUESTS_BY,
	SQL_SETTLE_GUEST,
	/* letters */
	SQL_LETTER_BY_VERP,
	SQL_LETTER_BY_MESSAGE_ID,
	SQL_LETTERS,
	SQL_NUMBER_LETTER,
	SQL_LAST_LETTER,
	SQL_COUNT_LETTERS,
	SQL_REACHES,
	SQL_TROUBLED_LETTERS,
	SQL_TROUBLED_LETTER,
	SQL_RESEND_LETTER,
	SQL_DROP_LETTER,
	SQL_DUE,
	SQL_NEXT_DUE,
	SQL_LETTER_INVITE,
	SQL_GUEST_INVITE,
	SQL_ADD_LETTER,
	SQL_ADD_LETTER_BYTES,
	SQL_UPDATE_LETTER,
	SQL_NOTE_INTERRUPTED,
	SQL_RECOVER_UNSENT,
	SQL_RECOVER_FAR,
	SQL_RECOVER_UNCERTAIN,
	SQL_ANSWERS_TO,
	SQL_LAST_ANSWER,
	SQL_WAITING_ANSWER,
	SQL_NOTE_OVERTAKEN,
	SQL_KEEP_OVERTAKEN,
	SQL_OVERTAKE,
	SQL_HELD_ANSWERS,
	SQL_TRIAL,
	SQL_ANSWERS_LEFT,
	SQL_ANSWERS_DUE,
	SQL_ADD_REPORT,
	/* the trail */
	SQL_ADD_EVENT,
	SQL_EVENTS,
	SQL_ODDITIES,
	/* digests */
	SQL_CLAIM_DIGEST,
	SQL_TOLD,
	SQL_LAST_NEWS,
	SQL_IS_UNANSWERED,
	SQL_LAST_DIGEST,
	SQL_ADD_ORGANIZER_TOKEN,
	SQL_ORGANIZER_TOKEN,
	SQL_ADD_MISFIT,
	SQL_MISFITS,
	/* what orders changed */
	SQL_ADD_DEED,
	SQL_DEEDS,
	SQL_UNDO_DEED,
	/* questions */
	SQL_ADD_REQUEST,
	SQL_REQUEST,
	SQL_TOLD_OVER,
	SQL_USE_REQUEST,
	SQL_IS_VOUCHED,
	SQL_READ_AGAIN,
	/* to hand out */
	SQL_INCOMING,
	SQL_MAIL_ANSWERS,
	SQL_PROPOSALS,
	SQL_NEW_COMMENTS,
	SQL_LETTERS_TO,
	SQL_LETTER_BYTES,
	/* erasure */
	SQL_PERSON_MAILS,
	SQL_PERSON_STORIES,
	SQL_PERSON_LETTERS,
	SQL_ERASE_PERSON_LETTERS,
	SQL_ERASE_PERSON_WISHES,
	SQL_ERASE_GUEST,
	SQL_ERASE_CALL_GUESTS,
	SQL_SPELLINGS,
	SQL_PERSON_NAMES,
	SQL_NAMES_LEFT,
	SQL_CALL_MAILS,
	SQL_CALL_STORIES,
	SQL_LAST_MAIL,
	SQL_ERASE_CALL_LETTERS,
	SQL_ERASE_CALL_WISHES,
	SQL_FILLED_MAILS,
	SQL_REVISION_OF,
	SQL_IS_SOMEBODYS,
	SQL_SET_RAW,
	SQL_LETTER_COPIES,
	SQL_FILLED_LETTERS,
	SQL_SET_LETTER_BYTES,
	SQL_ORIGINS,
	SQL_HAS_BYTES,
	SQL_ERASE_WAITING_COPIES,
	SQL_ERASE_SENT_COPIES,
	SQL_ERASE_MISFITS,
	SQL_ERASE_MAIL_MISFITS,
	SQL_ERASE_TOKENS,
	SQL_ERASE_REQUESTS_OF,
	SQL_WORDED_REQUESTS,
	SQL_REQUEST_WORDS,
	SQL_ERASE_REQUEST,
	SQL_ERASE_RAW,
	SQL_ERASE_MAIL_NOTES,
	SQL_ERASE_MAIL_RSVPS,
	SQL_ERASE_MAIL_REPORTS,
	SQL_ERASE_MAIL_REQUESTS,
	SQL_ERASE_MAIL_LETTERS,
	SQL_ERASE_MAIL_EVENTS,
	SQL_ERASE_MAIL_DEEDS,
	SQL_ERASE_HELD,
	SQL_ERASE_DELIVERIES,
	SQL_ERASE_MAIL,
	SQL_ERASE_LINKS,
	SQL_ERASE_REVISIONS,
	SQL_ERASE_STORY_NOTES,
	SQL_ERASE_INVITES,
	SQL_ERASE_STORY_DEEDS,
	SQL_ERASE_STORY_LETTERS,
	SQL_ERASE_STORY_REQUESTS,
	SQL_ERASE_STORY_EVENTS,
	SQL_ERASE_STORY,
	/* two for each masked column: find, then write */
	SQL_MASK_FIRST,
	SQL_MASK_BEFORE = SQL_MASK_FIRST - 1,
	MASKED_COLUMNS(MASKED_NAMES) SQL_MASK_END,
	SQL_MASK_LAST = SQL_MASK_END - 1,
	/* accounts and checks */
	SQL_ACCOUNT,
	SQL_GAPS,
	SQL_COUNT
};

/* What both tables say. */
/* Which version counts: the last on time, else the last (TI-13); as the index revision_rank says
 * it.
 */
#define REVISION_RANK "CASE WHEN verdict = 'late' THEN 1 ELSE 0 END, received DESC, number DESC "

/* The answer about the story ?1 that the limit holds back at ?2; and the same, but with a new state
 * ?3 of the story only what tells of the old one. */
#define WAITING_ANSWER                                                                 \
	"l.story = ?1 AND l.counts = 1 AND l.state = 'queued' AND l.attempts = 0 AND " \
	"l.created > ?2"
#define OVERTAKEN_ANSWER                                                \
	WAITING_ANSWER " AND (CAST(?3 AS TEXT) IS NULL OR "             \
		       "(l.what <> 'confirm' AND (SELECT s.state FROM " \
		       "story s WHERE s.id = ?1) <> ?3))"

/* The keys of one person's addresses in CALL: KEY, and those of the authors whose stories led to an
 * invitation to it (RE-12). */
#define PERSONS_KEYS(call, key)                                                \
	"(SELECT " key " UNION SELECT a.address_key FROM invite i JOIN story " \
	"a ON a.id = i.story WHERE i.call = " call " AND i.address_key = " key ")"

#define ORGANIZERS_LETTER "what IN ('digest', 'orders', 'confirm-orders', 'refused') "

/* The two tables: where one has no text, the other has. */
extern const char *const sql_reads[SQL_COUNT];
extern const char *const sql_writes[SQL_COUNT];

#endif
