/* One mail from a pipe, as a mail server hands it over to "callbox filter" (B-62). */
#include "base/error.h"
#include "source/door.h"
#include "source/read.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STEP = 64 * 1024 };

GBytes *read_up_to(int fd, size_t expected, size_t max, bool *truncated)
{
	/* One octet more shows the end, or that there is more. */
	size_t room = expected > 0 ? MIN(expected, max) + 1 : STEP, length = 0;
	g_autoptr(GByteArray) bytes = g_byte_array_new();

	while (length <= max) {
		if (length == bytes->len)
			g_byte_array_set_size(bytes, (guint)MIN(length + room, max + 1));
		ssize_t got = read(fd, bytes->data + length, bytes->len - length);
		if (got < 0 && errno != EINTR)
			return NULL;
		if (got == 0)
			break;
		length += got > 0 ? (size_t)got : 0;
		room = STEP;
	}
	*truncated = length > max;
	g_byte_array_set_size(bytes, (guint)MIN(length, max));
	return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}

/* BYTES (taken) without a leading mbox line "From " or ">From " (TR-05). */
static GBytes *without_mbox_line(GBytes *bytes)
{
	gsize length;
	const char *data = g_bytes_get_data(bytes, &length);
	const char *newline = length > 0 ? memchr(data, '\n', length) : NULL;

	if (newline == NULL || !((length > 5 && memcmp(data, "From ", 5) == 0) ||
				   (length > 6 && memcmp(data, ">From ", 6) == 0)))
		return bytes;
	gsize skip = (gsize)(newline - data) + 1;
	GBytes *rest = g_bytes_new_from_bytes(bytes, skip, length - skip);
	g_bytes_unref(bytes);
	return rest;
}

struct raw *source_read_pipe(int fd, int64_t now, GError **error)
{
	bool truncated;
	struct stat status;
	/* A pipe has no size; a file need not be read in pieces. */
	size_t expected = fstat(fd, &status) == 0 ? (size_t)status.st_size : 0;
	GBytes *bytes = read_up_to(fd, expected, MAIL_MAX, &truncated);

	/* A closed descriptor is an empty mail, not a fault of ours. */
	if (bytes == NULL && errno != EBADF) {
		fail(error, EX_TEMPFAIL, "cannot read the mail: %s; try again", g_strerror(errno));
		return NULL;
	}
	if (bytes == NULL || g_bytes_get_size(bytes) == 0) {
		g_clear_pointer(&bytes, g_bytes_unref);
		fail(error, EX_USAGE, "standard input is empty; pipe one mail into this command");
		return NULL;
	}
	struct raw *raw = raw_new("filter", NULL, without_mbox_line(bytes), now);
	raw->delivered = now;
	raw->truncated = truncated;
	return raw;
}
