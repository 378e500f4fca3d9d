/* Backup and verification of the whole store. */
#include "store/keep.h"

#include "store/inside.h"

#include "base/civil.h"
#include "base/error.h"
#include "base/random.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* So many octets are read through in some 10 ms. */
enum { QUICK = 16 * 1024 * 1024 };

static const char checked_at[] = "checked"; /* a fact: when all of it was, UTC seconds */

static bool sync_file(const char *path, int flags, GError **error)
{
	int file = open(path, flags | O_CLOEXEC);
	bool ok = file >= 0 && fsync(file) == 0;
	int code = errno;

	if (file >= 0)
		close(file);
	return ok ||
	       fail(error, EX_TEMPFAIL, "cannot sync %s: %s; look at the disk, then try again",
		   path, g_strerror(code));
}

/* The copy appears under its name when it is complete and on the disk, or not at all. */
static bool publish(const char *draft, const char *file, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(file);

	if (!sync_file(draft, O_RDWR, error))
		return false;
	if (rename(draft, file) != 0)
		return fail(
		    error, EX_TEMPFAIL, "cannot name the backup %s: %s", file, g_strerror(errno));
	return sync_file(folder, O_RDONLY | O_DIRECTORY, error);
}

/* In place of the live database, a copy would lose whatever a running callbox still writes. */
bool store_backup(struct store *store, const char *file, GError **error)
{
	struct stat there;

	if (lstat(file, &there) == 0)
		return fail(error, EX_CANTCREAT,
		    "cannot write a backup to %s: it exists; name a file that does not", file);
	g_autofree char *token = random_token(8);
	g_autofree char *draft = g_strdup_printf("%s.%s", file, token);
	int made = open(draft, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (made < 0)
		return fail(error, EX_CANTCREAT,
		    "cannot write a backup to %s: %s; name a file in a folder that can be written",
		    file, g_strerror(errno));
	fchmod(made, 0600);
	close(made);
	if (db_copy(store->db, draft, error) && publish(draft, file, error))
		return true;
	unlink(draft);
	return false;
}

static bool account_even(struct store *store, GError **error)
{
	int64_t in = 0, sum = 0;
	g_autoptr(GPtrArray) account = store_account(store, NULL, &in, error);

	if (account == NULL)
		return false;
	for (guint i = 0; i < account->len; i++)
		sum += ((struct tally *)g_ptr_array_index(account, i))->count;
	return in == sum ||
	       fail(error, EX_DATAERR,
		   "the account is not even: %" G_GINT64_FORMAT " mails came in, %" G_GINT64_FORMAT
		   " are accounted for; put a backup in its place (callbox backup)",
		   in, sum);
}

bool store_check(struct store *store, GError **error)
{
	int64_t gaps = 0;

	if (!db_check(store->db, error) || !db_number(store->db, SQL_GAPS, &gaps, error))
		return false;
	if (gaps > 0)
		return fail(error, EX_DATAERR,
		    "%" G_GINT64_FORMAT " mails have no bytes or no first delivery; put a backup "
		    "in its place (callbox backup)",
		    gaps);
	return account_even(store, error);
}

static bool was_checked(struct store *store, int64_t now)
{
	g_autofree char *last = store_fact(store, checked_at);
	int64_t at = last == NULL ? 0 : g_ascii_strtoll(last, NULL, 10);

	return at <= now && now - at < DAY;
}

bool store_check_first(struct store *store, int64_t now, GError **error)
{
	g_autofree char *at = g_strdup_printf("%" G_GINT64_FORMAT, now);
	bool lately = was_checked(store, now);

	if (lately && db_size(store->db) > QUICK)
		return true;
	return store_check(store, error) &&
	       (lately || store_set_fact(store, checked_at, at, error));
}
