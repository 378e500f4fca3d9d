/* Preloaded: the chosen allocation fails. See inject.h for the environment; the call's name is
 * "malloc". */
#include "inject.h"

/* The C library's own names for what we stand before: dlsym() allocates, so it cannot be asked. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *old, size_t size);

static bool starved(void)
{
	static __thread bool inside; /* reading the environment may allocate */

	if (inside)
		return false;
	inside = true;
	bool fails = fault("malloc");
	inside = false;
	return fails;
}

void *malloc(size_t size)
{
	return starved() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
	return starved() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
	return starved() ? NULL : __libc_realloc(old, size);
}
