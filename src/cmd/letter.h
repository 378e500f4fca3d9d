#ifndef CMD_LETTER_H
#define CMD_LETTER_H

#include "cmd/cmd.h"

/* Prints a letter that would be sent: as a person reads it, or as an object. */
void letter_print(const struct app *app, const char *to, const char *subject, const char *text);

#endif
