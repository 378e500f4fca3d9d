/*
 * Preloaded under valgrind, where /proc/self/exe is valgrind: a program that
 * starts itself by that name starts the file named by SELF_EXE instead.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *self;

__attribute__((constructor)) static void read_self(void)
{
	self = getenv("SELF_EXE");
}

int execve(const char *path, char *const arguments[], char *const environment[])
{
	int (*real)(const char *, char *const[], char *const[]);

	*(void **)&real = dlsym(RTLD_NEXT, "execve");
	if (self != NULL && strcmp(path, "/proc/self/exe") == 0)
		path = self;
	return real(path, arguments, environment);
}
