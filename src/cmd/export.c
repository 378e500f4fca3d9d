/* Everything, or all that is held about one person, in a form that other programs read. */
#include "cmd/export.h"

#include "base/address.h"
#include "base/clean.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/random.h"
#include "cmd/csv.h"
#include "letter/letter.h"
#include "mail/parse.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
	char *format, *address, *call, *output;
} given;

static const GOptionEntry options[] = {
    {"format", 0, 0, G_OPTION_ARG_STRING, &given.format,
	"csv, json (the default), mbox or ics; of a person also tar, the default there", "F"},
    {"address", 0, 0, G_OPTION_ARG_STRING, &given.address, "all that is held about this person",
	"A"},
    {"call", 0, 0, G_OPTION_ARG_STRING, &given.call, "of this call only", "NAME"},
    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &given.output,
	"write to this file, not to standard output", "FILE"},
    {NULL},
};

static const struct format {
	const char *name;
	exporter write;
	bool for_everybody, for_person;
	bool raw; /* octets of mails as they came, so nothing for a terminal (P-22) */
} formats[] = {
    {"csv", export_csv, true, true},
    {"json", export_json, true, true},
    {"mbox", export_mbox, true, true, true},
    {"ics", export_ics, true, false},
    {"tar", export_archive, false, true, true},
};

bool export_is_theirs(const struct export *export, const char *address)
{
	g_autofree char *key = address == NULL ? NULL : address_key(address);

	return export->person == NULL || g_strcmp0(key, export->person) == 0;
}

GPtrArray *export_stories(const struct export *export, GError **error)
{
	struct story_filter filter = {.call = export->call, .person = export->person};

	return store_stories(export->store, &filter, error);
}

static bool field_names(const char *field, const char *person)
{
	g_auto(GStrv) words = g_strsplit_set(field, " \t\r\n<>,;:\"()", -1);

	for (char **word = words; *word != NULL; word++) {
		g_autofree char *key = address_key(*word);
		if (g_strcmp0(key, person) == 0)
			return true;
	}
	return false;
}

/* False with ERROR also when the store fails. */
static bool claims_person(const struct export *export, int64_t mail, GError **error)
{
	AUTO(raw) *raw = store_raw(export->store, mail, error);
	gsize length;

	if (raw == NULL)
		return false;
	const unsigned char *octets = g_bytes_get_data(raw->bytes, &length);
	g_autofree char *field = mail_from_field(octets, length);
	return field != NULL && field_names(field, export->person);
}

GPtrArray *export_mails(const struct export *export, GError **error)
{
	ERROR_GUARD(error);
	g_autoptr(GPtrArray) mails =
	    store_incoming(export->store, export->call, export->person, error);

	for (guint i = mails == NULL || export->person == NULL ? 0 : mails->len; i > 0; i--) {
		const struct incoming *mail = g_ptr_array_index(mails, i - 1);
		if (mail->from == NULL && !claims_person(export, mail->id, error))
			g_ptr_array_remove_index(mails, i - 1);
		if (*error != NULL)
			return NULL;
	}
	return g_steal_pointer(&mails);
}

GPtrArray *export_trail(const struct export *export, int64_t mail, int64_t story, GError **error)
{
	GPtrArray *events = store_events(export->store, mail, story, error);

	for (guint i = 0; events != NULL && export->person != NULL && i < events->len; i++) {
		struct event *event = g_ptr_array_index(events, i);
		g_autofree char *why = event->why;
		event->why = why == NULL ? NULL : clean_addresses(why, export->others);
	}
	return events;
}

bool export_csv(const struct export *export, GError **error)
{
	g_autoptr(GPtrArray) stories = export_stories(export, error);

	if (stories != NULL)
		csv_stories(export->out, stories);
	return stories != NULL;
}

/* When the sessions were last written down. */
static int64_t configured_at(const struct export *export)
{
	struct stat file;

	return stat(export->app->config->file, &file) == 0 ? MIN(file.st_mtime, export->now)
							   : export->now;
}

bool export_ics(const struct export *export, GError **error)
{
	const struct call *call = config_call(export->app->config, export->call);
	g_autoptr(GPtrArray) invites = store_invites(export->store, call->name, error);

	if (invites == NULL)
		return false;
	g_autofree char *ics = sessions_ics(call, invites, configured_at(export));
	fputs(ics, export->out);
	return true;
}

/* --- what was asked for --- */

static const struct format *find_format(const char *name, GError **error)
{
	for (gsize i = 0; i < G_N_ELEMENTS(formats); i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	fail(error, EX_USAGE,
	    "\"%s\" is no format; write csv, json, mbox, ics or, with --address, tar", name);
	return NULL;
}

static const struct format *choose_format(const struct app *app, GError **error)
{
	const char *usual = given.address != NULL && !app->json ? "tar" : "json";
	const struct format *format =
	    find_format(given.format != NULL ? given.format : usual, error);

	if (format == NULL)
		return NULL;
	if (given.address != NULL ? format->for_person : format->for_everybody)
		return format;
	fail(error, EX_USAGE,
	    given.address != NULL
		? "a calendar of sessions holds nothing about a person; leave out "
		  "--address"
		: "an archive is of one person; name them with --address");
	return NULL;
}

/* A calendar is of one call: the one that is named, or the only one. */
static bool choose_call(struct export *export, const struct format *format, GError **error)
{
	const GPtrArray *calls = export->app->config->calls;

	if (given.call != NULL && config_call(export->app->config, given.call) == NULL)
		return fail(error, EX_USAGE, "the configuration has no call \"%s\"", given.call);
	export->call = given.call;
	if (format->write != export_ics || given.call != NULL)
		return true;
	if (calls->len != 1)
		return fail(error, EX_USAGE,
		    "there are %u calls, and a calendar is of one; name it with --call",
		    calls->len);
	export->call = ((struct call *)g_ptr_array_index(calls, 0))->name;
	return true;
}

static void add_key(GPtrArray *keys, const char *address)
{
	char *key = address == NULL ? NULL : address_key(address);

	if (key != NULL)
		g_ptr_array_add(keys, key);
}

/* The person's own and those of the calls. */
static GPtrArray *readable_keys(const struct config *config, const char *person)
{
	GPtrArray *keys = g_ptr_array_new_with_free_func(g_free);

	add_key(keys, person);
	for (guint i = 0; i < config->calls->len; i++) {
		const struct call *call = g_ptr_array_index(config->calls, i);
		add_key(keys, call->contact);
		for (char **address = call->addresses; *address != NULL; address++)
			add_key(keys, *address);
	}
	g_ptr_array_add(keys, NULL);
	return keys;
}

/* --- where it goes --- */

/* Only a file of ours is replaced: no device, pipe or link. */
static bool may_replace(const char *file, GError **error)
{
	struct stat there;

	return lstat(file, &there) != 0 || S_ISREG(there.st_mode) ||
	       fail(error, EX_CANTCREAT,
		   "cannot write %s: it is there and no ordinary file; name another", file);
}

/* A file that is complete under its name, or not there at all. */
static bool write_file(const struct format *format, struct export *export, GError **error)
{
	g_autofree char *token = random_token(8);
	g_autofree char *draft = g_strdup_printf("%s.%s", given.output, token);

	if (!may_replace(given.output, error))
		return false;
	export->out = fopen(draft, "wxe");
	if (export->out == NULL)
		return fail(error, EX_CANTCREAT,
		    "cannot write %s: %s; name a file in a folder that "
		    "can be written",
		    given.output, g_strerror(errno));
	bool ok = format->write(export, error);
	bool written =
	    fflush(export->out) == 0 && fsync(fileno(export->out)) == 0 && !ferror(export->out);
	written = fclose(export->out) == 0 && written;
	if (ok && written && rename(draft, given.output) == 0)
		return true;
	if (ok)
		fail(error, EX_IOERR,
		    "writing %s failed: %s; make room, or name a file on another disk",
		    given.output, g_strerror(errno));
	unlink(draft);
	return false;
}

static bool write_output(const struct format *format, struct export *export, GError **error)
{
	if (given.output != NULL)
		return write_file(format, export, error);
	if (format->raw && isatty(STDOUT_FILENO))
		return fail(error, EX_USAGE,
		    "this is no text for a terminal; write it to a file with -o FILE");
	export->out = stdout;
	return format->write(export, error);
}

static bool export_all(struct export *export, const struct format *format, GError **error)
{
	g_autofree char *person = NULL;
	g_autoptr(GPtrArray) others = NULL;

	if (given.address != NULL && (person = address_key(given.address)) == NULL)
		return fail(
		    error, EX_USAGE, "\"%s\" is no address; write name@example.org", given.address);
	others = readable_keys(export->app->config, person);
	export->address = given.address;
	export->person = person;
	export->others = (const char *const *)others->pdata;
	return choose_call(export, format, error) && store_begin(export->store, error) &&
	       write_output(format, export, error);
}

static int run(struct app *app, int argc, char **argv)
{
	AUTO(store) *store = NULL;
	GError *error = NULL;
	const struct format *format;
	struct export export = {.app = app, .now = clock_now()};

	if (argc > 0)
		return app_usage(&command_export, "takes options only");
	if ((format = choose_format(app, &error)) == NULL ||
	    (export.store = store = app_store(app, STORE_READ, &error)) == NULL ||
	    !export_all(&export, format, &error))
		return app_fail(error);
	store_take_back(store);
	return EX_OK;
}

const struct command command_export = {
    .name = "export",
    .arguments = "",
    .summary = "everything, or all that is held about one person (--address)",
    .example = "callbox export --address ada@example.net -o ada.tar",
    .need = NEED_CONFIG,
    .options = options,
    .run = run,
};
