/* The URL of a door, taken apart by GLib and checked for what would leak or never work. */
#include "call/endpoint.h"

#include "base/error.h"

#include <gio/gio.h>
#include <string.h>

static const struct {
	const char *name;
	enum scheme scheme;
	unsigned port; /* 0: a path on this machine */
	bool in, out, plaintext;
} schemes[] = {
    {"imaps", SCHEME_IMAPS, 993, .in = true},
    {"imap", SCHEME_IMAP, 143, .in = true},
    {"imap+insecure", SCHEME_IMAP_INSECURE, 143, .in = true, .plaintext = true},
    {"submission", SCHEME_SUBMISSION, 587, .out = true},
    {"smtps", SCHEME_SMTPS, 465, .out = true},
    {"smtp+insecure", SCHEME_SMTP_INSECURE, 25, .out = true, .plaintext = true},
    {"sendmail", SCHEME_SENDMAIL, 0, .out = true},
    {"maildir", SCHEME_MAILDIR, 0, .in = true, .out = true},
};

static bool is_loopback(const char *host)
{
	g_autoptr(GInetAddress) address = g_inet_address_new_from_string(host);

	return address != NULL ? g_inet_address_get_is_loopback(address)
			       : g_ascii_strcasecmp(host, "localhost") == 0;
}

static bool parse_path(struct endpoint *at, const char *path, const char *folder, GError **error)
{
	if (*path == '\0')
		return fail(error, EX_CONFIG, "url \"%s\" names no path; write \"%s/a/path\"",
		    at->url, at->url);
	if (at->scheme == SCHEME_SENDMAIL && !g_path_is_absolute(path))
		return fail(error, EX_CONFIG,
		    "url \"%s\" is no absolute path; write \"sendmail:/usr/sbin/sendmail\"",
		    at->url);
	at->path = g_canonicalize_filename(path, folder);
	return true;
}

static bool parse_server(struct endpoint *at, unsigned port, bool plaintext, GError **error)
{
	g_autofree char *password = NULL, *path = NULL, *query = NULL, *fragment = NULL;
	g_autoptr(GError) why = NULL;
	int given = -1;

	if (!g_uri_split_with_user(at->url, G_URI_FLAGS_HAS_PASSWORD, NULL, &at->user, &password,
		NULL, &at->host, &given, &path, &query, &fragment, &why))
		return fail(error, EX_CONFIG, "url cannot be read (%s); write @ in a name as %%40",
		    why->message);
	if (password != NULL)
		return fail(error, EX_CONFIG,
		    "url has a password in it; take it out and use password_command");
	if (at->host == NULL || *at->host == '\0')
		return fail(error, EX_CONFIG, "url \"%s\" names no host; write scheme://user@host",
		    at->url);
	if (query != NULL || fragment != NULL)
		return fail(error, EX_CONFIG,
		    "url \"%s\" has a part after ? or #; write them as %%3F and %%23", at->url);
	if (given == 0)
		return fail(error, EX_CONFIG, "url \"%s\" has port 0; write a port from 1 to 65535",
		    at->url);
	if (plaintext && !is_loopback(at->host))
		return fail(error, EX_CONFIG,
		    "url \"%s\" would send mail in plain text to %s; use imaps, imap, smtps or "
		    "submission (+insecure is for 127.0.0.1, ::1 and localhost)",
		    at->url, at->host);
	at->port = given > 0 ? (unsigned)given : port;
	if (at->user != NULL && *at->user == '\0')
		g_clear_pointer(&at->user, g_free);
	const char *mailbox = path != NULL && path[0] == '/' ? path + 1 : "";
	at->path = g_strdup(*mailbox != '\0' ? mailbox : "INBOX");
	return true;
}

bool endpoint_parse(struct endpoint *at, const char *url, const char *folder, GError **error)
{
	size_t length = strcspn(url, ":");

	at->url = g_strdup(url);
	for (size_t i = 0; url[length] == ':' && i < G_N_ELEMENTS(schemes); i++) {
		if (strlen(schemes[i].name) != length ||
		    g_ascii_strncasecmp(url, schemes[i].name, length) != 0)
			continue;
		at->scheme = schemes[i].scheme;
		if (schemes[i].port == 0)
			return parse_path(at, url + length + 1, folder, error);
		return parse_server(at, schemes[i].port, schemes[i].plaintext, error);
	}
	return fail(error, EX_CONFIG,
	    "url begins with no known scheme; write imaps://, imap://, submission://, smtps://, "
	    "sendmail: or maildir:");
}

void endpoint_clear(struct endpoint *at)
{
	g_clear_pointer(&at->url, g_free);
	g_clear_pointer(&at->user, g_free);
	g_clear_pointer(&at->host, g_free);
	g_clear_pointer(&at->path, g_free);
}

bool endpoint_is_inbox(const struct endpoint *at)
{
	return schemes[at->scheme].in;
}

bool endpoint_is_outbox(const struct endpoint *at)
{
	return schemes[at->scheme].out;
}
