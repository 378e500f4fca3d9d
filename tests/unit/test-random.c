/* Tokens: length, alphabet, no repeats. */
#include "base/random.h"

#include <glib.h>
#include <string.h>

static void test_token(void)
{
	g_autofree char *a = random_token(20);
	g_autofree char *b = random_token(20);

	g_assert_cmpuint(strlen(a), ==, 20);
	g_assert_cmpuint(strspn(a, "abcdefghijklmnopqrstuvwxyz234567"), ==, 20);
	g_assert_cmpstr(a, !=, b);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/random/a token is 20 base32 characters and never the same", test_token);
	return g_test_run();
}
