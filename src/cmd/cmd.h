#ifndef CMD_CMD_H
#define CMD_CMD_H

#include "call/call.h"
#include "store/store.h"

#include <glib.h>
#include <stdbool.h>

/* What a command is given: the common options, and the configuration when it needs one. */
struct app {
	char *config_file;     /* the file to read, or NULL when none was found */
	struct config *config; /* NULL if the command's need is NEED_NOTHING */
	bool json;
	unsigned verbose;
};

enum need {
	NEED_NOTHING,
	NEED_CONFIG, /* without one the command ends with EX_CONFIG */
	NEED_ANY     /* an empty one will do when no file was found (explain) */
};

/* One command; each lives in a file of its own. */
struct command {
	const char *name;
	const char *arguments; /* "ID", or "" */
	const char *summary;   /* one line for the list of commands */
	const char *example;   /* a command line, and what it does */
	enum need need;
	const GOptionEntry *options; /* of its own; may be NULL */
	/* ARGV holds ARGC arguments after the options. Returns an exit code; false facts go through
	 * app_fail(). */
	int (*run)(struct app *app, int argc, char **argv);
};

/* The whole program after main(): parses, runs one command, returns its exit code. */
int cmd_main(int argc, char **argv);

/* Prints ERROR behind "callbox: " on standard error, frees it and returns its exit code. */
int app_fail(GError *error);

/* The same for words of our own: a usage error (EX_USAGE) that names the command to get help from.
 */
int app_usage(const struct command *command, const char *words);

/* Opens the store of the configuration; NULL with ERROR. */
struct store *app_store(const struct app *app, enum store_mode mode, GError **error);

/* Opens STEP, for step_close(), for a command that decides something or tells it to somebody, by a
 * clock that is set (F-29). False with ERROR. */
struct step;
bool app_step(const struct app *app, struct step *step, GError **error);

/* The story that ID ("open-collab-7", or "7" with one call) names; NULL with ERROR (EX_DATAERR)
 * that says what to write. */
struct story *app_story(const struct app *app, struct store *store, const char *id, GError **error);

/* A positive number of an argument ("812"); false with ERROR (EX_USAGE). */
bool app_number(const char *text, const char *what, int64_t *number, GError **error);

extern const struct command command_init, command_check, command_run, command_once, command_filter,
    command_status, command_list, command_show, command_trace, command_explain, command_account,
    command_digest, command_held, command_release, command_drop, command_send, command_backup,
    command_reparse, command_accept, command_waitlist, command_decline, command_late_ok,
    command_confirm, command_kind, command_admit, command_verify, command_export, command_erase,
    command_invite, command_deadline, command_silent;

#endif
