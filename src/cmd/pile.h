#ifndef CMD_PILE_H
#define CMD_PILE_H

#include "cmd/cmd.h"

/* "pile-3": what "release" and "drop" call a pile of old mail. */
bool is_pile_name(const char *word);

/* "30 mails, 2 letters"; new. */
char *pile_size(const struct pile *pile);

/* REHEARSE only says how much there is. */
enum pile_act { PILE_ANSWER, PILE_SILENCE, PILE_REHEARSE };

/* Does ACT to each pile of ARGV; all names are checked before the first act. Exit codes. */
int piles_act(struct app *app, int argc, char **argv, enum pile_act act);

#endif
