/*
 * The tables of layout.h, and the making and freeing that follow from them:
 * nobody has to remember a field in a second place.
 */
#include "mail/layout.h"

#define COUNT(fields) fields, G_N_ELEMENTS(fields)

static void mailbox_release(void *at);
static void received_clear(void *at);
static void auth_result_clear(void *at);
static void attachment_release(void *at);
static void rsvp_clear(void *at);
static void report_clear(void *at);

#define AT(member) offsetof(struct mailbox, member)
static const struct field mailbox_fields[] = {
    {FIELD_TEXT, AT(address)},
    {FIELD_MAYBE, AT(name)},
};
#undef AT
const struct layout mailbox_layout = {
    sizeof(struct mailbox), COUNT(mailbox_fields), mailbox_release, NULL};

#define AT(member) offsetof(struct mail_date, member)
static const struct field date_fields[] = {
    {FIELD_BOOL, AT(known)},
    {FIELD_LONG, AT(instant)},
    {FIELD_BOOL, AT(offset_known)},
    {FIELD_INT, AT(offset)},
};
#undef AT
static const struct layout date_layout = {sizeof(struct mail_date), COUNT(date_fields), NULL, NULL};

#define AT(member) offsetof(struct received, member)
static const struct field received_fields[] = {
    {FIELD_TEXT, AT(from)},
    {FIELD_TEXT, AT(by)},
    {FIELD_BOOL, AT(known)},
    {FIELD_LONG, AT(instant)},
};
#undef AT
static const struct layout received_layout = {
    sizeof(struct received), COUNT(received_fields), NULL, received_clear};

#define AT(member) offsetof(struct auth_result, member)
static const struct field auth_result_fields[] = {
    {FIELD_TEXT, AT(authserv_id)},
    {FIELD_INT, AT(above)},
    {FIELD_MAYBE, AT(dmarc)},
    {FIELD_MAYBE, AT(dmarc_policy)},
    {FIELD_MAYBE, AT(dkim)},
    {FIELD_MAYBE, AT(dkim_domains)},
    {FIELD_MAYBE, AT(spf)},
    {FIELD_MAYBE, AT(spf_domain)},
};
#undef AT
static const struct layout auth_result_layout = {
    sizeof(struct auth_result), COUNT(auth_result_fields), NULL, auth_result_clear};

#define AT(member) offsetof(struct attachment, member)
static const struct field attachment_fields[] = {
    {FIELD_MAYBE, AT(name)},
    {FIELD_TEXT, AT(type)},
    {FIELD_LONG, AT(size)},
    {FIELD_TEXT, AT(sha256)},
};
#undef AT
static const struct layout attachment_layout = {
    sizeof(struct attachment), COUNT(attachment_fields), attachment_release, NULL};

#define AT(member) offsetof(struct rsvp, member)
static const struct field rsvp_fields[] = {
    {FIELD_MAYBE, AT(uid)},
    {FIELD_MAYBE, AT(attendee)},
    {FIELD_MAYBE, AT(partstat)},
    {FIELD_MAYBE, AT(sent_by)},
    {FIELD_MAYBE, AT(delegated_to)},
    {FIELD_INT, AT(attendees)},
    {FIELD_LONG, AT(sequence)},
    {FIELD_BOOL, AT(sequence_odd)},
    {FIELD_MAYBE, AT(dtstamp)},
    {FIELD_LONG, AT(stamped)},
    {FIELD_MAYBE, AT(recurrence_id)},
    {FIELD_MAYBE, AT(comment)},
    {FIELD_MAYBE, AT(proposal)},
};
#undef AT
const struct layout rsvp_layout = {sizeof(struct rsvp), COUNT(rsvp_fields), NULL, rsvp_clear};

#define AT(member) offsetof(struct report, member)
static const struct field report_fields[] = {
    {FIELD_MAYBE, AT(recipient)},
    {FIELD_MAYBE, AT(action)},
    {FIELD_MAYBE, AT(status)},
    {FIELD_MAYBE, AT(cause)},
    {FIELD_MAYBE, AT(diagnostic)},
    {FIELD_BOOL, AT(permanent)},
    {FIELD_BOOL, AT(dead)},
};
#undef AT
static const struct layout report_layout = {
    sizeof(struct report), COUNT(report_fields), NULL, report_clear};

#define AT(member) offsetof(struct message, member)
static const struct field message_fields[] = {
    {FIELD_LIST, AT(from), &mailbox_layout},
    {FIELD_MAYBE, AT(from_problem)},
    {FIELD_POINTER, AT(sender), &mailbox_layout},
    {FIELD_LIST, AT(reply_to), &mailbox_layout},
    {FIELD_LIST, AT(to), &mailbox_layout},
    {FIELD_LIST, AT(delivered_to), &mailbox_layout},
    {FIELD_MAYBE, AT(return_path)},
    {FIELD_TEXT, AT(subject)},
    {FIELD_MAYBE, AT(message_id)},
    {FIELD_STRV, AT(in_reply_to)},
    {FIELD_STRV, AT(references)},
    {FIELD_INSIDE, AT(date), &date_layout},
    {FIELD_ARRAY, AT(received), &received_layout},
    {FIELD_ARRAY, AT(auth_results), &auth_result_layout},
    {FIELD_MAYBE, AT(auto_submitted)},
    {FIELD_MAYBE, AT(precedence)},
    {FIELD_MAYBE, AT(suppress)},
    {FIELD_MAYBE, AT(list_id)},
    {FIELD_BOOL, AT(list_rewritten)},
    {FIELD_MAYBE, AT(loop)},
    {FIELD_BOOL, AT(loop_nested)},
    {FIELD_BOOL, AT(auto_subject)},
    {FIELD_BOOL, AT(auto_header)},
    {FIELD_TEXT, AT(text)},
    {FIELD_TEXT, AT(reply)},
    {FIELD_TEXT, AT(removed)},
    {FIELD_BOOL, AT(inline_reply)},
    {FIELD_BOOL, AT(forwarded)},
    {FIELD_BOOL, AT(attached)},
    {FIELD_ENUM, AT(readable), .max = READ_HELD},
    {FIELD_MAYBE, AT(held)},
    {FIELD_LIST, AT(attachments), &attachment_layout},
    {FIELD_MAYBE, AT(calendar_method)},
    {FIELD_ARRAY, AT(rsvps), &rsvp_layout},
    {FIELD_ENUM, AT(report_kind), .max = REPORT_RECEIPT},
    {FIELD_ARRAY, AT(reports), &report_layout},
    {FIELD_STRV, AT(returned_ids)},
    {FIELD_TEXTS, AT(flags)},
};
#undef AT
const struct layout message_layout = {sizeof(struct message), COUNT(message_fields), NULL, NULL};

static void release(const struct layout *layout, void *at)
{
	if (at)
		layout_clear(layout, at);
	g_free(at);
}

static void mailbox_release(void *at)
{
	release(&mailbox_layout, at);
}

static void attachment_release(void *at)
{
	release(&attachment_layout, at);
}

static void received_clear(void *at)
{
	layout_clear(&received_layout, at);
}

static void auth_result_clear(void *at)
{
	layout_clear(&auth_result_layout, at);
}

static void rsvp_clear(void *at)
{
	layout_clear(&rsvp_layout, at);
}

static void report_clear(void *at)
{
	layout_clear(&report_layout, at);
}

GArray *layout_array(const struct layout *layout)
{
	GArray *array = g_array_new(FALSE, TRUE, layout->size);
	g_array_set_clear_func(array, layout->clear);
	return array;
}

void layout_init(const struct layout *layout, void *at)
{
	for (size_t i = 0; i < layout->fields; i++) {
		const struct field *f = &layout->field[i];
		void **slot = (void **)((char *)at + f->offset);
		if (f->type == FIELD_TEXT)
			*slot = g_strdup("");
		else if (f->type == FIELD_STRV)
			*slot = g_new0(char *, 1);
		else if (f->type == FIELD_TEXTS)
			*slot = g_ptr_array_new_with_free_func(g_free);
		else if (f->type == FIELD_LIST)
			*slot = g_ptr_array_new_with_free_func(f->layout->free);
		else if (f->type == FIELD_ARRAY)
			*slot = layout_array(f->layout);
	}
}

static void field_clear(const struct field *f, void **slot)
{
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_MAYBE:
		g_free(*slot);
		break;
	case FIELD_STRV:
		g_strfreev(*slot);
		break;
	case FIELD_TEXTS:
	case FIELD_LIST:
		g_ptr_array_unref(*slot);
		break;
	case FIELD_ARRAY:
		g_array_unref(*slot);
		break;
	case FIELD_POINTER:
		f->layout->free(*slot);
		break;
	case FIELD_BOOL:
	case FIELD_INT:
	case FIELD_ENUM:
	case FIELD_LONG:
	case FIELD_INSIDE:
		break;
	}
}

void layout_clear(const struct layout *layout, void *at)
{
	for (size_t i = 0; i < layout->fields; i++)
		field_clear(&layout->field[i], (void **)((char *)at + layout->field[i].offset));
}
