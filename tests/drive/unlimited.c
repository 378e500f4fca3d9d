/*
 * callbox without the limits that stand before the libraries: whatever the
 * mail, all of it is parsed. Only the child may die of that (BAD-INPUTS section 3).
 * The linker puts these in place of the real ones (--wrap).
 */
#include "mail/calendar.h"
#include "mail/limits.h"

void __wrap_limits_check(struct limits *limits, const unsigned char *bytes, size_t length);
const char *__wrap_calendar_danger(const char *text);

void __wrap_limits_check(struct limits *limits, const unsigned char *bytes, size_t length)
{
	(void)bytes;
	*limits = (struct limits){
	    .readable = length, .stretches = g_array_new(FALSE, FALSE, sizeof(struct stretch))};
}

const char *__wrap_calendar_danger(const char *text)
{
	(void)text;
	return NULL;
}

#include "../../src/main.c"
