#ifndef CMD_LETTER_H
#define CMD_LETTER_H

/* Prints a letter that would be sent, for a person. */
void letter_print(const char *to, const char *subject, const char *text);

#endif
