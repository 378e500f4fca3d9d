/*
 * Letters as files of a Maildir: the embedded default, and what tests look at.
 * The name is made of the letter's own Message-ID, so that sending it again
 * after a crash replaces the file instead of making a second one (P-6).
 */
#include "base/maildir.h"
#include "base/error.h"
#include "send/door.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { NAME_MAX_OCTETS = 150 };

struct maildir {
	const char *path;
};

static char *file_name(const struct outgoing *letter)
{
	g_autofree char *id = g_strndup(letter->message_id, NAME_MAX_OCTETS);

	g_strcanon(id, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-.@", '_');
	return g_strdup_printf(
	    "%" G_GINT64_FORMAT ".L%" G_GINT64_FORMAT ".%s", letter->created, letter->id, id);
}

static struct receipt maildir_send(
    void *state, const struct outgoing *letter, bool (*before_dot)(void *), void *data)
{
	const struct maildir *maildir = state;
	g_autofree char *name = file_name(letter);
	g_autofree char *file = g_build_filename(maildir->path, "new", name, NULL);
	g_autoptr(GBytes) bytes = g_byte_array_free_to_bytes(letter_local(letter));
	GError *error = NULL;
	bool synced;

	if (!maildir_make(maildir->path, &error) ||
	    !maildir_write(maildir->path, name, bytes, &error))
		return receipt_door_down(error);
	if (!before_dot(data)) {
		maildir_discard(maildir->path, name);
		return receipt_new(FATE_LATER, "not sent: the outbox could not be written");
	}
	if (!maildir_publish(maildir->path, name, &synced, &error))
		return receipt_door_down(error);
	if (!synced)
		return receipt_new(FATE_UNCERTAIN, "the Maildir could not be synced to disk");
	return receipt_new(FATE_SENT, file);
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
