/* The command line: common options, the table of commands, help that shows an example each. */
#include "cmd/cmd.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/nearest.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const struct {
	const char *group;
	const struct command *commands[16];
} groups[] = {
    {"set up", {&command_init, &command_check}},
    {"run", {&command_run, &command_once, &command_filter}},
    {"look", {&command_status, &command_list, &command_silent, &command_show, &command_trace,
		 &command_explain, &command_account, &command_digest}},
    {"act", {&command_accept, &command_waitlist, &command_decline, &command_late_ok,
		&command_confirm, &command_kind, &command_admit, &command_invite, &command_deadline,
		&command_held, &command_release, &command_drop, &command_send}},
    {"keep", {&command_export, &command_erase, &command_backup, &command_verify, &command_reparse}},
};

static struct {
	char *config;
	char *now;
	gboolean json, version, help;
	int verbose;
} given;

static gboolean count_verbose(const char *name, const char *value, gpointer data, GError **error)
{
	given.verbose++;
	return TRUE;
}

static const GOptionEntry common[] = {
    {"config", 'c', 0, G_OPTION_ARG_FILENAME, &given.config,
	"configuration (default: ./callbox.conf, ...)", "FILE"},
    {"now", 0, 0, G_OPTION_ARG_STRING, &given.now, "stand for the clock everywhere", "INSTANT"},
    {"verbose", 'v', G_OPTION_FLAG_NO_ARG, G_OPTION_ARG_CALLBACK, (gpointer)count_verbose,
	"log each mail (-vv: more)", NULL},
    {"json", 0, 0, G_OPTION_ARG_NONE, &given.json, "print JSON: one object, or one a line", NULL},
    {NULL},
};

static const GOptionEntry only_first[] = {
    {"version", 0, 0, G_OPTION_ARG_NONE, &given.version, "print the version", NULL},
    {"help", 'h', 0, G_OPTION_ARG_NONE, &given.help, "print this help", NULL},
    {NULL},
};

static const struct command *find_command(const char *name)
{
	for (gsize g = 0; g < G_N_ELEMENTS(groups); g++)
		for (const struct command *const *c = groups[g].commands; *c != NULL; c++)
			if (strcmp((*c)->name, name) == 0)
				return *c;
	return NULL;
}

/* Says what NAME was probably meant to be. */
static int refuse_command(const char *name)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (gsize g = 0; g < G_N_ELEMENTS(groups); g++)
		for (const struct command *const *c = groups[g].commands; *c != NULL; c++)
			g_ptr_array_add(names, (char *)(uintptr_t)(*c)->name);
	g_ptr_array_add(names, NULL);
	const char *meant = nearest_word(name, (const char *const *)names->pdata);
	g_autofree char *guess =
	    meant == NULL ? NULL : g_strdup_printf("perhaps \"%s\" is meant; ", meant);
	fprintf(stderr, "callbox: there is no command \"%s\"; %ssee \"callbox --help\"\n", name,
	    guess == NULL ? "" : guess);
	return EX_USAGE;
}

static void print_help(void)
{
	puts("callbox runs a call for stories, talks or posters from an ordinary mailbox.\n\n"
	     "usage: callbox [-c FILE] [--now INSTANT] [-v] [--json] COMMAND [ARGUMENTS]\n");
	for (gsize g = 0; g < G_N_ELEMENTS(groups); g++) {
		printf("%s\n", groups[g].group);
		for (const struct command *const *c = groups[g].commands; *c != NULL; c++)
			printf("  %-9s %s\n", (*c)->name, (*c)->summary);
	}
	puts("\n\"callbox COMMAND --help\" shows a command's options and an example.\n"
	     "callbox(1) tells everything, callbox.conf(5) the configuration.");
}

int app_fail(GError *error)
{
	int code = error_exit_code(error);
	g_auto(GStrv) lines = g_strsplit(error->message, "\n", -1);

	for (char **line = lines; *line != NULL; line++)
		fprintf(stderr, "callbox: %s\n", *line);
	g_error_free(error);
	return code;
}

int app_usage(const struct command *command, const char *words)
{
	fprintf(stderr, "callbox: %s: %s; see \"callbox %s --help\"\n", command->name, words,
	    command->name);
	return EX_USAGE;
}

/* The configuration file when none is named: here, the person's, the system's. NULL if there is
 * none. */
static char *default_config(void)
{
	g_autofree char *personal =
	    g_build_filename(g_get_user_config_dir(), "callbox", "callbox.conf", NULL);
	const char *const places[] = {"callbox.conf", personal, "/etc/callbox/callbox.conf"};

	for (gsize i = 0; i < G_N_ELEMENTS(places); i++)
		if (g_file_test(places[i], G_FILE_TEST_EXISTS))
			return g_strdup(places[i]);
	return NULL;
}

static bool load_config(struct app *app, enum need need, GError **error)
{
	app->config_file = given.config != NULL || need == NEED_NOTHING ? g_strdup(given.config)
									: default_config();
	if (need == NEED_NOTHING)
		return true;
	if (app->config_file != NULL)
		return (app->config = config_load(app->config_file, error)) != NULL;
	if (need == NEED_ANY) {
		app->config = config_empty();
		return true;
	}
	return fail(error, EX_CONFIG,
	    "no configuration: neither ./callbox.conf nor your own nor /etc/callbox/callbox.conf "
	    "is there; "
	    "write one with \"callbox init\" or name it with -c FILE");
}

static bool set_clock(GError **error)
{
	int64_t now;

	if (given.now == NULL)
		return true;
	if (!instant_parse(given.now, &now, error)) {
		(*error)->code = EX_USAGE;
		return false;
	}
	clock_fix(now);
	return true;
}

static int run_command(const struct command *command, int argc, char **argv)
{
	struct app app = {.json = given.json, .verbose = (unsigned)given.verbose};
	GError *error = NULL;
	int code;

	if (given.verbose > 0)
		log_set_level(given.verbose > 1 ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO);
	if (!set_clock(&error) || !load_config(&app, command->need, &error)) {
		/* The mail server of a pipe must try again while the configuration is broken (P-4).
		 */
		code = app_fail(error);
		code = command == &command_filter && code != EX_USAGE ? EX_TEMPFAIL : code;
	} else {
		code = command->run(&app, argc, argv);
	}
	g_clear_pointer(&app.config, config_free);
	g_free(app.config_file);
	return code;
}

/* What these print is a courtesy: their work is done although nobody reads of it (F-39). */
static bool works_unheard(const struct command *command)
{
	return command == &command_run || command == &command_once || command == &command_filter ||
	       command == &command_send;
}

/* CODE, unless what the command (NULL: callbox itself) printed for somebody did not all get out. */
static int flushed(const struct command *command, int code)
{
	bool heard = fflush(stdout) == 0 && !ferror(stdout);

	if (heard || code != EX_OK || works_unheard(command))
		return code;
	fputs("callbox: writing to standard output failed: is the disk full?\n", stderr);
	return EX_IOERR;
}

/* "callbox help list" is "callbox list --help", and "callbox help", also about itself, the help for
 * all. */
static void follow_help(int argc, char **argv)
{
	if (argc < 2 || strcmp(argv[1], "help") != 0)
		return;
	given.help = argc == 2 || argv[2][0] == '-' || strcmp(argv[2], "help") == 0;
	if (argc > 2) {
		argv[1] = argv[2];
		argv[2] = (char *)(uintptr_t) "--help";
	}
}

/* Parses the options behind COMMAND; the common ones may stand there too. */
static int parse_and_run(const struct command *command, int argc, char **argv)
{
	g_autofree char *example = g_strdup_printf("Example:\n  %s", command->example);
	g_autoptr(GOptionContext) context = g_option_context_new(command->arguments);
	g_autoptr(GError) error = NULL;
	g_autofree char *program = g_strdup_printf("callbox %s", command->name);

	g_set_prgname(program);
	g_option_context_set_summary(context, command->summary);
	g_option_context_set_description(context, example);
	if (command->options != NULL)
		g_option_context_add_main_entries(context, command->options, NULL);
	g_option_context_add_main_entries(context, common, NULL);
	if (!g_option_context_parse(context, &argc, &argv, &error))
		return app_usage(command, error->message);
	if (argc > 1 && strcmp(argv[1], "--") == 0) {
		argc--;
		argv++;
	}
	return flushed(command, run_command(command, argc - 1, argv + 1));
}

static int parse_first(int *argc, char ***argv)
{
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);
	g_autoptr(GError) error = NULL;

	g_option_context_set_strict_posix(context, TRUE);
	g_option_context_set_help_enabled(context, FALSE);
	g_option_context_add_main_entries(context, common, NULL);
	g_option_context_add_main_entries(context, only_first, NULL);
	if (g_option_context_parse(context, argc, argv, &error))
		return EX_OK;
	fprintf(stderr, "callbox: %s; see \"callbox --help\"\n", error->message);
	return EX_USAGE;
}

int cmd_main(int argc, char **argv)
{
	int code;

	setlocale(LC_CTYPE, "C.UTF-8");
	/* Whatever the caller's umask: what callbox writes is its owner's alone. */
	umask(077);
	code = parse_first(&argc, &argv);
	if (code != EX_OK)
		return code;
	follow_help(argc, argv);
	if (given.version) {
		puts("callbox " CALLBOX_VERSION);
		return flushed(NULL, EX_OK);
	}
	if (given.help || argc < 2) {
		print_help();
		return flushed(NULL, given.help ? EX_OK : EX_USAGE);
	}
	const struct command *command = find_command(argv[1]);
	return command == NULL ? refuse_command(argv[1])
			       : parse_and_run(command, argc - 1, argv + 1);
}
