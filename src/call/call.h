#ifndef CALL_CALL_H
#define CALL_CALL_H

#include "base/auto.h"
#include "call/deadline.h"

/* What the organizers and operators wrote down, as plain data. Read by config.c; immutable from
 * then on. */

enum scheme {
	SCHEME_IMAPS,         /* imaps://, port 993 */
	SCHEME_IMAP,          /* imap://, STARTTLS required, port 143 */
	SCHEME_IMAP_INSECURE, /* imap+insecure://, loopback only */
	SCHEME_SUBMISSION,    /* submission://, STARTTLS required, port 587 */
	SCHEME_SMTPS,         /* smtps://, port 465 */
	SCHEME_SMTP_INSECURE, /* smtp+insecure://, loopback only, port 25 */
	SCHEME_SENDMAIL,      /* sendmail:/path */
	SCHEME_MAILDIR        /* maildir:path */
};

/* A door's URL, taken apart and percent-decoded. It never holds a password. */
struct endpoint {
	enum scheme scheme;
	char *url;     /* as written, for messages */
	char *user;    /* login name, or NULL */
	char *host;    /* or NULL; an IPv6 address without brackets */
	unsigned port; /* filled with the default */
	char *path;    /* mailbox ("INBOX"), directory (absolute) or program */
};

/* How a door proves who we are; all NULL without a login. */
struct credentials {
	char **password_command;     /* argv whose first line of output is the password */
	char **oauth2_token_command; /* argv whose first line of output is a bearer token */
	char *ca_file;               /* an extra trusted authority, absolute, or NULL */
};

struct inbox {
	char *name;
	struct endpoint at;
	struct credentials login;
	char *done;        /* folder for handled mail; NULL: leave it and set \Seen */
	char **trusted_by; /* hosts whose Received: decides the arrival time; empty array if none */
	char *authserv_id; /* whose Authentication-Results are believed, or NULL */
	int64_t poll;      /* seconds between polls when the server has no IDLE */
};

enum envelope { ENVELOPE_VERP, ENVELOPE_LOGIN, ENVELOPE_NULL };

struct outbox {
	struct endpoint at;
	struct credentials login;
	enum envelope envelope;
	unsigned limit_per_address; /* automatic answers in 24 h (RULES RE-10) */
	unsigned limit_per_hour;    /* automatic answers in all (P-16) */
};

struct organizer {
	char *name;
	char *address;
	char *affiliation; /* or NULL */
	bool digest;       /* receives the digest */
	bool decides;      /* may act by replying to it */
};

enum invite_policy { INVITE_NOBODY, INVITE_SUBMITTED, INVITE_ACCEPTED };

struct session {
	char *name;
	char *title;
	int64_t start, end; /* UTC seconds */
	char *place;        /* "Zoom", or NULL */
	char *url;          /* https, or NULL */
	char *description;  /* or NULL */
	enum invite_policy invite;
};

struct call {
	char *name; /* [a-z0-9-]{1,40}; the prefix of story IDs */
	char *title;
	char **addresses; /* at least one, normalised; the first is the default */
	char *list_id;    /* or NULL */
	char *subaddress; /* "+", "-" or "" */
	char *contact;    /* a person's or team's address */
	char *page;       /* https, or NULL */
	struct zone *zone;
	int64_t opens;              /* UTC seconds; INT64_MIN when not given */
	struct deadline deadline;   /* the one that counts */
	struct deadline configured; /* the file's, when an organizer moved it; else without words */
	char **kinds;               /* "good story", ...; may be empty */
	int digest_minute;          /* minutes after local midnight */
	int64_t retention;          /* seconds after the last session; -1: never */
	GArray *reminders;          /* of int64_t: seconds before a session, the longest first */
	int64_t ask_again;          /* seconds after an acceptance without an answer; -1: never */
	int64_t closing;            /* seconds before the deadline, for who asked; -1: never */
	GPtrArray *organizers;      /* of struct organizer */
	GPtrArray *sessions;        /* of struct session, as written */
};

struct config {
	char *file; /* absolute */
	char *data; /* the spool, absolute */
	/* Octets of the ballast, and the low-water mark of the disk (F-6); 0: none. */
	int64_t ballast;
	char *templates;    /* directory that overrides single templates, absolute, or NULL */
	GPtrArray *inboxes; /* of struct inbox, at least one */
	struct outbox outbox;
	GPtrArray *calls;  /* of struct call, at least one */
	char **warnings;   /* "file:line: what works and is probably not meant"; never NULL */
	GHashTable *lines; /* where each option stands; config_line() reads it */
};

/*
 * Reads FILE. Every finding is one line "file:line: what; what to do", all
 * of them in one run: ERROR (EX_CONFIG) holds them joined by newlines.
 * Returns NULL then.
 */
struct config *config_load(const char *file, GError **error);

/*
 * A configuration with no doors, no calls and no limits, for looking at mail without
 * one (explain). Free with config_free().
 */
struct config *config_empty(void);

void config_free(struct config *config);
DEFINE_AUTO(config)

/* The line of KEY ("inbox main/url", "data"), or of the section around it that is given; 1 if there
 * is none. */
unsigned config_line(const struct config *config, const char *key);

/* The call named NAME, or NULL. */
const struct call *config_call(const struct config *config, const char *name);

/*
 * The call, and the one of its addresses, that ADDRESS belongs to: the address
 * itself, or a tagged form of it. *TAG (may be NULL) gets the tag, or NULL.
 * Returns NULL if it belongs to no call.
 */
const struct call *config_call_for(
    const struct config *config, const char *address, const char **call_address, char **tag);

/* The first call whose call_domain() is DOMAIN, or NULL. */
const struct call *config_call_of_domain(const struct config *config, const char *domain);

/* The first call that names the list LIST_ID (NULL or "" is none) as its own, or NULL. */
const struct call *config_call_of_list(const struct config *config, const char *list_id);

/* Whether callbox logs in as ADDRESS anywhere. */
bool config_logs_in_as(const struct config *config, const char *address);

/* The inbox named NAME, or NULL (a mail from the pipe has none). */
const struct inbox *config_inbox(const struct config *config, const char *name);

/* The first organizer of CALL with this address who may decide, or NULL. */
const struct organizer *call_decider(const struct call *call, const char *address);

/* The first organizer of CALL with this address, or NULL. */
const struct organizer *call_organizer(const struct call *call, const char *address);

/*
 * Makes WORDS the deadline that counts, above the configuration's, unless both say the same
 * instant; NULL goes back to the configuration's. False with ERROR (EX_CONFIG) if WORDS is none;
 * nothing changes then.
 */
bool call_move_deadline(struct call *call, const char *words, GError **error);

/* The session named NAME, or NULL. */
const struct session *call_session(const struct call *call, const char *name);

/* When the last session of CALL ends, UTC seconds; 0 without any. */
int64_t call_last_end(const struct call *call);

/* The domain that our Message-IDs and UIDs end in: that of the call's first address. Points into
 * CALL. */
const char *call_domain(const struct call *call);

#endif
