#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

/*
 * The one of WORDS (ended by NULL) that TEXT was probably meant to be: it takes the fewest changes
 * of a letter, and no more than a third of its letters, of two letters one; an exchange of two
 * neighbours is one change, upper and lower case are none. NULL if none is so near. Pure.
 */
const char *nearest_word(const char *text, const char *const *words);

#endif
