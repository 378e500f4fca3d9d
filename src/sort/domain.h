#ifndef SORT_DOMAIN_H
#define SORT_DOMAIN_H

#include <stdbool.h>

/*
 * The organizational domain of DOMAIN: its last two labels, or three when the
 * last two are a public suffix that many registrants share ("co.uk"). Points
 * into DOMAIN. A short table stands in for the public suffix list; a suffix that
 * is missing makes two neighbours look like one organization, so only an
 * answer's address and an unproved sender depend on it.
 */
const char *domain_organizational(const char *domain);

/* True if A and B belong to one organization (RE-12, TR-14); false for empty ones. */
bool domain_aligned(const char *a, const char *b);

#endif
