/* A mail that cannot be stored now waits in a Maildir: written in tmp/, moved to new/, both on disk
 * before we say so. */
#include "base/error.h"
#include "base/random.h"
#include "source/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { UNIQUE = 16 };

static bool make_folders(const char *path, GError **error)
{
	for (const char *const *name = (const char *const[]){"tmp", "new", "cur", NULL};
	     *name != NULL; name++) {
		g_autofree char *folder = g_build_filename(path, *name, NULL);
		if (g_mkdir_with_parents(folder, 0700) != 0)
			return fail(error, EX_TEMPFAIL, "making the Maildir folder %s failed: %s",
			    folder, g_strerror(errno));
	}
	return true;
}

static bool sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

bool source_put_aside(const char *path, const struct raw *raw, GError **error)
{
	g_autofree char *unique = random_token(UNIQUE);
	g_autofree char *name =
	    g_strdup_printf("%" G_GINT64_FORMAT ".%s.callbox", raw->first_seen, unique);
	g_autofree char *tmp = g_build_filename(path, "tmp", name, NULL);
	g_autofree char *folder = g_build_filename(path, "new", NULL);
	g_autofree char *new = g_build_filename(folder, name, NULL);
	gsize length;
	const char *bytes = g_bytes_get_data(raw->bytes, &length);

	if (!make_folders(path, error))
		return false;
	if (!g_file_set_contents_full(
		tmp, bytes, (gssize)length, G_FILE_SET_CONTENTS_DURABLE, 0600, NULL))
		return fail(
		    error, EX_TEMPFAIL, "writing the mail to %s failed; is the disk full?", tmp);
	if (rename(tmp, new) == 0 && sync_folder(folder))
		return true;
	return fail(
	    error, EX_TEMPFAIL, "moving the mail into %s failed: %s", folder, g_strerror(errno));
}
