#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <glib.h>

/*
 * One line on standard error for each thing that happened, as name=value pairs:
 * mail=812 from=ada@example.net kind=story verdict="on time". Values are cleaned
 * here (clean_log), so callers pass raw text. A line under sd-journal starts
 * with the syslog level "<6>". Only step, cmd and main.c log; rooms above return errors.
 */
enum log_level {
	LOG_LEVEL_ERROR = 3,
	LOG_LEVEL_WARNING = 4,
	LOG_LEVEL_INFO = 6,
	LOG_LEVEL_DEBUG = 7
};

/* Lines above LEVEL are dropped; the default is LOG_LEVEL_WARNING. */
void log_set_level(enum log_level level);

/* Logs pairs of (const char *name, const char *value) up to a NULL name; pairs with a NULL value
 * are left out. */
void log_line(enum log_level level, ...) G_GNUC_NULL_TERMINATED;

/* From here on lines wait until what they tell is certain: then log_tell() writes them. What is
 * not to be is forgotten. */
void log_wait(void);
void log_tell(void);
void log_forget(void);

#endif
