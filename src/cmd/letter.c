/* A letter, for somebody who wants to read it before it goes. */
#include "cmd/letter.h"

#include "base/clean.h"

#include <stdio.h>

void letter_print(const char *to, const char *subject, const char *text)
{
	g_autofree char *address = clean_terminal(to);
	g_autofree char *title = clean_terminal(subject);
	g_autofree char *body = clean_terminal(text);

	printf("To: %s\nSubject: %s\n\n%s\n", address, title, body);
}
