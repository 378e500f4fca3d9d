#ifndef CMD_FINDING_H
#define CMD_FINDING_H

#include "cmd/cmd.h"

/* What "check" tells, one line each; the first failure decides the exit code. */
struct findings {
	struct app *app;
	int code;
};

/* WHAT is well, as WORDS say, or ERROR (which is taken) says why not. PLACE is where the
 * configuration speaks of it ("inbox main/url"), told with an error; NULL if the error names its
 * own place. */
void finding_tell(struct findings *findings, const char *what, const char *place, const char *words,
    GError *error);

/* What works and is probably not meant; LINE names its place itself. */
void finding_warn(struct findings *findings, const char *what, const char *line);

/* Logins, folders and servers of the configuration. A login's program and authority are looked at
 * also when OFFLINE. */
enum reach_out { OFFLINE, ONLINE };
void check_doors(struct findings *findings, enum reach_out online);

#endif
