/*
 * When did it arrive, and who says so? The trusted border host, else the mail
 * server's INTERNALDATE, else our own delivery time; never Date (RULES TI-03 to
 * TI-08, P-19). The result depends only on what was frozen at first sight.
 */
#include "base/civil.h"
#include "rule/rule.h"

#include <string.h>

enum { FUTURE_SLACK = 300 };

static bool trusts(const struct inbox *inbox, const char *host)
{
	return inbox != NULL && inbox->trusted_by != NULL && *host != '\0' &&
	       g_strv_contains((const char *const *)inbox->trusted_by, host);
}

/* Anybody can write fields, with a trusted name too: only the host that FIELD had the mail from is
 * the next to be believed (P-19, B-55). */
static bool came_from(const struct received *field, const char *host)
{
	return field->from == NULL || *field->from == '\0' || strcmp(field->from, host) == 0;
}

/* The last field of the unbroken run of trusted ones at the top, or NULL (TI-03). */
static const struct received *border_field(const struct inbox *inbox, const struct message *message)
{
	const struct received *border = NULL;

	for (guint i = 0; i < message->received->len; i++) {
		const struct received *field =
		    &g_array_index(message->received, struct received, i);
		if (!trusts(inbox, field->by) || (border != NULL && !came_from(border, field->by)))
			break;
		border = field;
	}
	return border;
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
