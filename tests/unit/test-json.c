/* What is printed in runs is what jansson would print character by character. */
#include "cmd/json.h"

#include <stdlib.h>
#include <string.h>

/* Takes VALUE. */
static void check(json_t *value)
{
	g_autofree char *wanted = json_dumps(value, JSON_COMPACT);
	char *printed = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&printed, &length);

	json_write(out, value);
	fclose(out);
	g_assert_cmpstr(printed, ==, wanted);
	free(printed);
}

static void test_values(void)
{
	check(json_pack("{s:[i, b, b, n, f, {}, []], s:{s:s}}", "list", -12, 1, 0, 0.5, "object",
	    "a \"key\"", "value"));
}

/* Each octet of ASCII at each place of a stretch that is looked at together. */
static void test_octets(void)
{
	for (int octet = 0; octet < 0x80; octet++)
		for (int place = 0; place < 17; place++) {
			char text[18] = "abcdefg hijklmnop";
			text[place] = (char)octet;
			check(json_pack("[s#]", text, 17));
		}
}

static void test_characters(void)
{
	check(json_pack("[s]", "é日本語 \xf0\x9f\x8e\x84 and more text behind it \x7f"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/json/every kind of value", test_values);
	g_test_add_func("/json/every octet of ASCII", test_octets);
	g_test_add_func("/json/long characters", test_characters);
	return g_test_run();
}
