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
		fail(error, EX_NOINPUT, "opening it failed: %s", g_strerror(errno));
		return NULL;
	}
	raw = source_read_pipe(fd, clock_now(), error);
	if (fd != STDIN_FILENO)
		close(fd);
	return raw;
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

	printf("%s\n  from      %s\n  subject   %s\n  received  %s (%s)\n  decision  %s\n", file,
	    from, subject, received, arrival_rule_name(matter->arrival.rule), sentence);
	printf("  text      %s%s\n", text, strchr(reply, '\n') != NULL ? " ..." : "");
}

static void print_message(const struct app *app, const struct sample *sample)
{
	struct step step = {.config = app->config};
	struct matter matter = {.step = &step,
	    .raw = sample->raw,
	    .message = sample->message,
	    .inbox =
		app->config->inboxes->len == 0 ? NULL : g_ptr_array_index(app->config->inboxes, 0),
	    .now = clock_now()};

	/* Without a store there is nothing that can fail. */
	matter_decide(&matter, NULL);
	if (app->json)
		json_line(json_matter(sample->file, &matter));
	else
		print_words(sample->file, &matter);
	matter_clear(&matter);
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
static int run(struct app *app, int argc, char **argv)
{
	AUTO(child) *child = child_new(g_get_num_processors());
	g_autofree struct sample *samples = g_new0(struct sample, (gsize)argc);
	gsize ahead = 0;

	if (argc == 0)
		return app_usage(
		    &command_explain, "names no mail; give files, or - for standard input");
	child_start(child);
	for (int i = 0, begun = 0; i < argc; i++) {
		for (; begun < argc && begun - i < AHEAD_MAILS && ahead < AHEAD_OCTETS; begun++)
			ahead += begin(child, &samples[begun], argv[begun]);
		ahead -= finish(child, &samples[i]);
		print_message(app, &samples[i]);
		sample_clear(&samples[i]);
	}
	return EX_OK;
}

const struct command command_explain = {
    .name = "explain",
    .arguments = "FILE...",
    .summary = "how these mails would be read and what would be done; touches nothing",
    .example = "callbox explain --json mail.eml",
    .need = NEED_ANY,
    .run = run,
};
