/* The three kinds of process under the supervisor: each a loop around its step, woken by
 * descriptors. */
#include "cmd/part.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/health.h"
#include "cmd/outbox.h"
#include "cmd/patience.h"
#include "store/ballast.h"

#include <gio/gio.h>
#include <malloc.h>
#include <poll.h>
#include <unistd.h>

enum {
	TICK_MS = 1000, /* how often the worker looks for mail that a pipe stored */
	SOON_S = 30,    /* after which a full or read-only disk is looked at again */
	SEND_IDLE_MS = 30000,
	SLACK = 1 << 20,          /* octets of free memory that a process may keep */
	PASS_MS = 2 * 3600 * 1000 /* longer than any pass that goes on */
};

void part_pledge(int64_t *pledge, int64_t wait)
{
	__atomic_store_n(pledge, clock_monotonic_ms() + wait + PASS_MS, __ATOMIC_RELAXED);
}

GPtrArray *part_names(const struct config *config)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < config->inboxes->len; i++) {
		const struct inbox *inbox = g_ptr_array_index(config->inboxes, i);
		g_ptr_array_add(names, g_strdup_printf("receive %s", inbox->name));
	}
	g_ptr_array_add(names, g_strdup("work"));
	g_ptr_array_add(names, g_strdup("send"));
	return names;
}

static void wake(int fd)
{
	guint64 one = 1;

	if (write(fd, &one, sizeof(one)) < 0)
		return; /* the counter is full: whoever sleeps there is awake */
}

/* Takes back what wake() wrote. */
static void woken(int fd)
{
	guint64 count;

	if (read(fd, &count, sizeof(count)) < 0)
		return; /* another was quicker: we are awake all the same */
}

/* What must be said and done before a wait. What a large batch or a night's digest took is given
 * back to the system: the C library would keep it for a next one. */
static void rest(const struct part *part, int64_t milliseconds)
{
	part_pledge(part->pledge, milliseconds);
	if (mallinfo2().fordblks > SLACK)
		malloc_trim(0);
}

/* Waits for WAKE_FD or the end of the supervisor. False: end now. */
static bool wait_for(const struct part *part, int wake_fd, int64_t milliseconds)
{
	struct pollfd fds[] = {
	    {.fd = part->life_fd, .events = POLLIN}, {.fd = wake_fd, .events = POLLIN}};

	rest(part, milliseconds);
	poll(fds, wake_fd < 0 ? 1 : 2, (int)CLAMP(milliseconds, 0, G_MAXINT));
	if (fds[0].revents == 0 && fds[1].revents != 0)
		woken(wake_fd);
	return fds[0].revents == 0;
}

static void wake_worker(void *data, unsigned mails)
{
	const struct part *part = data;

	part_pledge(part->pledge, 0);
	wake(part->work_fd);
}

/* One pass, if the disk has room for what it brings. */
static bool receive_once(
    struct part *part, struct store *store, struct source *source, GError **error)
{
	const struct config *config = part->config;

	if (!ballast_room(config->data, config->ballast, error) ||
	    !receive_pass(store, source, part->inbox, wake_worker, part, error))
		return false;
	ballast_lay(config->data, config->ballast);
	door_note(store, part->inbox->name, NULL);
	return true;
}

int part_receive(const struct part *part)
{
	GError *error = NULL;
	struct part own = *part;
	struct patience patience =
	    patience_new(part->config, part->inbox->name, MIN(part->inbox->poll, SOON_S));
	bool go_on = true;
	AUTO(store) *store = store_open(part->config->data, STORE_WRITE, &error);
	AUTO(source) *source = source_new(part->inbox, clock_now);

	if (store == NULL)
		return app_fail(error);
	while (go_on && wait_for(part, -1, 0)) {
		bool ok = receive_once(&own, store, source, &error);
		if (ok)
			patience_rest(&patience);
		store_rest(store);
		rest(part, part->inbox->poll * 1000);
		ok = ok && source_wait(source, (int)part->inbox->poll, part->life_fd, &error);
		if (!ok)
			go_on = wait_for(
			    part, -1, patience_fail(&patience, store, g_steal_pointer(&error)));
	}
	patience_clear(&patience);
	return EX_OK;
}

static bool work_once(const struct part *part, struct step *step, GError **error)
{
	unsigned count = 0;
	bool ok = clock_is_set(error) && work_pass(step, &count, error) &&
		  night_pass(step, clock_now(), error) && remind_pass(step, clock_now(), error);

	wake(part->send_fd);
	return ok;
}

/* Sleeps until another process has written to the database since it was at VERSION, of which
 * receive tells us at once, or the minute is over (the night's digest, reminders). */
static bool wait_for_work(const struct part *part, struct store *store, int64_t version)
{
	for (int second = 0; second < 60 && store_version(store) == version; second++)
		if (!wait_for(part, part->work_fd, TICK_MS))
			return false;
	return true;
}

int part_work(const struct part *part)
{
	struct step step;
	GError *error = NULL;
	struct patience patience = patience_new(part->config, "work", SOON_S);
	bool go_on;

	if (!step_open(&step, part->config, &error))
		return app_fail(error);
	child_start(step.child);
	do {
		/* Before the pass, which may be past a mail that comes meanwhile. */
		int64_t version = store_version(step.store);
		if (work_once(part, &step, &error)) {
			patience_rest(&patience);
			store_rest(step.store);
			go_on = wait_for_work(part, step.store, version);
		} else {
			go_on = wait_for(part, -1,
			    patience_fail(&patience, step.store, g_steal_pointer(&error)));
		}
	} while (go_on);
	patience_clear(&patience);
	step_close(&step);
	return EX_OK;
}

/* Milliseconds; while the hour is used up, its letters wake nobody. */
static int64_t until_due(struct store *store, const struct delivery *last)
{
	int64_t due = store_next_due(store, last->held_back > 0 ? DUE_UNCOUNTED : DUE_ALL);

	return due == INT64_MAX ? SEND_IDLE_MS : CLAMP((due - clock_now()) * 1000, 0, SEND_IDLE_MS);
}

/* One pass, whose outcome takes the place of the last one's. False with ERROR: the database failed,
 * or the door is shut. */
static bool send_once(const struct part *part, struct store *store, struct sender *sender,
    struct delivery *last, GError **error)
{
	int64_t held_back = last->held_back;

	g_clear_pointer(&last->shut, g_free);
	if (!clock_is_set(error) ||
	    !deliver_pass(store, sender, &part->config->outbox, clock_now(), last, error))
		return false;
	sender_rest(sender);
	store_rest(store);
	if (held_back == 0)
		outbox_tell_breaker(last, &part->config->outbox);
	if (last->shut != NULL)
		return fail(error, last->shut_code, "%s", last->shut);
	outbox_note(store, last);
	return true;
}

/* One pass and the wait after it. What a pass left in the middle of sending, in this life or the
 * one before, is settled first unless the last one was SOUND. A shut door is left alone until its
 * time is over, whatever new letters there are (F-25); one that let letters through before it
 * failed is tried again soon. */
static bool send_and_wait(const struct part *part, struct store *store, struct sender *sender,
    struct delivery *last, struct patience *patience, bool *sound)
{
	GError *error = NULL;

	last->sent = 0;
	*sound = (*sound || outbox_recover(store, &error)) &&
		 send_once(part, store, sender, last, &error);
	if (*sound || last->sent > 0)
		patience_rest(patience);
	if (!*sound)
		return wait_for(part, -1, patience_fail(patience, store, error));
	return wait_for(part, part->send_fd, until_due(store, last));
}

int part_send(const struct part *part)
{
	GError *error = NULL;
	struct delivery last = {0};
	struct patience patience = patience_new(part->config, "outbox", SOON_S);
	bool sound = false;
	AUTO(store) *store = store_open(part->config->data, STORE_WRITE, &error);
	AUTO(sender) *sender = sender_new(&part->config->outbox);

	if (store == NULL)
		return app_fail(error);
	while (send_and_wait(part, store, sender, &last, &patience, &sound))
		;
	patience_clear(&patience);
	g_free(last.shut);
	return EX_OK;
}
