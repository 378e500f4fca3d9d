#ifndef CMD_PILE_H
#define CMD_PILE_H

#include "cmd/cmd.h"

/* "pile-3": what "release" and "drop" call a pile of old mail. */
bool is_pile_name(const char *word);

/* "30 mails, 2 letters"; new. */
char *pile_size(const struct pile *pile);

/* Does to each pile of ARGV, or with DRY_RUN says what it would do; all names are checked before
 * the first act. Exit codes. */
int piles_release(struct app *app, int argc, char **argv, bool dry_run);
int piles_drop(struct app *app, int argc, char **argv, bool dry_run);

#endif
