/* See the header. */
#include "store/ballast.h"

#include "base/error.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static char *ballast_path(const char *data)
{
	return g_build_filename(data, "ballast", NULL);
}

int64_t disk_free(const char *data)
{
	struct statvfs disk;

	if (statvfs(data, &disk) != 0)
		return INT64_MAX;
	return (int64_t)MIN((uint64_t)disk.f_bavail, INT64_MAX / disk.f_frsize) *
	       (int64_t)disk.f_frsize;
}

static bool is_there(const char *path, int64_t size)
{
	struct stat is;

	return lstat(path, &is) == 0 && S_ISREG(is.st_mode) && is.st_size == size;
}

void ballast_lay(const char *data, int64_t size)
{
	g_autofree char *path = ballast_path(data);

	if (size == 0 || is_there(path, size) || disk_free(data) / 3 < size)
		return;
	unlink(path);
	int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (file < 0)
		return;
	if (posix_fallocate(file, 0, size) != 0)
		unlink(path);
	close(file);
}

bool ballast_throw(const char *data, int64_t size)
{
	enum { LAST = 16 };
	g_autofree char *path = ballast_path(data);

	return size != 0 && disk_free(data) < size / LAST && unlink(path) == 0;
}

bool ballast_room(const char *data, int64_t size, GError **error)
{
	g_autofree char *path = ballast_path(data);
	int64_t mark = is_there(path, size) ? size : 2 * size;
	g_autofree char *words = g_format_size_full((guint64)mark, G_FORMAT_SIZE_IEC_UNITS);

	return size == 0 || disk_free(data) >= mark ||
	       fail(error, EX_TEMPFAIL,
		   "less than %s are free on the disk of %s, so no mail is fetched and all of it "
		   "waits where it is; make room, and callbox goes on by itself",
		   words, data);
}

bool disk_read_only(const char *path)
{
	struct statvfs disk;

	return statvfs(path, &disk) == 0 && (disk.f_flag & ST_RDONLY) != 0;
}
