/*
 * A configuration file becomes a struct config, or a list of everything that is
 * wrong with it. First layout.c looks where things stand, then libConfuse reads
 * the values, all as text, then each section is checked by itself and against
 * the others.
 */
#include "base/error.h"
#include "call/endpoint.h"
#include "call/layout.h"
#include "call/sanity.h"

#include <string.h>

enum { FILE_MAX = 1 << 20, BALLAST_MIB = 16 };

/* CFGF_NODEFAULT makes an option that is not given NULL, and not "". */
#define TEXT(name) CFG_STR(name, NULL, CFGF_NODEFAULT)
#define LIST(name) CFG_STR_LIST(name, NULL, CFGF_NODEFAULT)
#define MANY (CFGF_MULTI | CFGF_TITLE)

static cfg_opt_t organizer_options[] = {
    TEXT("address"), TEXT("affiliation"), TEXT("digest"), TEXT("decides"), CFG_END()};

static cfg_opt_t session_options[] = {TEXT("title"), TEXT("start"), TEXT("length"), TEXT("place"),
    TEXT("url"), TEXT("description"), TEXT("invite"), CFG_END()};

static cfg_opt_t call_options[] = {TEXT("title"), LIST("address"), TEXT("list_id"),
    TEXT("subaddress"), TEXT("contact"), TEXT("page"), TEXT("zone"), TEXT("opens"),
    TEXT("deadline"), TEXT("grace"), LIST("kinds"), TEXT("digest"), TEXT("retention"),
    LIST("reminders"), TEXT("ask_again"), TEXT("closing"),
    CFG_SEC("organizer", organizer_options, MANY), CFG_SEC("session", session_options, MANY),
    CFG_END()};

static cfg_opt_t inbox_options[] = {TEXT("url"), LIST("password_command"),
    LIST("oauth2_token_command"), TEXT("ca_file"), TEXT("done"), LIST("trusted_by"),
    TEXT("authserv_id"), TEXT("poll"), CFG_END()};

static cfg_opt_t outbox_options[] = {TEXT("url"), LIST("password_command"),
    LIST("oauth2_token_command"), TEXT("ca_file"), TEXT("envelope"), TEXT("limit_per_address"),
    TEXT("limit_per_hour"), CFG_END()};

static cfg_opt_t file_options[] = {TEXT("data"), TEXT("ballast"), TEXT("templates"),
    CFG_SEC("inbox", inbox_options, MANY), CFG_SEC("outbox", outbox_options, CFGF_MULTI),
    CFG_SEC("call", call_options, MANY), CFG_END()};

struct config *config_empty(void)
{
	struct config *config = g_new0(struct config, 1);

	config->inboxes = g_ptr_array_new_with_free_func((GDestroyNotify)inbox_free);
	config->calls = g_ptr_array_new_with_free_func((GDestroyNotify)call_free);
	config->warnings = g_new0(char *, 1);
	config->lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	config->outbox.limit_per_address = config->outbox.limit_per_hour = UINT_MAX;
	return config;
}

void config_free(struct config *config)
{
	if (config == NULL)
		return;
	g_free(config->file);
	g_free(config->data);
	g_free(config->templates);
	g_ptr_array_unref(config->inboxes);
	endpoint_clear(&config->outbox.at);
	credentials_clear(&config->outbox.login);
	g_ptr_array_unref(config->calls);
	g_strfreev(config->warnings);
	g_hash_table_unref(config->lines);
	g_free(config);
}

/* libConfuse passes nothing of ours to its error function. */
static struct reader *complaining;

static G_GNUC_PRINTF(2, 0) void complain(cfg_t *cfg, const char *format, va_list args)
{
	g_autofree char *text = g_strdup_vprintf(format, args);
	unsigned line = cfg != NULL && cfg->line > 0 ? (unsigned)cfg->line : 1;

	/* What layout.c has found already is the cause. */
	if (complaining->findings->len == 0)
		reader_note(complaining, line, "%s; see callbox.conf(5) for the syntax", text);
}

/* The spool's Maildir is read in any case: filter keeps mail there when the database is busy. Its
 * name is one that no section can have. */
static void add_spool_inbox(struct config *config)
{
	g_autofree char *path =
	    config->data == NULL ? NULL : g_build_filename(config->data, "inbox", NULL);

	if (path == NULL)
		return;
	for (guint i = 0; i < config->inboxes->len; i++) {
		const struct inbox *inbox = g_ptr_array_index(config->inboxes, i);
		if (inbox->at.scheme == SCHEME_MAILDIR && g_strcmp0(inbox->at.path, path) == 0)
			return;
	}
	g_ptr_array_add(config->inboxes, inbox_of_maildir("spool/inbox", path));
}

static void read_doors(struct config *config, const struct section *file)
{
	for (unsigned i = 0; i < cfg_size(file->cfg, "inbox"); i++) {
		struct section inner;
		section_open(&inner, file, "inbox", i);
		g_ptr_array_add(config->inboxes, inbox_read(&inner));
		section_clear(&inner);
	}
	if (config->inboxes->len == 0)
		reader_note(file->reader, 1,
		    "there is no inbox; add inbox \"main\" { url = \"maildir:spool/inbox\" }");
	add_spool_inbox(config);
	if (cfg_size(file->cfg, "outbox") == 0) {
		reader_note(file->reader, 1,
		    "there is no outbox; add outbox { url = \"maildir:spool/outbox\" }");
		return;
	}
	struct section inner;
	section_open(&inner, file, "outbox", 0);
	outbox_read(&config->outbox, &inner);
	section_clear(&inner);
}

/* Notes each address of CALL that an earlier call, or itself, has too. */
static void check_addresses(
    const struct call *call, const struct section *section, GHashTable *owners)
{
	for (char **address = call->addresses; *address != NULL; address++) {
		char *key = g_ascii_strdown(*address, -1);
		const char *owner = g_hash_table_lookup(owners, key);
		if (owner == call->name)
			section_note(section, "address",
			    "address \"%s\" is given twice; keep one of them", *address);
		else if (owner != NULL)
			section_note(section, "address",
			    "address \"%s\" already belongs to call \"%s\"; give each call its own",
			    *address, owner);
		g_hash_table_insert(owners, key, call->name);
	}
}

static void read_calls(struct config *config, const struct section *file)
{
	g_autoptr(GHashTable) owners = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (unsigned i = 0; i < cfg_size(file->cfg, "call"); i++) {
		struct section inner;
		section_open(&inner, file, "call", i);
		struct call *call = call_read(&inner);
		g_ptr_array_add(config->calls, call);
		check_addresses(call, &inner, owners);
		section_clear(&inner);
	}
	if (config->calls->len == 0)
		reader_note(
		    file->reader, 1, "there is no call; add call \"name\" { ... }, see contrib");
}

/* VERP needs an address of its own for each letter. */
static enum envelope default_envelope(const struct config *config)
{
	for (unsigned i = 0; i < config->calls->len; i++) {
		const struct call *call = g_ptr_array_index(config->calls, i);
		if (*call->subaddress == '\0')
			return ENVELOPE_LOGIN;
	}
	return ENVELOPE_VERP;
}

static void read_file(struct config *config, const struct section *file)
{
	g_autofree char *data = section_required(file, "data");

	if (data != NULL)
		config->data = section_path(file, "data");
	config->templates = section_path(file, "templates");
	config->ballast = (int64_t)section_number(file, "ballast", 0, 4096, BALLAST_MIB) << 20;
	if (config->templates != NULL && !g_file_test(config->templates, G_FILE_TEST_IS_DIR))
		section_note(file, "templates",
		    "templates \"%s\" is no directory; create it or remove the line",
		    config->templates);
	read_calls(config, file);
	config->outbox.envelope = default_envelope(config);
	read_doors(config, file);
	sanity_check(file->reader, config);
}

unsigned config_line(const struct config *config, const char *key)
{
	return lines_find(config->lines, key);
}

/* What is asked for after reading: where options stand, and what to look at. */
static void keep(struct config *config, struct reader *reader)
{
	g_strfreev(config->warnings);
	config->warnings = reader_warnings(reader);
	g_hash_table_unref(config->lines);
	config->lines = g_hash_table_ref(reader->lines);
}

static void check_utf8(struct reader *reader, GString *text)
{
	unsigned line = 1;
	const char *end = text->str + text->len;

	if (g_utf8_validate(text->str, (gssize)text->len, NULL))
		return;
	for (const char *p = text->str; p < end; line++) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		stop = stop != NULL ? stop : end;
		if (!g_utf8_validate(p, stop - p, NULL))
			reader_note(
			    reader, line, "this line is not valid UTF-8; save the file as UTF-8");
		p = stop + 1;
	}
	g_autofree char *valid = g_utf8_make_valid(text->str, (gssize)text->len);
	g_string_assign(text, valid);
}

/* Some editors begin a file with a byte order mark. */
static void drop_mark(GString *text)
{
	if (g_str_has_prefix(text->str, "\xef\xbb\xbf"))
		g_string_erase(text, 0, 3);
}

static bool parse(struct config *config, struct reader *reader, GString *text)
{
	cfg_t *cfg = cfg_init(file_options, CFGF_IGNORE_UNKNOWN);

	drop_mark(text);
	check_utf8(reader, text);
	layout_read(reader, text, file_options);
	cfg_set_error_function(cfg, complain);
	complaining = reader;
	bool parsed = cfg_parse_buf(cfg, text->str) == CFG_SUCCESS;
	complaining = NULL;
	if (parsed) {
		struct section file = {
		    .reader = reader, .cfg = cfg, .key = (char[]){""}, .line = 1};
		read_file(config, &file);
	}
	cfg_free(cfg);
	/* libConfuse says nothing when it runs out of memory. */
	if (!parsed && reader->findings->len == 0)
		reader_note(reader, 1, "there is not enough memory to read it; try again");
	return parsed;
}

struct config *config_load(const char *file, GError **error)
{
	AUTO(config) *config = config_empty();
	g_autofree char *bytes = NULL;
	g_autoptr(GError) why = NULL;
	gsize length = 0;

	if (!g_file_get_contents(file, &bytes, &length, &why) || length > FILE_MAX) {
		fail(error, EX_CONFIG,
		    "cannot read the configuration %s: %s; name another with -c, or write one with "
		    "\"callbox init\"",
		    file, why != NULL ? why->message : "it is larger than 1 MiB");
		return NULL;
	}
	g_autoptr(GString) text = g_string_new_len(bytes, (gssize)length);
	struct reader reader;
	reader_init(&reader, file);
	config->file = g_canonicalize_filename(file, NULL);
	bool parsed = parse(config, &reader, text);
	bool good = reader_finish(&reader, error) && parsed;
	keep(config, &reader);
	reader_clear(&reader);
	return good ? g_steal_pointer(&config) : NULL;
}
