/* The time that a calendar proposes, for people. */
#include "base/civil.h"
#include "letter/letter.h"

/* PROVES CI-21, CI-26 */
static void test_words(void)
{
	static const struct {
		const char *name, *written, *words;
	} rows[] = {
	    {"an instant is shown in the zone of the call", "20210722T160000Z",
		"Thu 22 Jul 2021, 09:00 PDT"},
	    {"another zone is only a name", "20210722T180000 Romance Standard Time",
		"Thu 22 Jul 2021, 18:00 by their clock (Romance Standard Time)"},
	    {"no zone at all", "20210722T180000", "Thu 22 Jul 2021, 18:00 by their own clock"},
	    {"a whole day", "20210722", "Thu 22 Jul 2021"},
	    {"a day has no zone", "20210722 Europe/Berlin", "Thu 22 Jul 2021"},
	    {"no such day", "20210732T180000Z", "20210732T180000Z"},
	    {"no time", "soon, please", "soon, please"},
	    {"nothing", NULL, ""},
	};
	struct zone *zone = zone_new("America/Los_Angeles", NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *words = proposal_words(rows[i].written, zone);
		g_test_message("%s", rows[i].name);
		g_assert_cmpstr(words, ==, rows[i].words);
	}
	zone_free(zone);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/proposal/in words", test_words);
	return g_test_run();
}
