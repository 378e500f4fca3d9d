/* What somebody meant who mistyped a word, for error messages that say so. */
#include "base/nearest.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

enum { LONGEST = 64 };

static bool is_same(char a, char b)
{
	return g_ascii_tolower(a) == g_ascii_tolower(b);
}

/* Changes that make the first J letters of B of the first I letters of A, from those of fewer. */
static unsigned changes_at(
    unsigned at[][LONGEST + 1], const char *a, const char *b, size_t i, size_t j)
{
	unsigned least = at[i - 1][j - 1] + !is_same(a[i - 1], b[j - 1]);

	least = MIN(least, MIN(at[i - 1][j], at[i][j - 1]) + 1);
	if (i > 1 && j > 1 && is_same(a[i - 1], b[j - 2]) && is_same(a[i - 2], b[j - 1]))
		least = MIN(least, at[i - 2][j - 2] + 1);
	return least;
}

static unsigned changes(const char *a, const char *b)
{
	unsigned at[LONGEST + 1][LONGEST + 1];
	size_t rows = strlen(a), columns = strlen(b);

	if (rows > LONGEST || columns > LONGEST)
		return G_MAXUINT;
	for (size_t i = 0; i <= rows; i++)
		for (size_t j = 0; j <= columns; j++)
			at[i][j] =
			    i == 0 || j == 0 ? (unsigned)(i + j) : changes_at(at, a, b, i, j);
	return at[rows][columns];
}

const char *nearest_word(const char *text, const char *const *words)
{
	size_t length = strlen(text);
	unsigned least = length < 2 ? 1 : (unsigned)MAX(length / 3, 1) + 1;
	const char *nearest = NULL;

	for (; *words != NULL; words++) {
		unsigned those = changes(text, *words);
		if (those < least) {
			least = those;
			nearest = *words;
		}
	}
	return nearest;
}
