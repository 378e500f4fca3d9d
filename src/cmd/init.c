/*
 * Asks a few questions (or takes the answers as options), writes a commented
 * callbox.conf that passes "check --offline", and creates the spool.
 */
#include "cmd/cmd.h"

#include "base/error.h"
#include "store/ballast.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* One question; ANSWER is the option's value, then the person's, then the default. */
struct question {
	const char *option, *text, *fallback;
	char *answer;
};

enum { NAME, TITLE, ADDRESS, CONTACT, ZONE, DEADLINE, INBOX, OUTBOX, QUESTIONS };

static struct question questions[QUESTIONS] = {
    [NAME] = {"name", "A short name for the call (letters, digits, -)", "my-call", NULL},
    [TITLE] = {"title", "Its title, as people will read it", "Our call for stories", NULL},
    [ADDRESS] = {"address", "The address that people write to", "stories@example.org", NULL},
    [CONTACT] = {"contact", "A person's address for questions", "organizers@example.org", NULL},
    [ZONE] = {"zone", "The time zone of the event", "UTC", NULL},
    [DEADLINE] = {"deadline", "The deadline (a day anywhere on Earth: 2030-07-20 AoE)",
	"2030-07-20 AoE", NULL},
    [INBOX] = {"inbox", "Where mail comes in (imaps://user@host/INBOX or maildir:DIR)",
	"maildir:spool/inbox", NULL},
    [OUTBOX] = {"outbox", "How mail goes out (submission://user@host:587 or maildir:DIR)",
	"maildir:spool/outbox", NULL},
};

static const GOptionEntry options[] = {
    {"name", 0, 0, G_OPTION_ARG_STRING, &questions[NAME].answer, "short name of the call", "NAME"},
    {"title", 0, 0, G_OPTION_ARG_STRING, &questions[TITLE].answer, "title of the call", "TITLE"},
    {"address", 0, 0, G_OPTION_ARG_STRING, &questions[ADDRESS].answer, "address people write to",
	"A"},
    {"contact", 0, 0, G_OPTION_ARG_STRING, &questions[CONTACT].answer, "a person's address", "A"},
    {"zone", 0, 0, G_OPTION_ARG_STRING, &questions[ZONE].answer, "time zone of the event", "ZONE"},
    {"deadline", 0, 0, G_OPTION_ARG_STRING, &questions[DEADLINE].answer, "\"2030-07-20 AoE\"",
	"WHEN"},
    {"inbox", 0, 0, G_OPTION_ARG_STRING, &questions[INBOX].answer, "URL of the mailbox", "URL"},
    {"outbox", 0, 0, G_OPTION_ARG_STRING, &questions[OUTBOX].answer, "URL of the way out", "URL"},
    {NULL},
};

static void ask(struct question *question)
{
	char line[1024];

	if (question->answer != NULL)
		return;
	if (isatty(STDIN_FILENO)) {
		printf("%s [%s]: ", question->text, question->fallback);
		fflush(stdout);
		if (fgets(line, sizeof(line), stdin) != NULL && *g_strstrip(line) != '\0')
			question->answer = g_strdup(line);
	}
	if (question->answer == NULL)
		question->answer = g_strdup(question->fallback);
}

/* A value inside the configuration's double quotes: quote, backslash and dollar would mean
 * something there. */
static char *quoted(const char *value)
{
	GString *out = g_string_new("\"");

	for (; *value != '\0'; value++) {
		if (strchr("\"\\$", *value) != NULL)
			g_string_append_c(out, '\\');
		g_string_append_c(out, *value);
	}
	g_string_append_c(out, '"');
	return g_string_free(out, FALSE);
}

static bool needs_login(const char *url)
{
	return g_str_has_prefix(url, "imap") || g_str_has_prefix(url, "submission") ||
	       g_str_has_prefix(url, "smtps");
}

static void append_door(GString *text, const char *section, const char *url)
{
	g_autofree char *value = quoted(url);

	g_string_append_printf(text,
	    "%s {\n    url = %s\n    %spassword_command = {\"pass\", \"show\", \"mail/callbox\"}   "
	    "# argv, never a shell\n}\n\n",
	    section, value, needs_login(url) ? "" : "# ");
}

static char *configuration(void)
{
	GString *text = g_string_new(
	    "# callbox.conf: callbox.conf(5) tells every option. Try it with \"callbox check\".\n\n"
	    "data = \"spool\"   # the database and local mailboxes, relative to this file\n\n");
	g_autofree char *name = quoted(questions[NAME].answer),
			*title = quoted(questions[TITLE].answer);
	g_autofree char *address = quoted(questions[ADDRESS].answer),
			*contact = quoted(questions[CONTACT].answer);
	g_autofree char *zone = quoted(questions[ZONE].answer),
			*deadline = quoted(questions[DEADLINE].answer);

	append_door(text, "inbox \"main\"", questions[INBOX].answer);
	append_door(text, "outbox", questions[OUTBOX].answer);
	g_string_append_printf(text,
	    "call %s {\n    title    = %s\n    address  = {%s}\n    contact  = %s\n    zone     = "
	    "%s\n"
	    "    deadline = %s   # or \"2030-07-20 23:59 Europe/Berlin\"\n"
	    "    # subaddress = \"\"               # if the provider has no name+tag@ addresses\n"
	    "    kinds    = {}                   # such as {\"good story\", \"horror story\"}\n"
	    "    digest   = \"21:00\"              # in the call's zone, every night\n"
	    "    # reminders = {\"24h\", \"1h\"}      # before a session; {} for none\n\n"
	    "    organizer \"The organizers\" { address = %s  digest = true  decides = true }\n\n"
	    "    # session \"panel\" {\n    #     title  = \"The panel\"\n    #     start  = "
	    "\"2030-07-22 08:00\"   # in the call's zone\n"
	    "    #     length = \"60m\"\n    #     url    = \"https://example.org/join\"\n    #    "
	    " invite = \"submitted\"          # submitted | accepted | nobody\n    # }\n}\n",
	    name, title, address, contact, zone, deadline, contact);
	return g_string_free(text, FALSE);
}

static bool write_new(const char *file, const char *text, GError **error)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return fail(error, EX_CANTCREAT,
		    "creating %s failed: %s; name another file with -c, or move that one away: "
		    "init overwrites none",
		    file, g_strerror(errno));
	bool ok = write(fd, text, strlen(text)) == (ssize_t)strlen(text) && fsync(fd) == 0;
	if (close(fd) == 0 && ok)
		return true;
	return fail(error, EX_IOERR,
	    "writing %s failed: %s; make room, or name a file on another disk with -c", file,
	    g_strerror(errno));
}

/* The file must be one that callbox itself accepts; a refused one is taken away again. */
static bool accept_and_create(const char *file, GError **error)
{
	AUTO(config) *config = config_load(file, error);
	AUTO(store) *store = config == NULL ? NULL : store_open(config->data, STORE_WRITE, error);

	if (config == NULL)
		unlink(file);
	if (store == NULL)
		return false;
	ballast_lay(config->data, config->ballast);
	printf("%s is written and the spool %s is ready.\nNext: callbox -c %s check\n", file,
	    config->data, file);
	return true;
}

static int run(struct app *app, int argc, char **argv)
{
	const char *file = app->config_file == NULL ? "callbox.conf" : app->config_file;
	GError *error = NULL;

	if (argc > 0)
		return app_usage(&command_init, "takes options only; name the file with -c");
	for (int i = 0; i < QUESTIONS; i++)
		ask(&questions[i]);
	g_autofree char *text = configuration();
	if (!write_new(file, text, &error) || !accept_and_create(file, &error))
		return app_fail(error);
	return EX_OK;
}

const struct command command_init = {
    .name = "init",
    .arguments = "",
    .summary = "ask a few questions, write a commented callbox.conf, create the spool",
    .example =
	"callbox -c callbox.conf init --address stories@example.org --deadline \"2030-07-20 AoE\"",
    .need = NEED_NOTHING,
    .options = options,
    .run = run,
};
