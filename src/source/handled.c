/* See the header. */
#include "source/handled.h"

#include "base/error.h"
#include "base/maildir.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The Maildir `done`, new; it stands beside that of INBOX unless its path is absolute. */
static char *done_path(const struct inbox *inbox)
{
	g_autofree char *folder = g_path_get_dirname(inbox->at.path);

	return g_canonicalize_filename(inbox->done, folder);
}

char *handled_problem(const struct inbox *inbox)
{
	g_autofree char *done = inbox->done == NULL ? NULL : done_path(inbox);
	g_autoptr(GError) error = NULL;

	return done == NULL || maildir_make(done, &error) ? NULL : g_strdup(error->message);
}

/* A mail that somebody took away is none to move. The reason names no mail, so that it is the same
 * for all of them. */
static bool move(const char *from, const char *maildir, const char *origin, GError **error)
{
	g_autofree char *name = g_strconcat(origin, ":2,S", NULL);
	g_autofree char *to = g_build_filename(maildir, "cur", name, NULL);

	if (strcmp(from, to) == 0 || rename(from, to) == 0)
		return true;
	int problem = errno;
	return (problem == ENOENT && access(from, F_OK) != 0) ||
	       fail(error, EX_IOERR, "cannot move mail to %s: %s", maildir, g_strerror(problem));
}

bool handled_move(
    const struct inbox *inbox, const char *path, const char *origin, char **stays, GError **error)
{
	g_autofree char *from = g_build_filename(inbox->at.path, path, NULL);
	g_autofree char *done = inbox->done == NULL ? NULL : done_path(inbox);
	g_autoptr(GError) problem = NULL;

	if (done != NULL && *stays == NULL) {
		if (move(from, done, origin, &problem))
			return true;
		*stays = g_strdup(problem->message);
	}
	return move(from, inbox->at.path, origin, error);
}

/* PATH or the nearest folder above it that exists, new. */
static char *nearest(const char *path)
{
	g_autofree char *at = g_strdup(path);
	struct stat status;

	while (stat(at, &status) != 0 && strcmp(at, "/") != 0) {
		char *above = g_path_get_dirname(at);
		g_free(at);
		at = above;
	}
	return g_steal_pointer(&at);
}

bool handled_check(const struct inbox *inbox, GError **error)
{
	g_autofree char *done = inbox->done == NULL ? NULL : done_path(inbox);

	if (done == NULL)
		return true;
	g_autofree char *cur = g_build_filename(done, "cur", NULL);
	g_autofree char *there = nearest(cur);
	g_autofree char *base = nearest(inbox->at.path);
	struct stat one, other;
	if (stat(there, &one) == 0 && !S_ISDIR(one.st_mode))
		return fail(error, EX_CONFIG,
		    "handled mail cannot be moved to done = \"%s\": %s is no folder; name another",
		    inbox->done, there);
	if (access(there, W_OK | X_OK) != 0 || stat(there, &one) != 0 || stat(base, &other) != 0)
		return fail(error, EX_CONFIG,
		    "handled mail cannot be moved to done = \"%s\": %s: %s; make the Maildir %s, "
		    "or "
		    "name another",
		    inbox->done, there, g_strerror(errno), done);
	return one.st_dev == other.st_dev ||
	       fail(error, EX_CONFIG,
		   "handled mail cannot be moved to done = \"%s\": %s is on another file system "
		   "than %s; name a folder on the same one",
		   inbox->done, done, inbox->at.path);
}
