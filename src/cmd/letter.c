/* A letter, for somebody who wants to read it before it goes. */
#include "cmd/letter.h"

#include "base/clean.h"
#include "cmd/json.h"

#include <stdio.h>

void letter_print(const struct app *app, const char *to, const char *subject, const char *text)
{
	if (app->json) {
		json_line(json_pack("{s:o, s:o, s:o}", "to", json_text(to), "subject",
		    json_text(subject), "text", json_text(text)));
		return;
	}
	g_autofree char *address = clean_terminal(to);
	g_autofree char *title = clean_terminal(subject);
	g_autofree char *body = clean_terminal(text);

	printf("To: %s\nSubject: %s\n\n%s\n", address, title, body);
}
