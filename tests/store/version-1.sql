-- A database as schema 1 wrote it: a story, its receipt, an answer to HELP, a note, an acceptance. Letters' octets are left out.
PRAGMA page_size = 32768;
PRAGMA application_id = 1128352844;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE chain (
  link INTEGER PRIMARY KEY,           -- from 1, without gaps
  revision INTEGER REFERENCES revision (id), -- NULL: erased
  call TEXT NOT NULL,
  number INTEGER NOT NULL,            -- of the story
  version INTEGER NOT NULL,           -- of its text
  salt TEXT,                          -- NULL: erased, with the three facts
  received INTEGER,
  sha256 TEXT,                        -- of the raw mail
  verdict TEXT,                       -- verdict_name(), or empty
  commitment TEXT NOT NULL,           -- to all of the above
  entry TEXT NOT NULL                 -- binds it to every entry before
) STRICT;
INSERT INTO "chain" VALUES(1,1,'open-collab',1,1,'cli4d27ub6wwvqcxstxplnskh2',1626681660,'5a5b8679081089f6bb7974957a859dbef6414a4200349ebd82e63e62c2e115ef','on time','5472d3aaedf91b03c628e6afea7ab4e6ef4ca81e66cb23513eced68558d0f7d2','b65ba6622deb7537b20b5abc9c12738b51b13e48ab6bdbb48230b7fc508086e7');
CREATE TABLE cursor (
  inbox TEXT NOT NULL PRIMARY KEY,    -- its name in the configuration
  uidvalidity INTEGER NOT NULL,       -- of the IMAP folder at the last pass
  uid INTEGER NOT NULL                -- the highest one stored: the high-water mark
) STRICT;
CREATE TABLE delivery (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  mail INTEGER NOT NULL REFERENCES mail (id) ON DELETE CASCADE,
  first INTEGER NOT NULL,             -- 0: a further copy of a mail we had
  door TEXT NOT NULL,                 -- imap, maildir, filter
  inbox TEXT,                         -- NULL: the pipe
  origin TEXT,                        -- UIDVALIDITY:UID, or the Maildir's unique name
  internaldate INTEGER NOT NULL,      -- 0: none
  delivered INTEGER NOT NULL,         -- pipe: on stdin; Maildir: mtime; IMAP: 0
  first_seen INTEGER NOT NULL,        -- our clock
  marked INTEGER NOT NULL,            -- the source knows that we have it (TR-03)
  UNIQUE (inbox, origin, mail)
) STRICT;
INSERT INTO "delivery" VALUES(1,1,1,'maildir','main','1.e2e.example',0,1626681660,1626681660,1);
INSERT INTO "delivery" VALUES(2,2,1,'maildir','main','2.e2e.example',0,1626681720,1626681720,1);
INSERT INTO "delivery" VALUES(3,3,1,'maildir','main','3.e2e.example',0,1626681780,1626681780,1);
CREATE TABLE digest (
  call TEXT NOT NULL,
  date TEXT NOT NULL,                 -- YYYY-MM-DD in the call's zone
  made INTEGER NOT NULL,
  PRIMARY KEY (call, date)
) STRICT;
CREATE TABLE event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  what TEXT NOT NULL,                 -- stored, decided, queued, sent, ...
  why TEXT,
  mail INTEGER REFERENCES mail (id) ON DELETE CASCADE,
  story INTEGER REFERENCES story (id) ON DELETE CASCADE,
  letter INTEGER REFERENCES letter (id) ON DELETE CASCADE
) STRICT;
INSERT INTO "event" VALUES(1,1626681660,'stored','1.e2e.example',1,NULL,NULL);
INSERT INTO "event" VALUES(2,1626681660,'queued','receipt',1,1,1);
INSERT INTO "event" VALUES(3,1626681660,'decided','story (no sign of a machine; To is a call address): kept as a new story, on time by 51h59m; answered with "receipt"',1,1,NULL);
INSERT INTO "event" VALUES(4,1626681660,'sent','spool/outbox/new/1626681660.L1.cb1.o3zvlhodcabjga2o33bm.1@example.org',1,1,1);
INSERT INTO "event" VALUES(5,1626681720,'stored','2.e2e.example',2,NULL,NULL);
INSERT INTO "event" VALUES(6,1626681720,'queued','help',2,1,2);
INSERT INTO "event" VALUES(7,1626681720,'decided','note (a reply in the thread of a story): kept as a note beside its story, on time by 51h58m; answered with "help"',2,1,NULL);
INSERT INTO "event" VALUES(8,1626681720,'sent','spool/outbox/new/1626681720.L2.cb1.o3zvlhodcabjga2o33bm.2@example.org',2,1,2);
INSERT INTO "event" VALUES(9,1626681780,'stored','3.e2e.example',3,NULL,NULL);
INSERT INTO "event" VALUES(10,1626681780,'decided','note (a reply in the thread of a story): kept as a note beside its story, on time by 51h57m; nothing to answer',3,1,NULL);
INSERT INTO "event" VALUES(11,1626681840,'queued','accepted',NULL,1,3);
INSERT INTO "event" VALUES(12,1626681840,'accepted','by the operator',NULL,1,NULL);
INSERT INTO "event" VALUES(13,1626681900,'sent','spool/outbox/new/1626681840.L3.cb1.o3zvlhodcabjga2o33bm.3@example.org',NULL,1,3);
CREATE TABLE fact (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
INSERT INTO "fact" VALUES('instance','mzzlgta3febojpbeieod');
INSERT INTO "fact" VALUES('door.main','');
INSERT INTO "fact" VALUES('door.main.at','1626681900');
INSERT INTO "fact" VALUES('door.outbox','');
INSERT INTO "fact" VALUES('door.outbox.at','1626681900');
CREATE TABLE held (
  mail INTEGER NOT NULL PRIMARY KEY REFERENCES mail (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  why TEXT NOT NULL,
  sender TEXT,
  subject TEXT
) STRICT;
CREATE TABLE invite (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  story INTEGER REFERENCES story (id) ON DELETE CASCADE, -- NULL: a guest (CI-11)
  call TEXT NOT NULL,
  session TEXT NOT NULL,
  uid TEXT NOT NULL UNIQUE,           -- never changes (CO-21)
  address TEXT NOT NULL,              -- of the invited person
  address_key TEXT,                   -- address_key() of the same
  organizer TEXT NOT NULL,            -- our address, fixed for this UID
  sequence INTEGER NOT NULL,
  last_major_seq INTEGER NOT NULL,    -- the last that changed time or status (CO-25)
  dtstamp INTEGER NOT NULL,
  starts INTEGER NOT NULL,            -- as last sent
  ends INTEGER NOT NULL,              -- as last sent
  url TEXT,                           -- as last sent
  title TEXT NOT NULL,                -- as last sent
  place TEXT,                         -- as last sent
  repeated INTEGER NOT NULL,          -- SEQUENCE sent again for an old time (CI-15)
  cancelled INTEGER NOT NULL,
  partstat TEXT NOT NULL,
  reply_sequence INTEGER NOT NULL,    -- of the reply that set it; -1 before any (CI-13)
  reply_stamped INTEGER NOT NULL,
  via_alias INTEGER NOT NULL,         -- another address of the same person answered
  unverified INTEGER NOT NULL,        -- nobody vouched for the sender
  comment TEXT
) STRICT;
CREATE TABLE letter (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  story INTEGER REFERENCES story (id) ON DELETE CASCADE,
  cause INTEGER REFERENCES mail (id) ON DELETE CASCADE, -- the mail that it answers
  call TEXT,
  what TEXT NOT NULL,                 -- receipt, invite, digest, ...
  recipient TEXT NOT NULL,            -- envelope
  recipient_key TEXT,                 -- address_key() of the same
  sender TEXT NOT NULL,               -- envelope; empty for <>
  verp TEXT UNIQUE,                   -- bounce token in the sender
  message_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  counts INTEGER NOT NULL,            -- in the breaker (RE-10, CO-36)
  answers INTEGER NOT NULL,           -- how many answers counted up to this one, so that
                                      -- a difference of two rows counts a period
  state TEXT NOT NULL                 -- letter_state_name()
    CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'uncertain', 'held')),
  attempts INTEGER NOT NULL,
  doubts INTEGER NOT NULL,            -- how often it was uncertain (P-7)
  created INTEGER NOT NULL,
  due INTEGER NOT NULL,
  sent INTEGER NOT NULL,              -- 0: not
  final_dot INTEGER NOT NULL,         -- the last byte was about to go out; 0: never
  error TEXT,                         -- the last one
  UNIQUE (message_id, recipient)
) STRICT;
INSERT INTO "letter" VALUES(1,1,1,'open-collab','receipt','ada@example.net','ada@example.net','bounces+vuvptvzvtshuion7r55n@example.org','vuvptvzvtshuion7r55n','cb1.o3zvlhodcabjga2o33bm.1@example.org','Re: My good story',1,1,'sent',1,0,1626681660,0,1626681660,1626681660,NULL);
INSERT INTO "letter" VALUES(2,1,2,'open-collab','help','ada@example.net','ada@example.net','bounces+aiiblplpe3cjyodfstos@example.org','aiiblplpe3cjyodfstos','cb1.o3zvlhodcabjga2o33bm.2@example.org','Re: My good story',1,2,'sent',1,0,1626681720,0,1626681720,1626681720,NULL);
INSERT INTO "letter" VALUES(3,1,NULL,'open-collab','accepted','ada@example.net','ada@example.net','bounces+kmdszpehg2ulk2l4hnwy@example.org','kmdszpehg2ulk2l4hnwy','cb1.o3zvlhodcabjga2o33bm.3@example.org','Accepted: My good story',0,3,'sent',1,0,1626681840,0,1626681900,1626681900,NULL);
CREATE TABLE letter_bytes (
  letter INTEGER NOT NULL PRIMARY KEY REFERENCES letter (id) ON DELETE CASCADE,
  bytes BLOB NOT NULL                 -- every attempt sends these (P-6)
) STRICT;
INSERT INTO "letter_bytes" VALUES(1,X'0D0A');
INSERT INTO "letter_bytes" VALUES(2,X'0D0A');
INSERT INTO "letter_bytes" VALUES(3,X'0D0A');
CREATE TABLE mail (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,           -- mail_key(), or the SHA-256 of the bytes (TR-02)
  message_id TEXT,                    -- as the first header says, not to be trusted
  truncated INTEGER NOT NULL,         -- the bytes were cut at the size limit
  silent INTEGER NOT NULL,            -- mass-event guard: send nothing for it (P-17)
  state TEXT NOT NULL                 -- the queue of work
    CHECK (state IN ('waiting', 'settled', 'held', 'dropped', 'erased')),
  attempts INTEGER NOT NULL,          -- how often reading was begun (P-10)
  released INTEGER NOT NULL,          -- a person let it through after it was held
  settled INTEGER,                    -- our clock when it was decided
  class TEXT,                         -- kind_name(), once decided
  call TEXT,                          -- the call it belongs to, if any
  sender TEXT,                        -- the one usable author's address
  sender_key TEXT,                    -- address_key() of the same
  subject TEXT,
  arrived INTEGER,                    -- the time that decides (TI-03) ...
  arrival_rule TEXT,                  -- ... who said so ...
  arrival_by TEXT,                    -- ... and the trusted host
  why TEXT,                           -- of the class, for people
  silent_because TEXT,                -- why nobody was answered
  flags TEXT,                         -- short notes, one a line
  CHECK (state <> 'settled' OR class IS NOT NULL)
) STRICT;
INSERT INTO "mail" VALUES(1,'57d6d3e7609ea628be7ed76ebeeac0f858382406d20e3cf5b2f273128086f7a4','m1@example.net',0,0,'settled',1,0,1626681660,'story','open-collab','ada@example.net','ada@example.net','My good story',1626681660,'delivery',NULL,'no sign of a machine; To is a call address',NULL,'');
INSERT INTO "mail" VALUES(2,'803ddf4951af02ea7416e9596dcf7d61b5d1e697c06c0add30673caae422e06d','m2@example.net',0,0,'settled',1,0,1626681720,'note','open-collab','ada@example.net','ada@example.net','My good story',1626681720,'delivery',NULL,'a reply in the thread of a story',NULL,'');
INSERT INTO "mail" VALUES(3,'ce1e661d8aa17799c13899a43fb480145c9ca0b74645618e7f2fb7ddc9d09b16','m3@example.net',0,0,'settled',1,0,1626681780,'note','open-collab','ada@example.net','ada@example.net','My good story',1626681780,'delivery',NULL,'a reply in the thread of a story',NULL,'');
CREATE TABLE note (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  story INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE,
  mail INTEGER NOT NULL REFERENCES mail (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  sender TEXT,
  text TEXT NOT NULL
) STRICT;
INSERT INTO "note" VALUES(1,1,2,1626681720,'ada@example.net','HELP
');
INSERT INTO "note" VALUES(2,1,3,1626681780,'ada@example.net','A word about the labs.
');
CREATE TABLE numbering (
  call TEXT NOT NULL PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT;
INSERT INTO "numbering" VALUES('open-collab',1);
CREATE TABLE organizer_token (
  hash TEXT NOT NULL PRIMARY KEY,     -- SHA-256 of the token; it is never needed again
  call TEXT NOT NULL,
  address TEXT NOT NULL,
  date TEXT NOT NULL,                 -- of the digest
  made INTEGER NOT NULL
) STRICT;
CREATE TABLE raw (
  mail INTEGER NOT NULL PRIMARY KEY REFERENCES mail (id) ON DELETE CASCADE,
  octets INTEGER NOT NULL,            -- how many, so that nobody has to load them to know
  bytes BLOB NOT NULL
) STRICT;
INSERT INTO "raw" VALUES(1,258,X'46726F6D3A20616461406578616D706C652E6E65740D0A546F3A2073746F72696573406578616D706C652E6F72670D0A5375626A6563743A204D7920676F6F642073746F72790D0A446174653A204D6F6E2C203139204A756C20323032312031303A31343A3531202B303230300D0A4D6573736167652D49443A203C6D31406578616D706C652E6E65743E0D0A4D494D452D56657273696F6E3A20312E300D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D7574662D380D0A436F6E74656E742D5472616E736665722D456E636F64696E673A20386269740D0A0D0A412073746F7279206F662074776F206C6162732E0D0A');
INSERT INTO "raw" VALUES(2,263,X'46726F6D3A20616461406578616D706C652E6E65740D0A546F3A2073746F726965732B6F337A766C686F646361626A6761326F3333626D406578616D706C652E6F72670D0A5375626A6563743A204D7920676F6F642073746F72790D0A446174653A204D6F6E2C203139204A756C20323032312031303A31343A3531202B303230300D0A4D6573736167652D49443A203C6D32406578616D706C652E6E65743E0D0A4D494D452D56657273696F6E3A20312E300D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D7574662D380D0A436F6E74656E742D5472616E736665722D456E636F64696E673A20386269740D0A0D0A48454C500D0A');
INSERT INTO "raw" VALUES(3,281,X'46726F6D3A20616461406578616D706C652E6E65740D0A546F3A2073746F726965732B6F337A766C686F646361626A6761326F3333626D406578616D706C652E6F72670D0A5375626A6563743A204D7920676F6F642073746F72790D0A446174653A204D6F6E2C203139204A756C20323032312031303A31343A3531202B303230300D0A4D6573736167652D49443A203C6D33406578616D706C652E6E65743E0D0A4D494D452D56657273696F6E3A20312E300D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D7574662D380D0A436F6E74656E742D5472616E736665722D456E636F64696E673A20386269740D0A0D0A4120776F72642061626F757420746865206C6162732E0D0A');
CREATE TABLE report (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  mail INTEGER NOT NULL REFERENCES mail (id) ON DELETE CASCADE,
  letter INTEGER REFERENCES letter (id) ON DELETE CASCADE, -- NULL: none of ours
  at INTEGER NOT NULL,
  recipient TEXT,
  action TEXT,
  status TEXT,                        -- 5.1.1
  cause TEXT,                         -- for people
  diagnostic TEXT,                    -- the remote server's words
  permanent INTEGER NOT NULL,         -- of the failure
  dead INTEGER NOT NULL               -- of the address
) STRICT;
CREATE TABLE request (
  hash TEXT NOT NULL PRIMARY KEY,     -- SHA-256 of the token in the question
  what TEXT NOT NULL                  -- what is to be confirmed
    CHECK (what IN ('withdraw', 'orders')),
  story INTEGER REFERENCES story (id) ON DELETE CASCADE, -- of a withdrawal
  call TEXT,                          -- of orders
  address TEXT NOT NULL,              -- who may confirm
  words TEXT,                         -- the orders, as they were written
  mail INTEGER NOT NULL REFERENCES mail (id) ON DELETE CASCADE, -- that asked
  expires INTEGER NOT NULL,
  used INTEGER                        -- our clock when it was confirmed
) STRICT;
CREATE TABLE revision (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  story INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,            -- 1 is the first
  mail INTEGER NOT NULL UNIQUE REFERENCES mail (id) ON DELETE CASCADE,
  record INTEGER NOT NULL,            -- 1: the version of record (TI-13)
  title TEXT NOT NULL,
  text TEXT NOT NULL,                 -- what the person wrote
  received INTEGER NOT NULL,          -- the time that decides ...
  arrival_rule TEXT NOT NULL,         -- ... who said so ...
  arrival_by TEXT,                    -- ... and the trusted host
  internaldate INTEGER NOT NULL,      -- the other clocks (TI-06); 0: unknown
  dated INTEGER NOT NULL,             -- Date field; 0: unknown
  date_offset INTEGER,                -- of the author's Date, seconds; NULL: unknown
  first_seen INTEGER NOT NULL,
  decided INTEGER NOT NULL,           -- our clock when it was decided
  verdict TEXT,                       -- on time, grace, late
  margin INTEGER NOT NULL,            -- seconds to the cutoff, negative when late
  delayed INTEGER NOT NULL,           -- possibly delayed in transit (TI-07)
  readable TEXT NOT NULL,             -- text, empty, attachment, encrypted, partial, held
  attachments TEXT NOT NULL,          -- one a line
  message_id TEXT,                    -- of the mail
  ids TEXT,                           -- its References
  UNIQUE (story, number)
) STRICT;
INSERT INTO "revision" VALUES(1,1,1,1,1,'My good story','A story of two labs.
',1626681660,'delivery',NULL,0,1626682491,7200,1626681660,1626681660,'on time',187140,0,'text','','m1@example.net','');
CREATE TABLE rsvp (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  mail INTEGER NOT NULL REFERENCES mail (id) ON DELETE CASCADE,
  invite INTEGER REFERENCES invite (id) ON DELETE CASCADE, -- NULL: unmatched
  at INTEGER NOT NULL,
  uid TEXT,
  attendee TEXT,
  partstat TEXT,
  sequence INTEGER NOT NULL,          -- bounded by ours (CI-17)
  dtstamp TEXT,                       -- as written
  stamped INTEGER NOT NULL,           -- bounded by the arrival (CI-18)
  recurrence_id TEXT,
  sent_by TEXT,
  delegated_to TEXT,
  proposal TEXT,                      -- COUNTER: another time
  comment TEXT,
  effect TEXT NOT NULL                -- what became of it
    CHECK (effect IN ('unmatched', 'applied', 'stale', 'old time', 'ignored', 'guest',
      'proposal', 'outside')),
  via_alias INTEGER NOT NULL,
  unverified INTEGER NOT NULL,
  why TEXT
) STRICT;
CREATE TABLE story (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  call TEXT NOT NULL,
  number INTEGER NOT NULL,            -- within the call, from 1
  token TEXT NOT NULL UNIQUE,         -- of the thread (CT-01)
  address TEXT NOT NULL,              -- of the author, as answered
  address_key TEXT,                   -- address_key() of the same
  name TEXT,                          -- display name
  call_address TEXT NOT NULL,         -- the address it was written to (CO-19)
  tag TEXT,                           -- one of the call's kinds
  state TEXT NOT NULL                 -- state_name()
    CHECK (state IN ('received', 'accepted', 'waitlisted', 'declined', 'withdrawn')),
  created INTEGER NOT NULL,           -- arrival of the first revision
  answered INTEGER NOT NULL,          -- a receipt was queued
  silent_because TEXT,                -- why not
  confirmed INTEGER NOT NULL,         -- the author confirmed an acceptance
  erased INTEGER NOT NULL DEFAULT 0,  -- our clock when all but its number was erased
  UNIQUE (call, number)
) STRICT;
INSERT INTO "story" VALUES(1,'open-collab',1,'o3zvlhodcabjga2o33bm','ada@example.net','ada@example.net',NULL,'stories@example.org','good story','accepted',1626681660,1,NULL,0,0);
CREATE INDEX mail_waiting ON mail (id) WHERE state = 'waiting';
CREATE INDEX mail_same_id ON mail (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX mail_sender ON mail (sender_key) WHERE sender_key IS NOT NULL;
CREATE INDEX delivery_of ON delivery (mail);
CREATE UNIQUE INDEX delivery_first ON delivery (mail) WHERE first = 1;
CREATE INDEX delivery_unmarked ON delivery (inbox) WHERE marked = 0;
CREATE INDEX story_author ON story (address_key);
CREATE UNIQUE INDEX revision_of_record ON revision (story) WHERE record = 1;
CREATE INDEX chain_of ON chain (revision) WHERE revision IS NOT NULL;
CREATE INDEX note_of ON note (story);
CREATE INDEX note_from ON note (mail);
CREATE INDEX invite_of ON invite (story);
CREATE INDEX invite_person ON invite (call, session, address_key);
CREATE INDEX letter_due ON letter (due) WHERE state IN ('queued', 'uncertain');
CREATE INDEX letter_state ON letter (state, id);
CREATE INDEX letter_answers ON letter (created) WHERE counts = 1;
CREATE INDEX letter_counted ON letter (id) WHERE counts = 1;
CREATE INDEX letter_to ON letter (recipient_key, created);
CREATE INDEX letter_of ON letter (story);
CREATE INDEX letter_cause ON letter (cause);
CREATE INDEX rsvp_mail ON rsvp (mail);
CREATE INDEX rsvp_invite ON rsvp (invite);
CREATE INDEX rsvp_at ON rsvp (at);
CREATE INDEX report_mail ON report (mail);
CREATE INDEX report_letter ON report (letter);
CREATE INDEX report_at ON report (at);
CREATE INDEX event_mail ON event (mail) WHERE mail IS NOT NULL;
CREATE INDEX event_story ON event (story) WHERE story IS NOT NULL;
CREATE INDEX event_letter ON event (letter) WHERE letter IS NOT NULL;
CREATE INDEX request_of ON request (story);
CREATE INDEX request_mail ON request (mail);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('event',13);
INSERT INTO "sqlite_sequence" VALUES('mail',3);
INSERT INTO "sqlite_sequence" VALUES('delivery',3);
INSERT INTO "sqlite_sequence" VALUES('story',1);
INSERT INTO "sqlite_sequence" VALUES('revision',1);
INSERT INTO "sqlite_sequence" VALUES('letter',3);
INSERT INTO "sqlite_sequence" VALUES('note',2);
COMMIT;
