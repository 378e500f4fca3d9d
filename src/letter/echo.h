#ifndef LETTER_ECHO_H
#define LETTER_ECHO_H

#include <stdint.h>

/* What a letter repeats of somebody's mail, and small wordings. All new strings. */

/* TITLE for a letter: one clean line of at most 80 characters in which no client finds a link
 * (P-18, OS-03, OS-11). "" for NULL. */
char *echo_title(const char *title);

/* A distance in time, for people: "51 h 45 min", "4 min 10 s", "1 s"; the sign is dropped. */
char *distance_words(int64_t seconds);

/* A mailto: URL that writes WORD to ADDRESS as subject and as first line (CT-08). */
char *mailto_url(const char *address, const char *word);

#endif
