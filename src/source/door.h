#ifndef SOURCE_DOOR_H
#define SOURCE_DOOR_H

#include "source/source.h"

/* One kind of door in, behind source.h. The state is the door's own struct. */
struct door {
	void *(*open)(const struct inbox *inbox, int64_t (*now)(void));
	void (*close)(void *state);
	bool (*pass)(void *state, const struct sink *sink, unsigned *count, GError **error);
	bool (*wait)(void *state, int seconds, int wake_fd, GError **error);
	bool (*check)(void *state, char **words, GError **error);
	bool (*check_done)(void *state, char **words, GError **error);
};

extern const struct door door_imap;
extern const struct door door_maildir;

/* A raw mail of INBOX as it came through DOOR; takes BYTES. The identity is the keeper's to fill.
 */
struct raw *raw_new(const char *door, const struct inbox *inbox, GBytes *bytes, int64_t now);

/* Waits until FD or WAKE_FD (-1: none) is readable or SECONDS passed; true if FD is. */
bool wait_readable(int fd, int wake_fd, int seconds);

#endif
