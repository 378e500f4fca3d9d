/*
 * Connecting to a submission server: transport, EHLO, STARTTLS, EHLO again,
 * AUTH. libetpan reads the answers; the commands are written here, because its
 * own cut long lines, announce the host's name and cannot do XOAUTH2.
 */
#include "base/clean.h"
#include "base/error.h"
#include "net/secret.h"
#include "send/smtp.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

enum { CONNECT_MS = 60 * 1000, GOODBYE_MS = 2000, WORDS = 300 };

/* Exported by libetpan, declared in none of its installed headers. */
int mailsmtp_read_response(mailsmtp *session);

static void remember(struct smtp *smtp, int code)
{
	const char *problem = stream_problem(smtp->stream);
	const char *response = smtp->session->response != NULL ? smtp->session->response : "";
	g_autofree char *text =
	    code != 0         ? g_strdup_printf("%d %s", code, response)
	    : problem != NULL ? g_strdup(problem)
			      : g_strconcat("the server's answer makes no sense: ", response, NULL);

	g_free(smtp->words);
	smtp->words = clean_line(text, -1, WORDS);
}

int smtp_answer(struct smtp *smtp, int limit_ms)
{
	int code;

	stream_exchange(smtp->stream, limit_ms, SMTP_ANSWER);
	code = mailsmtp_read_response(smtp->session);
	if (stream_problem(smtp->stream) != NULL || code < 200 || code > 599)
		code = 0;
	remember(smtp, code);
	return code;
}

int smtp_say(struct smtp *smtp, const char *line)
{
	mailstream *to = smtp->session->stream;

	stream_exchange(smtp->stream, SMTP_COMMAND_MS, SMTP_ANSWER);
	if (stream_interrupts(smtp->stream) || mailstream_write(to, line, strlen(line)) < 0 ||
	    mailstream_write(to, "\r\n", 2) < 0 || mailstream_flush(to) < 0) {
		remember(smtp, 0);
		return 0;
	}
	return smtp_answer(smtp, SMTP_COMMAND_MS);
}

/* Sets ERROR for a step of connecting that failed. */
static bool refused(struct smtp *smtp, int code, const char *what, GError **error)
{
	return fail(error, code, "cannot %s on %s:%u: %s", what, smtp->outbox->at.host,
	    smtp->outbox->at.port, smtp->words);
}

/* Our own address as a literal: a host name would tell what this machine is called. */
static char *our_name(const struct smtp *smtp)
{
	struct sockaddr_storage address = {0};
	socklen_t size = sizeof(address);
	char text[INET6_ADDRSTRLEN] = "127.0.0.1";

	getsockname(stream_fd(smtp->stream), (struct sockaddr *)&address, &size);
	if (address.ss_family == AF_INET6) {
		const struct sockaddr_in6 *in = (const struct sockaddr_in6 *)(const void *)&address;
		inet_ntop(AF_INET6, &in->sin6_addr, text, sizeof(text));
		return g_strdup_printf("[IPv6:%s]", text);
	}
	const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)&address;
	inet_ntop(AF_INET, &in->sin_addr, text, sizeof(text));
	return g_strdup_printf("[%s]", text);
}

/* Notes one line of the answer to EHLO. */
static void note_extension(struct smtp *smtp, const char *line)
{
	g_auto(GStrv) words = g_strsplit_set(line, " =\r\t", -1);

	if (words[0] == NULL)
		return;
	smtp->dsn |= g_ascii_strcasecmp(words[0], "DSN") == 0;
	smtp->starttls |= g_ascii_strcasecmp(words[0], "STARTTLS") == 0;
	if (g_ascii_strcasecmp(words[0], "AUTH") != 0)
		return;
	for (char **word = words + 1; *word != NULL; word++) {
		smtp->auth_plain |= g_ascii_strcasecmp(*word, "PLAIN") == 0;
		smtp->auth_login |= g_ascii_strcasecmp(*word, "LOGIN") == 0;
		smtp->auth_xoauth2 |= g_ascii_strcasecmp(*word, "XOAUTH2") == 0;
	}
}

static bool hello(struct smtp *smtp, GError **error)
{
	g_autofree char *name = our_name(smtp);
	g_autofree char *ehlo = g_strconcat("EHLO ", name, NULL);
	g_autofree char *helo = g_strconcat("HELO ", name, NULL);
	int code = smtp_say(smtp, ehlo);

	smtp->dsn = smtp->starttls = false;
	smtp->auth_plain = smtp->auth_login = smtp->auth_xoauth2 = false;
	if (code == 250) {
		g_auto(GStrv) lines = g_strsplit(smtp->session->response, "\n", -1);
		for (char **line = lines; *line != NULL; line++)
			note_extension(smtp, *line);
		return true;
	}
	if (code >= 500 && smtp_say(smtp, helo) == 250)
		return true;
	return refused(smtp, EX_UNAVAILABLE, "say hello", error);
}

static bool secure(struct smtp *smtp, GError **error)
{
	if (smtp->outbox->at.scheme != SCHEME_SUBMISSION)
		return true;
	if (!smtp->starttls)
		return fail(error, EX_UNAVAILABLE,
		    "refused %s:%u: it offers no STARTTLS, which is required; no password was sent",
		    smtp->outbox->at.host, smtp->outbox->at.port);
	if (smtp_say(smtp, "STARTTLS") != 220)
		return refused(smtp, EX_UNAVAILABLE, "start TLS", error);
	return stream_start_tls(smtp->stream, error) && hello(smtp, error);
}

/* COMMAND and the base64 of BYTES, wiped afterwards; the code of the answer. */
static int say_secret(struct smtp *smtp, const char *command, char *bytes, size_t length)
{
	char *encoded = g_base64_encode((const guchar *)bytes, length);
	char *line = g_strconcat(command, encoded, NULL);
	int code = smtp_say(smtp, line);

	secret_free(encoded);
	secret_free(line);
	return code;
}

static int auth_plain(struct smtp *smtp, const char *user, const char *secret)
{
	size_t length = strlen(user) + strlen(secret) + 2;
	char *bytes = g_strdup_printf("%c%s%c%s", '\1', user, '\1', secret);
	int code;

	bytes[0] = bytes[strlen(user) + 1] = '\0';
	code = say_secret(smtp, "AUTH PLAIN ", bytes, length);
	explicit_bzero(bytes, length);
	g_free(bytes);
	return code;
}

static int auth_login(struct smtp *smtp, const char *user, char *secret)
{
	g_autofree char *name = g_base64_encode((const guchar *)user, strlen(user));
	int code = smtp_say(smtp, "AUTH LOGIN");

	if (code == 334)
		code = smtp_say(smtp, name);
	return code == 334 ? say_secret(smtp, "", secret, strlen(secret)) : code;
}

static int auth_xoauth2(struct smtp *smtp, const char *user, const char *token)
{
	char *bytes = g_strdup_printf("user=%s\1auth=Bearer %s\1\1", user, token);
	int code = say_secret(smtp, "AUTH XOAUTH2 ", bytes, strlen(bytes));

	secret_free(bytes);
	return code == 334 ? smtp_say(smtp, "") : code;
}

static bool log_in(struct smtp *smtp, GError **error)
{
	const struct credentials *login = &smtp->outbox->login;
	const char *user = smtp->outbox->at.user;
	bool token = login->oauth2_token_command != NULL;
	char **command = token ? login->oauth2_token_command : login->password_command;
	int code = 0;

	if (user == NULL || command == NULL)
		return true;
	if (!(token ? smtp->auth_xoauth2 : smtp->auth_plain || smtp->auth_login))
		return fail(error, EX_UNAVAILABLE,
		    "cannot log in to %s:%u: it offers no way that callbox knows (AUTH %s)",
		    smtp->outbox->at.host, smtp->outbox->at.port,
		    token ? "XOAUTH2" : "PLAIN, LOGIN");
	char *secret = secret_fetch(command, error);
	if (secret == NULL)
		return false;
	code = token              ? auth_xoauth2(smtp, user, secret)
	       : smtp->auth_plain ? auth_plain(smtp, user, secret)
				  : auth_login(smtp, user, secret);
	secret_free(secret);
	return code == 235 ||
	       refused(smtp, EX_NOPERM,
		   "log in (check the user in the URL and what password_command prints)", error);
}

static bool greet(struct smtp *smtp, GError **error)
{
	stream_exchange(smtp->stream, CONNECT_MS, SMTP_ANSWER);
	smtp->session->stream = stream_take(smtp->stream);
	if (smtp_answer(smtp, CONNECT_MS) == 220)
		return true;
	return refused(smtp, EX_UNAVAILABLE, "be greeted", error);
}

bool smtp_open(struct smtp *smtp, GError **error)
{
	const struct outbox *outbox = smtp->outbox;

	if (smtp->session != NULL)
		return true;
	smtp->stream = stream_open(&outbox->at, outbox->login.ca_file, CONNECT_MS, error);
	if (smtp->stream == NULL)
		return false;
	smtp->session = mailsmtp_new(0, NULL);
	if (greet(smtp, error) && hello(smtp, error) && secure(smtp, error) && log_in(smtp, error))
		return true;
	smtp_close(smtp);
	return false;
}

void smtp_close(struct smtp *smtp)
{
	if (smtp->session != NULL) {
		stream_exchange(smtp->stream, GOODBYE_MS, SMTP_ANSWER);
		mailsmtp_free(smtp->session);
	}
	stream_free(smtp->stream);
	smtp->session = NULL;
	smtp->stream = NULL;
}
