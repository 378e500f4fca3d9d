/* The log: one line for each event, logfmt, one write(2) each so that processes do not mix lines.
 */
#include "base/log.h"

#include "base/clean.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum log_level threshold = LOG_LEVEL_WARNING;
static GPtrArray *waiting; /* of char *, or NULL: lines do not wait */

void log_set_level(enum log_level level)
{
	threshold = level;
}

void log_wait(void)
{
	if (waiting == NULL)
		waiting = g_ptr_array_new_with_free_func(g_free);
}

void log_forget(void)
{
	g_clear_pointer(&waiting, g_ptr_array_unref);
}

/* A full disk behind the log must not stop the mail. */
static void print(const char *line)
{
	if (write(STDERR_FILENO, line, strlen(line)) < 0)
		return;
}

void log_tell(void)
{
	for (guint i = 0; waiting != NULL && i < waiting->len; i++)
		print(g_ptr_array_index(waiting, i));
	log_forget();
}

void log_line(enum log_level level, ...)
{
	g_autoptr(GString) line = g_string_new(NULL);
	const char *name;
	va_list args;

	if (level > threshold)
		return;
	if (getenv("JOURNAL_STREAM") != NULL)
		g_string_append_printf(line, "<%d>", level);
	va_start(args, level);
	/* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): it does not see va_start() above */
	while ((name = va_arg(args, const char *)) != NULL) {
		const char *value = va_arg(args, const char *);
		if (value == NULL)
			continue;
		g_autofree char *safe = clean_log(value);
		g_string_append_printf(line, "%s=%s ", name, safe);
	}
	va_end(args);
	if (line->len > 0)
		line->str[line->len - 1] = '\n';
	if (waiting == NULL)
		print(line->str);
	else
		g_ptr_array_add(waiting, g_strdup(line->str));
}
