#ifndef SEND_SMTP_H
#define SEND_SMTP_H

#include "net/stream.h"
#include "send/send.h"

/* One SMTP connection, or none; shared by the smtp*.c files only. */
struct smtp {
	const struct outbox *outbox;
	mailsmtp *session; /* NULL: not connected */
	struct stream *stream;
	bool dsn, starttls, auth_plain, auth_login, auth_xoauth2;
	char *words; /* the last answer, "250 2.0.0 Ok" */
};

enum { SMTP_COMMAND_MS = 5 * 60 * 1000, SMTP_DOT_MS = 10 * 60 * 1000, SMTP_ANSWER = 64 * 1024 };

/* smtp-open.c: connects, secures, logs in. Nothing to do when connected. */
bool smtp_open(struct smtp *smtp, GError **error);
/* QUIT if the server still listens, then closes. */
void smtp_close(struct smtp *smtp);

/* Sends LINE (without CRLF) and returns the code of the answer, 0 when the connection broke. */
int smtp_say(struct smtp *smtp, const char *line);
/* Reads an answer within LIMIT_MS; as above. */
int smtp_answer(struct smtp *smtp, int limit_ms);

#endif
