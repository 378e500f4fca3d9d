/*
 * The schema, as numbered steps forward: step N turns a database of version N
 * into one of N + 1, in one transaction. A step that was released never
 * changes what it means; a new need is a new step at the end.
 *
 * What a row that is written often may hold is said as a chain of OR: for a list of
 * more than two words SQLite makes a table of its own, each time.
 *
 * Instants are UTC seconds, flags are 0 or 1, words are those of the headers
 * (kind_name(), state_name(), ...). Big blobs have tables of their own, so that
 * a change of state never writes them again.
 */
#include "store/schema.h"

#include <glib.h>

static const char version_2[] =
    "-- Which version counts (TI-13), without looking at every one.\n"
    "CREATE INDEX revision_rank ON revision (story,\n"
    "  (CASE WHEN verdict = 'late' THEN 1 ELSE 0 END), received DESC, number DESC);\n"

    "ALTER TABLE story ADD COLUMN letters\n"
    "  INTEGER NOT NULL DEFAULT 0;         -- the last number given to a letter in its thread;\n"
    "                                      -- erasing a letter does not free it\n"
    "UPDATE story SET letters = (SELECT count(*) FROM letter WHERE letter.story = story.id);\n";

static const char version_3[] =
    "-- What the author of an accepted story said about coming.\n"
    "ALTER TABLE story ADD COLUMN coming TEXT NOT NULL DEFAULT 'unknown' -- coming_name()\n"
    "  CHECK (coming = 'unknown' OR coming = 'yes' OR coming = 'maybe' OR\n"
    "    coming = 'no' OR coming = 'in words');\n"
    "UPDATE story SET coming = 'yes' WHERE confirmed = 1;\n"
    "ALTER TABLE story DROP COLUMN confirmed;\n"
    "ALTER TABLE story ADD COLUMN decided INTEGER NOT NULL DEFAULT 0; -- when state changed\n"
    "UPDATE story SET decided = coalesce((SELECT max(e.at) FROM event e WHERE e.story = story.id\n"
    "  AND e.what = story.state), 0);\n"
    "ALTER TABLE story ADD COLUMN state_before TEXT; -- that a withdrawal ended; NULL: none\n"
    "ALTER TABLE story ADD COLUMN asked_again INTEGER NOT NULL DEFAULT 0; -- when; 0: not yet\n"

    "-- Who was reminded of which start of a session, and how long before: once (F-1).\n"
    "CREATE TABLE reminder (\n"
    "  invite INTEGER NOT NULL REFERENCES invite (id) ON DELETE CASCADE,\n"
    "  starts INTEGER NOT NULL,            -- of the session; another one has its own reminders\n"
    "  lead INTEGER NOT NULL,              -- seconds before the start\n"
    "  made INTEGER NOT NULL,              -- our clock\n"
    "  PRIMARY KEY (invite, starts, lead)\n"
    ") STRICT;\n"

    "-- Who asked with REMIND to be told of the deadline.\n"
    "CREATE TABLE wish (\n"
    "  call TEXT NOT NULL,\n"
    "  address_key TEXT NOT NULL,          -- address_key() of the next\n"
    "  address TEXT NOT NULL,\n"
    "  call_address TEXT NOT NULL,         -- the address it was written to (CO-19)\n"
    "  mail INTEGER NOT NULL REFERENCES mail (id) ON DELETE CASCADE, -- that asked\n"
    "  asked INTEGER NOT NULL,             -- our clock\n"
    "  reminded INTEGER NOT NULL,          -- our clock; 0: not yet\n"
    "  PRIMARY KEY (call, address_key)\n"
    ") STRICT;\n"
    "CREATE INDEX wish_mail ON wish (mail);\n";

static const char version_4[] =
    "-- Old mail that came at once, or a backup that was put back (P-17).\n"
    "CREATE TABLE pile (\n"
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,\n"
    "  inbox TEXT,                         -- that it came through; NULL: none\n"
    "  why TEXT NOT NULL,\n"
    "  begun INTEGER NOT NULL,             -- our clock\n"
    "  horizon INTEGER NOT NULL,           -- what arrived before this is of it\n"
    "  finished INTEGER NOT NULL DEFAULT 0, -- the pass that met it reached its end\n"
    "  fate TEXT                           -- what a person decided; NULL: nothing yet\n"
    "    CHECK (fate IN ('answered', 'silent'))\n"
    ") STRICT;\n"
    "CREATE INDEX pile_unfinished ON pile (inbox) WHERE finished = 0;\n"
    "ALTER TABLE mail ADD COLUMN pile INTEGER REFERENCES pile (id);\n"
    "ALTER TABLE letter ADD COLUMN pile INTEGER REFERENCES pile (id);\n"
    "CREATE INDEX mail_pile ON mail (pile) WHERE pile IS NOT NULL;\n"
    "CREATE INDEX letter_pile ON letter (pile) WHERE pile IS NOT NULL;\n";

static const char version_5[] =
    "-- The hour is counted where letters leave (P-16), not where they are written.\n"
    "DROP INDEX letter_answers;\n"
    "DROP INDEX letter_counted;\n"
    "ALTER TABLE letter DROP COLUMN answers;\n"
    "CREATE INDEX letter_left ON letter (final_dot) WHERE counts = 1;\n";

static const char version_6[] =
    "CREATE INDEX invite_starts ON invite (call, starts) WHERE cancelled = 0;\n"
    "CREATE INDEX wish_waiting ON wish (call) WHERE reminded = 0;\n"
    "CREATE INDEX story_accepted ON story (call) WHERE state = 'accepted';\n";

static const char version_7[] =
    "ALTER TABLE story ADD COLUMN tagged /* an organizer chose the kind, so that a new version\n"
    "  does not */ INTEGER NOT NULL DEFAULT 0;\n"
    "ALTER TABLE rsvp ADD COLUMN settled /* a guest's: our clock when a person decided */\n"
    "  INTEGER;\n"
    "ALTER TABLE organizer_token ADD COLUMN stories /* the last number of a story that the\n"
    "  digest could tell of */ INTEGER NOT NULL DEFAULT 0;\n"
    "ALTER TABLE organizer_token ADD COLUMN mails /* the last mail, likewise */\n"
    "  INTEGER NOT NULL DEFAULT 0;\n"

    "-- A sender whose mail carried a token that is not ours, or not any more (CT-10).\n"
    "CREATE TABLE misfit (\n"
    "  mail INTEGER NOT NULL PRIMARY KEY REFERENCES mail (id) ON DELETE CASCADE,\n"
    "  sender_key TEXT NOT NULL,           -- address_key()\n"
    "  at INTEGER NOT NULL                 -- our clock\n"
    ") STRICT;\n"
    "CREATE INDEX misfit_of ON misfit (sender_key, at);\n"

    "-- What a mail of ours may be answered with, once, by one address (CT-04, CT-05, P-21).\n"
    "CREATE TABLE request_2 (\n"
    "  hash TEXT NOT NULL PRIMARY KEY,     -- SHA-256 of the token in the mail\n"
    "  what TEXT NOT NULL                  -- request_kind_name()\n"
    "    CHECK (what IN ('withdraw', 'orders', 'echo', 'undo')),\n"
    "  story INTEGER REFERENCES story (id) ON DELETE CASCADE, -- of a withdrawal\n"
    "  call TEXT,                          -- of orders\n"
    "  address TEXT NOT NULL,              -- who may answer\n"
    "  words TEXT,                         -- the orders\n"
    "  mail INTEGER NOT NULL REFERENCES mail (id) ON DELETE CASCADE, -- that asked, or ordered\n"
    "  expires INTEGER NOT NULL,\n"
    "  used INTEGER                        -- our clock when it was answered\n"
    ") STRICT;\n"
    "INSERT INTO request_2 (hash, what, story, call, address, words, mail, expires, used)\n"
    "  SELECT hash, what, story, call, address, words, mail, expires, used FROM request;\n"
    "DROP TABLE request;\n"
    "ALTER TABLE request_2 RENAME TO request;\n"
    "CREATE INDEX request_of ON request (story);\n"
    "CREATE INDEX request_mail ON request (mail);\n"

    "-- What an organizer's mail changed, and how it was before, so that UNDO can restore it.\n"
    "CREATE TABLE deed (\n"
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,\n"
    "  mail INTEGER NOT NULL REFERENCES mail (id) ON DELETE CASCADE, -- that ordered it\n"
    "  word TEXT NOT NULL,                 -- the order\n"
    "  number INTEGER NOT NULL,            -- of the story, or of the mail\n"
    "  story INTEGER REFERENCES story (id) ON DELETE CASCADE,\n"
    "  kind TEXT,                          -- that was given\n"
    "  state TEXT,                         -- of the story, before\n"
    "  verdict TEXT,                       -- of its version of record, before\n"
    "  tag TEXT,                           -- its kind, before\n"
    "  tagged INTEGER NOT NULL,            -- an organizer had chosen that\n"
    "  coming TEXT NOT NULL,               -- what its author had said about that, before\n"
    "  sessions TEXT NOT NULL,             -- that a guest was invited to, one name a line\n"
    "  why TEXT,                           -- a dropped mail had been held for this\n"
    "  undone INTEGER                      -- our clock\n"
    ") STRICT;\n"
    "CREATE INDEX deed_of ON deed (mail);\n"
    "CREATE INDEX deed_story ON deed (story);\n";

static const char version_8[] =
    "-- A person's invitations of one session or of all, without looking at other people's.\n"
    "DROP INDEX invite_person;\n"
    "CREATE INDEX invite_person ON invite (call, address_key, session);\n";

static const char version_9[] =
    "-- The one invitation that a letter is about, so that an answer to it is an answer to that.\n"
    "ALTER TABLE letter ADD COLUMN invite INTEGER REFERENCES invite (id) ON DELETE SET NULL;\n"
    "CREATE INDEX letter_invite ON letter (invite) WHERE invite IS NOT NULL;\n";

static const char version_10[] =
    "ALTER TABLE story ADD COLUMN token_hash /* SHA-256 of token, by which it is looked up; NULL:\n"
    "  erased */ TEXT;\n"
    "CREATE UNIQUE INDEX story_token_hash ON story (token_hash) WHERE token_hash IS NOT NULL;\n"
    "CREATE INDEX story_unhashed ON story (id) WHERE token_hash IS NULL AND erased = 0;\n"

    "-- One more thing to ask about: a new version that somebody else sent (CT-03).\n"
    "CREATE TABLE request_3 (\n"
    "  hash TEXT NOT NULL PRIMARY KEY,     -- SHA-256 of the token in the mail\n"
    "  what TEXT NOT NULL                  -- request_kind_name()\n"
    "    CHECK (what IN ('withdraw', 'revise', 'orders', 'echo', 'undo')),\n"
    "  story INTEGER REFERENCES story (id) ON DELETE CASCADE, -- to be withdrawn or revised\n"
    "  call TEXT,                          -- of orders\n"
    "  address TEXT NOT NULL,              -- who may answer\n"
    "  words TEXT,                         -- the orders\n"
    "  mail INTEGER NOT NULL REFERENCES mail (id) ON DELETE CASCADE, -- that asked, or ordered\n"
    "  expires INTEGER NOT NULL,\n"
    "  used INTEGER                        -- our clock when it was answered\n"
    ") STRICT;\n"
    "INSERT INTO request_3 (hash, what, story, call, address, words, mail, expires, used)\n"
    "  SELECT hash, what, story, call, address, words, mail, expires, used FROM request;\n"
    "DROP TABLE request;\n"
    "ALTER TABLE request_3 RENAME TO request;\n"
    "CREATE INDEX request_of ON request (story);\n"
    "CREATE INDEX request_mail ON request (mail);\n";

static const char version_11[] =
    "-- Now attempts counts only the times that work had no other mail in hand (P-10).\n"
    "ALTER TABLE mail ADD COLUMN suspected /* begun among others, which may be to blame */\n"
    "  INTEGER NOT NULL DEFAULT 0;\n"
    "UPDATE mail SET suspected = 1, attempts = attempts - 1\n"
    "  WHERE state = 'waiting' AND attempts > 0;\n";

static const char version_12[] = "ALTER TABLE request ADD COLUMN told /* our clock when somebody "
				 "who answered too late was told\n"
				 "  so */ INTEGER;\n";

static const char version_13[] =
    "-- A letter that did not go out, or of which nobody knows, may be sent again or left.\n"
    "ALTER TABLE letter ADD COLUMN dropped /* our clock when a person took it off the list of\n"
    "  what was not sent; NULL: nobody did */ INTEGER;\n"
    "ALTER TABLE organizer_token ADD COLUMN letters /* the last one that it speaks of */\n"
    "  INTEGER NOT NULL DEFAULT 0;\n";

static const char version_14[] =
    "-- Those that left are many, and nobody looks for them by their state.\n"
    "DROP INDEX letter_state;\n"
    "CREATE INDEX letter_state ON letter (state, id) WHERE state <> 'sent';\n"
    "-- Nobody looks for answers and bounces by their time.\n"
    "DROP INDEX rsvp_at;\n"
    "DROP INDEX report_at;\n";

const char *const schema_steps[] = {schema_first, version_2, version_3, version_4, version_5,
    version_6, version_7, version_8, version_9, version_10, version_11, version_12, version_13,
    version_14, NULL};

int schema_version(void)
{
	return G_N_ELEMENTS(schema_steps) - 1;
}
