#ifndef SORT_LIST_H
#define SORT_LIST_H

#include "sort/sort.h"

/* The group or list that organizers put a call's own address behind (RULES CL-09). Pure. */

/* True if MESSAGE came through the list of one of the calls. */
bool is_own_list(const struct config *config, const struct message *message);

#endif
