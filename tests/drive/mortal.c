/*
 * callbox with a reader that dies of certain mails: the whole program, but a
 * header "X-Die: WAY" in a mail chooses how its reader ends (F-37).
 */
#include "child/child.h"
#include "cmd/cmd.h"
#include "mail/parse.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void fault(void)
{
	volatile int *volatile nowhere = NULL;

	*nowhere = 1;
}

static void loop(void)
{
	for (volatile int forever = 1; forever;)
		;
}

static void wait_for_nothing(void)
{
	char octet;

	while (read(STDIN_FILENO, &octet, 1) > 0)
		;
}

static void eat_memory(void)
{
	for (;;)
		memset(g_malloc(1 << 24), 1, 1 << 24);
}

/* Gives the turn back although nothing was read. */
static void say_too_early(void)
{
	if (write(STDOUT_FILENO, "", 1) == 1)
		wait_for_nothing();
}

static void say_and_leave(void)
{
	if (write(STDOUT_FILENO, "", 1) == 1)
		_exit(0);
}

static void leave(void)
{
	_exit(0);
}

static void call_out(void)
{
	socket(AF_INET, SOCK_STREAM, 0);
}

static const struct {
	const char *name;
	void (*die)(void);
} ways[] = {{"fault", fault}, {"loop", loop}, {"wait", wait_for_nothing}, {"memory", eat_memory},
    {"early", say_too_early}, {"last", say_and_leave}, {"leave", leave}, {"call", call_out}};

static struct message *die(const unsigned char *bytes, size_t length)
{
	static const char header[] = "X-Die: ";
	const char *way = g_strstr_len((const char *)bytes, (gssize)length, header);

	for (size_t i = 0; way != NULL && i < G_N_ELEMENTS(ways); i++)
		if (g_str_has_prefix(way + strlen(header), ways[i].name))
			ways[i].die();
	struct message *message = parse_mail(bytes, length);
	if (way != NULL && g_str_has_prefix(way + strlen(header), "garbage"))
		message->subject[0] = (char)0xff;
	return message;
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--parse-child") == 0)
		return child_main(die);
	return cmd_main(argc, argv);
}
