/*
 * A Maildir as a door in. Its directory may be writable by others, so every
 * name is opened without following links and only regular files are read
 * (B-63). A mail is known by its unique name, the part before ":2,".
 */
#define _GNU_SOURCE /* F_SETLEASE */
#include "base/maildir.h"
#include "base/error.h"
#include "source/door.h"
#include "source/handled.h"
#include "source/read.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

struct maildir {
	const struct inbox *inbox;
	int64_t (*now)(void);
	int watch; /* inotify on new/, or -1 */
};

/* One pass: where we are, and the batch being gathered. */
struct pass {
	struct maildir *maildir;
	const struct sink *sink;
	GPtrArray *raws;  /* of struct raw */
	GPtrArray *paths; /* "new/NAME" of each */
	size_t octets;
	unsigned *count;
	char *stays;  /* why handled mail is not moved to `done`, or NULL */
	bool handled; /* there was mail for `done` */
};

static bool put_in_place(struct pass *pass, const char *path, const char *origin, GError **error)
{
	pass->handled = pass->maildir->inbox->done != NULL;
	return handled_move(pass->maildir->inbox, path, origin, &pass->stays, error);
}

static void free_raw(gpointer raw)
{
	raw_free(raw);
}

static int watch_new(const char *path)
{
	g_autofree char *folder = g_build_filename(path, "new", NULL);
	int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

	if (fd >= 0 &&
	    inotify_add_watch(fd, folder, IN_MOVED_TO | IN_CREATE | IN_CLOSE_WRITE) < 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* The unique part of NAME, new; NULL for names that no delivery makes. */
static char *unique_name(const char *name)
{
	if (name[0] == '.' || name[0] == '\0')
		return NULL;
	for (const char *p = name; *p != '\0'; p++)
		if (g_ascii_iscntrl(*p))
			return NULL;
	return g_strndup(name, strcspn(name, ":"));
}

/* True while somebody writes to FD's file: a person who copies a mail into new/ does not write it
 * elsewhere first. A lease for reading is refused then; ours lasts for a moment, and its signal is
 * one that is ignored. */
static bool is_being_written(int fd)
{
	fcntl(fd, F_SETSIG, SIGURG);
	if (fcntl(fd, F_SETLEASE, F_RDLCK) != 0)
		return errno == EAGAIN;
	fcntl(fd, F_SETLEASE, F_UNLCK);
	return false;
}

/* NAME in FOLDER ("new" or "cur") as a raw mail; NULL if it is none, or went away. */
static struct raw *read_mail(struct maildir *maildir, int directory, const char *name)
{
	struct stat status;
	bool truncated;
	int fd = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0)
		return NULL;
	GBytes *bytes = NULL;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && !is_being_written(fd))
		bytes = read_up_to(fd, (size_t)status.st_size, MAIL_MAX, &truncated);
	close(fd);
	if (bytes == NULL)
		return NULL;
	struct raw *raw = raw_new("maildir", maildir->inbox, bytes, maildir->now());
	raw->truncated = truncated;
	raw->delivered = status.st_mtime;
	return raw;
}

/* The batch is kept, and only then moved out of new/. */
static bool flush(struct pass *pass, GError **error)
{
	g_autoptr(GPtrArray) origins = g_ptr_array_new();

	if (pass->raws->len == 0)
		return true;
	if (!pass->sink->keep(pass->sink->data, pass->raws, NULL, error))
		return false;
	*pass->count += pass->raws->len;
	for (guint i = 0; i < pass->raws->len; i++) {
		struct raw *raw = g_ptr_array_index(pass->raws, i);
		if (!put_in_place(pass, g_ptr_array_index(pass->paths, i), raw->origin, error))
			return false;
		g_ptr_array_add(origins, raw->origin);
	}
	if (!pass->sink->marked(pass->sink->data, origins, error))
		return false;
	g_ptr_array_set_size(pass->raws, 0);
	g_ptr_array_set_size(pass->paths, 0);
	pass->octets = 0;
	return true;
}

/* NAME is stored already: it only has to leave new/. */
static bool put_away(
    struct pass *pass, const char *folder, const char *name, char *origin, GError **error)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autoptr(GPtrArray) origins = g_ptr_array_new();

	g_ptr_array_add(origins, origin);
	return strcmp(folder, "new") != 0 ||
	       (put_in_place(pass, path, origin, error) &&
		   pass->sink->marked(pass->sink->data, origins, error));
}

static bool take(
    struct pass *pass, int directory, const char *folder, const char *name, GError **error)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	struct raw *raw = read_mail(pass->maildir, directory, name);

	if (raw == NULL)
		return true;
	raw->origin = unique_name(name);
	pass->octets += g_bytes_get_size(raw->bytes);
	g_ptr_array_add(pass->raws, raw);
	g_ptr_array_add(pass->paths, g_steal_pointer(&path));
	if (pass->raws->len >= BATCH_MAILS || pass->octets >= BATCH_OCTETS)
		return flush(pass, error);
	return true;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names in FOLDER, sorted: Maildir names begin with the time. */
static GPtrArray *names_in(DIR *directory)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);

	for (const struct dirent *entry; (entry = readdir(directory)) != NULL;)
		if (entry->d_name[0] != '.')
			g_ptr_array_add(names, g_strdup(entry->d_name));
	g_ptr_array_sort(names, by_name);
	return names;
}

/* The NAMES that are not stored, which are announced with the times of their files; the others are
 * put away. NULL with ERROR. */
static GPtrArray *unknown(
    struct pass *pass, int directory, const char *folder, GPtrArray *names, GError **error)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new();

	for (guint i = 0; i < names->len; i++) {
		char *name = g_ptr_array_index(names, i);
		g_autofree char *origin = unique_name(name);
		struct stat status;
		if (origin == NULL)
			continue;
		if (pass->sink->has(pass->sink->data, origin)) {
			if (!put_away(pass, folder, name, origin, error))
				return NULL;
		} else if (fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
			   S_ISREG(status.st_mode)) {
			pass->sink->coming(pass->sink->data, status.st_mtime);
			g_ptr_array_add(found, name);
		}
	}
	return g_steal_pointer(&found);
}

static bool take_folder(struct pass *pass, const char *folder, GError **error)
{
	g_autofree char *path = g_build_filename(pass->maildir->inbox->at.path, folder, NULL);
	DIR *directory = opendir(path);
	bool ok = true;

	if (directory == NULL)
		return fail(error, EX_NOPERM,
		    "cannot read the Maildir folder %s: %s; let the user that runs callbox read it",
		    path, g_strerror(errno));
	g_autoptr(GPtrArray) names = names_in(directory);
	g_autoptr(GPtrArray) fresh = unknown(pass, dirfd(directory), folder, names, error);
	for (guint i = 0; fresh != NULL && ok && i < fresh->len; i++)
		ok = take(pass, dirfd(directory), folder, g_ptr_array_index(fresh, i), error);
	ok = ok && fresh != NULL;
	closedir(directory);
	return ok;
}

/* What a kill left stored but in new/ is found there by take(); the rest needs no move any more. */
static bool repair(struct pass *pass, GError **error)
{
	g_autoptr(GPtrArray) origins = pass->sink->unmarked(pass->sink->data, error);

	if (origins == NULL)
		return false;
	return origins->len == 0 || pass->sink->marked(pass->sink->data, origins, error);
}

static bool prepare(struct maildir *maildir, GError **error)
{
	if (!maildir_make(maildir->inbox->at.path, error))
		return false;
	if (maildir->watch < 0)
		maildir->watch = watch_new(maildir->inbox->at.path);
	return true;
}

static void drain(int fd)
{
	char events[4096];

	while (fd >= 0 && read(fd, events, sizeof(events)) > 0)
		;
}

static bool maildir_pass(void *state, const struct sink *sink, unsigned *count, GError **error)
{
	struct maildir *maildir = state;
	g_autoptr(GPtrArray) raws = g_ptr_array_new_with_free_func(free_raw);
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	struct pass pass = {maildir, sink, raws, paths, 0, count, NULL, false};

	if (!prepare(maildir, error))
		return false;
	pass.stays = handled_problem(maildir->inbox);
	drain(maildir->watch);
	bool ok = take_folder(&pass, "new", error) && take_folder(&pass, "cur", error) &&
		  flush(&pass, error) && repair(&pass, error);
	if (pass.handled || pass.stays != NULL)
		sink->stays(sink->data, pass.stays);
	g_free(pass.stays);
	return ok;
}

static bool maildir_wait(void *state, int seconds, int wake_fd, GError **error)
{
	struct maildir *maildir = state;

	if (maildir->watch < 0 && maildir->inbox->poll > 0)
		seconds = (int)MIN(seconds, maildir->inbox->poll);
	wait_readable(maildir->watch, wake_fd, seconds);
	return true;
}

static bool maildir_check(void *state, char **words, GError **error)
{
	struct maildir *maildir = state;
	g_autofree char *path = g_build_filename(maildir->inbox->at.path, "new", NULL);

	if (access(path, R_OK | W_OK | X_OK) == 0)
		*words = g_strdup_printf("Maildir %s", maildir->inbox->at.path);
	else if (errno == ENOENT)
		*words = g_strdup_printf("Maildir %s, which will be made", maildir->inbox->at.path);
	else
		return fail(error, EX_NOPERM,
		    "cannot use the Maildir %s: %s; correct the path, or give it to the user that "
		    "runs callbox",
		    maildir->inbox->at.path, g_strerror(errno));
	return true;
}

static bool maildir_check_done(void *state, char **words, GError **error)
{
	const struct maildir *maildir = state;

	*words = g_strdup_printf("handled mail moves to %s", maildir->inbox->done);
	return handled_check(maildir->inbox, error);
}

static void *maildir_new(const struct inbox *inbox, int64_t (*now)(void))
{
	struct maildir *maildir = g_new0(struct maildir, 1);

	maildir->inbox = inbox;
	maildir->now = now;
	maildir->watch = -1;
	return maildir;
}

static void maildir_free(void *state)
{
	struct maildir *maildir = state;

	if (maildir->watch >= 0)
		close(maildir->watch);
	g_free(maildir);
}

const struct door door_maildir = {
    maildir_new, maildir_free, maildir_pass, maildir_wait, maildir_check, maildir_check_done};
