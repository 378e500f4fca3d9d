/*
 * Delivery reports, read receipts and abuse reports (RULES CL-10, TR-15). What
 * a mail system says in fields (RFC 3464) is believed before what it says in
 * words; many say it in words only. Nothing here decides whether a report is
 * genuine: that takes the token that our letter went out with.
 */
#include "mail/report.h"

#include "base/clean.h"
#include "mail/limits.h"
#include "mail/part.h"
#include "mail/text.h"

#include <string.h>

enum { STATUS_MAX = 256 * 1024, TEXT_MAX = 64 * 1024, IDS_MAX = 20 };

/* What is being collected from the leaves of one mail. */
struct gathering {
	struct message *message;
	struct notice notice;
	GString *status, *text, *returned;
	GPtrArray *pages; /* of GMimePart *, borrowed: read only when there are no other words */
};

static bool is_status(GMimeObject *part)
{
	return part_is(part, "message", "delivery-status") ||
	       part_is(part, "message", "global-delivery-status") ||
	       part_is(part, "message", "xdelivery-status");
}

static bool is_headers(GMimeObject *part)
{
	return part_is(part, "text", "rfc822-headers") ||
	       part_is(part, "message", "rfc822-headers") ||
	       part_is(part, "message", "global-headers");
}

/* The octets of PART as text with \n line ends, added to INTO; fields are ASCII. */
static void add_fields(GString *into, GMimePart *part)
{
	g_autoptr(GByteArray) octets = part_octets(part, STATUS_MAX, NULL);
	g_autofree char *text = octets == NULL ? g_strdup("")
					       : clean_text((const char *)octets->data,
						     (gssize)octets->len, STATUS_MAX);

	g_string_append_printf(into, "%s\n\n", text);
}

static void add_text(GString *into, const char *text)
{
	g_string_append(into, text);
	g_string_append_c(into, '\n');
}

static void add_plain(struct gathering *g, GMimePart *part)
{
	if (g->text->len >= TEXT_MAX)
		return;
	char *text = part_text(g->message, part);
	add_text(g->text, text);
	part_keep_text(part, text);
}

static void gather_part(struct gathering *g, GMimePart *part)
{
	GMimeObject *object = GMIME_OBJECT(part);

	if (is_status(object)) {
		g->notice.is_dsn = true;
		add_fields(g->status, part);
	} else if (part_is(object, "message", "feedback-report")) {
		g->notice.is_feedback = true;
	} else if (part_is(object, "message", "disposition-notification")) {
		g->notice.is_receipt = true;
	} else if (is_headers(object)) {
		add_fields(g->returned, part);
	} else if (part_is(object, "text", "html")) {
		g_ptr_array_add(g->pages, part);
	} else if (part_is(object, "text", "*")) {
		add_plain(g, part);
	}
}

static void gather_returned(struct gathering *g, GMimeMessagePart *part)
{
	GMimeMessage *mime = g_mime_message_part_get_message(part);
	char *headers = mime == NULL ? NULL : g_mime_object_get_headers(GMIME_OBJECT(mime), NULL);

	if (headers == NULL)
		return;
	g_autofree char *text = clean_text(headers, -1, STATUS_MAX);
	g_string_append_printf(g->returned, "%s\n", text);
	g_free(headers);
}

static void gather_type(struct gathering *g, GMimeObject *object)
{
	const char *type = g_mime_object_get_content_type_parameter(object, "report-type");

	g->notice.is_report = true;
	if (type == NULL)
		return;
	g->notice.is_dsn |= g_ascii_strcasecmp(type, "delivery-status") == 0;
	g->notice.is_feedback |= g_ascii_strcasecmp(type, "feedback-report") == 0;
	g->notice.is_receipt |= g_ascii_strcasecmp(type, "disposition-notification") == 0;
}

static void gather(struct gathering *g, GMimeObject *object, int depth)
{
	if (object == NULL || depth > DEPTH_MAX)
		return;
	if (part_is(object, "multipart", "report"))
		gather_type(g, object);
	if (GMIME_IS_MESSAGE_PART(object))
		gather_returned(g, GMIME_MESSAGE_PART(object));
	else if (GMIME_IS_PART(object))
		gather_part(g, GMIME_PART(object));
	if (!GMIME_IS_MULTIPART(object))
		return;
	int count = g_mime_multipart_get_count(GMIME_MULTIPART(object));
	for (int i = 0; i < count; i++)
		gather(g, g_mime_multipart_get_part(GMIME_MULTIPART(object), i), depth + 1);
}

static char *text_of_pages(struct gathering *g)
{
	GString *all = g_string_new(NULL);

	for (guint i = 0; i < g->pages->len && all->len < TEXT_MAX; i++) {
		GMimePart *part = g_ptr_array_index(g->pages, i);
		struct page *page = part_page(g->message, part);
		add_text(all, page->text);
		part_keep_page(part, page);
	}
	return g_string_free(all, FALSE);
}

/* The words, from HTML only when there are no others. */
static void settle_text(struct gathering *g)
{
	struct notice *n = &g->notice;

	n->text = g->text->len == 0 ? text_of_pages(g) : g_strdup(g->text->str);
	if (strlen(n->text) > TEXT_MAX)
		n->text[TEXT_MAX] = '\0';
}

/* What a report returns, and its fields; both may stand inside the words. */
static void settle_report(struct gathering *g)
{
	struct notice *n = &g->notice;

	if (g->returned->len == 0)
		g_string_append(g->returned, n->text + returned_offset(n->text));
	n->returned = g->returned->len == 0 ? NULL : g_strdup(g->returned->str);
	n->status = g_strdup(g->status->len == 0 ? n->text : g->status->str);
}

/* The addresses that the report itself is from and to: a NULL-terminated array. */
static char **own_addresses(const struct message *message)
{
	GPtrArray *own = g_ptr_array_new();

	for (guint i = 0; i < message->from->len; i++)
		g_ptr_array_add(own,
		    g_strdup(((struct mailbox *)g_ptr_array_index(message->from, i))->address));
	for (guint i = 0; i < message->to->len; i++)
		g_ptr_array_add(
		    own, g_strdup(((struct mailbox *)g_ptr_array_index(message->to, i))->address));
	g_ptr_array_add(own, NULL);
	return (char **)g_ptr_array_free(own, FALSE);
}

/* Ids and the mark of the returned mail, wherever in its header they stand. */
static void read_returned(struct message *message, const char *returned)
{
	GPtrArray *ids = g_ptr_array_new();
	g_autofree char *loop = field_value(returned, "X-Callbox-Loop");
	g_autofree char *id = field_value(returned, "Message-ID");

	g_strfreev(message->returned_ids);
	if (id != NULL) {
		const char *start = *id == '<' ? id + 1 : id;
		gsize length = strcspn(start, "> \t");
		if (length > 0 && memchr(start, '@', length) != NULL)
			g_ptr_array_add(ids, g_strndup(start, length));
	}
	g_ptr_array_add(ids, NULL);
	message->returned_ids = (char **)g_ptr_array_free(ids, FALSE);
	message->loop_nested = message->loop_nested || loop != NULL;
}

static bool all_succeeded(const GArray *reports)
{
	for (guint i = 0; i < reports->len; i++) {
		const char *action = g_array_index(reports, struct report, i).action;
		if (strcmp(action, "failed") == 0 || strcmp(action, "delayed") == 0)
			return false;
	}
	return reports->len > 0;
}

static void free_strings(struct report *report)
{
	g_free(report->recipient);
	g_free(report->action);
	g_free(report->status);
	g_free(report->cause);
	g_free(report->diagnostic);
}

/* The fields leave the cause open; or they say that the address is dead, and only the words know
 * that the server had taken it and refused the content. */
static bool is_open(const struct report *report)
{
	return report->cause == NULL || (report->dead && g_strcmp0(report->status, "5.0.0") == 0);
}

static bool explains(const struct report *other, const struct report *report)
{
	return g_strcmp0(other->recipient, report->recipient) == 0 && other->cause != NULL &&
	       other->permanent == report->permanent &&
	       (report->cause == NULL || strcmp(other->cause, "filtered") == 0);
}

/* What the words know of a recipient whose fields leave the cause open. */
static void explain_report(struct report *report, const GArray *told)
{
	for (guint i = 0; i < told->len; i++) {
		const struct report *other = &g_array_index(told, struct report, i);
		if (!explains(other, report))
			continue;
		g_free(report->cause);
		report->cause = g_strdup(other->cause);
		report->dead = other->dead;
		if (report->diagnostic == NULL)
			report->diagnostic = g_strdup(other->diagnostic);
		return;
	}
}

static void explain_reports(GArray *reports, const struct notice *notice, char **own)
{
	g_autoptr(GArray) told = NULL;

	for (guint i = 0; i < reports->len; i++) {
		struct report *report = &g_array_index(reports, struct report, i);
		if (strcmp(report->action, "failed") != 0 || !is_open(report))
			continue;
		if (told == NULL) {
			told = g_array_new(FALSE, TRUE, sizeof(struct report));
			g_array_set_clear_func(told, (GDestroyNotify)free_strings);
			report_from_words(told, notice, own);
		}
		explain_report(report, told);
	}
}

static void read_delivery(struct message *message, const struct notice *notice)
{
	g_auto(GStrv) own = own_addresses(message);

	report_from_fields(message->reports, notice->status);
	report_from_json(message->reports, notice->text);
	if (message->reports->len == 0 && is_success_notice(message, notice)) {
		message->report_kind = REPORT_DELIVERED;
		return;
	}
	if (message->reports->len == 0)
		report_from_words(message->reports, notice, own);
	explain_reports(message->reports, notice, own);
	message->report_kind = all_succeeded(message->reports) ? REPORT_DELIVERED : REPORT_BOUNCE;
}

static bool is_any_report(const struct message *message, const struct notice *notice)
{
	return notice->is_feedback || is_complaint(message, notice) || notice->is_receipt ||
	       notice->is_dsn || json_report_kind(notice->text) != REPORT_NONE ||
	       is_failure_notice(message, notice);
}

static void read_report(struct message *message, const struct notice *notice)
{
	if (notice->is_feedback || is_complaint(message, notice))
		message->report_kind = REPORT_FEEDBACK;
	else if (notice->is_receipt)
		message->report_kind = REPORT_RECEIPT;
	else if ((message->report_kind = json_report_kind(notice->text)) == REPORT_NONE)
		read_delivery(message, notice);
	if (notice->returned != NULL)
		read_returned(message, notice->returned);
}

static struct gathering gathering_new(struct message *message)
{
	return (struct gathering){.message = message,
	    .status = g_string_new(NULL),
	    .text = g_string_new(NULL),
	    .pages = g_ptr_array_new(),
	    .returned = g_string_new(NULL)};
}

static void gathering_clear(struct gathering *g)
{
	g_string_free(g->status, TRUE);
	g_string_free(g->text, TRUE);
	g_ptr_array_unref(g->pages);
	g_string_free(g->returned, TRUE);
	g_free(g->notice.status);
	g_free(g->notice.text);
	g_free(g->notice.returned);
	g_free(g->notice.failed);
	g_free(g->notice.sender);
}

static char *raw_sender(GMimeMessage *mime)
{
	const char *from = g_mime_object_get_header(GMIME_OBJECT(mime), "From");
	g_autofree char *line = from == NULL ? g_strdup("") : clean_line(from, -1, 0);

	return g_ascii_strdown(line, -1);
}

void report_read(struct message *message, GMimeMessage *mime)
{
	struct gathering g = gathering_new(message);
	const char *failed = g_mime_object_get_header(GMIME_OBJECT(mime), "X-Failed-Recipients");

	g.notice.failed = failed == NULL ? NULL : clean_line(failed, -1, 0);
	g.notice.sender = raw_sender(mime);
	gather(&g, g_mime_message_get_mime_part(mime), 0);
	settle_text(&g);
	g.notice.returns = g.returned->len > 0;
	if (is_any_report(message, &g.notice)) {
		settle_report(&g);
		read_report(message, &g.notice);
	}
	gathering_clear(&g);
}
