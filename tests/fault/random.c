/* Preloaded: the numbers that the kernel draws are the same in every run, so that whole runs can be
 * compared. */
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/random.h>
#include <sys/types.h>

ssize_t getrandom(void *into, size_t n, unsigned flags)
{
	static unsigned long state = 1;
	unsigned char *octets = into;

	(void)flags;
	for (size_t i = 0; i < n; i++) {
		state = state * 6364136223846793005UL + 1442695040888963407UL;
		octets[i] = (unsigned char)(state >> 56);
	}
	return (ssize_t)n;
}
