#ifndef RULE_RECORD_H
#define RULE_RECORD_H

#include "call/call.h"
#include "mail/message.h"
#include "sort/sort.h"

/*
 * What callbox keeps, as plain data: the store writes and reads these, rules
 * decide about them, letters are made of them. Strings are owned by the record
 * (NULL where it says so); ids are the store's, 0 when not yet stored.
 */

/* One mail exactly as a door handed it over. */
struct raw {
	int64_t id;
	GBytes *bytes; /* the octets; cut at 25 MiB when truncated; none and truncated: the source
			  lists the mail and did not hand it out (raw_is_withheld) */
	bool truncated;
	char *sha256;     /* of the octets, once somebody hashed them; else NULL */
	char *key;        /* mail_key(); "" when truncated input could not be keyed */
	char *message_id; /* mail_id(), or NULL */
	char *door;       /* "imap", "maildir", "filter" */
	char *inbox;      /* name of the inbox, or NULL for the pipe */
	char *origin; /* "UIDVALIDITY:UID", the Maildir's unique name, or NULL; unique per inbox */
	int64_t internaldate; /* IMAP, UTC seconds; 0 if none */
	int64_t delivered;    /* pipe: arrival on stdin; Maildir: mtime; IMAP: 0 */
	int64_t first_seen;   /* our clock */
	unsigned attempts;    /* how often it was begun with no other mail in hand */
	bool silent;          /* it came in a pile: store, send nothing (P-17) */
	int64_t pile;         /* that it comes in, for the store; 0: none */
};

/* When a mail arrived, and who says so (TI-03). */
enum arrival_rule { ARRIVAL_TRUSTED, ARRIVAL_INTERNALDATE, ARRIVAL_DELIVERY };
struct arrival {
	int64_t at; /* UTC seconds; decides */
	enum arrival_rule rule;
	char *by;         /* the trusted host, or NULL */
	GPtrArray *flags; /* of char *: TI-08 */
};

enum story_state {
	STATE_RECEIVED,
	STATE_ACCEPTED,
	STATE_WAITLISTED,
	STATE_DECLINED,
	STATE_WITHDRAWN
};
const char *state_name(enum story_state state);
bool state_from_name(const char *name, enum story_state *state);

/* What the author of an accepted story said about coming (CI-29: other words than yes, no and maybe
 * are for a person to read). */
enum coming { COMING_UNKNOWN, COMING_YES, COMING_MAYBE, COMING_NO, COMING_IN_WORDS };
const char *coming_name(enum coming coming);

/* One version of a story's text. */
struct revision {
	int64_t id;
	int64_t story;
	unsigned number;  /* 1 is the first */
	int64_t mail;     /* raw id */
	char *title;      /* bare_subject() */
	char *text;       /* what the person wrote */
	int64_t received; /* arrival.at */
	enum arrival_rule rule;
	char *arrival_by;                        /* the trusted host, or NULL */
	int64_t internaldate, dated, first_seen; /* the other clocks; 0 if unknown (TI-06) */
	bool offset_known;
	int offset;      /* of the author's Date, seconds */
	int64_t decided; /* our clock when it was decided, but after the last digest: what is new in
			    the next one goes by this */
	enum verdict verdict;
	int64_t margin; /* seconds to the cutoff, negative when late */
	bool delayed;   /* possibly delayed in transit (TI-07) */
	enum readable readable;
	char *attachments; /* attached_lines(); "" if none */
	char *message_id;  /* of the mail, or NULL */
	char *references;  /* its References as "<a> <b>", or NULL */
	char *sha256; /* of the raw mail where it is in hand; else NULL, and the store reads it */
	char *proof;  /* proof_code() of its last link in the chain, or NULL; the store sets it */
};

/* One submission. `record` is the revision that counts: the last one on time, else the last. */
struct story {
	int64_t id;
	char *call;         /* name */
	int64_t number;     /* within the call, from 1: "<call>-<number>" */
	char *token;        /* of the thread (CT-01) */
	char *address;      /* of the author, as answered */
	char *name;         /* display name, or NULL */
	char *call_address; /* the address it was written to (CO-19) */
	char *tag;          /* configured kind ("horror story"), or NULL */
	bool tagged;        /* an organizer chose it, so a new version does not */
	enum story_state state;
	int64_t created;      /* arrival of the first revision */
	bool answered;        /* a receipt was queued */
	char *silent_because; /* why not, or NULL */
	unsigned revisions;
	/* Our clock when the first, and the last, of them was decided; not set when written. */
	int64_t first_decided, revised;
	struct revision record;
	int64_t decided;         /* our clock when the state last changed; 0: never */
	enum story_state before; /* the state that a withdrawal ended */
	enum coming coming;      /* of an accepted one */
	int64_t asked_again;     /* our clock when an acceptance was repeated; 0: not */
};

/* Words that came beside a story: a reply in its thread, whoever wrote it (CT-02). */
struct note {
	int64_t id, story;
	int64_t mail; /* raw id */
	int64_t at;   /* arrival, UTC seconds */
	char *from;   /* address, or NULL */
	char *text;   /* what they wrote; may be empty */
};

/* One person's invitation to one session (CO-21 to CO-25). */
struct invite {
	int64_t id;
	int64_t story; /* 0: a guest's, without a story (CI-11) */
	char *call, *session;
	char *uid;
	char *address;   /* of the invited person */
	char *organizer; /* our address, fixed for this UID */
	int64_t sequence, last_major_seq;
	int64_t dtstamp;
	int64_t start, end; /* as last sent */
	char *title;        /* as last sent */
	char *url, *place;  /* as last sent, or NULL */
	int64_t repeated;   /* the SEQUENCE that was sent again to an answer to an older time; -1 */
	bool cancelled;
	char *partstat; /* "NEEDS-ACTION", "ACCEPTED", ... */
	int64_t reply_sequence,
	    reply_stamped; /* of the reply that set it; -1, 0 before any (CI-13) */
	bool via_alias, unverified;
	char *comment; /* or NULL */
};

/* One outgoing mail, finished. */
enum letter_state {
	LETTER_QUEUED,
	LETTER_SENDING,
	LETTER_SENT,
	LETTER_FAILED,
	LETTER_UNCERTAIN,
	LETTER_HELD
};
const char *letter_state_name(enum letter_state state);

struct outgoing {
	int64_t id;
	int64_t story;  /* 0 if none */
	int64_t cause;  /* raw id of the mail that it answers, 0 if none */
	int64_t invite; /* that it is about alone, 0 if none; not read back */
	char *call;
	char *what;       /* "receipt", "invite", "digest", ... */
	char *to;         /* envelope recipient, address_wire() */
	char *from;       /* envelope sender, "" for <> */
	char *verp;       /* bounce token in FROM, or NULL */
	char *message_id; /* without brackets */
	char *subject;
	bool counts;   /* in the breaker, once per cause (RE-10, CO-36) */
	GBytes *bytes; /* RFC 5322, CRLF, 7 bit */
	enum letter_state state;
	unsigned attempts;
	unsigned
	    doubts; /* how often it became uncertain: once is tried again, twice is held (P-7) */
	int64_t created, due, sent; /* UTC seconds; 0 if not */
	int64_t final_dot; /* the last byte was about to go out at this time, 0: never (P-7) */
	char *error;       /* the last one, or NULL */
};

/* What is known of a mail besides its bytes. */
struct incoming {
	int64_t id, octets;
	char *state; /* "waiting", "settled", "held" or "dropped" */
	char *kind;  /* kind_name(); NULL until it is decided, as all that follow may be */
	char *call, *from, *subject;
	char *story;       /* story_id() of the story that it is a version of or a note to */
	int64_t received;  /* UTC seconds; our clock until it is decided */
	char *received_by; /* arrival_rule_name() */
	char *why, *silent_because;
	char *flags; /* short notes, one a line */
};

/* One answer of a calendar as it was kept, whether it was to an invitation of ours or not. */
struct kept_answer {
	char *session; /* of the invitation, or NULL */
	char *uid, *attendee, *partstat, *dtstamp, *delegated_to, *proposal, *comment;
	int64_t sequence;
	char *effect, *why; /* what became of it */
};

/* A mail that is not answered at once, because its sender had enough answers for a day (RE-10). */
struct held_answer {
	int64_t mail, at;
	char *from;      /* or NULL */
	char *kind;      /* kind_name() */
	char *story;     /* story_id(), or NULL */
	int64_t follows; /* when the answer goes out; 0: it is left out */
};

/* The flags of a mail that are looked for: how each begins. */
#define FLAG_TWO_CALLS "it was also sent to the call "

/* A line of the trail (DESIGN section 4). */
struct event {
	int64_t id, at;
	char *what; /* "stored", "read", "decided", "queued", "sent", ... */
	char *why;
	int64_t mail, story, letter; /* 0 if none */
	char *proposal, *comment;    /* of a calendar that proposes another time; else NULL */
};

/* A mail that waits for a person. */
struct held {
	int64_t number; /* release N, drop N: the raw id */
	int64_t at;
	char *why;
	char *from, *subject; /* NULL if unknown */
};

/* Old mail that came at once, or a backup that was put back: a person says what is sent (P-17). */
struct pile {
	int64_t number; /* "pile-3" */
	char *inbox;    /* that it came through, or NULL */
	char *why;
	int64_t at;      /* UTC seconds */
	int64_t horizon; /* what arrived before this is of it */
	int64_t mails, letters;
};

/* Somebody's calendar that asks for an invitation (CI-11); MAIL is the number to admit. */
struct guest {
	int64_t mail, at;
	char *call;      /* name; NULL if the mail belongs to none */
	char *address;   /* of the attendee, else of the sender */
	char *sender;    /* of the mail, or NULL */
	char *session;   /* that the answer is about; NULL when it names none of ours */
	char *organizer; /* our address in the invitation that it answers, or NULL */
	char *partstat;
	char *comment;     /* or NULL */
	bool unverified;   /* the sender's domain disowns the mail */
	char *invited;     /* whose invitation it is, or NULL */
	char *story;       /* story_id() of what that hangs on, or NULL */
	char **invited_to; /* sessions that they have an open invitation to, or NULL */
};

/* What a mail of ours may be answered with, once, by one address (CT-04, CT-05). */
enum request_kind {
	REQUEST_WITHDRAW, /* CONFIRM withdraws the story */
	REQUEST_REVISE,   /* CONFIRM makes the mail that asked a version of the story */
	REQUEST_ORDERS,   /* CONFIRM carries out orders */
	REQUEST_ECHO,     /* UNDO takes back what orders did */
	REQUEST_UNDO      /* CONFIRM does what UNDO asked for without proof */
};
const char *request_kind_name(enum request_kind kind);
bool request_kind_from_name(const char *name, enum request_kind *kind);

enum request_stage {
	REQUEST_OPEN,
	REQUEST_OVER, /* answered, or its time is over */
	REQUEST_TOLD  /* over, and whoever answered once more was told so */
};
struct request {
	enum request_kind what;
	enum request_stage stage;
	int64_t story;   /* of a withdrawal, else 0 */
	char *call;      /* of orders, else NULL */
	char *address;   /* who may answer */
	char *words;     /* the orders, or NULL */
	int64_t mail;    /* the raw id of the mail that asked; of an undo, of the orders */
	int64_t expires; /* UTC seconds */
};

/* What the token of a digest stands for (CT-07). */
struct grant {
	char *call, *address; /* the organizer's */
	char *date;           /* of the digest */
	int64_t stories;      /* the last number of a story that it could tell of */
	int64_t mails;        /* the last mail */
	int64_t letters;      /* the last letter */
};

/* One line of the account: how many mails are of a class. */
struct tally {
	char *name;
	int64_t count;
};

void raw_free(struct raw *raw);
/* Whether the source lists RAW and never handed it out. */
bool raw_is_withheld(const struct raw *raw);
DEFINE_AUTO(raw)
void arrival_clear(struct arrival *arrival);
void revision_clear(struct revision *revision);
void revision_free(struct revision *revision);
void story_free(struct story *story);
DEFINE_AUTO(story)
void note_free(struct note *note);
void invite_free(struct invite *invite);
DEFINE_AUTO(invite)
void outgoing_free(struct outgoing *outgoing);
DEFINE_AUTO(outgoing)
void incoming_free(struct incoming *incoming);
void kept_answer_free(struct kept_answer *answer);
void held_answer_free(struct held_answer *answer);
void event_free(struct event *event);
DEFINE_AUTO(event)
void held_free(struct held *held);
DEFINE_AUTO(held)
void pile_free(struct pile *pile);
DEFINE_AUTO(pile)
void guest_free(struct guest *guest);
DEFINE_AUTO(guest)
void tally_free(struct tally *tally);
void request_free(struct request *request);
DEFINE_AUTO(request)
void grant_free(struct grant *grant);
DEFINE_AUTO(grant)

/* What people are shown as its state: state_name(), and for an accepted one what its author said
 * about coming ("confirmed", "accepted, no answer"). */
const char *story_standing(const struct story *story);

/* "open-collab-7", new. */
char *story_id(const struct story *story);

/* The author's Date in its offset, "2021-07-19T10:14:51+02:00", in UTC where that is unknown; new,
 * NULL if there is no date. */
char *revision_date(const struct revision *revision);

/* Which clock chose the arrival: "trusted Received", "INTERNALDATE", "delivery". */
const char *arrival_rule_name(enum arrival_rule rule);

/* The same, for the author: "our mail server mx1.example.org", ... new. */
char *arrival_words(enum arrival_rule rule, const char *by);

#endif
