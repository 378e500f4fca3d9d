/*
 * Every statement that asks, in one table. Portable SQL (DESIGN section 3): no
 * rowid, no date functions; a parameter that may be NULL in a comparison is
 * cast, because PostgreSQL wants to know its type.
 */
#include "store/sql.h"

#include "rule/record.h"

#define RAW_COLUMNS                                                           \
	"m.id, m.truncated, m.key, m.message_id, d.door, d.inbox, d.origin, " \
	"d.internaldate, d.delivered, d.first_seen, m.attempts, m.silent, r.bytes "

#define REVISION_COLUMNS                                                                      \
	"r.id, r.story, r.number, r.mail, r.title, r.text, r.received, r.arrival_rule, "      \
	"r.arrival_by, r.internaldate, r.dated, r.date_offset, r.first_seen, r.decided, "     \
	"r.verdict, r.margin, r.delayed, r.readable, r.attachments, r.message_id, r.ids, "    \
	"(SELECT k.link FROM chain k WHERE k.revision = r.id ORDER BY k.link DESC LIMIT 1), " \
	"(SELECT k.entry FROM chain k WHERE k.revision = r.id ORDER BY k.link DESC LIMIT 1) "

#define STORY_COLUMNS                                                                 \
	"s.id, s.call, s.number, s.token, s.address, s.name, s.call_address, s.tag, " \
	"s.state, s.created, s.answered, s.silent_because, s.decided, "               \
	"s.state_before, s.coming, s.asked_again, s.tagged, "                         \
	"(SELECT max(v.number) FROM revision v WHERE v.story = s.id), "               \
	"(SELECT min(v.decided) FROM revision v WHERE v.story = s.id), "              \
	"(SELECT max(v.decided) FROM revision v WHERE v.story = s.id), "

#define FROM_STORY "FROM story s JOIN revision r ON r.story = s.id AND r.record = 1 "

#define NOTE_COLUMNS "n.id, n.story, n.mail, n.at, n.sender, n.text "

#define INVITE_COLUMNS                                                                  \
	"id, story, call, session, uid, address, organizer, sequence, last_major_seq, " \
	"dtstamp, starts, ends, url, cancelled, partstat, reply_sequence, "             \
	"reply_stamped, via_alias, unverified, comment, title, place, repeated "

/* To the address ?2, or for its stories. */
#define PERSONS_INVITES                                                   \
	"(SELECT id FROM invite WHERE call = ?1 AND address_key = ?2 "    \
	"UNION SELECT i.id FROM invite i JOIN story s ON i.story = s.id " \
	"WHERE s.call = ?1 AND s.address_key = ?2)"

#define ANSWER_COLUMNS                                                                      \
	"i.session, x.uid, x.attendee, x.partstat, x.dtstamp, x.delegated_to, x.proposal, " \
	"x.comment, x.sequence, x.effect, x.why "

#define LETTER_COLUMNS                                                                  \
	"l.id, l.story, l.cause, l.call, l.what, l.recipient, l.sender, l.verp, "       \
	"l.message_id, l.subject, l.counts, l.state, l.attempts, l.doubts, l.created, " \
	"l.due, l.sent, l.final_dot, l.error "

#define GUEST_COLUMNS                                                                        \
	"x.mail, x.at, coalesce(i.call, w.call), coalesce(x.attendee, w.sender), w.sender, " \
	"i.session, i.organizer, "                                                           \
	"x.partstat, x.comment, x.unverified, i.address, s.call || '-' || s.number "

#define FROM_GUEST                                     \
	"FROM rsvp x JOIN mail w ON w.id = x.mail "    \
	"LEFT JOIN invite i ON i.id = x.invite "       \
	"LEFT JOIN story s ON s.id = i.story "         \
	"WHERE x.effect IN ('guest', 'unmatched') "    \
	"AND x.partstat IN ('ACCEPTED', 'TENTATIVE') " \
	"AND coalesce(x.attendee, w.sender) IS NOT NULL "

#define PILE_COLUMNS                                                                  \
	"p.id, p.inbox, p.why, p.begun, p.horizon, "                                  \
	"(SELECT count(*) FROM mail m WHERE m.pile = p.id AND m.state <> 'erased'), " \
	"(SELECT count(*) FROM letter l WHERE l.pile = p.id AND l.state = 'held') FROM pile p "

/* What a pile holds is asked about with the pile, and is settled once the pile is dropped. */
#define NOT_OF_A_PILE                              \
	"(l.state <> 'held' OR l.pile IS NULL OR " \
	"(SELECT p.fate FROM pile p WHERE p.id = l.pile) = 'answered') "

const char *const sql_reads[SQL_COUNT] = {
    [SQL_DATA_VERSION] = "PRAGMA data_version",

    [SQL_FACT] = "SELECT value FROM fact WHERE name = ?1",
    [SQL_IS_COPY] = "SELECT count(*) FROM fact WHERE name = 'copied' AND value <> ''",

    [SQL_MAIL_BY_KEY] = "SELECT id FROM mail WHERE key = ?1",
    [SQL_MAIL_BY_ORIGIN] =
	"SELECT mail FROM delivery WHERE inbox = ?1 AND origin = ?2 ORDER BY id LIMIT 1",
    [SQL_CURSOR] = "SELECT uidvalidity, uid FROM cursor WHERE inbox = ?1",
    [SQL_UNMARKED] = "SELECT origin FROM delivery "
		     "WHERE inbox = ?1 AND marked = 0 AND origin IS NOT NULL ORDER BY id",
    [SQL_WAITING] = "SELECT m.id, r.octets, m.suspected + m.attempts "
		    "FROM mail m JOIN raw r ON r.mail = m.id "
		    "WHERE m.state = 'waiting' AND m.id > ?1 ORDER BY m.id LIMIT ?2",
    [SQL_RAW] = "SELECT " RAW_COLUMNS "FROM mail m JOIN raw r ON r.mail = m.id "
		"JOIN delivery d ON d.mail = m.id AND d.first = 1 WHERE m.id = ?1",
    [SQL_SAME_ID] = "SELECT EXISTS (SELECT 1 FROM mail WHERE message_id = ?1 AND key <> ?2)",
    [SQL_HELD] = "SELECT h.mail, h.at, h.why, h.sender, h.subject FROM held h "
		 "JOIN mail m ON m.id = h.mail "
		 "WHERE CAST(?1 AS TEXT) IS NULL OR m.call IS NULL OR m.call = ?1 ORDER BY h.mail",
    [SQL_HELD_ONE] =
	"SELECT h.mail, h.at, h.why, h.sender, h.subject FROM held h JOIN mail m ON m.id = h.mail "
	"WHERE h.mail = ?1 AND (CAST(?2 AS TEXT) IS NULL OR m.call IS NULL OR m.call = ?2)",
    [SQL_MAIL_CALL] = "SELECT call FROM mail WHERE id = ?1 AND call IS NOT NULL",
    [SQL_WAS_RELEASED] = "SELECT released FROM mail WHERE id = ?1",
    [SQL_UNFINISHED_PILE] =
	"SELECT " PILE_COLUMNS "WHERE p.inbox = ?1 AND p.finished = 0 ORDER BY p.id DESC LIMIT 1",
    [SQL_PILES] =
	"SELECT " PILE_COLUMNS "WHERE p.fate IS NULL AND (EXISTS "
	"(SELECT 1 FROM mail x WHERE x.pile = p.id AND x.state <> 'erased') OR EXISTS "
	"(SELECT 1 FROM letter y WHERE y.pile = p.id AND y.state = 'held')) ORDER BY p.id",
    [SQL_PILE_STORIES] =
	"SELECT " STORY_COLUMNS REVISION_COLUMNS FROM_STORY
	"WHERE s.answered = 0 AND s.erased = 0 AND EXISTS (SELECT 1 FROM revision v "
	"JOIN mail m ON m.id = v.mail WHERE v.story = s.id AND m.pile = ?1 "
	"AND m.silent_because = ?2) ORDER BY s.call, s.number",
    [SQL_PILE_LET_GO] = "SELECT count(*) FROM mail m JOIN pile p ON p.id = m.pile "
			"WHERE m.id = ?1 AND p.fate = 'answered'",

    [SQL_STORY_BY_TOKEN] =
	"SELECT " STORY_COLUMNS REVISION_COLUMNS FROM_STORY "WHERE s.token_hash = ?1",
    [SQL_UNHASHED] = "SELECT id, token FROM story WHERE token_hash IS NULL AND erased = 0",
    [SQL_STORY_BY_NUMBER] =
	"SELECT " STORY_COLUMNS REVISION_COLUMNS FROM_STORY "WHERE s.call = ?1 AND s.number = ?2",
    [SQL_STORY_BY_ID] = "SELECT " STORY_COLUMNS REVISION_COLUMNS FROM_STORY "WHERE s.id = ?1",
    /* A choice of two conditions would look at every story of the call. */
    [SQL_STORIES_OF] =
	"SELECT " STORY_COLUMNS REVISION_COLUMNS FROM_STORY
	"WHERE s.call = ?1 AND s.id IN (SELECT n.id FROM story n WHERE n.address_key "
	"IN " PERSONS_KEYS("?1", "?2") " UNION SELECT story FROM letter WHERE recipient_key = ?2) "
				       "ORDER BY s.number",
    [SQL_STORIES] = "SELECT " STORY_COLUMNS REVISION_COLUMNS FROM_STORY
		    "WHERE (CAST(?1 AS TEXT) IS NULL OR s.call = ?1) "
		    "AND (CAST(?2 AS TEXT) IS NULL OR s.state = ?2) "
		    "AND (CAST(?3 AS TEXT) IS NULL OR s.tag = ?3) "
		    "AND (?4 = 0 OR r.verdict = 'late') "
		    "AND (?5 = 0 OR EXISTS (SELECT 1 FROM revision n WHERE n.story = s.id AND "
		    "n.received >= ?5)) "
		    "AND (CAST(?6 AS TEXT) IS NULL OR s.address_key = ?6) "
		    "ORDER BY s.call, s.number",
    [SQL_LAST_NUMBER] = "SELECT last FROM numbering WHERE call = ?1",
    [SQL_RECORD] = "SELECT " REVISION_COLUMNS "FROM revision r WHERE r.story = ?1 AND r.record = 1",
    [SQL_REVISIONS] =
	"SELECT " REVISION_COLUMNS "FROM revision r WHERE r.story = ?1 ORDER BY r.number",
    [SQL_NOTES] = "SELECT " NOTE_COLUMNS "FROM note n WHERE n.story = ?1 ORDER BY n.id",
    [SQL_NEW_NOTES] = "SELECT " NOTE_COLUMNS "FROM mail m JOIN note n ON n.mail = m.id "
		      "JOIN story s ON s.id = n.story "
		      "WHERE (CAST(?1 AS TEXT) IS NULL OR s.call = ?1) AND m.settled > ?2 "
		      "ORDER BY s.call, s.number, n.id",

    [SQL_CHAIN_HEAD] = "SELECT link, entry FROM chain ORDER BY link DESC LIMIT 1",
    [SQL_CHAIN_FACTS] = "SELECT s.call, s.number, r.number, r.received, coalesce(r.verdict, ''), "
			"CASE WHEN CAST(?2 AS TEXT) IS NULL THEN w.bytes END FROM revision r JOIN "
			"story s ON s.id = r.story JOIN raw w ON w.mail = r.mail "
			"WHERE r.id = ?1",
    [SQL_CHAIN_STANDS] =
	"SELECT count(*) FROM chain k WHERE k.received = ?1 AND k.verdict = ?2 AND k.link = "
	"(SELECT max(x.link) FROM chain x WHERE x.revision = ?3)",
    [SQL_CHAIN] = "SELECT link, revision, call, number, version, salt, received, sha256, "
		  "verdict, commitment, entry FROM chain ORDER BY link",
    [SQL_UNCHAINED] = "SELECT s.call || '-' || s.number || ' version ' || r.number FROM revision r "
		      "JOIN story s ON s.id = r.story WHERE NOT EXISTS "
		      "(SELECT 1 FROM chain k WHERE k.revision = r.id) ORDER BY r.id LIMIT 1",
    [SQL_GAP_IN_NUMBERS] = "SELECT n.call FROM numbering n WHERE n.last <> "
			   "(SELECT count(*) FROM story s WHERE s.call = n.call) LIMIT 1",
    [SQL_WRONG_RECORD] =
	"SELECT s.call || '-' || s.number || ' version ' || r.number FROM revision r "
	"JOIN story s ON s.id = r.story WHERE r.record = 1 AND r.id <> "
	"(SELECT v.id FROM revision v WHERE v.story = r.story "
	"ORDER BY " REVISION_RANK "LIMIT 1) ORDER BY s.id LIMIT 1",
    [SQL_WAS_ERASED] = "SELECT count(*) FROM story WHERE call = ?1 AND number = ?2 AND erased > 0",

    [SQL_INVITE_BY_UID] = "SELECT " INVITE_COLUMNS "FROM invite WHERE uid = ?1",
    [SQL_INVITES] = "SELECT " INVITE_COLUMNS "FROM invite "
		    "WHERE CAST(?1 AS TEXT) IS NULL OR call = ?1 ORDER BY id",
    [SQL_INVITES_TO] =
	"SELECT " INVITE_COLUMNS "FROM invite WHERE call = ?1 AND address_key = ?2 ORDER BY id",
    [SQL_PERSON_INVITES] =
	"SELECT " INVITE_COLUMNS "FROM invite WHERE id IN " PERSONS_INVITES " ORDER BY id",
    [SQL_IS_INVITED] = "SELECT (SELECT count(*) FROM invite WHERE call = ?1 AND session = ?2 "
		       "AND address_key = ?3 AND cancelled = 0) + "
		       "(SELECT count(*) FROM story s JOIN invite i ON i.story = s.id "
		       "WHERE s.call = ?1 AND s.address_key = ?4 AND i.session = ?2 "
		       "AND i.cancelled = 0)",
    [SQL_GUESTS] =
	"SELECT " GUEST_COLUMNS FROM_GUEST "AND x.settled IS NULL "
	"AND (CAST(?1 AS TEXT) IS NULL OR coalesce(i.call, w.call) = ?1) "
	"AND (?2 = 0 OR x.mail = ?2) AND (i.id IS NULL OR i.ends > ?3) "
	"AND NOT EXISTS (SELECT 1 FROM rsvp y WHERE y.uid = x.uid AND y.attendee = x.attendee "
	"AND y.id > x.id) ORDER BY x.id",
    [SQL_GUESTS_BY] = "SELECT " GUEST_COLUMNS FROM_GUEST "AND x.mail = ?1 ORDER BY x.id",

    [SQL_TO_REMIND] =
	"SELECT " INVITE_COLUMNS "FROM invite i WHERE i.call = ?1 AND i.cancelled = 0 "
	"AND i.starts > ?2 + ?3 AND i.starts <= ?2 + ?4 AND i.dtstamp < i.starts - ?4 "
	"AND i.partstat <> 'DECLINED' AND i.id > ?5 "
	"AND NOT EXISTS (SELECT 1 FROM reminder r WHERE r.invite = i.id AND r.starts = i.starts "
	"AND r.lead <= ?4) ORDER BY i.id LIMIT ?6",
    [SQL_NEXT_REMINDED] = "SELECT min(starts) FROM invite WHERE call = ?1 AND cancelled = 0 "
			  "AND starts > ?2 AND partstat <> 'DECLINED'",
    [SQL_UNANSWERED_ACCEPTANCES] =
	"SELECT " STORY_COLUMNS REVISION_COLUMNS FROM_STORY
	"WHERE s.call = ?1 AND s.state = 'accepted' AND s.coming = 'unknown' "
	"AND s.asked_again = 0 ORDER BY s.number",
    [SQL_WISHES_OF] =
	"SELECT call, address, call_address, mail FROM wish WHERE (CAST(?1 AS TEXT) IS NULL OR "
	"call = ?1) AND (CAST(?2 AS TEXT) IS NULL OR address_key = ?2) ORDER BY mail",
    [SQL_WISHES] = "SELECT call, address, call_address, mail FROM wish w WHERE w.call = ?1 "
		   "AND w.reminded = 0 AND NOT EXISTS (SELECT 1 FROM story s "
		   "WHERE s.call = w.call AND s.address_key = w.address_key) ORDER BY w.asked",

    [SQL_LETTER_BY_VERP] = "SELECT " LETTER_COLUMNS "FROM letter l WHERE l.verp = ?1",
    [SQL_LETTER_BY_MESSAGE_ID] =
	"SELECT " LETTER_COLUMNS "FROM letter l WHERE l.message_id = ?1 ORDER BY l.id LIMIT 1",
    [SQL_LETTERS] = "SELECT " LETTER_COLUMNS "FROM letter l WHERE l.story = ?1 ORDER BY l.id",
    [SQL_LAST_LETTER] = "SELECT letters FROM story WHERE id = ?1",
    [SQL_REACHES] = "SELECT l.state, l.error, (SELECT coalesce(p.cause, p.action, 'it came back') "
		    "FROM report p WHERE p.letter = l.id AND p.permanent = 1 LIMIT 1) "
		    "FROM letter l WHERE l.story = ?1 ORDER BY l.id",
    /* Those that were sent have no index. */
    [SQL_COUNT_LETTERS] =
	"SELECT (SELECT count(*) FROM letter l WHERE l.state = ?1 AND l.state <> 'sent' "
	"AND l.dropped IS NULL AND " NOT_OF_A_PILE ") + (SELECT count(*) FROM letter "
	"WHERE ?1 = 'sent' AND state = 'sent' AND dropped IS NULL)",
    [SQL_TROUBLED_LETTER] =
	"SELECT " LETTER_COLUMNS "FROM letter l WHERE l.id = ?1 AND l.state IN ('failed', 'held') "
	"AND l.dropped IS NULL AND " NOT_OF_A_PILE "AND (CAST(?2 AS TEXT) IS NULL OR l.call = ?2)",
    [SQL_TROUBLED_LETTERS] =
	"SELECT " LETTER_COLUMNS "FROM letter l WHERE l.state IN ('failed', 'uncertain', 'held') "
	"AND l.state <> 'sent' AND l.dropped IS NULL AND " NOT_OF_A_PILE
	"AND (CAST(?1 AS TEXT) IS NULL OR l.call = ?1) ORDER BY l.id",
    [SQL_DUE] = "SELECT " LETTER_COLUMNS ", b.bytes FROM letter l "
		"JOIN letter_bytes b ON b.letter = l.id "
		"WHERE l.state IN ('queued', 'uncertain') AND l.due <= ?1 AND l.counts <= ?2 "
		"ORDER BY l.due, l.id LIMIT ?3",
    [SQL_NEXT_DUE] =
	"SELECT min(due) FROM letter WHERE state IN ('queued', 'uncertain') AND counts <= ?1",
    [SQL_GUEST_INVITE] = "SELECT " INVITE_COLUMNS "FROM invite WHERE story IS NULL AND id = "
			 "(SELECT l.invite FROM letter l WHERE l.message_id = ?1 "
			 "AND l.invite IS NOT NULL LIMIT 1)",
    [SQL_LETTER_INVITE] = "SELECT invite FROM letter WHERE message_id = ?1 "
			  "AND invite IS NOT NULL LIMIT 1",
    /* DISTINCT would make a table for each mail. */
    [SQL_ANSWERS_TO] =
	"SELECT count(*) FROM letter l "
	"WHERE l.counts = 1 AND l.recipient_key = ?1 AND l.created >= ?2 "
	"AND NOT EXISTS (SELECT 1 FROM letter e WHERE e.cause = l.cause AND e.id < l.id "
	"AND e.counts = 1 AND e.recipient_key = ?1 AND e.created >= ?2)",
    [SQL_LAST_ANSWER] = "SELECT created FROM (SELECT max(created) AS created FROM letter "
			"WHERE counts = 1 AND recipient_key = ?1 AND created >= ?2 "
			"GROUP BY coalesce(cause, -id)) a ORDER BY created DESC LIMIT 1 OFFSET ?3",
    [SQL_WAITING_ANSWER] = "SELECT max(l.created) FROM letter l WHERE " WAITING_ANSWER,
    [SQL_HELD_ANSWERS] =
	"SELECT m.id, m.settled, m.sender, m.class, (SELECT s.call || '-' || s.number FROM event e "
	"JOIN story s ON s.id = e.story WHERE e.mail = m.id ORDER BY e.id LIMIT 1), "
	"(SELECT max(l.created) FROM letter l WHERE l.cause = m.id AND l.counts = 1 "
	"AND l.created > ?3) FROM mail m "
	"WHERE m.silent_because = ?4 AND (CAST(?1 AS TEXT) IS NULL OR m.call = ?1) "
	"AND (m.settled > ?2 OR EXISTS (SELECT 1 FROM letter w WHERE w.cause = m.id "
	"AND w.counts = 1 AND w.created > ?3)) AND NOT EXISTS (SELECT 1 FROM letter w "
	"WHERE w.cause = m.id AND w.counts = 1 AND w.created <= ?3) AND NOT EXISTS "
	"(SELECT 1 FROM revision r WHERE r.mail = m.id) ORDER BY m.id",
    [SQL_TRIAL] = "SELECT l.recipient, l.message_id, l.state, m.id, m.message_id FROM letter l "
		  "LEFT JOIN mail m ON m.subject = l.subject "
		  "WHERE l.what = 'trial' AND l.call = ?1 ORDER BY l.id DESC LIMIT 1",
    [SQL_ANSWERS_LEFT] = "SELECT count(DISTINCT coalesce(cause, -id)) FROM letter "
			 "WHERE counts = 1 AND final_dot > ?1",
    [SQL_ANSWERS_DUE] = "SELECT count(*) FROM letter "
			"WHERE counts = 1 AND state IN ('queued', 'uncertain') AND due <= ?1",
    [SQL_EVENTS] =
	"SELECT id, at, what, why, mail, story, letter FROM event WHERE id IN ("
	"SELECT id FROM event WHERE mail = ?1 "
	"UNION SELECT e.id FROM event e JOIN letter l ON e.letter = l.id WHERE l.cause = ?1 "
	"UNION SELECT e.id FROM revision r JOIN event e ON e.story = r.story LEFT JOIN letter l "
	"ON l.id = e.letter WHERE r.mail = ?1 AND e.mail IS NULL AND l.cause IS NULL "
	"UNION SELECT id FROM event WHERE story = ?2 "
	"UNION SELECT e.id FROM event e JOIN revision r ON e.mail = r.mail WHERE r.story = ?2 "
	"UNION SELECT e.id FROM event e JOIN letter l ON e.letter = l.id WHERE l.story = ?2 "
	"UNION SELECT e.id FROM invite i JOIN rsvp x ON x.invite = i.id "
	"JOIN event e ON e.mail = x.mail WHERE i.story = ?2 "
	"UNION SELECT e.id FROM letter l JOIN report p ON p.letter = l.id "
	"JOIN event e ON e.mail = p.mail WHERE l.story = ?2) ORDER BY id",
    [SQL_ODDITIES] =
	"SELECT o.id, o.at, o.what, o.why, o.mail, o.story, o.letter, y.proposal, y.comment FROM ("
	"SELECT x.id AS id, x.at AS at, 'rsvp' AS what, CASE x.effect "
	"WHEN 'proposal' THEN coalesce(x.attendee, w.sender, 'somebody') || "
	"' proposes another time' "
	"WHEN 'outside' THEN coalesce(w.sender, 'somebody') || ': ' || x.why "
	"ELSE coalesce(x.attendee, 'somebody') || ' answered ' || "
	"coalesce(x.partstat, 'nothing') || coalesce(' for ' || x.delegated_to, '') || "
	"CASE WHEN x.via_alias = 1 OR x.effect = 'guest' THEN coalesce(' instead of ' || "
	"i.address, '') || coalesce(', ' || s.call || '-' || s.number, '') ELSE '' END || ': ' || "
	"coalesce(x.why, x.effect) END AS why, "
	"x.mail AS mail, i.story AS story, NULL AS letter, "
	"CASE x.effect WHEN 'proposal' THEN x.id END AS proposed FROM rsvp x "
	"JOIN mail w ON w.id = x.mail LEFT JOIN invite i ON i.id = x.invite "
	"LEFT JOIN story s ON s.id = i.story "
	"WHERE (x.effect <> 'applied' OR x.via_alias = 1 OR x.unverified = 1 "
	"OR x.delegated_to IS NOT NULL) AND NOT (x.effect IN ('guest', 'unmatched') "
	"AND coalesce(x.partstat, '') IN ('ACCEPTED', 'TENTATIVE')) "
	"UNION ALL SELECT p.id, p.at, 'bounce', coalesce(p.recipient, 'a letter') || ': ' || "
	"coalesce(p.cause, p.action, 'undeliverable') || coalesce(' (' || p.status || ')', '') || "
	"CASE WHEN p.letter IS NULL THEN ', which returns no letter of ours' ELSE '' END, "
	"p.mail, l.story, p.letter, NULL FROM report p LEFT JOIN letter l ON l.id = p.letter "
	"WHERE p.action IN ('failed', 'delayed') OR p.permanent = 1 "
	"UNION ALL SELECT f.id, coalesce(f.arrived, 0), 'rsvp', coalesce(f.sender, 'somebody') || "
	"': RSVP in winmail.dat, ask the sender for HTML or plain mail', f.id, NULL, NULL, NULL "
	"FROM mail f WHERE instr(f.flags, 'RSVP in winmail.dat') > 0 "
	"UNION ALL SELECT t.id, coalesce(t.arrived, 0), 'two calls', coalesce(t.sender, "
	"'somebody') "
	"|| ' wrote to two calls with one mail; it belongs to ' || t.call, t.id, NULL, NULL, NULL "
	"FROM mail t WHERE instr(t.flags, '" FLAG_TWO_CALLS "') > 0"
	") o JOIN mail m ON m.id = o.mail LEFT JOIN rsvp y ON y.id = o.proposed "
	"WHERE (CAST(?1 AS TEXT) IS NULL OR m.call = ?1 OR "
	"instr(m.flags, '" FLAG_TWO_CALLS "\"' || ?1 || '\"') > 0) AND m.settled > ?2 "
	"ORDER BY o.at, o.mail, o.id",
    [SQL_LAST_NEWS] = "SELECT max(x.at) FROM (SELECT max(settled) AS at FROM mail WHERE call = ?1 "
		      "UNION ALL SELECT max(decided) FROM story WHERE call = ?1) x",
    [SQL_IS_UNANSWERED] = "SELECT EXISTS (SELECT 1 FROM story WHERE call = ?1 AND answered = 0 "
			  "AND state <> 'withdrawn' AND erased = 0)",
    [SQL_TOLD] = "SELECT max(made) FROM digest WHERE made < ?1",
    [SQL_LAST_DIGEST] = "SELECT date, made FROM digest WHERE call = ?1 AND made < ?2 ORDER BY made "
			"DESC, date DESC LIMIT 1",
    [SQL_ORGANIZER_TOKEN] =
	"SELECT call, address, date, stories, mails, letters FROM organizer_token "
	"WHERE hash = ?1 AND made > ?2",
    [SQL_MISFITS] = "SELECT count(*) FROM misfit WHERE sender_key = ?1 AND at > ?2",
    [SQL_DEEDS] = "SELECT id, mail, word, number, story, kind, state, verdict, tag, tagged, "
		  "coming, sessions, why FROM deed WHERE mail = ?1 AND undone IS NULL "
		  "ORDER BY id DESC",
    [SQL_REQUEST] = "SELECT what, story, call, address, words, mail, expires, "
		    "CASE WHEN used IS NULL AND expires > ?2 THEN 0 "
		    "WHEN told IS NULL THEN 1 ELSE 2 END FROM request WHERE hash = ?1",
    [SQL_IS_VOUCHED] =
	"SELECT count(*) FROM request WHERE mail = ?1 AND what = 'revise' AND used IS NOT NULL",

    [SQL_INCOMING] =
	"SELECT m.id, w.octets, m.state, m.class, m.call, m.sender, m.subject, "
	"(SELECT s.call || '-' || s.number FROM story s WHERE s.id = coalesce("
	"(SELECT r.story FROM revision r WHERE r.mail = m.id), "
	"(SELECT min(n.story) FROM note n WHERE n.mail = m.id))), "
	"coalesce(m.arrived, d.first_seen), m.arrival_rule, m.why, m.silent_because, m.flags "
	"FROM mail m JOIN raw w ON w.mail = m.id JOIN delivery d ON d.mail = m.id AND d.first = 1 "
	"WHERE (CAST(?1 AS TEXT) IS NULL OR m.call = ?1) "
	"AND (CAST(?2 AS TEXT) IS NULL OR m.sender_key = ?2 OR m.sender IS NULL OR m.id IN (SELECT "
	"p.mail FROM report "
	"p JOIN letter l ON l.id = p.letter WHERE l.recipient_key = ?2)) ORDER BY m.id",
    [SQL_MAIL_ANSWERS] =
	"SELECT " ANSWER_COLUMNS "FROM rsvp x LEFT JOIN invite i ON i.id = x.invite "
	"WHERE x.mail = ?1 ORDER BY x.id",
    [SQL_NEW_COMMENTS] =
	"SELECT " ANSWER_COLUMNS "FROM mail m JOIN rsvp x ON x.mail = m.id "
	"JOIN invite i ON i.id = x.invite WHERE i.call = ?1 AND m.settled > ?2 "
	"AND x.effect = 'applied' AND coalesce(x.comment, '') <> '' AND NOT EXISTS "
	"(SELECT 1 FROM rsvp y WHERE y.invite = x.invite AND y.effect = 'applied' AND y.id > x.id) "
	"ORDER BY x.id",
    [SQL_PROPOSALS] = "SELECT " ANSWER_COLUMNS "FROM rsvp x JOIN invite i ON i.id = x.invite "
		      "WHERE x.effect = 'proposal' AND i.id IN " PERSONS_INVITES " ORDER BY x.id",
    [SQL_LETTERS_TO] =
	"SELECT " LETTER_COLUMNS "FROM letter l WHERE (CAST(?1 AS TEXT) IS NULL OR l.call = ?1) "
	"AND (CAST(?2 AS TEXT) IS NULL OR (l.recipient_key = ?2 AND NOT (" ORGANIZERS_LETTER ") "
	"AND (l.story IS NULL OR EXISTS (SELECT 1 FROM story s WHERE s.id = l.story AND "
	"s.address_key = ?2)))) ORDER BY l.id",
    [SQL_LETTER_BYTES] = "SELECT bytes FROM letter_bytes WHERE letter = ?1",

    [SQL_PERSON_MAILS] =
	"SELECT m.id FROM mail m WHERE m.state <> 'erased' AND ((m.sender_key = ?1 AND NOT EXISTS "
	"(SELECT 1 FROM revision r JOIN story s ON s.id = r.story WHERE r.mail = m.id AND "
	"s.address_key <> ?1)) "
	"OR m.id IN (SELECT r.mail FROM revision r JOIN story s ON s.id = r.story WHERE "
	"s.address_key = ?1) "
	"OR m.id IN (SELECT n.mail FROM note n JOIN story s ON s.id = n.story WHERE "
	"s.address_key = ?1) "
	"OR m.id IN (SELECT x.mail FROM rsvp x JOIN invite i ON i.id = x.invite WHERE "
	"i.address_key = ?1) "
	"OR m.id IN (SELECT p.mail FROM report p JOIN letter l ON l.id = p.letter WHERE "
	"l.recipient_key = ?1))",
    [SQL_PERSON_STORIES] = "SELECT id FROM story WHERE address_key = ?1 AND erased = 0",
    [SQL_PERSON_LETTERS] = "SELECT count(*) FROM letter WHERE recipient_key = ?1",
    [SQL_PERSON_NAMES] =
	"SELECT DISTINCT name FROM story WHERE address_key = ?1 AND name IS NOT NULL",
    [SQL_NAMES_LEFT] = "SELECT s.call || '-' || s.number FROM story s WHERE EXISTS "
		       "(SELECT 1 FROM revision r WHERE r.story = s.id AND "
		       "instr(lower(r.title || ' ' || r.text), ?1) > 0) ORDER BY s.id",
    [SQL_SPELLINGS] = "SELECT address FROM story WHERE address_key = ?1 "
		      "UNION SELECT sender FROM mail WHERE sender_key = ?1 "
		      "UNION SELECT address FROM invite WHERE address_key = ?1 "
		      "UNION SELECT recipient FROM letter WHERE recipient_key = ?1 "
		      "UNION SELECT address FROM wish WHERE address_key = ?1",
    [SQL_CALL_MAILS] = "SELECT id FROM mail WHERE call = ?1 AND state NOT IN ('waiting', 'erased')",
    [SQL_CALL_STORIES] = "SELECT id FROM story WHERE call = ?1 AND erased = 0",
    [SQL_LAST_MAIL] = "SELECT max(settled) FROM mail WHERE call = ?1 AND state <> 'erased'",
    [SQL_FILLED_MAILS] = "SELECT mail FROM raw ORDER BY mail",
    [SQL_REVISION_OF] = "SELECT id FROM revision WHERE mail = ?1",
    [SQL_IS_SOMEBODYS] =
	"SELECT count(*) FROM mail m WHERE m.id = ?1 AND (m.state IN ('held', 'dropped') "
	"OR m.class IN ('rsvp', 'calendar') OR EXISTS (SELECT 1 FROM note n WHERE n.mail = m.id))",
    [SQL_LETTER_COPIES] = "SELECT l.id, l.what, l.recipient, EXISTS (SELECT 1 FROM letter_bytes b "
			  "WHERE b.letter = l.id) FROM letter l ORDER BY l.id",
    [SQL_FILLED_LETTERS] = "SELECT letter FROM letter_bytes ORDER BY letter",
    [SQL_ORIGINS] =
	"SELECT origin FROM delivery WHERE mail = ?1 AND door = 'maildir' AND origin IS NOT NULL",
    [SQL_HAS_BYTES] = "SELECT count(*) FROM letter_bytes WHERE letter = ?1",
    [SQL_WORDED_REQUESTS] = "SELECT rowid FROM request WHERE words IS NOT NULL ORDER BY rowid",
    [SQL_REQUEST_WORDS] = "SELECT words FROM request WHERE rowid = ?1",

    [SQL_ACCOUNT] =
	"SELECT CASE WHEN m.state = 'settled' THEN m.class ELSE m.state END, count(*) FROM "
	"mail m "
	"WHERE CAST(?1 AS TEXT) IS NULL OR m.call = ?1 GROUP BY 1 "
	"UNION ALL SELECT 'duplicate', count(*) FROM delivery d JOIN mail m ON m.id = d.mail "
	"WHERE d.first = 0 AND (CAST(?1 AS TEXT) IS NULL OR m.call = ?1) "
	"UNION ALL SELECT '', count(*) FROM delivery d JOIN mail m ON m.id = d.mail "
	"WHERE CAST(?1 AS TEXT) IS NULL OR m.call = ?1",
    [SQL_GAPS] = "SELECT count(*) FROM mail m WHERE (m.state <> 'erased' AND NOT EXISTS "
		 "(SELECT 1 FROM raw r WHERE r.mail = m.id)) OR NOT EXISTS (SELECT 1 FROM delivery "
		 "d WHERE d.mail = m.id AND "
		 "d.first = 1)",
};
