#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>

/* The length of a token that gives authority: 100 bits (RULES CO-21, CT-01). */
enum { TOKEN = 20 };

/* A new string of LENGTH lower-case base32 characters (5 bits each) from getrandom(2). */
char *random_token(size_t length);

/* A double in [0, 1) for jitter; not for secrets. */
double random_fraction(void);

#endif
