/*
 * A flock on a file that is never removed: to remove it would let two processes
 * lock two files of one name. The file holds the owner's process id, for the
 * message only.
 */
#include "store/lock.h"

#include "base/error.h"
#include "store/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

struct lock {
	int file;
};

static char *owner(int file)
{
	char text[24] = "";
	ssize_t n = pread(file, text, sizeof(text) - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	g_strchomp(text);
	return *text != '\0' && strspn(text, "0123456789") == strlen(text)
		   ? g_strdup_printf(" (process %s)", text)
		   : g_strdup("");
}

/* On a full disk the lock holds without a name in it. */
static void sign(int file)
{
	g_autofree char *text = g_strdup_printf("%ld\n", (long)getpid());

	if (ftruncate(file, 0) != 0 || pwrite(file, text, strlen(text), 0) < 0)
		return;
}

static bool take(int file, const char *data, GError **error)
{
	if (flock(file, LOCK_EX | LOCK_NB) == 0) {
		sign(file);
		return true;
	}
	if (errno != EWOULDBLOCK)
		return fail(
		    error, EX_TEMPFAIL, "cannot lock the spool %s: %s", data, g_strerror(errno));
	g_autofree char *who = owner(file);
	return fail(error, EX_TEMPFAIL,
	    "another callbox%s works on %s; wait for it, or stop it first", who, data);
}

struct lock *spool_lock(const char *data, GError **error)
{
	AUTO(spool) *spool = spool_open(data, true, error);
	g_autofree char *path =
	    spool == NULL ? NULL : spool_file(spool, "callbox.lock", true, error);

	if (path == NULL)
		return NULL;
	int file = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	if (file < 0) {
		fail(error, EX_TEMPFAIL,
		    "cannot open %s: %s; see that it can be read and written, then try again", path,
		    g_strerror(errno));
		return NULL;
	}
	if (!take(file, data, error)) {
		close(file);
		return NULL;
	}
	struct lock *lock = g_new(struct lock, 1);
	lock->file = file;
	return lock;
}

void spool_unlock(struct lock *lock)
{
	if (lock == NULL)
		return;
	close(lock->file);
	g_free(lock);
}
