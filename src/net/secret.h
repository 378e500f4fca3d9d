#ifndef NET_SECRET_H
#define NET_SECRET_H

#include <glib.h>

/*
 * Runs ARGV (no shell, found by PATH) for a password or token and returns the first line that it
 * writes, for secret_free(). NULL with ERROR: EX_CONFIG if it cannot be run, EX_TEMPFAIL if it
 * fails, takes over 30 s, or writes over 16 KiB or no plain line. What it wrote is in no message.
 * This process leaves no core from then on.
 */
char *secret_fetch(char **argv, GError **error);
/* Wipes and frees; NULL is allowed. */
void secret_free(char *secret);

#endif
