/* A mail that cannot be stored now waits in a Maildir until a pass reads it there. */
#include "base/error.h"
#include "base/maildir.h"
#include "base/random.h"
#include "source/source.h"

enum { UNIQUE = 16 };

bool source_put_aside(const char *path, const struct raw *raw, GError **error)
{
	g_autofree char *unique = random_token(UNIQUE);
	g_autofree char *name =
	    g_strdup_printf("%" G_GINT64_FORMAT ".%s.callbox", raw->first_seen, unique);
	bool synced;

	if (!maildir_make(path, error) || !maildir_write(path, name, raw->bytes, error) ||
	    !maildir_publish(path, name, &synced, error))
		return false;
	return synced ||
	       fail(error, EX_IOERR,
		   "cannot sync the Maildir %s to disk; look at the disk, then try again", path);
}
