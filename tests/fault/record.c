/*
 * Preloaded: writes down what a process does to the files below RECORD_ROOT,
 * so that tests/torture/power.t can build what a disk would hold after a power
 * cut. Each record of RECORD_LOG is a line "OP\tPATH\tOFFSET\tLENGTH" and LENGTH
 * octets; for a rename they are the new name.
 *
 * A write is written down after it happened and a rename before, so that where
 * two processes meet the record promises less than the disk, never more.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name)                     \
	static __typeof__(&name) real; \
	if (real == NULL)              \
		*(void **)&real = dlsym(RTLD_NEXT, #name);

static void put(
    const char *op, const char *path, long long offset, const void *octets, size_t length)
{
	const char *log = getenv("RECORD_LOG");
	char line[PATH_MAX + 100];
	int fd = log == NULL ? -1
			     : (int)syscall(SYS_openat, AT_FDCWD, log,
				   O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	if (fd < 0)
		return;
	int head = snprintf(line, sizeof(line), "%s\t%s\t%lld\t%zu\n", op, path, offset, length);
	struct iovec parts[] = {{line, (size_t)head}, {(void *)(size_t)octets, length}};
	if (syscall(SYS_writev, fd, parts, 2) != head + (long)length)
		abort();
	syscall(SYS_close, fd);
}

/* PATH below the root and no index of SQLite's (which no power cut leaves); *BELOW is then the rest
 * of it. */
static bool is_below(const char *path, const char **below)
{
	const char *root = getenv("RECORD_ROOT");
	size_t length = root == NULL ? 0 : strlen(root);
	const char *end = strrchr(path, '-');

	if (length == 0 || strncmp(path, root, length) != 0 || path[length] != '/')
		return false;
	*below = path + length + 1;
	return end == NULL || strcmp(end, "-shm") != 0;
}

static bool is_ours(int fd, char path[PATH_MAX], const char **below)
{
	char name[40];

	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	ssize_t n = readlink(name, path, PATH_MAX - 1);
	path[n < 0 ? 0 : n] = '\0';
	return is_below(path, below);
}

/* PATH as seen from FOLDER, absolute. */
static void resolve(int folder, const char *path, char whole[PATH_MAX])
{
	char name[40], base[PATH_MAX] = "";

	snprintf(name, sizeof(name), "/proc/self/fd/%d", folder);
	ssize_t n = folder == AT_FDCWD ? readlink("/proc/self/cwd", base, sizeof(base) - 1)
				       : readlink(name, base, sizeof(base) - 1);
	base[n < 0 ? 0 : n] = '\0';
	if (path[0] == '/')
		snprintf(whole, PATH_MAX, "%s", path);
	else
		snprintf(whole, PATH_MAX, "%.2000s/%.2000s", base, path);
}

static void put_fd(const char *op, int fd, long long offset, const void *octets, size_t length)
{
	char path[PATH_MAX];
	const char *below;

	if (is_ours(fd, path, &below))
		put(op, below, offset, octets, length);
}

static void put_path(const char *op, int folder, const char *path, int to_folder, const char *to)
{
	char whole[PATH_MAX], whole_to[PATH_MAX];
	const char *below, *below_to = "";

	resolve(folder, path, whole);
	if (to != NULL)
		resolve(to_folder, to, whole_to);
	if (is_below(whole, &below) && (to == NULL || is_below(whole_to, &below_to)))
		put(op, below, 0, below_to, strlen(below_to));
}

ssize_t write(int fd, const void *from, size_t n)
{
	REAL(write)
	long long at = lseek(fd, 0, SEEK_CUR);
	ssize_t put_out = real(fd, from, n);
	if (put_out > 0 && at >= 0)
		put_fd("write", fd, at, from, (size_t)put_out);
	return put_out;
}

ssize_t pwrite64(int fd, const void *from, size_t n, off64_t at)
{
	REAL(pwrite64)
	ssize_t put_out = real(fd, from, n, at);
	if (put_out > 0)
		put_fd("write", fd, at, from, (size_t)put_out);
	return put_out;
}

int ftruncate64(int fd, off64_t length)
{
	REAL(ftruncate64)
	int code = real(fd, length);
	if (code == 0)
		put_fd("truncate", fd, length, NULL, 0);
	return code;
}

static int synced(int code, int fd)
{
	if (code == 0)
		put_fd("sync", fd, 0, NULL, 0);
	return code;
}

int fsync(int fd)
{
	REAL(fsync)
	return synced(real(fd), fd);
}

int fdatasync(int fd)
{
	REAL(fdatasync)
	return synced(real(fd), fd);
}

int rename(const char *from, const char *to)
{
	REAL(rename)
	put_path("rename", AT_FDCWD, from, AT_FDCWD, to);
	return real(from, to);
}

int renameat(int a, const char *from, int b, const char *to)
{
	REAL(renameat)
	put_path("rename", a, from, b, to);
	return real(a, from, b, to);
}

int unlink(const char *path)
{
	REAL(unlink)
	int code = real(path);
	if (code == 0)
		put_path("unlink", AT_FDCWD, path, 0, NULL);
	return code;
}

int unlinkat(int folder, const char *path, int flags)
{
	REAL(unlinkat)
	int code = real(folder, path, flags);
	if (code == 0)
		put_path("unlink", folder, path, 0, NULL);
	return code;
}

static int opened(int fd, int flags)
{
	if (fd >= 0 && (flags & O_CREAT))
		put_fd(flags & O_TRUNC ? "empty" : "create", fd, 0, NULL, 0);
	return fd;
}

#define OPEN(name, parameters, arguments)             \
	int name parameters                           \
	{                                             \
		REAL(name)                            \
		va_list list;                         \
		va_start(list, flags);                \
		mode_t mode = va_arg(list, mode_t);   \
		va_end(list);                         \
		return opened(real arguments, flags); \
	}

OPEN(open, (const char *path, int flags, ...), (path, flags, mode))
OPEN(open64, (const char *path, int flags, ...), (path, flags, mode))
OPEN(openat, (int folder, const char *path, int flags, ...), (folder, path, flags, mode))
