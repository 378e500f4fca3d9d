#ifndef LETTER_DIGEST_H
#define LETTER_DIGEST_H

#include "rule/record.h"

#include <jansson.h>

/* The night's digest of one call. Pure. */

struct digest {
	const struct call *call;
	const char *date;    /* local date, "2021-07-20" */
	int64_t now, since;  /* new is what was decided after SINCE (revision.decided) */
	bool catch_up;       /* nights were missed */
	bool last;           /* the digests rest until something new comes */
	GPtrArray *stories;  /* of struct story, all of the call, by number */
	GPtrArray *notes;    /* of struct note, new ones, by story */
	GPtrArray *invites;  /* of struct invite, all of the call */
	GPtrArray *comments; /* of struct kept_answer, new ones with a comment */
	GPtrArray *piles;    /* of struct pile */
	GPtrArray *held;     /* of struct held */
	GPtrArray *guests;   /* of struct guest */
	GPtrArray *failed;   /* of struct outgoing: failed, held and uncertain letters */
	GPtrArray *unheard;  /* of struct held_answer */
	GPtrArray *oddities; /* of struct event: bounces, strange answers */
	GPtrArray *account;  /* of struct tally */
	int64_t in;          /* mails in; in - sum(account) is the difference */
	int64_t held_back;   /* letters that wait because the answers of the hour are used up */
	const char *proof;   /* proof_code() of the chain's head, or NULL */
	const char *token;   /* the reader's own command token, or NULL */
	const char *reply_address; /* where commands are mailed to */
	const char *picture; /* URL of the chart in the HTML ("cid:..." or "data:..."), or NULL */
};

/* Facts for the template "digest"; a new object. */
json_t *digest_facts(const struct digest *digest);

/* Facts in which every name is set and every list has an element, for template_check; new. */
json_t *digest_sample(void);

/*
 * Arrivals against the deadline: bars for each day (or hour when the span is short), on time and
 * late told apart by more than colour, a line at the deadline, local labels. PNG octets, 2x for
 * sharp screens.
 */
GBytes *chart_png(const struct call *call, GPtrArray *stories, int64_t now);

/* The same for the plain part, at most WIDTH columns; new. */
char *chart_text(const struct call *call, GPtrArray *stories, int64_t now, unsigned width);

/* The picture's alternative text: one sentence with the figures; new. */
char *chart_alt(const struct call *call, GPtrArray *stories, int64_t now);

#endif
