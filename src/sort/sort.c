/*
 * What kind of mail is this? One ordered table, first match wins (RULES CL-01).
 * What the mail is and whether it may be answered are separate questions
 * (CL-02): the second one is asked in respond.c.
 */
#include "sort/sort.h"

#include "base/address.h"
#include "mail/subject.h"
#include "sort/evidence.h"

#include <string.h>

enum { A_STORY = 80 /* octets that are more than a word and a greeting */ };

/* A row's question about one mail. */
typedef bool (*is_kind)(const struct evidence *e);

static const char *const names[] = {
    [KIND_OWN] = "own",
    [KIND_RSVP] = "rsvp",
    [KIND_CALENDAR] = "calendar",
    [KIND_BOUNCE] = "bounce",
    [KIND_DELIVERED] = "delivered",
    [KIND_FEEDBACK] = "feedback",
    [KIND_AUTO] = "auto",
    [KIND_COMMAND] = "command",
    [KIND_REVISION] = "revision",
    [KIND_WITHDRAWAL] = "withdrawal",
    [KIND_NOTE] = "note",
    [KIND_STORY] = "story",
    [KIND_UNREADABLE] = "unreadable",
};

const char *kind_name(enum kind kind)
{
	return names[kind];
}

static bool is_organizer(const struct config *config, const char *address)
{
	for (guint i = 0; i < config->calls->len; i++)
		if (call_decider(g_ptr_array_index(config->calls, i), address) != NULL)
			return true;
	return false;
}

/* An organizer who lends the own account to callbox stays a person. */
static bool is_login(const struct config *config, const char *address)
{
	return config_logs_in_as(config, address) && !is_organizer(config, address);
}

static bool is_bounce_address(const struct config *config, const char *address)
{
	gsize length = strlen("bounces");

	return g_ascii_strncasecmp(address, "bounces", length) == 0 &&
	       strchr("@+-", address[length]) != NULL &&
	       config_call_of_domain(config, address_domain(address)) != NULL;
}

bool is_our_address(const struct config *config, const char *address)
{
	const char *call_address;

	return config_call_for(config, address, &call_address, NULL) != NULL ||
	       is_bounce_address(config, address) || is_login(config, address);
}

static bool is_from_us(const struct evidence *e)
{
	for (guint i = 0; i < e->message->from->len; i++) {
		const struct mailbox *box = g_ptr_array_index(e->message->from, i);
		if (is_our_address(e->config, box->address))
			return true;
	}
	return false;
}

static bool has_our_mark(const struct evidence *e)
{
	return e->known->instance != NULL && e->message->loop != NULL &&
	       g_ascii_strcasecmp(e->known->instance, e->message->loop) == 0;
}

/* A mail that a list or a forwarder sent back keeps our Message-ID when it loses all else. */
static bool has_our_id(const struct evidence *e)
{
	const char *id = e->message->message_id;
	const char *at = id == NULL ? NULL : strrchr(id, '@');

	return at != NULL && g_str_has_prefix(id, "cb1.") &&
	       config_call_of_domain(e->config, at + 1) != NULL;
}

static bool is_held(const struct evidence *e)
{
	return e->message->readable == READ_HELD;
}

static bool is_itip_reply(const struct evidence *e)
{
	return g_strcmp0(e->message->calendar_method, "REPLY") == 0;
}

static bool is_itip(const struct evidence *e)
{
	return e->message->calendar_method != NULL;
}

static bool is_bounce(const struct evidence *e)
{
	return e->message->report_kind == REPORT_BOUNCE;
}

static bool is_delivered(const struct evidence *e)
{
	return e->message->report_kind == REPORT_DELIVERED;
}

static bool is_feedback(const struct evidence *e)
{
	return e->message->report_kind == REPORT_FEEDBACK;
}

static bool is_read_receipt(const struct evidence *e)
{
	return e->message->report_kind == REPORT_RECEIPT;
}

/* A forwarder's mark says nothing about who wrote the mail, nor does an empty value (CL-03). */
static bool is_auto_header(const struct evidence *e)
{
	const char *word = e->message->auto_submitted;

	return is_auto_submitted(e->message) && *word != '\0' &&
	       strcmp(word, "auto-forwarded") != 0;
}

static bool is_auto_precedence(const struct evidence *e)
{
	return g_strcmp0(e->message->precedence, "auto_reply") == 0;
}

static bool is_auto_other(const struct evidence *e)
{
	return e->message->auto_header;
}

static bool is_encrypted(const struct evidence *e)
{
	return e->message->readable == READ_ENCRYPTED;
}

static bool is_digest_answer(const struct evidence *e)
{
	return e->known->digest || e->known->orders;
}

/* An organizer may be told that the digest is too old; from anybody else it is ordinary mail. */
static bool is_stale_answer(const struct evidence *e)
{
	const struct mailbox *author = message_author(e->message);

	return e->known->stale && author != NULL && e->thread->call != NULL &&
	       call_decider(e->thread->call, author->address) != NULL;
}

/* True if the first line that the author wrote is WORD alone (CT-04). */
static bool first_line_is(const struct message *message, const char *word)
{
	g_autofree char *line = message_first_line(message);

	return g_ascii_strcasecmp(line, word) == 0;
}

static bool is_passed_on(const struct evidence *e)
{
	return is_auto_submitted(e->message) || is_foreign_list(e) || e->message->forwarded ||
	       e->message->attached;
}

static bool is_order(const struct evidence *e, const char *word)
{
	return e->known->story && !is_passed_on(e) && first_line_is(e->message, word);
}

static bool is_withdrawal(const struct evidence *e)
{
	return is_order(e, "WITHDRAW");
}

static bool is_revision(const struct evidence *e)
{
	return is_order(e, "REVISE");
}

static bool is_confirmation(const struct evidence *e)
{
	return e->known->question && is_order(e, "CONFIRM");
}

static bool is_author_reply(const struct evidence *e)
{
	return e->known->story;
}

static bool has_token(const struct evidence *e)
{
	return e->thread->tokens->len > 0;
}

bool may_be_story(const struct message *message)
{
	return strlen(message->reply) >= A_STORY;
}

/* A story may have such a word as its title or at its head, and is not lost for it. Words that want
 * a story are answered with how to say which. */
const char *newcomers_word(const struct message *message)
{
	static const char *const words[] = {
	    "REMIND", "HELP", "STATUS", "WITHDRAW", "REVISE", "UNDO", "CONFIRM"};
	g_autofree char *title = bare_subject(message->subject);
	bool empty = message->reply[strspn(message->reply, " \t\n")] == '\0';

	if (may_be_story(message) || message->attachments->len > 0)
		return NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (first_line_is(message, words[i]) ||
		    (empty && g_ascii_strcasecmp(title, words[i]) == 0))
			return words[i];
	return NULL;
}

static bool is_newcomer(const struct evidence *e)
{
	return e->thread->call != NULL && !e->message->forwarded &&
	       newcomers_word(e->message) != NULL;
}

static bool is_addressed(const struct evidence *e)
{
	return e->thread->call != NULL && e->thread->addressed;
}

static bool anything(const struct evidence *e)
{
	return true;
}

static const struct {
	enum kind kind;
	is_kind is;
	const char *why;
} kinds[] = {
    {KIND_OWN, is_from_us, "our own mail came back: From is one of our addresses"},
    {KIND_OWN, has_our_mark, "our own mail came back: it carries our mark"},
    {KIND_OWN, has_our_id, "our own mail came back: its Message-ID is ours"},
    {KIND_UNREADABLE, is_held, "it could not be read in full"},
    {KIND_RSVP, is_itip_reply, "a calendar answered"},
    {KIND_CALENDAR, is_itip, "a calendar object with a method"},
    {KIND_BOUNCE, is_bounce, "a delivery report of a failure or a delay"},
    {KIND_DELIVERED, is_delivered, "a delivery report of success"},
    {KIND_FEEDBACK, is_feedback, "a feedback report about a mail"},
    {KIND_FEEDBACK, is_read_receipt, "a read receipt"},
    {KIND_AUTO, is_auto_header, "Auto-Submitted says that a machine sent it"},
    {KIND_AUTO, is_auto_precedence, "its Precedence is auto_reply"},
    {KIND_AUTO, is_auto_other, "it carries the header of an autoresponder"},
    {KIND_UNREADABLE, is_encrypted, "it is encrypted"},
    {KIND_COMMAND, is_digest_answer, "it answers a mail to an organizer"},
    {KIND_COMMAND, is_stale_answer, "an organizer answers a mail that we no longer know"},
    {KIND_WITHDRAWAL, is_confirmation, "it confirms what we asked about"},
    {KIND_WITHDRAWAL, is_withdrawal, "its first line is WITHDRAW, in the thread of a story"},
    {KIND_REVISION, is_revision, "its first line is REVISE, in the thread of a story"},
    {KIND_NOTE, is_author_reply, "a reply in the thread of a story"},
    {KIND_NOTE, has_token, "a reply to a mail of ours"},
    {KIND_COMMAND, is_newcomer, "all it says is REMIND or HELP"},
    {KIND_STORY, is_addressed, "no sign of a machine; To is a call address"},
    {KIND_STORY, anything, "no sign of a machine"},
};

struct sorting sort_mail(const struct config *config, const struct inbox *inbox,
    const struct message *message, const struct thread *thread, const struct known *known)
{
	const struct evidence e = {config, inbox, message, thread, known};
	struct sorting sorting = {0};
	gsize row = 0;

	while (!kinds[row].is(&e))
		row++;
	sorting.kind = kinds[row].kind;
	sorting.why = kinds[row].why;
	sorting.silent_because = respond_obstacle(&e, sorting.kind);
	sorting.respond = sorting.silent_because == NULL;
	sorting.passed_on = is_passed_on(&e);
	return sorting;
}
