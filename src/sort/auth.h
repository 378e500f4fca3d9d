#ifndef SORT_AUTH_H
#define SORT_AUTH_H

#include "sort/sort.h"

/* What the Authentication-Results say that our own border server wrote (TR-13, TR-14). */
struct auth_finding {
	enum auth verdict;
	bool tested; /* a believed field holds at least one result */
};

/* AUTH_NEUTRAL without INBOX, which may be NULL, or without a server in it that is believed. Pure.
 */
struct auth_finding auth_find(const struct inbox *inbox, const struct message *message);

#endif
