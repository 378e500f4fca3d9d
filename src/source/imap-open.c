/*
 * Connecting: transport, STARTTLS, login, ID and SELECT. Nothing secret is
 * said before the stream has verified the server; a server that greets with
 * PREAUTH, lacks STARTTLS or injects text before TLS is refused (P-24, F-24).
 */
#include "base/clean.h"
#include "base/error.h"
#include "net/secret.h"
#include "source/imap.h"

#include <string.h>

enum { CONNECT_MS = 60 * 1000, GOODBYE_MS = 2000, WORDS = 200 };

void imap_exchange(struct imap *imap, size_t max_octets)
{
	stream_exchange(imap->stream, IMAP_COMMAND_MS, max_octets);
}

bool imap_fail(struct imap *imap, int code, const char *what, GError **error)
{
	const char *problem = stream_problem(imap->stream);
	const char *response = imap->session != NULL ? imap->session->imap_response : NULL;
	g_autofree char *words = clean_line(problem != NULL    ? problem
					    : response != NULL ? response
							       : "an answer without sense",
	    -1, WORDS);

	return fail(error, code, "cannot %s on %s: %s", what, imap->inbox->at.host, words);
}

char *imap_folder(const char *name, GError **error)
{
	g_autofree char *folder = g_convert(name, -1, "UTF-7-IMAP", "UTF-8", NULL, NULL, NULL);

	for (const char *p = folder != NULL ? folder : "\n"; *p != '\0'; p++)
		if (g_ascii_iscntrl(*p)) {
			fail(
			    error, EX_CONFIG, "folder name \"%s\" cannot be written in IMAP", name);
			return NULL;
		}
	return g_steal_pointer(&folder);
}

static bool secure(struct imap *imap, GError **error)
{
	if (imap->inbox->at.scheme != SCHEME_IMAP)
		return true;
	imap_exchange(imap, IMAP_ANSWER);
	if (mailimap_starttls(imap->session) != MAILIMAP_NO_ERROR)
		return imap_fail(imap, EX_UNAVAILABLE,
		    "start TLS (STARTTLS is required, and no password was sent)", error);
	return stream_start_tls(imap->stream, error);
}

/* What was said before TLS or login does not count any more. */
static bool learn_capabilities(struct imap *imap, GError **error)
{
	struct mailimap_capability_data *data = NULL;

	imap_exchange(imap, IMAP_ANSWER);
	if (mailimap_capability(imap->session, &data) != MAILIMAP_NO_ERROR)
		return imap_fail(imap, EX_UNAVAILABLE, "ask for capabilities", error);
	mailimap_capability_data_free(data);
	imap->idle = mailimap_has_idle(imap->session);
	imap->move = mailimap_has_extension(imap->session, "MOVE");
	return true;
}

static bool log_in(struct imap *imap, GError **error)
{
	const struct credentials *login = &imap->inbox->login;
	const char *user = imap->inbox->at.user;
	bool token = login->oauth2_token_command != NULL;
	char **command = token ? login->oauth2_token_command : login->password_command;
	int code;

	if (user == NULL || command == NULL)
		return fail(error, EX_CONFIG,
		    "cannot log in to %s: give a user in the URL and a password_command",
		    imap->inbox->at.host);
	char *secret = secret_fetch(command, error);
	if (secret == NULL)
		return false;
	imap_exchange(imap, IMAP_ANSWER);
	code = token ? mailimap_oauth2_authenticate(imap->session, user, secret)
		     : mailimap_login(imap->session, user, secret);
	secret_free(secret);
	if (code == MAILIMAP_NO_ERROR)
		return true;
	if (code == MAILIMAP_ERROR_LOGIN)
		return imap_fail(imap, EX_NOPERM,
		    "log in (check the user in the URL and what password_command prints)", error);
	return imap_fail(imap, EX_UNAVAILABLE, "log in", error);
}

static bool introduce(struct imap *imap, GError **error)
{
	struct mailimap_id_params_list *ours, *theirs = NULL;

	if (!mailimap_has_id(imap->session))
		return true;
	ours = mailimap_id_params_list_new_empty();
	mailimap_id_params_list_add_name_value(ours, (char[]){"name"}, (char[]){"callbox"});
	mailimap_id_params_list_add_name_value(
	    ours, (char[]){"version"}, (char[]){CALLBOX_VERSION});
	imap_exchange(imap, IMAP_ANSWER);
	mailimap_id(imap->session, ours, &theirs);
	mailimap_id_params_list_free(ours);
	if (theirs != NULL)
		mailimap_id_params_list_free(theirs);
	return stream_problem(imap->stream) == NULL ||
	       imap_fail(imap, EX_UNAVAILABLE, "say ID", error);
}

static bool greet(struct imap *imap, GError **error)
{
	int code;

	imap_exchange(imap, IMAP_ANSWER);
	code = mailimap_connect(imap->session, stream_take(imap->stream));
	if (code == MAILIMAP_NO_ERROR_NON_AUTHENTICATED)
		return true;
	if (code == MAILIMAP_NO_ERROR_AUTHENTICATED)
		return fail(error, EX_UNAVAILABLE,
		    "refused %s: it says that we are logged in already (PREAUTH)",
		    imap->inbox->at.host);
	return imap_fail(imap, EX_UNAVAILABLE, "be greeted", error);
}

bool imap_open(struct imap *imap, GError **error)
{
	const struct inbox *inbox = imap->inbox;

	if (imap->session != NULL)
		return true;
	imap->stream = stream_open(&inbox->at, inbox->login.ca_file, CONNECT_MS, error);
	if (imap->stream == NULL)
		return false;
	imap->session = mailimap_new(0, NULL);
	if (greet(imap, error) && secure(imap, error) && learn_capabilities(imap, error) &&
	    log_in(imap, error) && learn_capabilities(imap, error) && introduce(imap, error))
		return true;
	imap_close(imap);
	return false;
}

bool imap_select(struct imap *imap, bool read_only, GError **error)
{
	g_autofree char *folder = imap_folder(imap->inbox->at.path, error);
	int code;

	if (folder == NULL)
		return false;
	imap_exchange(imap, IMAP_ANSWER);
	code = read_only ? mailimap_examine(imap->session, folder)
			 : mailimap_select(imap->session, folder);
	if (code != MAILIMAP_NO_ERROR) {
		g_autofree char *what = g_strdup_printf(
		    "open folder \"%s\" (the end of the url names it)", imap->inbox->at.path);
		return imap_fail(imap,
		    stream_problem(imap->stream) != NULL ? EX_UNAVAILABLE : EX_CONFIG, what, error);
	}
	const struct mailimap_selection_info *info = imap->session->imap_selection_info;
	imap->uidvalidity = info != NULL ? info->sel_uidvalidity : 0;
	imap->uidnext = info != NULL ? info->sel_uidnext : 0;
	imap->exists = info != NULL ? info->sel_exists : 0;
	if (imap->uidvalidity == 0)
		return fail(error, EX_UNAVAILABLE,
		    "cannot read folder \"%s\" on %s: the server gives no UIDVALIDITY",
		    imap->inbox->at.path, imap->inbox->at.host);
	return true;
}

void imap_close(struct imap *imap)
{
	if (imap->stream != NULL)
		stream_exchange(imap->stream, GOODBYE_MS, IMAP_ANSWER);
	if (imap->session != NULL)
		mailimap_free(imap->session);
	stream_free(imap->stream);
	imap->session = NULL;
	imap->stream = NULL;
}
