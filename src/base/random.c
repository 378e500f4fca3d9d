/* Tokens that nobody can guess. getrandom(2) does not fail once the kernel has booted, so neither
 * do these. */
#include "base/random.h"

#include <glib.h>
#include <sys/random.h>

static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";

static void fill(unsigned char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t got = getrandom(bytes, n, 0);
		if (got < 0)
			continue;
		bytes += got;
		n -= (size_t)got;
	}
}

char *random_token(size_t length)
{
	char *token = g_malloc(length + 1);

	fill((unsigned char *)token, length);
	for (size_t i = 0; i < length; i++)
		token[i] = alphabet[(unsigned char)token[i] & 31];
	token[length] = '\0';
	return token;
}

double random_fraction(void)
{
	guint32 bits;

	fill((unsigned char *)&bits, sizeof(bits));
	return bits / 4294967296.0;
}
