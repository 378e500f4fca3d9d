/* See the header. Options that are missing or wrong for themselves are NULL here; they are told
 * already. */
#include "call/sanity.h"

#include "base/address.h"
#include "call/endpoint.h"

#include <string.h>

enum { UNDO_DAYS = 7 };

/* --- addresses --- */

/* The call whose address, with a tag or without, ADDRESS is; NULL if it is none. */
static const struct call *owner(const struct config *config, const char *address)
{
	const char *ours = NULL;

	return address == NULL ? NULL : config_call_for(config, address, &ours, NULL);
}

static void check_organizer(struct reader *reader, const struct config *config,
    const struct call *call, const struct organizer *organizer)
{
	g_autofree char *key =
	    g_strdup_printf("call %s/organizer %s/address", call->name, organizer->name);
	unsigned line = reader_line(reader, key);

	if (organizer->address == NULL)
		return;
	if (owner(config, organizer->address) != NULL)
		reader_note(reader, line,
		    "organizer \"%s\" has the address of a call, so that digests would come in as "
		    "mail; write a person's address",
		    organizer->name);
	else if (config_logs_in_as(config, organizer->address))
		reader_warn(reader, line,
		    "organizer \"%s\" has the address that callbox logs in with, and mail from it "
		    "counts as our own; orders by mail need another address",
		    organizer->name);
	if (call_organizer(call, organizer->address) != organizer)
		reader_note(reader, line,
		    "organizer \"%s\" has the address of another organizer; give each their own, "
		    "or remove one",
		    organizer->name);
}

static void check_organizers(
    struct reader *reader, const struct config *config, const struct call *call)
{
	g_autofree char *key = g_strdup_printf("call %s", call->name);
	bool digest = false;

	for (guint i = 0; i < call->organizers->len; i++) {
		const struct organizer *organizer = g_ptr_array_index(call->organizers, i);
		digest = digest || organizer->digest;
		check_organizer(reader, config, call, organizer);
	}
	if (call->organizers->len > 0 && !digest)
		reader_warn(reader, reader_line(reader, key),
		    "call \"%s\" sends its digest to nobody; write digest = true at an organizer",
		    call->name);
}

/* The local part of bounces goes before the @ of every call's domain (TR-08). */
static bool is_bounces(const char *address)
{
	return g_ascii_strncasecmp(address, "bounces@", strlen("bounces@")) == 0;
}

static void check_address(struct reader *reader, const struct call *call, const char *address)
{
	g_autofree char *key = g_strdup_printf("call %s/address", call->name);
	const char *at = strchr(address, '@');

	if (is_bounces(address))
		reader_note(reader, reader_line(reader, key),
		    "address \"%s\" is where delivery reports go; write another", address);
	if (*call->subaddress == '+' && at != NULL &&
	    memchr(address, '+', (size_t)(at - address)) != NULL)
		reader_note(reader, reader_line(reader, key),
		    "address \"%s\" has a tag already, and answers go to tags of ours; write it "
		    "without the tag, or subaddress = \"\"",
		    address);
}

/* "stories-talks@" with "-" is a tag of "stories@". */
static void check_overlap(
    struct reader *reader, const struct config *config, const struct call *call)
{
	g_autofree char *key = g_strdup_printf("call %s/address", call->name);

	for (char **address = call->addresses; *address != NULL; address++)
		for (guint i = 0; i < config->calls->len; i++) {
			const struct call *other = g_ptr_array_index(config->calls, i);
			for (char **base = other->addresses; *base != NULL; base++) {
				g_autofree char *tag =
				    address_tag(*address, *base, other->subaddress);
				if (other != call && tag != NULL)
					reader_warn(reader, reader_line(reader, key),
					    "address \"%s\" looks like \"%s\" of call \"%s\" with "
					    "a tag; it works, but another name is safer",
					    *address, *base, other->name);
			}
		}
}

static void check_contact(
    struct reader *reader, const struct config *config, const struct call *call)
{
	g_autofree char *key = g_strdup_printf("call %s/contact", call->name);

	if (owner(config, call->contact) != NULL)
		reader_note(reader, reader_line(reader, key),
		    "contact \"%s\" is the address of a call, so that a question would be taken "
		    "for a story; write a person's address",
		    call->contact);
}

/* --- words and times --- */

static bool is_kind_before(const struct call *call, char **kind)
{
	for (char **before = call->kinds; before < kind; before++) {
		g_autofree char *one = g_utf8_casefold(*before, -1);
		g_autofree char *other = g_utf8_casefold(*kind, -1);
		if (strcmp(one, other) == 0)
			return true;
	}
	return false;
}

static void check_kinds(struct reader *reader, const struct call *call)
{
	g_autofree char *key = g_strdup_printf("call %s/kinds", call->name);

	for (char **kind = call->kinds; *kind != NULL; kind++) {
		if (g_ascii_strcasecmp(*kind, "none") == 0)
			reader_note(reader, reader_line(reader, key),
			    "kinds has \"%s\", which is the word for no kind; write another",
			    *kind);
		if (is_kind_before(call, kind))
			reader_note(reader, reader_line(reader, key),
			    "kinds has \"%s\" twice; keep one of them", *kind);
	}
}

static void check_times(struct reader *reader, const struct call *call)
{
	g_autofree char *key = g_strdup_printf("call %s/retention", call->name);

	for (guint i = 0; call->deadline.words != NULL && i < call->sessions->len; i++) {
		const struct session *session = g_ptr_array_index(call->sessions, i);
		g_autofree char *start =
		    g_strdup_printf("call %s/session %s/start", call->name, session->name);
		if (session->start < call->deadline.cutoff)
			reader_warn(reader, reader_line(reader, start),
			    "session \"%s\" begins before the deadline; stories that come later "
			    "are not invited to it, so look at both dates",
			    session->name);
	}
	if (call->retention >= 0 && call->retention < UNDO_DAYS * DAY && call->sessions->len > 0)
		reader_warn(reader, reader_line(reader, key),
		    "retention erases every story and address that soon after the last session, "
		    "and digest and UNDO go on for %d days; write retention = \"90d\"",
		    UNDO_DAYS);
}

static void check_call(struct reader *reader, const struct config *config, const struct call *call)
{
	for (char **address = call->addresses; *address != NULL; address++)
		check_address(reader, call, *address);
	check_overlap(reader, config, call);
	check_contact(reader, config, call);
	check_organizers(reader, config, call);
	check_kinds(reader, call);
	check_times(reader, call);
}

/* --- doors --- */

/* The folder that handled mail of INBOX goes to, comparable with those of same_place(); new, or
 * NULL. */
static char *done_place(const struct inbox *inbox)
{
	if (inbox->done == NULL || inbox->at.path == NULL)
		return NULL;
	if (inbox->at.scheme != SCHEME_MAILDIR)
		return g_strdup(inbox->done);
	g_autofree char *beside = g_path_get_dirname(inbox->at.path);
	return g_canonicalize_filename(inbox->done, beside);
}

/* Whether PATH at the server of ONE, or on this machine, is the folder of OTHER. */
static bool is_place(const struct endpoint *one, const char *path, const struct endpoint *other)
{
	bool local = one->scheme == SCHEME_MAILDIR;

	return path != NULL && local == (other->scheme == SCHEME_MAILDIR) &&
	       endpoint_is_inbox(other) && g_strcmp0(path, other->path) == 0 &&
	       (local || (g_strcmp0(one->host, other->host) == 0 && one->port == other->port &&
			     g_strcmp0(one->user, other->user) == 0));
}

static void check_inbox(struct reader *reader, const struct config *config, guint index)
{
	const struct inbox *inbox = g_ptr_array_index(config->inboxes, index);
	g_autofree char *url = g_strdup_printf("inbox %s/url", inbox->name);
	g_autofree char *done_key = g_strdup_printf("inbox %s/done", inbox->name);
	g_autofree char *done = done_place(inbox);

	if (is_place(&inbox->at, inbox->at.path, &config->outbox.at))
		reader_note(reader, reader_line(reader, "outbox/url"),
		    "the outbox is the Maildir that inbox \"%s\" reads, so that letters would come "
		    "in again; name another",
		    inbox->name);
	for (guint i = 0; i < config->inboxes->len; i++) {
		const struct inbox *other = g_ptr_array_index(config->inboxes, i);
		if (i < index && is_place(&inbox->at, inbox->at.path, &other->at))
			reader_note(reader, reader_line(reader, url),
			    "inbox \"%s\" is read by inbox \"%s\" already; keep one of them",
			    inbox->name, other->name);
		if (is_place(&inbox->at, done, &other->at))
			reader_note(reader, reader_line(reader, done_key),
			    "done is the folder that inbox \"%s\" reads; name another",
			    other->name);
	}
	if (is_place(&inbox->at, done, &config->outbox.at))
		reader_note(reader, reader_line(reader, done_key),
		    "done is the Maildir of the outbox; name another");
}

static void check_envelope(struct reader *reader, const struct config *config)
{
	for (guint i = 0; i < config->calls->len; i++) {
		const struct call *call = g_ptr_array_index(config->calls, i);
		if (config->outbox.envelope == ENVELOPE_VERP && *call->subaddress == '\0')
			reader_note(reader, reader_line(reader, "outbox/envelope"),
			    "envelope = \"verp\" needs addresses with a tag, which call \"%s\" has "
			    "not (subaddress = \"\"); write envelope = \"login\"",
			    call->name);
	}
}

/* Servers may refuse, or rewrite, a From that is not the login's. */
static void check_login(struct reader *reader, const struct config *config)
{
	const char *user = config->outbox.at.user;

	if (user != NULL && strchr(user, '@') != NULL && owner(config, user) == NULL)
		reader_warn(reader, reader_line(reader, "outbox/url"),
		    "letters leave from the calls' addresses, but the outbox logs in as \"%s\"; "
		    "make sure that the provider lets it send as them",
		    user);
}

void sanity_check(struct reader *reader, const struct config *config)
{
	for (guint i = 0; i < config->calls->len; i++)
		check_call(reader, config, g_ptr_array_index(config->calls, i));
	for (guint i = 0; i < config->inboxes->len; i++)
		check_inbox(reader, config, i);
	check_envelope(reader, config);
	check_login(reader, config);
}
