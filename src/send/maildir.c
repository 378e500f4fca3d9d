/*
 * Letters as files of a Maildir: the embedded default, and what tests look at.
 * The name is made of the letter's own Message-ID, so that sending it again
 * after a crash replaces the file instead of making a second one (P-6).
 */
#include "base/error.h"
#include "send/door.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { NAME_MAX_OCTETS = 150 };

struct maildir {
	const char *path;
};

static bool make(const char *path, GError **error)
{
	static const char *const folders[] = {"tmp", "new", "cur"};

	for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *folder = g_build_filename(path, folders[i], NULL);
		if (g_mkdir_with_parents(folder, 0700) != 0)
			return fail(error, EX_NOPERM, "cannot make the Maildir folder %s: %s",
			    folder, g_strerror(errno));
	}
	return true;
}

static char *file_name(const struct outgoing *letter)
{
	g_autofree char *id = g_strndup(letter->message_id, NAME_MAX_OCTETS);

	g_strcanon(id, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-.@", '_');
	return g_strdup_printf(
	    "%" G_GINT64_FORMAT ".L%" G_GINT64_FORMAT ".%s", letter->created, letter->id, id);
}

static bool write_all(int fd, const GByteArray *bytes)
{
	for (guint at = 0; at < bytes->len;) {
		ssize_t put = write(fd, bytes->data + at, bytes->len - at);
		if (put < 0 && errno != EINTR)
			return false;
		at += put > 0 ? (guint)put : 0;
	}
	return fsync(fd) == 0;
}

/* Writes BYTES to PATH, durably; false with errno. */
static bool write_file(const char *path, const GByteArray *bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return false;
	bool ok = write_all(fd, bytes);
	int problem = errno;
	ok = close(fd) == 0 && ok;
	if (!ok)
		errno = problem;
	return ok;
}

static bool sync_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

static struct receipt failed(const char *what, const char *path)
{
	GError *error = NULL;

	fail(&error, EX_IOERR, "cannot %s %s: %s", what, path, g_strerror(errno));
	return receipt_door_down(error);
}

static struct receipt maildir_send(
    void *state, const struct outgoing *letter, bool (*before_dot)(void *), void *data)
{
	const struct maildir *maildir = state;
	g_autofree char *name = file_name(letter);
	g_autofree char *tmp = g_build_filename(maildir->path, "tmp", name, NULL);
	g_autofree char *folder = g_build_filename(maildir->path, "new", NULL);
	g_autofree char *new = g_build_filename(folder, name, NULL);
	g_autoptr(GByteArray) bytes = letter_local(letter);
	GError *error = NULL;

	if (!make(maildir->path, &error))
		return receipt_door_down(error);
	if (!write_file(tmp, bytes))
		return failed("write", tmp);
	if (!before_dot(data)) {
		unlink(tmp);
		return receipt_new(FATE_LATER, "not sent: the outbox could not be written");
	}
	if (rename(tmp, new) != 0)
		return failed("move into new/:", tmp);
	if (!sync_folder(folder))
		return receipt_new(FATE_UNCERTAIN, "the Maildir could not be synced to disk");
	return receipt_new(FATE_SENT, new);
}

static bool maildir_check(void *state, char **words, GError **error)
{
	const struct maildir *maildir = state;

	if (access(maildir->path, W_OK | X_OK) != 0 && errno != ENOENT)
		return fail(error, EX_NOPERM, "cannot write to the Maildir %s: %s", maildir->path,
		    g_strerror(errno));
	*words = g_strdup_printf("Maildir %s", maildir->path);
	return true;
}

static void *maildir_new(const struct outbox *outbox)
{
	struct maildir *maildir = g_new0(struct maildir, 1);

	maildir->path = outbox->at.path;
	return maildir;
}

static void maildir_rest(void *state)
{
}

const struct way way_maildir = {maildir_new, g_free, maildir_send, maildir_rest, maildir_check};
