#ifndef SORT_FALSE_NAME_H
#define SORT_FALSE_NAME_H

#include "call/call.h"

/*
 * Why NAME (may be NULL) in front of ADDRESS may mislead whoever reads it in the digest: it is an
 * organizer's, our own, or another address (BAD-INPUTS B-38). Static; NULL if it does not. Pure.
 */
const char *false_name(const struct call *call, const char *name, const char *address);

#endif
