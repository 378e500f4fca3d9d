/*
 * A list writes itself into From, as "Ada via Stories", where the domain of the
 * author lets nobody else send in its name, and Ada into Reply-To. Behind a
 * call's own list that From is the call's address, and the mail would be taken
 * for one of ours.
 */
#include "sort/list.h"

#include "base/address.h"
#include "sort/evidence.h"

bool is_own_list(const struct config *config, const struct message *message)
{
	return config_call_of_list(config, message->list_id) != NULL;
}

static bool is_call_address(const struct config *config, const struct mailbox *mailbox)
{
	const char *call_address;

	return config_call_for(config, mailbox->address, &call_address, NULL) != NULL;
}

/* The author whom the call's own list named in Reply-To, or NULL. */
static const struct mailbox *author_behind(const struct config *config, const struct message *m)
{
	if (!m->list_rewritten || !is_own_list(config, m) || m->from->len != 1 ||
	    m->reply_to->len != 1 || !is_call_address(config, m->from->pdata[0]))
		return NULL;
	const struct mailbox *author = m->reply_to->pdata[0];
	return address_valid(author->address) && !is_our_address(config, author->address) ? author
											  : NULL;
}

void list_unwrap(const struct config *config, const struct inbox *inbox, struct message *message)
{
	const struct mailbox *author = author_behind(config, message);

	if (author == NULL || auth_verdict(inbox, message) == AUTH_FAIL)
		return;
	g_ptr_array_set_size(message->from, 0);
	g_ptr_array_add(message->from, mailbox_new(author->address, author->name));
	g_array_set_size(message->auth_results, 0);
	message_flag(message, "the call's own list sent it; its author stands in Reply-To");
}
