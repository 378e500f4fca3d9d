/*
 * Drives one door from a shell test, with a store that is only a file:
 *
 *   doors pass URL [option=value ...]    one pass; prints a line for each mail
 *   doors check URL [option=value ...]   looks without changing anything
 *   doors wait URL SECONDS [...]         a pass, a wait, and a pass
 *   doors send URL FROM TO FILE [...]    one letter; prints its fate
 *
 * Options: ca=FILE, password=FILE (its first line), token=FILE, done=FOLDER,
 * cursor=FILE (where the last UID is kept), envelope=null, fail=dot, quiet=1,
 * unmarked=ORIGIN, nokeep=1.
 */
#include "base/clock.h"
#include "base/error.h"
#include "send/send.h"
#include "source/source.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static char **options;

static const char *option(const char *name)
{
	for (char **o = options; *o != NULL; o++) {
		size_t length = strlen(name);
		if (strncmp(*o, name, length) == 0 && (*o)[length] == '=')
			return *o + length + 1;
	}
	return NULL;
}

static const struct {
	const char *name;
	enum scheme scheme;
	unsigned port;
} schemes[] = {
    {"imaps", SCHEME_IMAPS, 993},
    {"imap", SCHEME_IMAP, 143},
    {"imap+insecure", SCHEME_IMAP_INSECURE, 143},
    {"submission", SCHEME_SUBMISSION, 587},
    {"smtps", SCHEME_SMTPS, 465},
    {"smtp+insecure", SCHEME_SMTP_INSECURE, 25},
    {"sendmail", SCHEME_SENDMAIL, 0},
    {"maildir", SCHEME_MAILDIR, 0},
};

/* URL as SCHEME:PATH or SCHEME://[USER@]HOST:PORT[/PATH]. */
static struct endpoint endpoint_of(const char *url)
{
	struct endpoint at = {.url = g_strdup(url)};
	g_auto(GStrv) parts = g_strsplit(url, ":", 2);

	for (size_t i = 0; i < G_N_ELEMENTS(schemes); i++)
		if (strcmp(parts[0], schemes[i].name) == 0) {
			at.scheme = schemes[i].scheme;
			at.port = schemes[i].port;
		}
	if (!g_str_has_prefix(parts[1], "//")) {
		at.path = g_strdup(parts[1]);
		return at;
	}
	g_auto(GStrv) rest = g_strsplit(parts[1] + 2, "/", 2);
	const char *host = strrchr(rest[0], '@');
	at.user = host != NULL ? g_strndup(rest[0], (gsize)(host - rest[0])) : NULL;
	g_auto(GStrv) place = g_strsplit(host != NULL ? host + 1 : rest[0], ":", 2);
	at.host = g_strdup(place[0]);
	if (place[1] != NULL)
		at.port = (unsigned)atoi(place[1]);
	at.path = g_strdup(rest[1] != NULL ? rest[1] : "INBOX");
	return at;
}

static char **command_for(const char *name)
{
	const char *file = option(name);
	const char *argv[] = {"cat", file, NULL};

	return file != NULL ? g_strdupv((char **)argv) : NULL;
}

static struct credentials login_of(void)
{
	return (struct credentials){
	    command_for("password"), command_for("token"), g_strdup(option("ca"))};
}

static bool get_cursor(void *data, struct cursor *cursor, GError **error)
{
	FILE *file = option("cursor") != NULL ? fopen(option("cursor"), "r") : NULL;

	*cursor = (struct cursor){0, 0};
	if (file == NULL)
		return true;
	if (fscanf(file, "%u %u", &cursor->uidvalidity, &cursor->uid) != 2)
		*cursor = (struct cursor){0, 0};
	fclose(file);
	return true;
}

static bool has(void *data, const char *origin)
{
	return false;
}

static void coming(void *data, int64_t arrived)
{
}

static bool keep(void *data, GPtrArray *raws, const struct cursor *cursor, GError **error)
{
	FILE *file = NULL;

	if (option("nokeep") != NULL)
		return fail(error, EX_TEMPFAIL, "the disk is full");
	for (guint i = 0; i < raws->len && option("quiet") == NULL; i++) {
		const struct raw *raw = g_ptr_array_index(raws, i);
		g_autofree char *sum = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, raw->bytes);
		printf("mail %s size=%zu time=%" G_GINT64_FORMAT " sha=%.16s%s\n", raw->origin,
		    g_bytes_get_size(raw->bytes),
		    raw->internaldate != 0 ? raw->internaldate : raw->delivered, sum,
		    raw->truncated ? " truncated" : "");
	}
	if (cursor != NULL && option("cursor") != NULL &&
	    (file = fopen(option("cursor"), "w")) != NULL) {
		fprintf(file, "%u %u\n", cursor->uidvalidity, cursor->uid);
		fclose(file);
	}
	return true;
}

static unsigned stuck(void *data, const char *origin)
{
	return 1;
}

static GPtrArray *unmarked(void *data, GError **error)
{
	GPtrArray *origins = g_ptr_array_new_with_free_func(g_free);

	if (option("unmarked") != NULL)
		g_ptr_array_add(origins, g_strdup(option("unmarked")));
	return origins;
}

static bool marked(void *data, GPtrArray *origins, GError **error)
{
	return true;
}

static void stays(void *data, const char *why)
{
	if (why != NULL)
		printf("stays: %s\n", why);
}

static void report(const char *what, unsigned count, int64_t start)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	printf("%s: %u mails, %" G_GINT64_FORMAT " ms, %ld KiB\n", what, count,
	    clock_monotonic_ms() - start, usage.ru_maxrss);
	fflush(stdout);
}

static int complain(GError *error)
{
	int code = error_exit_code(error);

	printf("error %d: %s\n", code, error != NULL ? error->message : "none given");
	report("failed", 0, clock_monotonic_ms());
	g_clear_error(&error);
	return code;
}

static int receive(const char *verb, const char *url, int seconds)
{
	static struct inbox inbox; /* as a configuration: it lives as long as the process */
	inbox = (struct inbox){
	    (char *)"main", endpoint_of(url), login_of(), g_strdup(option("done")), NULL, NULL, 60};
	struct sink sink = {NULL, get_cursor, has, stuck, coming, keep, unmarked, marked, stays};
	AUTO(source) *source = source_new(&inbox, clock_now);
	GError *error = NULL;
	g_autofree char *words = NULL, *moved = NULL;
	unsigned count;

	if (strcmp(verb, "check") == 0) {
		if (!source_check(source, &words, &error))
			return complain(error);
		printf("check: %s\n", words);
		if (inbox.done != NULL && !source_check_done(source, &moved, &error))
			return complain(error);
		printf("check: %s\n", moved);
		return 0;
	}
	for (int round = 0; round < (strcmp(verb, "wait") == 0 ? 2 : 1); round++) {
		int64_t start = clock_monotonic_ms();
		if (round > 0 && !source_wait(source, seconds, -1, &error))
			return complain(error);
		if (round > 0)
			report("waited", 0, start);
		start = clock_monotonic_ms();
		if (!source_pass(source, &sink, &count, &error))
			return complain(error);
		report("pass", count, start);
	}
	return 0;
}

static bool before_dot(void *data)
{
	printf("before the dot\n");
	return option("fail") == NULL;
}

static int deliver(const char *url, char *from, char *to, const char *path)
{
	static const char *const fates[] = {"sent", "later", "never", "uncertain"};
	static struct outbox outbox; /* likewise */
	outbox = (struct outbox){endpoint_of(url), login_of(), ENVELOPE_LOGIN, 3, 100};
	g_autofree char *text = NULL;
	gsize length;

	if (option("envelope") != NULL)
		outbox.envelope = ENVELOPE_NULL;
	if (!g_file_get_contents(path, &text, &length, NULL))
		return EX_NOINPUT;
	g_autoptr(GBytes) bytes = g_bytes_new(text, length);
	struct outgoing letter = {.id = 1,
	    .to = to,
	    .from = from,
	    .bytes = bytes,
	    .message_id = (char[]){"1@example.org"},
	    .created = clock_now()};
	AUTO(sender) *sender = sender_new(&outbox);
	for (int i = 0; i < (option("twice") != NULL ? 2 : 1); i++) {
		struct receipt receipt = sender_send(sender, &letter, before_dot, NULL);
		printf("%s%s: %s\n", fates[receipt.fate], receipt.door_down ? " (door)" : "",
		    receipt.words);
		receipt_clear(&receipt);
	}
	return 0;
}

int main(int argc, char **argv)
{
	setlocale(LC_ALL, "C.UTF-8");
	if (argc < 3)
		return EX_USAGE;
	options = argv + 3;
	if (strcmp(argv[1], "send") == 0)
		return argc < 6 ? EX_USAGE : deliver(argv[2], argv[3], argv[4], argv[5]);
	if (strcmp(argv[1], "wait") == 0)
		return receive(argv[1], argv[2], atoi(argv[3]));
	return receive(argv[1], argv[2], 0);
}
