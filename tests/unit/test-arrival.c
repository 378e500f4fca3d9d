/* When a mail arrived, and who says so (RULES TI-03 to TI-08). */
#include "rule/rule.h"

#include <glib.h>

enum { T = 1626868800 }; /* 2021-07-21T12:00:00Z */

static char *const trusted[] = {(char[]){"mx1.example.org"}, (char[]){"mx2.example.org"}, NULL};

/* Received fields from the top, as "host seconds-after-T"; NULL ends them. */
static const struct {
	const char *name;
	struct {
		const char *by;
		int64_t at;
		bool known;
		const char *from; /* NULL: the machine itself */
	} received[4];
	int64_t internaldate, delivered;
	bool border;
	int64_t at;
	enum arrival_rule rule;
} rows[] = {
    {"the border decides when it is configured",
	{{"mx1.example.org", T - 2, true}, {"evil.example.net", T - 900, true}}, T + 1200, 0, true,
	T - 2, ARRIVAL_TRUSTED},
    {"without a border INTERNALDATE does", {{"mx1.example.org", T - 2, true}}, T + 1200, 0, false,
	T + 1200, ARRIVAL_INTERNALDATE},
    {"the last of the trusted run decides",
	{{"mx2.example.org", T + 60, true}, {"mx1.example.org", T - 1, true},
	    {"x.example.net", T - 500, true}},
	T + 90, 0, true, T - 1, ARRIVAL_TRUSTED},
    {"a trusted name below a stranger is forged",
	{{"x.example.net", T, true}, {"mx1.example.org", T - 9000, true}}, T + 10, 0, true, T + 10,
	ARRIVAL_INTERNALDATE},
    {"a trusted name below the border's own field is forged (PROVES P-19)",
	{{"mx2.example.org", T + 60, true, "mx1.example.org"},
	    {"mx1.example.org", T + 50, true, "x.example.net"}, {"mx1.example.org", T - 500, true}},
	T + 90, 0, true, T + 50, ARRIVAL_TRUSTED},
    {"a border without a readable time falls back", {{"mx1.example.org", 0, false}}, T + 10, 0,
	true, T + 10, ARRIVAL_INTERNALDATE},
    {"a pipe has only our clock", {{NULL}}, 0, T + 3, false, T + 3, ARRIVAL_DELIVERY},
    {"a time far in our future becomes ours", {{NULL}}, T + 4000, 0, false, T + 100,
	ARRIVAL_INTERNALDATE},
};

static struct message *message_with(gsize row)
{
	struct message *message = message_new();

	for (gsize i = 0; i < 4 && rows[row].received[i].by != NULL; i++) {
		struct received field = {.by = g_strdup(rows[row].received[i].by),
		    .from = g_strdup(rows[row].received[i].from),
		    .known = rows[row].received[i].known,
		    .instant = rows[row].received[i].at};
		g_array_append_val(message->received, field);
	}
	return message;
}

static void test_rows(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		AUTO(message) *message = message_with(i);
		struct inbox inbox = {.trusted_by = rows[i].border ? (char **)trusted : NULL};
		struct raw raw = {.internaldate = rows[i].internaldate,
		    .delivered = rows[i].delivered,
		    .first_seen = T + 100};
		struct arrival arrival;
		g_test_message("%s", rows[i].name);
		raw.first_seen =
		    rows[i].internaldate > T + 1000 && rows[i].at != T + 100 ? T + 1300 : T + 100;
		arrival_judge(&arrival, &inbox, &raw, message);
		g_assert_cmpint(arrival.at, ==, rows[i].at);
		g_assert_cmpint(arrival.rule, ==, rows[i].rule);
		arrival_clear(&arrival);
	}
}

static void test_date_never_decides(void)
{
	AUTO(message) *message = message_new();
	struct raw raw = {.internaldate = T, .first_seen = T + 5};
	struct arrival arrival;

	message->date = (struct mail_date){.known = true, .instant = T - 10 * 86400};
	arrival_judge(&arrival, NULL, &raw, message);
	g_assert_cmpint(arrival.at, ==, T);
	g_assert_cmpuint(arrival.flags->len, ==, 1);
	arrival_clear(&arrival);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/arrival/who decides (PROVES TI-03, TI-08, P-19)", test_rows);
	g_test_add_func("/arrival/Date is shown and flagged, never used (PROVES TI-04)",
	    test_date_never_decides);
	return g_test_run();
}
