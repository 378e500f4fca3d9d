/* See the header. */
#include "cmd/finding.h"

#include "base/error.h"
#include "cmd/json.h"

#include <stdio.h>

static void tell(
    const struct findings *findings, const char *level, const char *what, const char *line)
{
	if (findings->app->json)
		json_line(json_pack("{s:s, s:b, s:b, s:s}", "what", what, "ok",
		    strcmp(level, "FAIL") != 0, "warning", strcmp(level, "WARN") == 0, "words",
		    line));
	else
		printf("%-4s %-14s %s\n", level, what, line);
}

void finding_tell(struct findings *findings, const char *what, const char *place, const char *words,
    GError *error)
{
	const struct config *config = findings->app->config;

	if (error == NULL) {
		tell(findings, "ok", what, words);
		return;
	}
	g_autofree char *line = place == NULL ? g_strdup(error->message)
					      : g_strdup_printf("%s:%u: %s", config->file,
						    config_line(config, place), error->message);
	tell(findings, "FAIL", what, line);
	if (findings->code == EX_OK)
		findings->code = error_exit_code(error);
	g_error_free(error);
}

void finding_warn(struct findings *findings, const char *what, const char *line)
{
	tell(findings, "WARN", what, line);
}
