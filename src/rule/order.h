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
	ORDER_COUNT
};

/* What an order does to a story. */
struct order_effect {
	const char *word;   /* "accept", as it is written */
	const char *done;   /* "accepted", for the trail and the echo */
	const char *letter; /* that the author gets */
	bool sets_state;
	enum story_state state; /* the new one, if so */
};
const struct order_effect *order_effect(enum order order);

/* Reads "late-ok" in any case; false if it is none. */
bool order_from_word(const char *word, enum order *order);

/* Why ORDER makes no sense for STORY now ("it is withdrawn"), static; NULL if it does. */
const char *order_objection(enum order order, const struct story *story);

/* One line of an organizer's mail. */
struct ordered {
	enum order order;
	int64_t number; /* of a story */
};

/*
 * The orders in TEXT, the reply part of a mail: lines such as "accept 3 7" from the top, up to the
 * first quoted or prefixed line. *IGNORED (new) gets the lines that are none, one a line. Array of
 * struct ordered.
 */
GArray *orders_read(const char *text, char **ignored);

#endif
