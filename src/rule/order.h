#ifndef RULE_ORDER_H
#define RULE_ORDER_H

#include "rule/record.h"

/*
 * What an organizer may order, by mail and by the command line, with the same
 * rules for both (RULES CT-05 to CT-07). Pure.
 */
enum order {
	ORDER_ACCEPT,
	ORDER_WAITLIST,
	ORDER_DECLINE,
	ORDER_LATE_OK,
	ORDER_CONFIRM,
	ORDER_KIND,
	ORDER_ADMIT,
	ORDER_RELEASE,
	ORDER_DROP,
	ORDER_RELEASE_LETTER,
	ORDER_DROP_LETTER,
	ORDER_COUNT
};

/* Orders of one group about one thing contradict each other. */
enum order_group { GROUP_NONE, GROUP_DECISION, GROUP_KIND, GROUP_MAIL, GROUP_LETTER };

/* What an order does. Those of GROUP_MAIL are about a mail, those of GROUP_LETTER about a letter of
 * ours, all others about a story. */
struct order_effect {
	const char *word;   /* "accept", its name */
	const char *verb;   /* as it is written where that is not the name, or NULL */
	const char *done;   /* "accepted", for the trail and the echo */
	const char *letter; /* that the author gets, or NULL */
	enum order_group group;
	bool sets_state;
	enum story_state state; /* the new one, if so */
};
const struct order_effect *order_effect(enum order order);

/* Reads "late-ok" in any case; false if it is none. */
bool order_from_word(const char *word, enum order *order);

/* The same for what a person writes, who releases and drops letters by the words for mail. */
bool order_from_verb(const char *word, enum order *order);

/* What release and drop call a letter: "letter-12". */
#define LETTER_PREFIX "letter-"

/* Makes the *ORDER about a mail the same one about a letter; false if there is none. */
bool order_for_letter(enum order *order);

/* One order about one thing, or about a range that is refused as a whole. */
struct ordered {
	enum order order;
	int64_t number;   /* of a story of the call, of a mail or of a letter */
	int64_t through;  /* the end of a range that NUMBER begins; 0: it is none */
	const char *kind; /* ORDER_KIND: one of the call's, borrowed; NULL takes it away */
	char *problem;    /* why it cannot be carried out as it is written, or NULL; owned */
};
void ordered_clear(struct ordered *ordered);

/* "accept 3", "accept 3-900", "release letter-12", "kind 3 good story", new. */
char *ordered_words(const struct ordered *ordered);

/* What an order by mail changed, and how it was before (CT-05). */
struct deed {
	int64_t id;
	int64_t mail; /* the raw id of the mail that ordered it */
	enum order order;
	int64_t number; /* as in struct ordered */
	int64_t story;  /* id, 0 if it is about a mail or a letter */
	char *kind;     /* as in struct ordered */
	enum story_state state;
	enum verdict verdict;
	char *tag;
	bool tagged;
	enum coming coming;
	char *sessions; /* that a guest was invited to, one name a line; or NULL */
	char *why;      /* a dropped mail had been held for this, or NULL */
};
void deed_free(struct deed *deed);
DEFINE_AUTO(deed)

/* Why ORDERED makes no sense for STORY now ("its author took it back"), static; NULL if it does. */
const char *order_objection(const struct ordered *ordered, const struct story *story);

/* One of CALL's kinds named by WORDS in any case, or NULL in *KIND for "none"; false if WORDS is
 * neither. */
bool order_kind(const struct call *call, const char *words, const char **kind);

/* The last story, mail and letter that orders may name: what the digest could tell of that they
 * answer (CT-07). */
struct order_bounds {
	int64_t story, mail, letter;
};

/*
 * The orders in TEXT, the reply part of a mail, of a decider of CALL: lines such as "accept 3 7",
 * "decline 4-6", "kind 9 good story" from its first line on, or from below one salutation. The
 * first line that is none ends them (CT-05), and *IGNORED (new) gets it and those below, one a line
 * and at most a few. What is beyond BOUNDS (NULL: there are none) has a problem, a range once and
 * as a whole, as has one of very many mails, which nobody counts like that. An order given twice
 * counts once; of two that contradict each other neither can be carried out. Array of struct
 * ordered.
 */
GArray *orders_read(
    const char *text, const struct call *call, const struct order_bounds *bounds, char **ignored);

#endif
