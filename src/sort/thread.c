/*
 * Where a mail belongs (RULES CT-01, CT-11). A token travels twice, in the
 * plus-address and in our Message-ID, because some systems drop the one and
 * some rewrite the other. Finding one proves nothing: the store knows which are
 * ours, and the From must match as well (CT-02).
 */
#include "base/address.h"
#include "sort/sort.h"

#include <string.h>

enum { TOKEN_MIN = 16, TOKEN_MAX = 64, TOKENS_MAX = 32 };

/* Lower-case base32, as random_token() writes it. */
static bool is_token(const char *text, gsize length)
{
	return length >= TOKEN_MIN && length <= TOKEN_MAX &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyz234567") >= length;
}

static void add_token(struct thread *thread, const char *text, gsize length)
{
	g_autofree char *token = g_strndup(text, length);

	if (thread->tokens->len < TOKENS_MAX &&
	    !g_ptr_array_find_with_equal_func(thread->tokens, token, g_str_equal, NULL))
		g_ptr_array_add(thread->tokens, g_steal_pointer(&token));
}

/* The token of bounces+TOKEN@ at the domain of one of the calls, new; NULL if it is none. */
static char *bounce_tag(const struct config *config, const char *address)
{
	for (guint i = 0; i < config->calls->len; i++) {
		const struct call *call = g_ptr_array_index(config->calls, i);
		g_autofree char *base = g_strconcat("bounces@", call_domain(call), NULL);
		g_autofree char *tag = address_tag(address, base, call->subaddress);
		if (tag != NULL && is_token(tag, strlen(tag)))
			return g_steal_pointer(&tag);
	}
	return NULL;
}

static void choose_call(struct thread *thread, const struct call *call, const char *call_address)
{
	if (thread->call != call && thread->call != NULL)
		thread->other = thread->call;
	thread->call = call;
	thread->call_address = call_address;
}

/* Takes what ADDRESS says: the first call address counts, a tagged one before a plain one. */
static void read_address(struct thread *thread, const struct config *config, const char *address,
    bool bare_counts, bool *tagged)
{
	const char *call_address = NULL;
	g_autofree char *tag = NULL;
	const struct call *call = config_call_for(config, address, &call_address, &tag);

	if (call == NULL) {
		if (thread->bounce_token == NULL)
			thread->bounce_token = bounce_tag(config, address);
		return;
	}
	bool token = tag != NULL && is_token(tag, strlen(tag));
	if (token)
		add_token(thread, tag, strlen(tag));
	if (thread->call == NULL || (token && !*tagged))
		choose_call(thread, call, call_address);
	else if (call != thread->call && bare_counts)
		thread->other = call;
	*tagged = *tagged || token;
	thread->addressed = thread->addressed || token || bare_counts;
}

static void read_addresses(struct thread *thread, const struct config *config,
    const GPtrArray *boxes, bool bare_counts, bool *tagged)
{
	for (guint i = 0; i < boxes->len; i++) {
		const struct mailbox *box = g_ptr_array_index(boxes, i);
		read_address(thread, config, box->address, bare_counts, tagged);
	}
}

/* "cb1.TOKEN.N@DOMAIN", with DOMAIN that of a call. */
static void read_id(struct thread *thread, const struct config *config, const char *id)
{
	const char *token = id + strlen("cb1."), *at = strrchr(id, '@');
	const struct call *call;
	gsize length;

	if (!g_str_has_prefix(id, "cb1.") || at == NULL)
		return;
	length = strcspn(token, ".@");
	if (token[length] != '.' || !is_token(token, length))
		return;
	call = config_call_of_domain(config, at + 1);
	if (call == NULL)
		return;
	add_token(thread, token, length);
	if (thread->call == NULL)
		choose_call(thread, call, call->addresses[0]);
}

/* The nearest parent is the last id, so it is read first. */
static void read_ids(struct thread *thread, const struct config *config, char **ids)
{
	for (guint i = g_strv_length(ids); i > 0; i--)
		read_id(thread, config, ids[i - 1]);
}

/* A group in front of the call: To names the group, its List-Id names the call (CL-09). */
static void read_list(struct thread *thread, const struct config *config, const char *list_id)
{
	const struct call *call = config_call_of_list(config, list_id);

	if (call == NULL)
		return;
	thread->addressed = true;
	if (thread->call == NULL)
		choose_call(thread, call, call->addresses[0]);
}

void thread_find(struct thread *thread, const struct config *config, const struct message *message)
{
	bool tagged = false;

	*thread = (struct thread){.tokens = g_ptr_array_new_with_free_func(g_free)};
	read_addresses(thread, config, message->to, true, &tagged);
	read_addresses(thread, config, message->delivered_to, false, &tagged);
	read_list(thread, config, message->list_id);
	read_ids(thread, config, message->in_reply_to);
	read_ids(thread, config, message->references);
}

void thread_clear(struct thread *thread)
{
	g_clear_pointer(&thread->tokens, g_ptr_array_unref);
	g_clear_pointer(&thread->bounce_token, g_free);
}
