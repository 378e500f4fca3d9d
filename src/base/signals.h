#ifndef BASE_SIGNALS_H
#define BASE_SIGNALS_H

/*
 * What ends a whole group or service (SIGTERM, SIGHUP, SIGINT) is for one process to hear, which
 * ends the others in peace: to them it would be a death in the middle of a mail, and that mail
 * would be blamed for it (P-10). Safe after fork.
 */
void signals_ignore_ends(void);

/* The GSpawnChildSetupFunc of programs that such a process starts: they hear them as ever. */
void signals_hear_ends(void *unused);

#endif
