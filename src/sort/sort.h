#ifndef SORT_SORT_H
#define SORT_SORT_H

#include "call/call.h"
#include "mail/message.h"

/* What kind of mail is this, and may we answer it? Pure. */

enum kind {
	/* by machines */
	KIND_OWN,
	KIND_RSVP,
	KIND_CALENDAR,
	KIND_BOUNCE,
	KIND_DELIVERED,
	KIND_FEEDBACK,
	KIND_AUTO,
	/* by persons: kind_is_by_person() */
	KIND_COMMAND,
	KIND_REVISION,
	KIND_WITHDRAWAL,
	KIND_NOTE,
	KIND_STORY,
	KIND_UNREADABLE
};

static inline bool kind_is_by_person(enum kind kind)
{
	return kind >= KIND_COMMAND;
}

/* "own", "rsvp", ... as in INTERFACE section 4. */
const char *kind_name(enum kind kind);

/*
 * Where a mail belongs, from its addresses and ids alone. The strings point
 * into the message or the configuration, but tokens are owned.
 */
struct thread {
	const struct call *call;  /* NULL: no call address found */
	const struct call *other; /* another one that it was addressed to, or NULL */
	const char *call_address; /* the one of the call's addresses it was written to */
	GPtrArray *tokens;        /* of char *: thread or organizer tokens in To, Cc, Delivered-To,
				     In-Reply-To, References; strongest carrier first (CT-11) */
	char *bounce_token; /* of bounces+TOKEN@ in To, Delivered-To or Return-Path carriers, or
			       NULL */
	bool addressed;     /* one of our addresses is in To, Cc, ... (RE-09) */
};
void thread_find(struct thread *thread, const struct config *config, const struct message *message);
void thread_clear(struct thread *thread);

/* What the store says about the thread's tokens; zero when unknown. */
struct known {
	const char *instance; /* our X-Callbox-Loop value, or NULL */
	bool story;           /* a token belongs to a story */
	bool digest;          /* a token belongs to an organizer's digest */
	bool question;        /* a token belongs to an open question of ours (CT-04) */
	bool orders;          /* a token belongs to an open question about orders (CT-05) */
	bool guest;           /* a token belongs to the invitation of a guest (CI-11) */
	bool stale;           /* there are tokens, and the store knows none of them (any more) */
};

struct sorting {
	enum kind kind;
	const char *why; /* one short English clause, static */
	bool respond;
	const char *silent_because; /* static, NULL when respond */
	bool passed_on; /* by a machine, a list or a forward: no word in it acts (CT-06) */
};

/*
 * Classifies by the ordered table of CL-01 and asks the gates of RULES section
 * 4 (without the breaker, which needs the store). INBOX (may be NULL) says whose
 * Authentication-Results are believed.
 */
struct sorting sort_mail(const struct config *config, const struct inbox *inbox,
    const struct message *message, const struct thread *thread, const struct known *known);

/*
 * Makes the author that the call's own list named in Reply-To the one in From, where that list
 * wrote the call's address into it (CL-09). Authentication-Results are taken off, as they are about
 * the list; a mail that fails them stays as it is. Before thread_find() and sort_mail().
 */
void list_unwrap(const struct config *config, const struct inbox *inbox, struct message *message);

/* Whether MESSAGE says more than a word and a greeting. */
bool may_be_story(const struct message *message);

/* "REMIND" or "HELP" when that is all that MESSAGE says, on its first line or, without a text, as
 * its subject: what somebody without a story may ask for (CT-12). NULL for anything else; static.
 */
const char *newcomers_word(const struct message *message);

/* What trusted Authentication-Results say (TR-13, TR-14). */
enum auth { AUTH_NEUTRAL, AUTH_PASS, AUTH_FAIL };
enum auth auth_verdict(const struct inbox *inbox, const struct message *message);

/* Where an answer goes: the author, or Reply-To in the same organizational domain (RE-11, RE-12).
 * NULL: nowhere. */
const char *answer_address(const struct message *message);

#endif
