/*
 * May we answer this mail? Every reason to stay silent is one row of a table
 * (RULES section 4). Silence never discards: the mail is processed all the same
 * and stands in the digest as not confirmed automatically (CL-02).
 */
#include "base/address.h"
#include "sort/auth.h"
#include "sort/domain.h"
#include "sort/evidence.h"
#include "sort/list.h"

#include <string.h>

/* A row's question: is this a reason to stay silent? */
typedef bool (*is_obstacle)(const struct evidence *e);

bool is_auto_submitted(const struct message *message)
{
	return message->auto_submitted != NULL && strcmp(message->auto_submitted, "no") != 0;
}

bool is_foreign_list(const struct evidence *e)
{
	const struct message *m = e->message;

	return !is_own_list(e->config, m) && (m->list_id != NULL || m->list_rewritten);
}

static bool answers_automatically(const struct evidence *e)
{
	return is_auto_submitted(e->message);
}

static bool has_null_path(const struct evidence *e)
{
	return g_strcmp0(e->message->return_path, "") == 0;
}

/* "list" says no more of mail through the call's own list than its List-Id (CL-09). */
static bool is_bulk(const struct evidence *e)
{
	static const char *const bulk[] = {"bulk", "junk", "list", "auto_reply", NULL};
	const char *word = e->message->precedence;

	if (word == NULL || (strcmp(word, "list") == 0 && is_own_list(e->config, e->message)))
		return false;
	return g_strv_contains(bulk, word);
}

/* All, AutoReply or OOF stand for us; DR, NDR, RN and NRN mean other programs (RE-06). */
static bool asks_for_silence(const struct evidence *e)
{
	bool silent = false;

	if (e->message->suppress == NULL)
		return false;
	g_auto(GStrv) words = g_strsplit_set(e->message->suppress, ",; \t", -1);
	for (char **word = words; *word != NULL && !silent; word++)
		silent = g_ascii_strcasecmp(*word, "all") == 0 ||
			 g_ascii_strcasecmp(*word, "autoreply") == 0 ||
			 g_ascii_strcasecmp(*word, "oof") == 0;
	return silent;
}

static bool has_automatic_subject(const struct evidence *e)
{
	return e->message->auto_subject;
}

static bool carries_loop_mark(const struct evidence *e)
{
	return e->message->loop != NULL || e->message->loop_nested;
}

static bool has_no_author(const struct evidence *e)
{
	return message_author(e->message) == NULL || answer_address(e->message) == NULL;
}

static bool has_unusable_address(const struct evidence *e)
{
	return !address_valid(answer_address(e->message));
}

static bool is_ours(const struct evidence *e)
{
	return is_our_address(e->config, message_author(e->message)->address) ||
	       is_our_address(e->config, answer_address(e->message));
}

/* Local parts behind which nobody reads (RE-07). */
static const struct {
	enum { WHOLE, START, END } where;
	const char *word;
} robots[] = {
    {START, "mailer-daemon"},
    {WHOLE, "postmaster"},
    {START, "no-reply"},
    {START, "no_reply"},
    {START, "noreply"},
    {END, "-noreply"},
    {END, "-no-reply"},
    {START, "do-not-reply"},
    {START, "donot-reply"},
    {START, "do-notreply"},
    {START, "donotreply"},
    {END, "-request"},
    {START, "owner-"},
    {END, "-bounces"},
    {START, "bounce"},
    {WHOLE, "listserv"},
    {WHOLE, "majordomo"},
    {WHOLE, "mailman"},
};

static bool is_robot_local(const char *local)
{
	for (gsize i = 0; i < G_N_ELEMENTS(robots); i++) {
		const char *word = robots[i].word;
		if (robots[i].where == WHOLE   ? strcmp(local, word) == 0
		    : robots[i].where == START ? g_str_has_prefix(local, word)
					       : g_str_has_suffix(local, word))
			return true;
	}
	return false;
}

static bool is_robot_address(const char *address)
{
	const char *at = strrchr(address, '@');
	g_autofree char *local = g_ascii_strdown(address, at == NULL ? -1 : (gssize)(at - address));
	char *tag = strchr(local, '+');

	if (tag != NULL)
		*tag = '\0';
	return is_robot_local(local);
}

static bool is_robot(const struct evidence *e)
{
	return is_robot_address(message_author(e->message)->address) ||
	       is_robot_address(answer_address(e->message));
}

/* Without any call there is nothing that the mail could be addressed to (explain). */
static bool is_not_to_us(const struct evidence *e)
{
	return e->config->calls->len > 0 && !e->thread->addressed;
}

static bool fails_dmarc(const struct evidence *e)
{
	return auth_verdict(e->inbox, e->message) == AUTH_FAIL;
}

/* Our server looked and found nothing that vouches for the sender; no look is no reason (RE-13). */
static bool is_unproved(const struct evidence *e)
{
	struct auth_finding finding = auth_find(e->inbox, e->message);

	return finding.tested && finding.verdict != AUTH_PASS;
}

static const struct {
	is_obstacle is;
	const char *silent_because;
} gates[] = {
    {answers_automatically, "Auto-Submitted says that a machine sent it"},
    {has_null_path, "its return path is empty"},
    {is_foreign_list, "it came through a mailing list"},
    {is_bulk, "its Precedence asks for no answer"},
    {asks_for_silence, "X-Auto-Response-Suppress asks for no answer"},
    {has_automatic_subject, "its subject or first words read like an automatic reply"},
    {carries_loop_mark, "it carries the mark of a callbox"},
    {has_no_author, "it has no single usable sender"},
    {has_unusable_address, "its sender's address cannot be written to"},
    {is_ours, "its sender is one of our own addresses"},
    {is_robot, "nobody reads mail at its sender's address"},
    {is_not_to_us, "none of our addresses is in To or Cc"},
    {fails_dmarc, "the sender's domain disowns it (dmarc=fail)"},
    {is_unproved, "nothing proves that its sender sent it"},
};

/* The one request by machines that is answered, with what the asker was sent before (CI-22). */
static bool asks_again(const struct evidence *e, enum kind kind)
{
	return kind == KIND_CALENDAR && g_strcmp0(e->message->calendar_method, "REFRESH") == 0;
}

const char *respond_obstacle(const struct evidence *e, enum kind kind)
{
	if (!kind_is_by_person(kind) && !asks_again(e, kind))
		return "mail of this kind is never answered";
	for (gsize i = 0; i < G_N_ELEMENTS(gates); i++)
		if (gates[i].is(e))
			return gates[i].silent_because;
	return NULL;
}

const char *answer_address(const struct message *message)
{
	const struct mailbox *author = message_author(message);
	const struct mailbox *other;

	if (author == NULL)
		return NULL;
	if (message->reply_to->len != 1)
		return author->address;
	other = g_ptr_array_index(message->reply_to, 0);
	if (address_valid(other->address) &&
	    domain_aligned(address_domain(other->address), address_domain(author->address)))
		return other->address;
	return author->address;
}
