/* The doors of a configuration: where mail comes in, where letters leave, and how to log in there.
 */
#include "base/civil.h"
#include "call/endpoint.h"
#include "call/reader.h"

#include <string.h>

/* What holds unless the configuration says otherwise: seconds between two polls, and how many
 * automatic answers the breaker lets out (RE-10). */
enum { POLL = 60, LIMIT_PER_ADDRESS = 3, LIMIT_PER_HOUR = 200 };

void credentials_clear(struct credentials *login)
{
	g_clear_pointer(&login->password_command, g_strfreev);
	g_clear_pointer(&login->oauth2_token_command, g_strfreev);
	g_clear_pointer(&login->ca_file, g_free);
}

void inbox_free(struct inbox *inbox)
{
	if (inbox == NULL)
		return;
	endpoint_clear(&inbox->at);
	credentials_clear(&inbox->login);
	g_strfreev(inbox->trusted_by);
	g_free(inbox->name);
	g_free(inbox->done);
	g_free(inbox->authserv_id);
	g_free(inbox);
}

static bool read_endpoint(struct endpoint *at, const struct section *section)
{
	g_autofree char *url = section_required(section, "url");
	g_autoptr(GError) error = NULL;

	if (url == NULL)
		return false;
	if (endpoint_parse(at, url, section->reader->folder, &error))
		return true;
	section_note(section, "url", "%s", error->message);
	return false;
}

/* The argv, or NULL if not given. */
static char **read_command(const struct section *section, const char *option)
{
	g_auto(GStrv) argv = section_list(section, option);

	if (argv[0] != NULL)
		return g_steal_pointer(&argv);
	if (section_line(section, option) != section->line && cfg_size(section->cfg, option) == 0)
		section_note(section, option,
		    "%s is empty; write {\"program\", \"argument\"} or remove the line", option);
	return NULL;
}

static void read_login(
    struct credentials *login, const struct endpoint *at, const struct section *section)
{
	login->password_command = read_command(section, "password_command");
	login->oauth2_token_command = read_command(section, "oauth2_token_command");
	login->ca_file = section_path(section, "ca_file");
	bool command = login->password_command != NULL || login->oauth2_token_command != NULL;

	if (login->password_command != NULL && login->oauth2_token_command != NULL)
		section_note(section, "oauth2_token_command",
		    "password_command and oauth2_token_command are both given; keep one of them");
	if (at->user != NULL && !command)
		section_note(section, "url",
		    "url names the user \"%s\" but nothing gives the password; add "
		    "password_command = {\"program\", \"argument\"}",
		    at->user);
	if (at->user == NULL && command)
		section_note(section, "url",
		    "a password is given but url names no user; write scheme://user@host");
}

static void read_trusted(struct inbox *inbox, const struct section *section)
{
	inbox->trusted_by = section_list(section, "trusted_by");
	for (char **host = inbox->trusted_by; *host != NULL; host++) {
		g_autofree char *lower = g_ascii_strdown(*host, -1);
		if (strspn(lower, "abcdefghijklmnopqrstuvwxyz0123456789.-_") != strlen(lower))
			section_note(section, "trusted_by",
			    "trusted_by \"%s\" is no host name; write it as Received: fields do, "
			    "\"mx1.example.org\"",
			    *host);
		g_free(*host);
		*host = g_steal_pointer(&lower);
	}
}

static bool is_imap(const struct endpoint *at)
{
	return at->scheme == SCHEME_IMAPS || at->scheme == SCHEME_IMAP ||
	       at->scheme == SCHEME_IMAP_INSECURE;
}

struct inbox *inbox_read(const struct section *section)
{
	struct inbox *inbox = g_new0(struct inbox, 1);

	section_check_name(section, "inbox");
	inbox->name = g_strdup(section->name);
	if (read_endpoint(&inbox->at, section)) {
		if (!endpoint_is_inbox(&inbox->at))
			section_note(section, "url",
			    "url \"%s\" is no place where mail arrives; write imaps://, imap:// or "
			    "maildir:",
			    inbox->at.url);
		else if (is_imap(&inbox->at) && inbox->at.user == NULL)
			section_note(section, "url",
			    "url \"%s\" names no user; write imaps://user@host/INBOX",
			    inbox->at.url);
		read_login(&inbox->login, &inbox->at, section);
	}
	inbox->done = section_text(section, "done");
	read_trusted(inbox, section);
	inbox->authserv_id = section_text(section, "authserv_id");
	inbox->poll = section_number(section, "poll", 1, DAY, POLL);
	return inbox;
}

struct inbox *inbox_of_maildir(const char *name, const char *path)
{
	struct inbox *inbox = g_new0(struct inbox, 1);

	inbox->name = g_strdup(name);
	inbox->at.scheme = SCHEME_MAILDIR;
	inbox->at.url = g_strdup_printf("maildir:%s", path);
	inbox->at.path = g_strdup(path);
	inbox->trusted_by = g_new0(char *, 1);
	inbox->poll = POLL;
	return inbox;
}

void outbox_read(struct outbox *outbox, const struct section *section)
{
	static const char *const envelopes[] = {"verp", "login", "null", NULL};

	if (read_endpoint(&outbox->at, section)) {
		if (!endpoint_is_outbox(&outbox->at))
			section_note(section, "url",
			    "url \"%s\" is no way out; write submission://, smtps://, sendmail: or "
			    "maildir:",
			    outbox->at.url);
		read_login(&outbox->login, &outbox->at, section);
	}
	outbox->envelope = section_choice(section, "envelope", envelopes, outbox->envelope);
	outbox->limit_per_address =
	    section_number(section, "limit_per_address", 1, 1000, LIMIT_PER_ADDRESS);
	outbox->limit_per_hour =
	    section_number(section, "limit_per_hour", 1, 100000, LIMIT_PER_HOUR);
}
