/*
 * The parent's side: a queue of mails, and some processes that take from its
 * front.
 */
#include "child/child.h"

#include "base/error.h"
#include "child/desk.h"

#include <poll.h>

enum { PROCESSES_MAX = 64 };

struct child {
	GQueue errands; /* of struct errand */
	unsigned processes;
	struct desk desks[PROCESSES_MAX];
};

struct child *child_new(unsigned processes)
{
	struct child *child = g_new0(struct child, 1);

	g_queue_init(&child->errands);
	child->processes = CLAMP(processes, 1, PROCESSES_MAX);
	for (unsigned i = 0; i < child->processes; i++)
		desk_init(&child->desks[i]);
	return child;
}

void child_free(struct child *child)
{
	if (!child)
		return;
	for (unsigned i = 0; i < child->processes; i++)
		desk_stop(&child->desks[i]);
	child_forget(child);
	g_free(child);
}

void child_start(struct child *child)
{
	/* If it cannot be started, the first mail says so. */
	if (child->desks[0].process.pid == 0)
		process_start(&child->desks[0].process, NULL);
}

void child_submit(struct child *child, GBytes *bytes)
{
	struct errand *errand = g_new0(struct errand, 1);

	if (g_bytes_get_size(bytes) > TRAY_MAIL_MAX)
		fail(&errand->problem, EX_DATAERR,
		    "the mail is larger than 32 MiB and was not read; the mail is to be held");
	else
		errand->mail = g_bytes_ref(bytes);
	g_queue_push_tail(&child->errands, errand);
}

/* The first mails that wait, as many as go in one turn; their number. */
static unsigned next_waiting(const struct child *child, struct errand **waiting)
{
	unsigned count = 0;
	size_t octets = 0;

	for (GList *l = child->errands.head; l && count < TRAY_MAILS; l = l->next) {
		struct errand *errand = l->data;
		if (!errand_waits(errand))
			continue;
		octets += g_bytes_get_size(errand->mail);
		if (count > 0 && octets > TRAY_OCTETS)
			break;
		waiting[count++] = errand;
	}
	return count;
}

/* Every desk that has nothing in hand takes what waits. False with ERROR if one cannot. */
static bool hand_on(struct child *child, GError **error)
{
	struct errand *waiting[TRAY_MAILS];

	for (unsigned i = 0; i < child->processes; i++) {
		struct desk *desk = &child->desks[i];
		unsigned count = desk->in_hand > 0 ? 0 : next_waiting(child, waiting);
		if (count > 0 && !desk_ask(desk, waiting, count, error))
			return false;
	}
	return true;
}

void child_advance(struct child *child)
{
	for (unsigned i = 0; i < child->processes; i++)
		desk_advance(&child->desks[i]);
	hand_on(child, NULL); /* if it fails, child_collect() says why */
}

/* Waits until a desk says something, or is to be looked after. False if none has a mail. */
static bool wait_for_desks(const struct child *child)
{
	struct pollfd busy[PROCESSES_MAX];
	nfds_t count = 0;

	for (unsigned i = 0; i < child->processes; i++)
		if (child->desks[i].in_hand > 0)
			busy[count++] = (struct pollfd){child->desks[i].process.socket, POLLIN, 0};
	if (count > 0)
		poll(busy, count, DESK_LOOK_MS);
	return count > 0;
}

/* Has ERRAND read; its problem says why if that cannot be. */
static void await(struct child *child, struct errand *errand)
{
	while (!errand_is_settled(errand)) {
		g_autoptr(GError) problem = NULL;
		bool handed_on = hand_on(child, &problem);
		if (!wait_for_desks(child) && !handed_on) {
			errand->problem = g_steal_pointer(&problem);
			return;
		}
		for (unsigned i = 0; i < child->processes; i++)
			desk_advance(&child->desks[i]);
	}
	hand_on(child, NULL);
}

struct message *child_collect(struct child *child, GError **error)
{
	g_return_val_if_fail(child->errands.head, NULL);
	struct errand *errand = child->errands.head->data;
	await(child, errand);
	g_queue_pop_head(&child->errands);
	struct message *message = g_steal_pointer(&errand->message);
	if (!message)
		g_propagate_error(error, g_steal_pointer(&errand->problem));
	errand_free(errand);
	return message;
}

void child_forget(struct child *child)
{
	for (unsigned i = 0; i < child->processes; i++)
		if (child->desks[i].in_hand > 0)
			desk_stop(&child->desks[i]);
	g_queue_clear_full(&child->errands, (GDestroyNotify)errand_free);
}

struct message *child_parse(struct child *child, GBytes *bytes, GError **error)
{
	child_submit(child, bytes);
	return child_collect(child, error);
}
