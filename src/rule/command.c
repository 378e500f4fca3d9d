/*
 * The digest as a remote control. Token, sender and proof have to agree; without
 * proof the organizer's own address is asked. An organizer who wrote something
 * that cannot be carried out is told why, anybody else is not answered at all
 * (RULES CT-05 to CT-07, CT-10).
 */
#include "rule/command.h"

#include "base/address.h"
#include "rule/order.h"
#include "rule/tag.h"

#include <string.h>

static void refuse(struct decision *d, const char *why)
{
	d->act = ACT_REFUSE;
	d->why = why;
	d->answer = "refused";
}

const char *command_text(const struct message *message)
{
	return message->forwarded || message->attached ? "" : message->reply;
}

/* The token was given to the one who wrote the mail. */
static bool from_holder(const struct situation *s)
{
	const struct mailbox *author = message_author(s->message);

	return author != NULL && s->view->organizer != NULL &&
	       address_same(author->address, s->view->organizer);
}

bool may_order(const struct situation *s)
{
	return from_holder(s) && s->thread->call != NULL &&
	       call_decider(s->thread->call, s->view->organizer) != NULL;
}

/* Somebody who reads the digest but may not decide; whoever was taken off the list is a stranger.
 */
static bool is_reader(const struct situation *s)
{
	return from_holder(s) && s->thread->call != NULL &&
	       call_organizer(s->thread->call, s->view->organizer) != NULL;
}

static bool says(const struct situation *s, const char *word)
{
	return *command_text(s->message) != '\0' &&
	       g_strcmp0(first_line_word(s->message), word) == 0;
}

static bool is_proved(const struct situation *s)
{
	return auth_verdict(s->inbox, s->message) == AUTH_PASS;
}

static void decide_undo(struct decision *d, const struct situation *s)
{
	if (!says(s, "UNDO")) {
		refuse(d, "An answer to that mail can only be UNDO, alone on the first line; "
			  "new orders are an answer to your digest.");
		return;
	}
	d->act = is_proved(s) ? ACT_UNDO : ACT_ASK_UNDO;
	d->answer = is_proved(s) ? NULL : "confirm-orders";
}

static void decide_confirmation(struct decision *d, const struct situation *s)
{
	if (!says(s, "CONFIRM"))
		refuse(d, "An answer to that question can only be CONFIRM, alone on the first "
			  "line.");
	else
		d->act = s->view->request->what == REQUEST_UNDO ? ACT_UNDO : ACT_ORDERS;
}

static bool has_orders(const struct situation *s)
{
	g_autofree char *ignored = NULL;
	g_autoptr(GArray) orders =
	    orders_read(command_text(s->message), s->thread->call, NULL, &ignored);

	return orders->len > 0;
}

static void decide_orders(struct decision *d, const struct situation *s)
{
	if (!has_orders(s)) {
		refuse(d, says(s, "UNDO") ? "UNDO is no answer to a digest, which did nothing: "
					    "answer the report of what was done with it."
			  : says(s, "CONFIRM") ? "CONFIRM is no answer to a digest: answer the "
						 "question that we asked with it."
					       : "No order stands at the top of your mail.");
		return;
	}
	d->act = is_proved(s) ? ACT_ORDERS : ACT_ASK_ORDERS;
	d->answer = is_proved(s) ? NULL : "confirm-orders";
}

void decide_command(struct decision *d, const struct situation *s)
{
	if (s->view->silent && !s->view->released)
		decision_hold(d, "old orders that came with much other old mail", NULL);
	else if (!d->respond)
		decision_hold(d,
		    "orders that cannot be believed: a list, a machine or nobody known sent "
		    "them",
		    NULL);
	else if (s->view->stale)
		refuse(d, "The mail that you answered is too old, was used already, or is not "
			  "ours.");
	else if (is_reader(s) && !may_order(s))
		refuse(d, "You get the digest, but the configuration does not let you decide.");
	else if (!may_order(s))
		decision_hold(d, "orders from somebody who may not give them", NULL);
	else if (s->view->request == NULL)
		decide_orders(d, s);
	else if (s->view->request->what == REQUEST_ECHO)
		decide_undo(d, s);
	else
		decide_confirmation(d, s);
}
