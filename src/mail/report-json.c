/*
 * Amazon SES reports bounces through a notification service whose mails hold
 * nothing but JSON, broken into lines wherever 80 columns ended.
 */
#include "base/address.h"
#include "mail/report.h"

#include <jansson.h>
#include <string.h>

static json_t *load(const char *text)
{
	const char *start = strchr(text, '{');
	g_autofree char *joined = NULL;

	if (start == NULL || (strstr(text, "\"bouncedRecipients\"") == NULL &&
				 strstr(text, "\"notificationType\"") == NULL))
		return NULL;
	joined = g_strdup(start);
	char *to = joined;
	for (const char *from = joined; *from != '\0'; from++)
		if (*from != '\n')
			*to++ = *from;
	*to = '\0';
	return json_loads(joined, JSON_DISABLE_EOF_CHECK, NULL);
}

static void add_recipient(GArray *reports, const json_t *recipient, const char *type)
{
	const char *written = json_string_value(json_object_get(recipient, "emailAddress"));
	const char *status = json_string_value(json_object_get(recipient, "status"));
	const char *words = json_string_value(json_object_get(recipient, "diagnosticCode"));
	g_autofree char *address = written == NULL ? NULL : address_normal(written);

	if (address == NULL)
		return;
	struct failure failure = failure_read(status, words);
	if (!failure.coded)
		failure.permanent = g_strcmp0(type, "Permanent") == 0;
	failure.dead = failure.dead && failure.permanent;
	struct report report = report_make(address, "failed", words, &failure);
	g_array_append_val(reports, report);
}

enum report_kind json_report_kind(const char *text)
{
	bool nothing_else = text[strspn(text, " \t\n")] == '{';
	json_t *root = nothing_else ? load(text) : NULL;
	const char *type = json_string_value(json_object_get(root, "notificationType"));
	enum report_kind kind = g_strcmp0(type, "Complaint") == 0  ? REPORT_FEEDBACK
				: g_strcmp0(type, "Delivery") == 0 ? REPORT_DELIVERED
								   : REPORT_NONE;

	json_decref(root);
	return kind;
}

void report_from_json(GArray *reports, const char *text)
{
	json_t *root = load(text);
	const json_t *bounce = json_object_get(root, "bounce");
	const json_t *recipients = json_object_get(bounce, "bouncedRecipients");
	const char *type = json_string_value(json_object_get(bounce, "bounceType"));

	for (size_t i = 0; i < json_array_size(recipients) && i < 100; i++)
		add_recipient(reports, json_array_get(recipients, i), type);
	json_decref(root);
}
