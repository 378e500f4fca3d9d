#ifndef CMD_REACH_H
#define CMD_REACH_H

#include "store/store.h"

/* Why the last of a story's letters (of struct reach) is not known to have arrived, new; NULL if
 * one of them did. */
char *reach_problem(const GPtrArray *reaches);

#endif
