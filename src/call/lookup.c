/* Finding one thing in a configuration that was read. Pure. */
#include "call/call.h"

#include "base/address.h"

#include <string.h>

const struct call *config_call(const struct config *config, const char *name)
{
	for (unsigned i = 0; i < config->calls->len; i++) {
		const struct call *call = g_ptr_array_index(config->calls, i);
		if (g_strcmp0(call->name, name) == 0)
			return call;
	}
	return NULL;
}

/* The one of CALL's addresses that ADDRESS is, or NULL. */
static const char *exact_address(const struct call *call, const char *address)
{
	for (char **ours = call->addresses; *ours != NULL; ours++) {
		if (address_same(address, *ours))
			return *ours;
	}
	return NULL;
}

/* The one of CALL's addresses that ADDRESS is with a tag, or NULL. */
static const char *tagged_address(const struct call *call, const char *address, char **tag)
{
	for (char **ours = call->addresses; *ours != NULL; ours++) {
		*tag = address_tag(address, *ours, call->subaddress);
		if (*tag != NULL)
			return *ours;
	}
	return NULL;
}

/* An exact match anywhere wins: "stories-b@..." may be a call beside "stories@...". */
const struct call *config_call_for(
    const struct config *config, const char *address, const char **call_address, char **tag)
{
	g_autofree char *found = NULL;

	if (tag != NULL)
		*tag = NULL;
	for (unsigned i = 0; i < config->calls->len; i++) {
		const struct call *call = g_ptr_array_index(config->calls, i);
		*call_address = exact_address(call, address);
		if (*call_address != NULL)
			return call;
	}
	for (unsigned i = 0; i < config->calls->len; i++) {
		const struct call *call = g_ptr_array_index(config->calls, i);
		*call_address = tagged_address(call, address, &found);
		if (*call_address == NULL)
			continue;
		if (tag != NULL)
			*tag = g_steal_pointer(&found);
		return call;
	}
	return NULL;
}

const struct call *config_call_of_domain(const struct config *config, const char *domain)
{
	for (unsigned i = 0; i < config->calls->len; i++) {
		const struct call *call = g_ptr_array_index(config->calls, i);
		if (g_ascii_strcasecmp(call_domain(call), domain) == 0)
			return call;
	}
	return NULL;
}

const struct call *config_call_of_list(const struct config *config, const char *list_id)
{
	for (unsigned i = 0; list_id != NULL && *list_id != '\0' && i < config->calls->len; i++) {
		const struct call *call = g_ptr_array_index(config->calls, i);
		if (call->list_id != NULL && g_ascii_strcasecmp(call->list_id, list_id) == 0)
			return call;
	}
	return NULL;
}

static bool logs_in_as(const struct endpoint *at, const char *address)
{
	return at->user != NULL && address_same(at->user, address);
}

bool config_logs_in_as(const struct config *config, const char *address)
{
	for (unsigned i = 0; i < config->inboxes->len; i++) {
		const struct inbox *inbox = g_ptr_array_index(config->inboxes, i);
		if (logs_in_as(&inbox->at, address))
			return true;
	}
	return logs_in_as(&config->outbox.at, address);
}

const struct inbox *config_inbox(const struct config *config, const char *name)
{
	for (unsigned i = 0; name != NULL && i < config->inboxes->len; i++) {
		const struct inbox *inbox = g_ptr_array_index(config->inboxes, i);
		if (g_strcmp0(inbox->name, name) == 0)
			return inbox;
	}
	return NULL;
}

const struct organizer *call_decider(const struct call *call, const char *address)
{
	for (unsigned i = 0; i < call->organizers->len; i++) {
		const struct organizer *organizer = g_ptr_array_index(call->organizers, i);
		if (organizer->decides && address_same(organizer->address, address))
			return organizer;
	}
	return NULL;
}

const struct organizer *call_organizer(const struct call *call, const char *address)
{
	for (unsigned i = 0; i < call->organizers->len; i++) {
		const struct organizer *organizer = g_ptr_array_index(call->organizers, i);
		if (address_same(organizer->address, address))
			return organizer;
	}
	return NULL;
}

const struct session *call_session(const struct call *call, const char *name)
{
	for (unsigned i = 0; i < call->sessions->len; i++) {
		const struct session *session = g_ptr_array_index(call->sessions, i);
		if (g_strcmp0(session->name, name) == 0)
			return session;
	}
	return NULL;
}

int64_t call_last_end(const struct call *call)
{
	int64_t last = 0;

	for (unsigned i = 0; i < call->sessions->len; i++) {
		const struct session *session = g_ptr_array_index(call->sessions, i);
		last = MAX(last, session->end);
	}
	return last;
}

const char *call_domain(const struct call *call)
{
	return address_domain(call->addresses[0]);
}

static void restore_deadline(struct call *call)
{
	if (call->configured.words == NULL)
		return;
	deadline_clear(&call->deadline);
	call->deadline = call->configured;
	call->configured = (struct deadline){0};
}

bool call_move_deadline(struct call *call, const char *words, GError **error)
{
	struct deadline moved;

	if (words != NULL && !deadline_parse(&moved, words, error))
		return false;
	restore_deadline(call);
	if (words == NULL)
		return true;
	if (moved.cutoff == call->deadline.cutoff) {
		deadline_clear(&moved);
		return true;
	}
	moved.grace = call->deadline.grace;
	call->configured = call->deadline;
	call->deadline = moved;
	return true;
}
