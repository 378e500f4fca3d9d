/* Into a Maildir: written in tmp/, synced, renamed to new/, and the rename synced as well. */
#include "base/maildir.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

bool maildir_make(const char *path, GError **error)
{
	static const char *const folders[] = {"tmp", "new", "cur"};

	for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *folder = g_build_filename(path, folders[i], NULL);
		if (g_mkdir_with_parents(folder, 0700) != 0)
			return fail(error, EX_NOPERM,
			    "cannot make the Maildir folder %s: %s; let the user that runs callbox "
			    "write beside it",
			    folder, g_strerror(errno));
	}
	return true;
}

static bool write_all(int fd, GBytes *bytes)
{
	gsize length;
	const char *at = g_bytes_get_data(bytes, &length);

	while (length > 0) {
		ssize_t put = write(fd, at, length);
		if (put < 0 && errno != EINTR)
			return false;
		at += MAX(put, 0);
		length -= (gsize)MAX(put, 0);
	}
	return fsync(fd) == 0;
}

bool maildir_write(const char *path, const char *name, GBytes *bytes, GError **error)
{
	g_autofree char *file = g_build_filename(path, "tmp", name, NULL);
	int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	bool ok = fd >= 0 && write_all(fd, bytes);
	int problem = errno;

	if (fd >= 0 && close(fd) != 0 && ok) {
		problem = errno;
		ok = false;
	}
	return ok || fail(error, EX_IOERR,
			 "cannot write %s: %s; make room, and see that its folder can be written",
			 file, g_strerror(problem));
}

void maildir_discard(const char *path, const char *name)
{
	g_autofree char *file = g_build_filename(path, "tmp", name, NULL);

	unlink(file);
}

static bool sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

bool maildir_publish(const char *path, const char *name, bool *synced, GError **error)
{
	g_autofree char *from = g_build_filename(path, "tmp", name, NULL);
	g_autofree char *folder = g_build_filename(path, "new", NULL);
	g_autofree char *to = g_build_filename(folder, name, NULL);

	if (rename(from, to) != 0)
		return fail(error, EX_IOERR,
		    "cannot move %s into %s: %s; see that the folder can be written", from, folder,
		    g_strerror(errno));
	*synced = sync_folder(folder);
	return true;
}
