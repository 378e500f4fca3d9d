/*
 * When did it arrive, and who says so? The trusted border host, else the mail
 * server's INTERNALDATE, else our own delivery time; never Date (RULES TI-03 to
 * TI-08, P-19). The result depends only on what was frozen at first sight.
 */
#include "base/civil.h"
#include "rule/rule.h"
#include "sort/border.h"

#include <string.h>

enum { FUTURE_SLACK = 300 };

/* The last field of the unbroken run of trusted ones at the top, or NULL (TI-03). */
static const struct received *border_field(const struct inbox *inbox, const struct message *message)
{
	guint hops = border_hops(inbox, message, NULL);

	return hops == 0 ? NULL : &g_array_index(message->received, struct received, hops - 1);
}

static void flag(struct arrival *arrival, const char *note)
{
	g_ptr_array_add(arrival->flags, g_strdup(note));
}

static void take_server_time(struct arrival *arrival, const struct raw *raw)
{
	if (raw->internaldate != 0) {
		arrival->rule = ARRIVAL_INTERNALDATE;
		arrival->at = raw->internaldate;
	} else {
		arrival->rule = ARRIVAL_DELIVERY;
		arrival->at = raw->delivered != 0 ? raw->delivered : raw->first_seen;
	}
}

static void check_sanity(
    struct arrival *arrival, const struct raw *raw, const struct message *message)
{
	if (arrival->at > raw->first_seen + FUTURE_SLACK) {
		arrival->at = raw->first_seen;
		flag(arrival, "arrival was in the future; our clock used");
	}
	if (message->date.known && arrival->at < message->date.instant - DAY)
		flag(arrival, "arrived more than a day before its Date");
	if (message->date.known && message->date.instant < arrival->at - DAY)
		flag(arrival, "Date is more than a day before the arrival");
	if (arrival->rule == ARRIVAL_TRUSTED && raw->internaldate != 0 &&
	    raw->internaldate < arrival->at - FUTURE_SLACK)
		flag(arrival, "INTERNALDATE is before the border's Received");
}

void arrival_judge(struct arrival *arrival, const struct inbox *inbox, const struct raw *raw,
    const struct message *message)
{
	const struct received *border = border_field(inbox, message);

	*arrival = (struct arrival){.flags = g_ptr_array_new_with_free_func(g_free)};
	if (border != NULL && border->known) {
		arrival->rule = ARRIVAL_TRUSTED;
		arrival->at = border->instant;
		arrival->by = g_strdup(border->by);
	} else {
		take_server_time(arrival, raw);
		if (border != NULL)
			flag(arrival, "the border's Received has no readable time");
	}
	check_sanity(arrival, raw, message);
}
