/* Chooses the door in by the scheme of the inbox's URL. */
#include "source/source.h"

#include "base/error.h"
#include "source/door.h"

#include <poll.h>

struct source {
	const struct door *door;
	void *state;
};

static const struct door *door_for(enum scheme scheme)
{
	return scheme == SCHEME_MAILDIR ? &door_maildir : &door_imap;
}

struct source *source_new(const struct inbox *inbox, int64_t (*now)(void))
{
	struct source *source = g_new0(struct source, 1);

	source->door = door_for(inbox->at.scheme);
	source->state = source->door->open(inbox, now);
	return source;
}

void source_free(struct source *source)
{
	if (source == NULL)
		return;
	source->door->close(source->state);
	g_free(source);
}

bool source_pass(struct source *source, const struct sink *sink, unsigned *count, GError **error)
{
	*count = 0;
	return source->door->pass(source->state, sink, count, error);
}

bool source_wait(struct source *source, int seconds, int wake_fd, GError **error)
{
	return source->door->wait(source->state, seconds, wake_fd, error);
}

bool source_check(struct source *source, char **words, GError **error)
{
	*words = NULL;
	return source->door->check(source->state, words, error);
}

bool source_check_done(struct source *source, char **words, GError **error)
{
	*words = NULL;
	return source->door->check_done(source->state, words, error);
}

struct raw *raw_new(const char *door, const struct inbox *inbox, GBytes *bytes, int64_t now)
{
	struct raw *raw = g_new0(struct raw, 1);

	raw->bytes = bytes;
	raw->door = g_strdup(door);
	raw->inbox = inbox != NULL ? g_strdup(inbox->name) : NULL;
	raw->first_seen = now;
	return raw;
}

bool wait_readable(int fd, int wake_fd, int seconds)
{
	struct pollfd fds[] = {{fd, POLLIN, 0}, {wake_fd, POLLIN, 0}};

	/* A signal ends the wait: the caller looks why. */
	return poll(fds, G_N_ELEMENTS(fds), MAX(seconds, 0) * 1000) > 0 && fds[0].revents != 0;
}
