#ifndef SORT_AUTH_H
#define SORT_AUTH_H

#include "sort/sort.h"

struct auth_finding {
	enum auth verdict;
	bool tested; /* a believed field holds at least one result */
};

struct auth_finding auth_find(const struct inbox *inbox, const struct message *message);

#endif
