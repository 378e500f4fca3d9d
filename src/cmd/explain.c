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

/* One file on its way through. */
struct sample {
	const char *file;
	struct raw *raw; /* NULL: PROBLEM says why it could not be opened */
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
	g_autofree char *reply = clean_terminal(matter->message->reply);
	const struct mailbox *author = message_author(matter->message);
	g_autofree char *from = clean_terminal(author == NULL ? "nobody usable" : author->address);

	printf("%s\n  from      %s\n  subject   %s\n  received  %s (%s)\n  decision  %s\n", file,
	    from, subject, received, arrival_rule_name(matter->arrival.rule), sentence);
	printf("  text      %.*s%s\n", (int)strcspn(reply, "\n"), reply,
	    strchr(reply, '\n') != NULL ? " ..." : "");
}

static void print_message(
    const struct app *app, const struct sample *sample, const struct message *message)
{
	struct step step = {.config = app->config};
	struct matter matter = {.step = &step,
	    .raw = sample->raw,
	    .message = message,
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
static void print_unreadable(const struct app *app, const struct sample *sample, const char *why)
{
	AUTO(message) *message = message_new();
	AUTO(raw) *nothing = g_new0(struct raw, 1);
	struct sample empty = {
	    .file = sample->file, .raw = sample->raw == NULL ? nothing : sample->raw};

	nothing->first_seen = clock_now();
	message->readable = READ_HELD;
	message->held = clean_line(why, -1, 0);
	print_message(app, &empty, message);
}

static void finish(
    const struct app *app, struct child *child, struct sample *sample, bool submitted)
{
	g_autoptr(GError) why = g_steal_pointer(&sample->problem);
	AUTO(message) *message = submitted ? child_collect(child, &why) : NULL;

	if (message != NULL)
		print_message(app, sample, message);
	else
		print_unreadable(app, sample, why->message);
	g_clear_pointer(&sample->raw, raw_free);
}

/* Opens FILE and hands it to the child. */
static bool begin(struct child *child, struct sample *sample, const char *file)
{
	*sample = (struct sample){.file = file};
	sample->raw = read_file(file, &sample->problem);
	return sample->raw != NULL && child_submit(child, sample->raw->bytes, &sample->problem);
}

static int run(struct app *app, int argc, char **argv)
{
	AUTO(child) *child = child_new();

	if (argc == 0)
		return app_usage(
		    &command_explain, "names no mail; give files, or - for standard input");
	for (int i = 0; i < argc; i++) {
		struct sample sample;
		bool submitted = begin(child, &sample, argv[i]);
		finish(app, child, &sample, submitted);
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
