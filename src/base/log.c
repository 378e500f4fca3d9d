/* The log: one line for each event, logfmt, one write(2) each so that processes do not mix lines.
 */
#include "base/log.h"

#include "base/clean.h"

#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

static enum log_level threshold = LOG_LEVEL_WARNING;

void log_set_level(enum log_level level)
{
	threshold = level;
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
	/* A full disk behind the log must not stop the mail. */
	if (write(STDERR_FILENO, line->str, line->len) < 0)
		return;
}
