/*
 * The spool's folders and files. Everything is reached from descriptors of
 * folders that were checked, by names without a slash and without following
 * symlinks, so that nobody can lead a write elsewhere.
 */
#include "store/spool.h"

#include "base/error.h"
#include "base/random.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC };

struct spool {
	char *path; /* without symlinks */
	int folder, held;
};

static bool refuse(const char *path, const struct stat *is, bool folder, GError **error)
{
	if (S_ISLNK(is->st_mode))
		return fail(error, EX_NOPERM,
		    "%s is a symbolic link; put the real %s there, or name its real place in "
		    "\"data\"",
		    path, folder ? "folder" : "file");
	if (folder ? !S_ISDIR(is->st_mode) : !S_ISREG(is->st_mode))
		return fail(error, EX_NOPERM, "%s is no %s; move it away", path,
		    folder ? "folder" : "regular file");
	if (is->st_uid != geteuid())
		return fail(error, EX_NOPERM,
		    "%s belongs to user %lu, and callbox runs as user %lu; run it as the owner",
		    path, (unsigned long)is->st_uid, (unsigned long)geteuid());
	if (!folder && is->st_nlink != 1)
		return fail(error, EX_NOPERM,
		    "%s has a second name (hard link) somewhere; copy it to a file of its own",
		    path);
	return true;
}

static bool look(int folder, const char *name, const char *path, bool is_folder, GError **error)
{
	struct stat is;

	if (fstatat(folder, name, &is, AT_SYMLINK_NOFOLLOW) == 0)
		return refuse(path, &is, is_folder, error);
	if (errno == ENOENT)
		return fail(error, EX_NOINPUT,
		    "%s is not there yet; look at data in the configuration, or make it with "
		    "\"callbox once\"",
		    path);
	return fail(error, EX_TEMPFAIL,
	    "cannot look at %s: %s; see that its folder can be read, then try again", path,
	    g_strerror(errno));
}

/* Only our own: whatever the umask was when it was made, or a checkout made of it. */
static bool make_private(int descriptor, const char *path, mode_t mode, GError **error)
{
	struct stat is;

	if (fstat(descriptor, &is) == 0 &&
	    ((is.st_mode & 07777) == mode || fchmod(descriptor, mode) == 0))
		return true;
	return fail(error, EX_NOPERM, "cannot make %s private: %s", path, g_strerror(errno));
}

/* Opens folder NAME below FOLDER, a checked descriptor; -1 with ERROR. */
static int enter(int folder, const char *name, const char *path, bool make, GError **error)
{
	if (make && mkdirat(folder, name, 0700) != 0 && errno != EEXIST) {
		fail(error, EX_TEMPFAIL, "cannot create %s: %s; make room, or create it by hand",
		    path, g_strerror(errno));
		return -1;
	}
	if (!look(folder, name, path, true, error))
		return -1;
	int inner = openat(folder, name, FOLDER);
	if (inner < 0)
		fail(error, EX_TEMPFAIL,
		    "cannot open %s: %s; see that it can be read and written, then try again", path,
		    g_strerror(errno));
	else if (make && !make_private(inner, path, 0700, error)) {
		close(inner);
		inner = -1;
	}
	return inner;
}

static bool make_maildir(struct spool *spool, const char *name, GError **error)
{
	static const char *const parts[] = {"tmp", "new", "cur"};
	g_autofree char *path = g_build_filename(spool->path, name, NULL);
	int maildir = enter(spool->folder, name, path, true, error);
	bool ok = maildir >= 0;

	for (size_t i = 0; ok && i < G_N_ELEMENTS(parts); i++) {
		g_autofree char *part = g_build_filename(path, parts[i], NULL);
		int folder = enter(maildir, parts[i], part, true, error);
		ok = folder >= 0;
		if (ok)
			close(folder);
	}
	if (maildir >= 0)
		close(maildir);
	return ok;
}

static bool open_folders(struct spool *spool, const char *data, bool make, GError **error)
{
	char real[PATH_MAX];

	spool->folder = enter(AT_FDCWD, data, data, make, error);
	if (spool->folder < 0)
		return false;
	if (realpath(data, real) == NULL)
		return fail(error, EX_TEMPFAIL, "cannot find %s: %s", data, g_strerror(errno));
	spool->path = g_strdup(real);
	g_autofree char *held = g_build_filename(real, "held", NULL);
	if (!make)
		return true;
	spool->held = enter(spool->folder, "held", held, true, error);
	return spool->held >= 0 && make_maildir(spool, "inbox", error) &&
	       make_maildir(spool, "outbox", error);
}

struct spool *spool_open(const char *data, bool make, GError **error)
{
	AUTO(spool) *spool = g_new0(struct spool, 1);
	g_autofree char *trimmed = g_strdup(data);
	g_autoptr(GError) problem = NULL;

	for (size_t n = strlen(trimmed); n > 1 && trimmed[n - 1] == '/'; n--)
		trimmed[n - 1] = '\0'; /* "link/" would follow the link */
	spool->folder = spool->held = -1;
	if (make)
		g_mkdir_with_parents(trimmed, 0700);
	if (open_folders(spool, trimmed, make, &problem))
		return g_steal_pointer(&spool);
	if (!make && problem->code == EX_NOINPUT)
		fail(error, EX_NOINPUT,
		    "there is no spool at %s yet; start with \"callbox init\" or \"callbox once\"",
		    trimmed);
	else
		g_propagate_error(error, g_steal_pointer(&problem));
	return NULL;
}

void spool_free(struct spool *spool)
{
	if (spool == NULL)
		return;
	if (spool->folder >= 0)
		close(spool->folder);
	if (spool->held >= 0)
		close(spool->held);
	g_free(spool->path);
	g_free(spool);
}

/* The same for a file by name. */
static bool keep_private(int folder, const char *name, const char *path, GError **error)
{
	struct stat is;

	if (fstatat(folder, name, &is, AT_SYMLINK_NOFOLLOW) == 0 &&
	    ((is.st_mode & 07777) == 0600 || fchmodat(folder, name, 0600, 0) == 0))
		return true;
	return fail(error, EX_NOPERM, "cannot make %s private: %s", path, g_strerror(errno));
}

/* Never opens a file that exists: closing it would drop the locks that SQLite holds on it. */
char *spool_file(struct spool *spool, const char *name, bool make, GError **error)
{
	g_autofree char *path = g_build_filename(spool->path, name, NULL);
	int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int file = make ? openat(spool->folder, name, flags, 0600) : -1;
	bool ok;

	if (file >= 0) {
		ok = true;
		close(file);
	} else if (make && errno != EEXIST) {
		ok = fail(error, EX_TEMPFAIL, "cannot create %s: %s; make room, then try again",
		    path, g_strerror(errno));
	} else {
		ok = look(spool->folder, name, path, false, error);
	}
	ok = ok && (!make || keep_private(spool->folder, name, path, error));
	return ok ? g_steal_pointer(&path) : NULL;
}

static bool write_all(int file, const char *octets, size_t length)
{
	while (length > 0) {
		ssize_t n = write(file, octets, length);
		if (n < 0 && errno != EINTR)
			return false;
		octets += n < 0 ? 0 : n;
		length -= n < 0 ? 0 : (size_t)n;
	}
	return true;
}

bool spool_hold(
    struct spool *spool, const char *name, const void *octets, size_t length, GError **error)
{
	g_autofree char *token = random_token(8);
	g_autofree char *tmp = g_strdup_printf("tmp-%s", token);
	int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int file = openat(spool->held, tmp, flags, 0600);
	bool ok = file >= 0 && fchmod(file, 0600) == 0 && write_all(file, octets, length);

	if (file >= 0)
		ok = close(file) == 0 && ok;
	if (ok && renameat(spool->held, tmp, spool->held, name) == 0)
		return true;
	int code = errno;
	if (file >= 0)
		unlinkat(spool->held, tmp, 0);
	return fail(
	    error, EX_TEMPFAIL, "cannot write %s/held/%s: %s", spool->path, name, g_strerror(code));
}

bool spool_holds(struct spool *spool, const char *name)
{
	struct stat is;

	return fstatat(spool->held, name, &is, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(is.st_mode) &&
	       is.st_size > 0;
}

void spool_unhold(struct spool *spool, const char *name)
{
	unlinkat(spool->held, name, 0);
}

GPtrArray *spool_held(struct spool *spool, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	int again = openat(spool->held, ".", FOLDER);
	DIR *folder = again < 0 ? NULL : fdopendir(again);
	struct dirent *entry;

	if (folder == NULL) {
		fail(error, EX_TEMPFAIL,
		    "cannot list %s/held: %s; see that it can be read, then try again", spool->path,
		    g_strerror(errno));
		if (again >= 0)
			close(again);
		return NULL;
	}
	while ((entry = readdir(folder)) != NULL)
		if (entry->d_name[0] != '.')
			g_ptr_array_add(names, g_strdup(entry->d_name));
	closedir(folder);
	return g_steal_pointer(&names);
}

static bool sweep_folder(const char *path, const char *mailbox,
    bool (*gone)(void *data, const char *mailbox, const char *name, const char *path), void *data,
    GError **error)
{
	g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
	const char *name;

	while (folder != NULL && (name = g_dir_read_name(folder)) != NULL) {
		g_autofree char *file = g_build_filename(path, name, NULL);
		if (gone(data, mailbox, name, file) && unlink(file) != 0)
			return fail(error, EX_IOERR, "cannot remove %s: %s; remove it by hand",
			    file, g_strerror(errno));
	}
	return true;
}

bool spool_sweep(struct spool *spool,
    bool (*gone)(void *data, const char *mailbox, const char *name, const char *path), void *data,
    GError **error)
{
	static const char *const mailboxes[] = {"inbox", "outbox"};
	static const char *const parts[] = {"tmp", "new", "cur"};

	for (size_t i = 0; i < G_N_ELEMENTS(mailboxes) * G_N_ELEMENTS(parts); i++) {
		const char *mailbox = mailboxes[i / G_N_ELEMENTS(parts)];
		g_autofree char *path =
		    g_build_filename(spool->path, mailbox, parts[i % G_N_ELEMENTS(parts)], NULL);
		if (!sweep_folder(path, mailbox, gone, data, error))
			return false;
	}
	return true;
}
