/*
 * Every statement that changes something, and those around them. Portable SQL
 * (DESIGN section 3): upserts, no rowid, no date functions. The id of a new row is
 * up to the driver (db_insert); RETURNING stands only where few rows are written,
 * as it costs a table for each.
 */
#include "store/sql.h"

/* Finds the rows whose COLUMN holds ?1 (lower case), and writes one anew; see mask.c. */
#define MASK_TEXTS(name, table, id, column)                                                    \
	[SQL_FIND_##name] =                                                                    \
	    "SELECT " id ", " column " FROM " table " WHERE instr(lower(" column "), ?1) > 0", \
	[SQL_MASK_##name] = "UPDATE " table " SET " column " = ?1 WHERE " id " = ?2",

/* Twice, because the index by state has none that were sent. */
#define IS_SENDING "state = 'sending' AND state <> 'sent' "

const char *const sql_writes[SQL_COUNT] = {
    MASKED_COLUMNS(MASK_TEXTS)

	[SQL_BEGIN] = "BEGIN IMMEDIATE",
    [SQL_BEGIN_READ] = "BEGIN",
    [SQL_COMMIT] = "COMMIT",
    [SQL_ROLLBACK] = "ROLLBACK",
    [SQL_SET_FACT] = "INSERT INTO fact (name, value) VALUES (?1, ?2) "
		     "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    [SQL_ADD_FACT] = "INSERT INTO fact (name, value) VALUES (?1, ?2) "
		     "ON CONFLICT (name) DO NOTHING",
    [SQL_ADD_MAIL] =
	"INSERT INTO mail (key, message_id, truncated, silent, pile, state, attempts, released) "
	"VALUES (?1, ?2, ?3, ?4, ?5, 'waiting', 0, 0)",
    [SQL_ADD_BYTES] = "INSERT INTO raw (mail, octets, bytes) VALUES (?1, ?2, ?3)",
    [SQL_ADD_DELIVERY] =
	"INSERT INTO delivery (mail, first, door, inbox, origin, internaldate, delivered, "
	"first_seen, marked) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
	"ON CONFLICT (inbox, origin, mail) DO UPDATE SET marked = excluded.marked",
    [SQL_SET_CURSOR] =
	"INSERT INTO cursor (inbox, uidvalidity, uid) VALUES (?1, ?2, ?3) "
	"ON CONFLICT (inbox) DO UPDATE SET uidvalidity = excluded.uidvalidity, uid = excluded.uid",
    [SQL_MARK] = "UPDATE delivery SET marked = 1 WHERE inbox = ?1 AND origin = ?2",
    [SQL_COUNT_ATTEMPT] = "UPDATE mail SET attempts = attempts + 1 WHERE id = ?1",
    [SQL_SUSPECT] = "UPDATE mail SET suspected = 1 WHERE id = ?1",
    [SQL_TAKE_BACK_ATTEMPT] =
	"UPDATE mail SET attempts = CASE WHEN attempts > 0 THEN attempts - 1 ELSE 0 END, "
	"suspected = CASE WHEN attempts > 0 THEN suspected ELSE 0 END WHERE id = ?1",
    [SQL_DATE_RAW] =
	"UPDATE delivery SET first_seen = ?1, delivered = ?2 WHERE mail = ?3 AND first = 1",
    [SQL_SETTLE] =
	"UPDATE mail SET state = CASE WHEN state = 'held' THEN 'held' ELSE 'settled' END, "
	"settled = ?1, class = ?2, call = ?3, sender = ?4, sender_key = ?5, subject = ?6, "
	"arrived = ?7, arrival_rule = ?8, arrival_by = ?9, why = ?10, silent_because = ?11, "
	"flags = ?12 WHERE id = ?13",

    [SQL_HOLD] = "UPDATE mail SET state = 'held' WHERE id = ?1",
    [SQL_ADD_HELD] =
	"INSERT INTO held (mail, at, why, sender, subject) VALUES (?1, ?2, ?3, ?4, ?5) "
	"ON CONFLICT (mail) DO UPDATE SET at = excluded.at, why = excluded.why, "
	"sender = excluded.sender, subject = excluded.subject",
    [SQL_HOLD_AGAIN] = "INSERT INTO held (mail, at, why, sender, subject) "
		       "SELECT id, CAST(?1 AS INTEGER), CAST(?2 AS TEXT), sender, subject "
		       "FROM mail WHERE id = ?3 AND state = 'dropped' RETURNING mail",
    [SQL_DROP_HELD] = "DELETE FROM held WHERE mail = ?1 RETURNING mail",
    [SQL_RELEASE_MAIL] =
	"UPDATE mail SET state = 'waiting', attempts = 0, suspected = 0, released = 1 "
	"WHERE id = ?1",
    [SQL_ASSIGN_MAIL] = "UPDATE mail SET call = ?1 WHERE id = ?2 AND call IS NULL",
    [SQL_DROP_MAIL] = "UPDATE mail SET state = 'dropped' WHERE id = ?1",

    [SQL_ADD_PILE] = "INSERT INTO pile (inbox, why, begun, horizon) VALUES (?1, ?2, ?3, ?4)",
    [SQL_FINISH_PILE] = "UPDATE pile SET finished = 1 WHERE id = ?1",
    [SQL_END_PILE] = "UPDATE pile SET fate = ?1 WHERE id = ?2",
    [SQL_REQUEUE_PILE] = "UPDATE letter SET state = 'queued', due = ?1, error = NULL "
			 "WHERE pile = ?2 AND state = 'held'",
    [SQL_ADD_RESTORED_PILES] =
	"INSERT INTO pile (inbox, why, begun, horizon) SELECT k.inbox, CAST(?1 AS TEXT), "
	"CAST(?2 AS INTEGER), CAST(?3 AS INTEGER) FROM (SELECT inbox FROM cursor "
	"UNION SELECT inbox FROM delivery WHERE inbox IS NOT NULL) k",
    [SQL_HOLD_RESTORED_LETTERS] =
	"UPDATE letter SET state = 'held', error = ?1, pile = ?2 "
	"WHERE state IN ('queued', 'sending', 'uncertain') AND state <> 'sent'",
    [SQL_HASH_TOKEN] = "UPDATE story SET token_hash = ?1 WHERE id = ?2",
    [SQL_SET_COMING] = "UPDATE story SET coming = ?1 "
		       "WHERE call = ?2 AND state = 'accepted' "
		       "AND address_key IN " PERSONS_KEYS("?2", "?3"),
    [SQL_COMING_IN_WORDS] = "UPDATE story SET coming = 'in words' "
			    "WHERE id = ?1 AND state = 'accepted' AND coming = 'unknown'",
    [SQL_NUMBER_STORY] = "INSERT INTO numbering (call, last) VALUES (?1, 1) "
			 "ON CONFLICT (call) DO UPDATE SET last = numbering.last + 1",
    [SQL_ADD_STORY] =
	"INSERT INTO story (call, number, token, address, address_key, name, call_address, tag, "
	"state, created, answered, silent_because, token_hash) "
	"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    [SQL_UPDATE_STORY] =
	"UPDATE story SET name = ?1, tag = ?2, state = ?3, answered = ?4, silent_because = ?5, "
	"decided = ?6, state_before = ?7, coming = ?8, asked_again = ?9, tagged = ?10 "
	"WHERE id = ?11",
    [SQL_ADD_REVISION] =
	"INSERT INTO revision (story, number, mail, record, title, text, received, arrival_rule, "
	"arrival_by, internaldate, dated, date_offset, first_seen, decided, verdict, margin, "
	"delayed, readable, attachments, message_id, ids) "
	"VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM revision WHERE story = ?1), ?2, "
	"CASE WHEN EXISTS (SELECT 1 FROM revision WHERE story = ?1) THEN 0 ELSE 1 END, ?3, ?4, ?5, "
	"?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
    [SQL_UPDATE_REVISION] =
	"UPDATE revision SET title = ?1, text = ?2, received = ?3, arrival_rule = ?4, "
	"arrival_by = ?5, verdict = ?6, margin = ?7, delayed = ?8, readable = ?9, "
	"attachments = ?10 WHERE id = ?11",
    [SQL_NO_RECORD] = "UPDATE revision SET record = 0 WHERE story = ?1 AND record = 1",
    [SQL_CHOOSE_RECORD] =
	"UPDATE revision SET record = 1 WHERE id = (SELECT id FROM revision WHERE story = ?1 "
	"ORDER BY " REVISION_RANK "LIMIT 1)",
    [SQL_ADD_NOTE] = "INSERT INTO note (story, mail, at, sender, text) VALUES (?1, ?2, ?3, ?4, ?5)",
    [SQL_ADD_LINK] = "INSERT INTO chain (link, revision, call, number, version, salt, received, "
		     "sha256, verdict, commitment, entry) "
		     "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    [SQL_ADD_INVITE] =
	"INSERT INTO invite (story, call, session, uid, address, address_key, organizer, "
	"sequence, last_major_seq, dtstamp, starts, ends, url, cancelled, partstat, "
	"reply_sequence, reply_stamped, via_alias, unverified, comment, title, place, repeated) "
	"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, "
	"?18, ?19, ?20, ?21, ?22, ?23)",
    [SQL_UPDATE_INVITE] =
	"UPDATE invite SET sequence = ?1, last_major_seq = ?2, dtstamp = ?3, starts = ?4, "
	"ends = ?5, url = ?6, cancelled = ?7, partstat = ?8, reply_sequence = ?9, "
	"reply_stamped = ?10, via_alias = ?11, unverified = ?12, comment = ?13, "
	"title = ?14, place = ?15, repeated = ?16, story = ?17 WHERE id = ?18",
    [SQL_ADD_RSVP] =
	"INSERT INTO rsvp (mail, invite, at, uid, attendee, partstat, sequence, dtstamp, "
	"stamped, recurrence_id, sent_by, delegated_to, proposal, comment, effect, via_alias, "
	"unverified, why) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, "
	"?15, ?16, ?17, ?18)",
    [SQL_SETTLE_GUEST] = "UPDATE rsvp SET settled = ?1 WHERE mail = ?2 "
			 "AND effect IN ('guest', 'unmatched')",
    [SQL_ADD_REMINDER] = "INSERT INTO reminder (invite, starts, lead, made) "
			 "VALUES (?1, ?2, ?3, ?4)",
    [SQL_ASKED_AGAIN] = "UPDATE story SET asked_again = ?1 WHERE id = ?2",
    [SQL_ADD_WISH] =
	"INSERT INTO wish (call, address_key, address, call_address, mail, asked, reminded) "
	"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (call, address_key) DO NOTHING",
    [SQL_GRANT_WISH] = "UPDATE wish SET reminded = ?1 WHERE call = ?2 AND address_key = ?3",
    [SQL_NUMBER_LETTER] = "UPDATE story SET letters = letters + 1 WHERE id = ?1",
    [SQL_ADD_LETTER] =
	"INSERT INTO letter (story, cause, call, what, recipient, recipient_key, sender, verp, "
	"message_id, subject, counts, state, attempts, doubts, created, due, sent, final_dot, "
	"error, invite) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, "
	"?16, ?17, ?18, ?19, ?20)",
    [SQL_ADD_LETTER_BYTES] = "INSERT INTO letter_bytes (letter, bytes) VALUES (?1, ?2)",
    [SQL_UPDATE_LETTER] =
	"UPDATE letter SET state = ?1, attempts = ?2, doubts = ?3, due = ?4, sent = ?5, "
	"final_dot = ?6, error = ?7 WHERE id = ?8",
    [SQL_RESEND_LETTER] = "UPDATE letter SET state = 'queued', attempts = 0, due = ?1, "
			  "error = NULL WHERE id = ?2 AND EXISTS (SELECT 1 FROM letter_bytes b "
			  "WHERE b.letter = ?2) RETURNING id",
    [SQL_DROP_LETTER] = "UPDATE letter SET dropped = ?1 WHERE id = ?2",
    [SQL_NOTE_INTERRUPTED] =
	"INSERT INTO event (at, what, why, mail, story, letter) "
	"SELECT CAST(?1 AS INTEGER), 'interrupted', CASE WHEN final_dot = 0 "
	"THEN 'sending ended before the last byte; it is sent again' "
	"ELSE 'sending ended after the last byte; nobody knows whether it arrived' END, "
	"cause, story, id FROM letter WHERE " IS_SENDING,
    [SQL_RECOVER_UNSENT] = "UPDATE letter SET state = 'queued', due = ?1 "
			   "WHERE " IS_SENDING "AND final_dot = 0",
    /* The clock that the wait was reckoned by ran ahead, as its trail says: a limit may ask for
     * one that is as long. */
    [SQL_RECOVER_FAR] =
	"UPDATE letter SET due = ?1 WHERE state IN ('queued', 'uncertain') AND due > ?2 "
	"AND EXISTS (SELECT 1 FROM event e WHERE e.letter = letter.id AND e.at > ?1)",
    [SQL_RECOVER_UNCERTAIN] =
	"UPDATE letter SET state = CASE WHEN doubts = 0 THEN 'uncertain' ELSE 'held' END, "
	"doubts = doubts + 1, due = ?1, "
	"error = 'sending ended after the last byte; nobody knows whether it arrived' "
	"WHERE " IS_SENDING "AND final_dot <> 0",
    [SQL_NOTE_OVERTAKEN] =
	"INSERT INTO event (at, what, why, mail, story) SELECT CAST(?2 AS INTEGER), 'overtaken', "
	"'the answer \"' || l.what || '\" is not sent: ' || CASE WHEN CAST(?3 AS TEXT) IS NULL "
	"THEN 'a newer one takes its place' ELSE 'the story changed since' END, l.cause, l.story "
	"FROM letter l WHERE " OVERTAKEN_ANSWER,
    [SQL_KEEP_OVERTAKEN] = "UPDATE event SET letter = NULL WHERE letter IN "
			   "(SELECT l.id FROM letter l WHERE " OVERTAKEN_ANSWER ")",
    [SQL_OVERTAKE] = "DELETE FROM letter AS l WHERE " OVERTAKEN_ANSWER,
    [SQL_ADD_REPORT] =
	"INSERT INTO report (mail, letter, at, recipient, action, status, cause, diagnostic, "
	"permanent, dead) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",

    [SQL_ADD_EVENT] = "INSERT INTO event (at, what, why, mail, story, letter) "
		      "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",

    [SQL_CLAIM_DIGEST] = "INSERT INTO digest (call, date, made) VALUES (?1, ?2, ?3) "
			 "ON CONFLICT (call, date) DO NOTHING RETURNING made",
    [SQL_ADD_ORGANIZER_TOKEN] =
	"INSERT INTO organizer_token (hash, call, address, date, made, stories, mails, letters) "
	"VALUES (?1, ?2, ?3, ?4, ?5, "
	"coalesce((SELECT n.last FROM numbering n WHERE n.call = ?2), 0), "
	"coalesce((SELECT max(m.id) FROM mail m), 0), "
	"coalesce((SELECT max(l.id) FROM letter l), 0))",
    [SQL_ADD_MISFIT] = "INSERT INTO misfit (mail, sender_key, at) VALUES (?1, ?2, ?3) "
		       "ON CONFLICT (mail) DO NOTHING",

    [SQL_ADD_DEED] =
	"INSERT INTO deed (mail, word, number, story, kind, state, verdict, tag, tagged, "
	"coming, sessions, why) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    [SQL_UNDO_DEED] = "UPDATE deed SET undone = ?1 WHERE id = ?2",

    [SQL_ADD_REQUEST] =
	"INSERT INTO request (hash, what, story, call, address, words, mail, expires) "
	"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [SQL_TOLD_OVER] = "UPDATE request SET told = ?1 WHERE hash = ?2",
    [SQL_READ_AGAIN] = "UPDATE mail SET state = 'waiting', attempts = 0, suspected = 0 "
		       "WHERE id = ?1 AND state = 'settled'",
    [SQL_USE_REQUEST] =
	"UPDATE request SET used = ?1 WHERE used IS NULL AND (hash = ?2 OR (what = 'echo' "
	"AND mail = (SELECT q.mail FROM request q WHERE q.hash = ?2 AND q.what IN ('echo', "
	"'undo'))))",
    [SQL_ERASE_PERSON_LETTERS] = "DELETE FROM letter WHERE recipient_key = ?1",
    [SQL_ERASE_PERSON_WISHES] = "DELETE FROM wish WHERE address_key = ?1",
    [SQL_ERASE_GUEST] = "DELETE FROM invite WHERE story IS NULL AND address_key = ?1",
    [SQL_ERASE_CALL_GUESTS] = "DELETE FROM invite WHERE story IS NULL AND call = ?1",
    [SQL_ERASE_CALL_LETTERS] = "DELETE FROM letter WHERE call = ?1",
    [SQL_ERASE_CALL_WISHES] = "DELETE FROM wish WHERE call = ?1",
    [SQL_SET_LETTER_BYTES] = "UPDATE letter_bytes SET bytes = ?1 WHERE letter = ?2",
    [SQL_SET_RAW] = "UPDATE raw SET bytes = ?1 WHERE mail = ?2",
    [SQL_ERASE_WAITING_COPIES] =
	"DELETE FROM letter WHERE " ORGANIZERS_LETTER "AND state NOT IN ('sent', 'failed')",
    [SQL_ERASE_SENT_COPIES] = "DELETE FROM letter_bytes WHERE letter IN "
			      "(SELECT id FROM letter WHERE " ORGANIZERS_LETTER ")",
    [SQL_ERASE_MISFITS] = "DELETE FROM misfit WHERE sender_key = ?1",
    [SQL_ERASE_MAIL_MISFITS] = "DELETE FROM misfit WHERE mail = ?1",
    [SQL_ERASE_TOKENS] = "DELETE FROM organizer_token WHERE lower(address) = ?1",
    [SQL_ERASE_REQUESTS_OF] = "DELETE FROM request WHERE lower(address) = ?1",
    [SQL_ERASE_REQUEST] = "DELETE FROM request WHERE rowid = ?1",
    [SQL_ERASE_RAW] = "DELETE FROM raw WHERE mail = ?1",
    [SQL_ERASE_MAIL_NOTES] = "DELETE FROM note WHERE mail = ?1",
    [SQL_ERASE_MAIL_RSVPS] = "DELETE FROM rsvp WHERE mail = ?1",
    [SQL_ERASE_MAIL_REPORTS] = "DELETE FROM report WHERE mail = ?1",
    [SQL_ERASE_MAIL_REQUESTS] = "DELETE FROM request WHERE mail = ?1",
    [SQL_ERASE_MAIL_LETTERS] = "DELETE FROM letter WHERE cause = ?1 AND story IS NULL",
    [SQL_ERASE_MAIL_EVENTS] = "DELETE FROM event WHERE mail = ?1",
    [SQL_ERASE_MAIL_DEEDS] = "DELETE FROM deed WHERE mail = ?1",
    [SQL_ERASE_HELD] = "DELETE FROM held WHERE mail = ?1",
    [SQL_ERASE_DELIVERIES] =
	"UPDATE delivery SET origin = CASE WHEN door = 'imap' THEN origin END, "
	"marked = CASE WHEN door = 'imap' THEN marked ELSE 1 END WHERE mail = ?1",
    [SQL_ERASE_MAIL] =
	"UPDATE mail SET state = 'erased', message_id = NULL, sender = NULL, sender_key = NULL, "
	"subject = NULL, arrival_by = NULL, why = NULL, silent_because = NULL, flags = NULL "
	"WHERE id = ?1",
    [SQL_ERASE_LINKS] =
	"UPDATE chain SET revision = NULL, salt = NULL, received = NULL, sha256 = NULL, "
	"verdict = NULL WHERE revision IN (SELECT id FROM revision WHERE story = ?1)",
    [SQL_ERASE_REVISIONS] = "DELETE FROM revision WHERE story = ?1",
    [SQL_ERASE_STORY_NOTES] = "DELETE FROM note WHERE story = ?1",
    [SQL_ERASE_INVITES] = "DELETE FROM invite WHERE story = ?1",
    [SQL_ERASE_STORY_DEEDS] = "DELETE FROM deed WHERE story = ?1",
    [SQL_ERASE_STORY_LETTERS] = "DELETE FROM letter WHERE story = ?1",
    [SQL_ERASE_STORY_REQUESTS] = "DELETE FROM request WHERE story = ?1",
    [SQL_ERASE_STORY_EVENTS] = "DELETE FROM event WHERE story = ?1",
    [SQL_ERASE_STORY] =
	"UPDATE story SET token = 'erased-' || id, token_hash = NULL, address = '', "
	"address_key = NULL, name = NULL, "
	"tag = NULL, silent_because = NULL, coming = 'unknown', erased = ?1 WHERE id = ?2",
};
