/*
 * Header fields into the message: one pass over the fields, each looked up in
 * one table. Of a field that may stand once the first one counts, as a reader
 * sees it, and a second one is noted (RULES ST-21).
 */
#include "mail/header.h"

#include "base/address.h"
#include "base/clean.h"
#include "mail/mailboxes.h"
#include "mail/part.h"
#include "mail/text.h"

#include <string.h>

enum { RECEIVED_MAX = 51, RESULTS_MAX = 20, REFERENCES_MAX = 100, ID_SIDE = 250 };

/* What is collected beside the message. */
struct headers {
	struct message *message;
	struct mailboxes from, sender;
	GPtrArray *in_reply_to, *references;
	bool has_id, has_date, has_subject, has_list;
};

static bool repeated(struct headers *h, bool *seen, const char *note)
{
	if (*seen)
		message_flag(h->message, note);
	bool before = *seen;
	*seen = true;
	return before;
}

static void into(GPtrArray *list, const char *raw)
{
	struct mailboxes boxes = {.list = list};
	mailboxes_read(&boxes, raw);
}

static void on_from(struct headers *h, const char *raw)
{
	mailboxes_read(&h->from, raw);
}

static void on_sender(struct headers *h, const char *raw)
{
	mailboxes_read(&h->sender, raw);
}

static void on_reply_to(struct headers *h, const char *raw)
{
	into(h->message->reply_to, raw);
}

static void on_to(struct headers *h, const char *raw)
{
	into(h->message->to, raw);
}

static void on_delivered_to(struct headers *h, const char *raw)
{
	h->message->auto_header |= g_ascii_strncasecmp(raw + strspn(raw, " "), "autoresponder",
				       strlen("autoresponder")) == 0;
	into(h->message->delivered_to, raw);
}

static void on_return_path(struct headers *h, const char *raw)
{
	if (h->message->return_path)
		return;
	g_autofree char *line = clean_line(raw, -1, ADDRESS_MAX + 2);
	char *address = address_normal(line);
	h->message->return_path = address ? address : g_strdup("");
}

static void on_subject(struct headers *h, const char *raw)
{
	if (repeated(h, &h->has_subject, "more than one Subject"))
		return;
	g_free(h->message->subject);
	h->message->subject = header_decode(raw);
	h->message->auto_subject = subject_is_automatic(h->message->subject);
	if (strstr(h->message->subject, "\xef\xbf\xbd"))
		message_flag(h->message, "some characters could not be read");
}

static void on_date(struct headers *h, const char *raw)
{
	if (!repeated(h, &h->has_date, "more than one Date"))
		date_read(&h->message->date, raw);
}

/* How many octets of an id half begin at P. */
static size_t id_half(const char *p)
{
	size_t length = 0;
	while (p[length] >= '!' && p[length] <= '~' && !strchr("<>@", p[length]))
		length++;
	return length <= ID_SIDE ? length : 0;
}

/* The well-formed id at P ("left@right"); its length, 0 if there is none (RE-18). */
static size_t id_length(const char *p)
{
	size_t left = id_half(p);
	size_t right = left && p[left] == '@' ? id_half(p + left + 1) : 0;
	return right ? left + 1 + right : 0;
}

/* The id that RAW is when it stands there alone and without brackets, new; NULL if it is none. */
static char *bare_id(const char *raw)
{
	const char *bare = raw + strspn(raw, " \t\r\n");
	size_t length = id_length(bare);
	bool alone = bare[length + strspn(bare + length, " \t\r\n")] == '\0';
	return length && alone ? g_strndup(bare, length) : NULL;
}

/* Adds the ids in RAW; a single one may stand without brackets. Of too many, the first, which began
 * the thread, and the last ones stay (RE-18). */
static void add_ids(GPtrArray *ids, const char *raw)
{
	guint before = ids->len;
	for (const char *p = strchr(raw, '<'); p; p = strchr(p + 1, '<')) {
		size_t length = id_length(p + 1);
		if (length && p[1 + length] == '>')
			g_ptr_array_add(ids, g_strndup(p + 1, length));
	}
	char *bare = ids->len == before ? bare_id(raw) : NULL;
	if (bare)
		g_ptr_array_add(ids, bare);
	if (ids->len > REFERENCES_MAX)
		g_ptr_array_remove_range(ids, 1, ids->len - REFERENCES_MAX);
}

static void on_message_id(struct headers *h, const char *raw)
{
	if (repeated(h, &h->has_id, "more than one Message-ID"))
		return;
	const char *open = raw + strspn(raw, " \t\r\n");
	size_t length = *open == '<' ? id_length(open + 1) : 0;
	if (length && open[1 + length] == '>')
		h->message->message_id = g_strndup(open + 1, length);
	else
		h->message->message_id = bare_id(raw);
	if (!h->message->message_id)
		message_flag(h->message, "malformed Message-ID");
}

static void on_in_reply_to(struct headers *h, const char *raw)
{
	add_ids(h->in_reply_to, raw);
}

static void on_references(struct headers *h, const char *raw)
{
	add_ids(h->references, raw);
}

static void on_received(struct headers *h, const char *raw)
{
	struct received received;
	if (h->message->received->len == RECEIVED_MAX)
		return;
	received_read(&received, raw);
	g_array_append_val(h->message->received, received);
}

static void on_auth_results(struct headers *h, const char *raw)
{
	struct auth_result result;
	if (h->message->auth_results->len == RESULTS_MAX)
		return;
	auth_result_read(&result, raw, h->message->received->len);
	g_array_append_val(h->message->auth_results, result);
}

static char *lower(const char *raw)
{
	g_autofree char *line = clean_line(raw, -1, CLEAN_LINE_STORED);
	return g_ascii_strdown(line, -1);
}

static void keep_first(char **slot, const char *raw)
{
	if (!*slot)
		*slot = lower(raw);
}

static void on_auto_submitted(struct headers *h, const char *raw)
{
	if (h->message->auto_submitted)
		return;
	char *value = lower(raw);
	value[strcspn(value, "; (\t")] = '\0';
	h->message->auto_submitted = value;
}

/* Fields of which only some values are a robot's. */
static void on_doubtful(struct headers *h, const char *raw)
{
	static const char *const words[] = {"auto_reply", "auto-reply", "autoreply", "autorespon",
	    "auto-respon", "auto_respon", "vacation", "mailbox rules agent"};
	g_autofree char *value = lower(raw);
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		h->message->auto_header |= strstr(value, words[i]) != NULL;
}

/* Some write "auto-reply" for what is spelled auto_reply. */
static void on_precedence(struct headers *h, const char *raw)
{
	keep_first(&h->message->precedence, raw);
	on_doubtful(h, raw);
}

static void on_suppress(struct headers *h, const char *raw)
{
	keep_first(&h->message->suppress, raw);
}

static void on_list_id(struct headers *h, const char *raw)
{
	h->has_list = true;
	if (h->message->list_id)
		return;
	g_autofree char *value = lower(raw);
	const char *open = strrchr(value, '<');
	h->message->list_id = open ? g_strndup(open + 1, strcspn(open + 1, ">")) : g_strdup(value);
}

static void on_list(struct headers *h, const char *raw)
{
	h->has_list = true;
}

static void on_loop(struct headers *h, const char *raw)
{
	keep_first(&h->message->loop, raw);
}

static void on_robot(struct headers *h, const char *raw)
{
	h->message->auto_header = true;
}

static const struct {
	const char *name;
	void (*read)(struct headers *, const char *raw);
} fields[] = {
    {"Received", on_received},
    {"From", on_from},
    {"To", on_to},
    {"Subject", on_subject},
    {"Date", on_date},
    {"Message-ID", on_message_id},
    {"Cc", on_to},
    {"Sender", on_sender},
    {"Reply-To", on_reply_to},
    {"In-Reply-To", on_in_reply_to},
    {"References", on_references},
    {"Return-Path", on_return_path},
    {"Authentication-Results", on_auth_results},
    {"Resent-To", on_to},
    {"Resent-Cc", on_to},
    {"Delivered-To", on_delivered_to},
    {"X-Original-To", on_delivered_to},
    {"Envelope-To", on_delivered_to},
    {"Auto-Submitted", on_auto_submitted},
    {"Precedence", on_precedence},
    {"X-Auto-Response-Suppress", on_suppress},
    {"List-Id", on_list_id},
    {"List-Help", on_list},
    {"List-Subscribe", on_list},
    {"List-Unsubscribe", on_list},
    {"List-Post", on_list},
    {"List-Owner", on_list},
    {"List-Archive", on_list},
    {"X-Callbox-Loop", on_loop},
    {"X-Autoreply", on_robot},
    {"X-Autorespond", on_robot},
    {"X-Auto-Respond", on_robot},
    {"X-Autoresponse", on_robot},
    {"X-Mail-Autoreply", on_robot},
    {"X-Mail-Autorespond", on_robot},
    {"X-Auto-Reply", on_robot},
    {"X-Autoreply-From", on_robot},
    {"X-Auto-Reply-From", on_robot},
    {"X-Autoresponder", on_robot},
    {"X-Auto-Responder", on_robot},
    {"X-Autogenerated", on_robot},
    {"X-EmailAutoReply", on_robot},
    {"X-Vacation", on_robot},
    {"X-Cron-Env", on_robot},
    {"X-FC-MachineGenerated", on_robot},
    {"X-Apple-Action", on_doubtful},
    {"Preference", on_doubtful},
    {"X-Precedence", on_doubtful},
    {"X-Mailer", on_doubtful},
    {"X-POST-MessageClass", on_doubtful},
    {"X-MS-Exchange-Generated-Message-Source", on_doubtful},
};

static void read_field(struct headers *h, const char *name, const char *raw)
{
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		if (g_ascii_strcasecmp(name, fields[i].name) == 0) {
			fields[i].read(h, raw);
			return;
		}
}

static void set_strv(char ***slot, GPtrArray *ids)
{
	g_strfreev(*slot);
	g_ptr_array_add(ids, NULL);
	*slot = (char **)g_ptr_array_free(ids, FALSE);
}

void header_read(struct message *message, GMimeMessage *mime)
{
	struct headers h = {.message = message,
	    .from.list = message->from,
	    .sender.list = g_ptr_array_new_with_free_func((GDestroyNotify)mailbox_free),
	    .in_reply_to = g_ptr_array_new(),
	    .references = g_ptr_array_new()};
	g_ptr_array_set_free_func(h.in_reply_to, g_free);
	g_ptr_array_set_free_func(h.references, g_free);
	GMimeHeaderList *list = g_mime_object_get_header_list(GMIME_OBJECT(mime));
	int count = g_mime_header_list_get_count(list);
	for (int i = 0; i < count; i++) {
		GMimeHeader *header = g_mime_header_list_get_header_at(list, i);
		const char *raw = g_mime_header_get_raw_value(header);
		if (raw)
			read_field(&h, g_mime_header_get_name(header), raw);
	}
	sender_settle(message, &h.from, &h.sender);
	if (h.has_list && !message->list_id)
		message->list_id = g_strdup("");
	message->loop_nested = loop_is_nested(mime);
	set_strv(&message->in_reply_to, h.in_reply_to);
	set_strv(&message->references, h.references);
	g_ptr_array_unref(h.sender.list);
}
