#ifndef BASE_COUNT_H
#define BASE_COUNT_H

#include <stdint.h>

/* "1 mail" or "3 mails", new; ONE and MANY are the words for it. */
char *count_words(int64_t count, const char *one, const char *many);

#endif
