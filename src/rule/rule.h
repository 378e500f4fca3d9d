#ifndef RULE_RULE_H
#define RULE_RULE_H

#include "rule/record.h"

/* What do we do about a mail? Pure: what the store knows comes in as a view. */

/*
 * When RAW arrived (TI-03, TI-08). INBOX may be NULL (the pipe). Depends on nothing that changes
 * after the mail was first seen, so that reading it again gives the same time (TI-05).
 */
void arrival_judge(struct arrival *arrival, const struct inbox *inbox, const struct raw *raw,
    const struct message *message);

/* What the store knows that matters to the decision. Everything is borrowed. */
struct view {
	int64_t now;
	const char *instance;      /* our X-Callbox-Loop value */
	const struct story *story; /* that the thread's token belongs to, or NULL */
	GPtrArray *invites; /* struct invite *, or NULL, for each of message->rsvps in order */
	const struct invite *guest;    /* whose letter a guest without a story answers, or NULL */
	const struct outgoing *letter; /* ours, that a report returned, or NULL */
	const struct request *request; /* what the mail answers, still open, or NULL */
	bool over; /* the mail answers a question that is over, and nobody was told so */
	const char *organizer; /* whose digest or question the mail answers, or NULL */
	bool vouched;          /* the story's author confirmed this very mail (CT-03) */
	bool stale;            /* the mail has tokens, and none is known (any more) */
	int64_t misfits;       /* earlier mails like that of the same sender in 24 hours */
	bool asked;            /* a store was asked; false: explain without one */
	bool truncated;        /* only the first 25 MiB of the mail were kept (B-17) */
	bool withheld;         /* the source never handed the mail out: there is nothing to read */
	bool same_id;          /* another mail has this Message-ID, with other content */
	bool silent;           /* mass-event guard: nothing may be sent (P-17) */
	bool released;         /* a person let this mail through after it was held */
};

enum act {
	ACT_COUNT,      /* keep the mail, count its class; nothing else */
	ACT_STORY,      /* a new story */
	ACT_REVISION,   /* a new version of view.story */
	ACT_NOTE,       /* text kept beside view.story */
	ACT_WITHDRAW,   /* withdraw view.story */
	ACT_RESTORE,    /* take view.story's withdrawal back */
	ACT_ASK,        /* a request that its original address must confirm */
	ACT_OVER,       /* an answer to a question that is over, which its author is told once */
	ACT_VOUCH,      /* the author lets the mail in that the question was about */
	ACT_RSVP,       /* apply decision.rsvps */
	ACT_CALENDAR,   /* keep decision.rsvps, change nothing (CI-21, CI-24) */
	ACT_REFRESH,    /* send view.invites[0] again (CI-22) */
	ACT_ANSWER,     /* an answer in words to view.story's invitations (CI-29) */
	ACT_TELL,       /* somebody without a story is answered; nothing else is kept */
	ACT_WISH,       /* they want to be reminded of the deadline */
	ACT_REPORT,     /* record reports against view.letter */
	ACT_ORDERS,     /* carry out what an organizer ordered */
	ACT_ASK_ORDERS, /* the organizer's own address must confirm */
	ACT_UNDO,       /* take back what orders did */
	ACT_ASK_UNDO,   /* the organizer's own address must confirm that */
	ACT_REFUSE,     /* tell an organizer why nothing was done */
	ACT_HOLD        /* a person looks */
};

/* What becomes of one VEVENT of a calendar answer. */
enum rsvp_effect {
	RSVP_UNMATCHED, /* no invitation of ours */
	RSVP_APPLY,
	RSVP_STALE,    /* a later answer is known */
	RSVP_OLD_TIME, /* of the session */
	RSVP_IGNORED,
	RSVP_GUEST,    /* somebody who was not invited (CI-11) */
	RSVP_PROPOSAL, /* another time (CI-21) */
	RSVP_OUTSIDE   /* somebody else acts as if the session were theirs (CI-24) */
};
struct rsvp_outcome {
	enum rsvp_effect effect;
	bool via_alias, unverified;
	int64_t sequence;     /* bounded by ours (CI-17) */
	int64_t stamped;      /* bounded by the arrival (CI-18) */
	const char *partstat; /* borrowed from the message, or NULL */
	const char *why;      /* static */
};

struct decision {
	enum act act;
	enum kind kind;
	const char *why;            /* static, or borrowed from the message */
	bool respond, passed_on;    /* as in struct sorting */
	const char *silent_because; /* static; NULL when respond */
	const char *answer;         /* the letter that answers: "receipt", "revised", "withdrawn",
				       "unreadable", "held", "help", "status", ...; NULL if none */
	const char *to;             /* where it goes; borrowed from the message or the view, NULL:
				       nowhere */
	int64_t later;              /* the answer is held back until then; 0: it goes now */
	enum verdict verdict;
	int64_t margin;
	bool delayed;
	const char *partstat; /* ACT_ANSWER: what the word means; static */
	const char *tag;      /* one of the call's kinds, or NULL; borrowed from the call */
	GArray *rsvps;        /* of struct rsvp_outcome, for each of message->rsvps */
	GPtrArray *flags;     /* of char * */
};

/* Everything a decision is made from. Borrowed; INBOX is NULL for the pipe, STORY and such may be
 * NULL in the view. */
struct situation {
	const struct config *config;
	const struct inbox *inbox;
	const struct message *message;
	const struct thread *thread;
	const struct arrival *arrival;
	const struct view *view;
};

/* The last second in which the author of STORY can take its withdrawal back; 0 if it is not
 * withdrawn (CT-04). */
int64_t undo_until(const struct story *story);

/* decision.silent_because of a mail that came in a pile (P-17), or beyond the limit of answers to
 * its address (RE-10). */
extern const char silent_for_pile[], silent_for_limit[];

/* Decides about one mail that was sorted as SORTING; then its answer, if there is one, is to be
 * held against the limit. */
void decide(
    struct decision *decision, const struct situation *situation, const struct sorting *sorting);

/* The automatic answers to the address decision.to (RE-10). */
struct quota {
	int64_t used;   /* mails whose answers went there in the last 24 h, or will */
	int64_t window; /* when the limit lets it be answered again; 0: now */
};

/* Holds the answer of DECISION back if QUOTA allows none. */
void decide_within(
    struct decision *decision, const struct situation *situation, const struct quota *quota);
/* Adds WORDS to the flags. */
void decision_note(struct decision *decision, const char *words);

/* A person is to look at the mail: WHY is kept, ANSWER is the letter meanwhile, or NULL. */
void decision_hold(struct decision *decision, const char *why, const char *answer);

void decision_clear(struct decision *decision);

/* The decision in one English sentence, new. */
char *decision_sentence(const struct decision *decision);

#endif
