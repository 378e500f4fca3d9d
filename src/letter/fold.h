#ifndef LETTER_FOLD_H
#define LETTER_FOLD_H

/*
 * TEXT with every line of more than WIDTH columns folded at a space; what
 * follows keeps the indent of the line, in a row ("Subject:   ...") that of its
 * value, and in a paragraph goes on into the next one. A single longer word, as a URL, stays whole,
 * because half a link is none. New.
 */
char *fold_text(const char *text, unsigned width);

#endif
