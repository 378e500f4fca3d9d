/* How mails would be read and what would be done; touches nothing. One line for each file, in
 * order. */
#include "cmd/cmd.h"

#include "base/clean.h"
#include "base/clock.h"
#include "base/error.h"
#include "child/child.h"
#include "cmd/json.h"
#include "mail/parse.h"
#include "source/source.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static gboolean database;

static const GOptionEntry options[] = {
    {"database", 0, 0, G_OPTION_ARG_NONE, &database,
	"ask the database, which is only read, whose thread a mail is in", NULL},
    {NULL},
};

/* So much is opened before the first of it is printed. */
enum { AHEAD_MAILS = 128, AHEAD_OCTETS = 2 << 20 };

/* One file on its way through. */
struct sample {
	const char *file;
	struct raw *raw;         /* NULL: PROBLEM says why it could not be opened */
	struct message *message; /* NULL: PROBLEM says why it could not be read */
	GError *problem;
};

static struct raw *read_file(const char *file, GError **error)
{
	int fd =
	    strcmp(file, "-") == 0 ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct raw *raw;

	if (fd < 0) {
		fail(error, EX_NOINPUT, "opening it failed: %s; name a file that holds one mail",
		    g_strerror(errno));
		return NULL;
	}
	raw = source_read_pipe(fd, clock_now(), error);
	if (fd != STDIN_FILENO)
		close(fd);
	return raw;
}

static void print_flags(const GPtrArray *flags)
{
	for (guint i = 0; i < flags->len; i++) {
		g_autofree char *flag = clean_terminal(g_ptr_array_index(flags, i));
		printf("  flag      %s\n", flag);
	}
}

static void print_words(const char *file, const struct matter *matter)
{
	g_autofree char *sentence = decision_sentence(&matter->decision);
	g_autofree char *received = instant_rfc3339(matter->arrival.at);
	g_autofree char *subject = clean_terminal(matter->message->subject);
	const char *reply = matter->message->reply;
	g_autofree char *line = g_strndup(reply, strcspn(reply, "\n"));
	g_autofree char *text = clean_terminal(line);
	const struct mailbox *author = message_author(matter->message);
	g_autofree char *from = clean_terminal(author == NULL ? "nobody usable" : author->address);
	g_autofree char *name = clean_terminal(file);

	printf("%s\n  from      %s\n  subject   %s\n  received  %s (%s)\n  decision  %s\n", name,
	    from, subject, received, arrival_rule_name(matter->arrival.rule), sentence);
	print_flags(matter->message->flags);
	print_flags(matter->arrival.flags);
	printf("  text      %s%s\n", text, strchr(reply, '\n') != NULL ? " ..." : "");
}

/* A reply carries a token, and whose it is only the database can tell. */
static void note_unasked(struct matter *matter)
{
	if (matter->step->store == NULL && matter->thread.tokens->len > 0)
		g_ptr_array_add(matter->decision.flags,
		    g_strdup("it carries a token of a thread: whose it is, and what it does, the "
			     "database tells (--database)"));
}

/* False with ERROR if the database failed. */
static bool print_message(
    const struct app *app, struct step *step, const struct sample *sample, GError **error)
{
	struct matter matter = {.step = step,
	    .raw = sample->raw,
	    .message = sample->message,
	    .inbox =
		app->config->inboxes->len == 0 ? NULL : g_ptr_array_index(app->config->inboxes, 0),
	    .now = clock_now()};

	bool ok = matter_decide(&matter, error);
	if (ok)
		note_unasked(&matter);
	if (ok && app->json)
		json_line(json_matter(sample->file, &matter));
	else if (ok)
		print_words(sample->file, &matter);
	matter_clear(&matter);
	return ok;
}

/* What could not be read is told as a held mail would be. */
static void tell_unreadable(struct sample *sample)
{
	if (sample->raw == NULL) {
		sample->raw = g_new0(struct raw, 1);
		sample->raw->first_seen = clock_now();
	}
	sample->message = message_new();
	sample->message->readable = READ_HELD;
	sample->message->held = clean_line(sample->problem->message, -1, 0);
}

static void sample_clear(struct sample *sample)
{
	g_clear_pointer(&sample->raw, raw_free);
	g_clear_pointer(&sample->message, message_free);
	g_clear_error(&sample->problem);
}

/* Opens FILE and hands it to the child unless there is nothing to hand over; returns how many
 * octets it has. */
static gsize begin(struct child *child, struct sample *sample, const char *file)
{
	sample->file = file;
	sample->raw = read_file(file, &sample->problem);
	if (sample->raw == NULL)
		return 0;
	child_submit(child, sample->raw->bytes);
	return g_bytes_get_size(sample->raw->bytes);
}

/* Waits for what was read of it; returns how many octets it had. */
static gsize finish(struct child *child, struct sample *sample)
{
	gsize octets = sample->raw == NULL ? 0 : g_bytes_get_size(sample->raw->bytes);

	if (sample->problem == NULL)
		sample->message = child_collect(child, &sample->problem);
	if (sample->message == NULL)
		tell_unreadable(sample);
	return octets;
}

/* The child reads some mails while this process opens the next and prints the one before. */
static bool explain_all(
    const struct app *app, struct step *step, int argc, char **argv, GError **error)
{
	AUTO(child) *child = child_new(g_get_num_processors());
	g_autofree struct sample *samples = g_new0(struct sample, (gsize)argc);
	gsize ahead = 0;
	bool ok = true;

	child_start(child);
	for (int i = 0, begun = 0; i < argc; i++) {
		for (; begun < argc && begun - i < AHEAD_MAILS && ahead < AHEAD_OCTETS; begun++)
			ahead += begin(child, &samples[begun], argv[begun]);
		ahead -= finish(child, &samples[i]);
		ok = ok && print_message(app, step, &samples[i], error);
		sample_clear(&samples[i]);
	}
	return ok;
}

static int run(struct app *app, int argc, char **argv)
{
	AUTO(store) *store = NULL;
	g_autofree char *instance = NULL;
	GError *error = NULL;

	if (argc == 0)
		return app_usage(
		    &command_explain, "names no mail; give files, or - for standard input");
	if (database && app->config->data == NULL)
		return app_usage(&command_explain, "finds no configuration; name one with -c");
	if (database && (store = app_store(app, STORE_READ, &error)) == NULL)
		return app_fail(error);
	instance = store == NULL ? NULL : store_fact(store, "instance");
	struct step step = {.config = app->config, .store = store, .instance = instance};
	return explain_all(app, &step, argc, argv, &error) ? EX_OK : app_fail(error);
}

const struct command command_explain = {
    .name = "explain",
    .arguments = "FILE...",
    .options = options,
    .summary = "how these mails would be read and what would be done; touches nothing",
    .example = "callbox explain --json mail.eml",
    .need = NEED_ANY,
    .run = run,
};
