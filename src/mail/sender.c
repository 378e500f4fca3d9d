/* Who wrote a mail, and whether anybody can be answered (RULES RE-11, ST-20). */
#include "mail/header.h"

#include "base/address.h"

#include <string.h>

static const struct mailbox *find(const GPtrArray *list, const char *address)
{
	for (guint i = 0; i < list->len; i++) {
		const struct mailbox *box = list->pdata[i];
		if (address_same(box->address, address))
			return box;
	}
	return NULL;
}

/* Why mail cannot be sent to ADDRESS; NULL if it can (TR-11). */
static const char *address_problem(const char *address)
{
	if (address_valid(address))
		return NULL;
	return g_str_is_ascii(address)
		   ? "no usable sender: From is not an address that can be answered"
		   : "no usable sender: cannot confirm (SMTPUTF8), the address needs more than "
		     "ASCII";
}

/* Why nobody can be answered; NULL if somebody can (RE-11, ST-20). */
static const char *from_problem(const struct message *m, const struct mailboxes *from)
{
	if (from->group)
		return "no usable sender: From names a group";
	if (m->from->len == 0)
		return "no usable sender: From is empty";
	if (from->malformed)
		return "no usable sender: From is not an address";
	const struct mailbox *first = m->from->pdata[0];
	if (m->from->len == 1)
		return address_problem(first->address);
	if (!m->sender || !find(m->from, m->sender->address))
		return "no usable sender: several From addresses and no Sender among them";
	return address_valid(m->sender->address) ? NULL : "no usable sender: Sender is no address";
}

/* "Ada via Stories" with the author in Reply-To (CL-09). */
static bool is_rewritten(const struct message *m)
{
	if (m->from->len != 1 || m->reply_to->len == 0)
		return false;
	const struct mailbox *from = m->from->pdata[0];
	return from->name && strstr(from->name, " via ") && !find(m->reply_to, from->address);
}

void sender_settle(struct message *message, const struct mailboxes *from, struct mailboxes *sender)
{
	if (sender->list->len > 0 && !sender->malformed)
		message->sender = g_ptr_array_steal_index(sender->list, 0);
	message->from_problem = g_strdup(from_problem(message, from));
	message->list_rewritten = is_rewritten(message);
}
