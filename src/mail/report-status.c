/*
 * The machine-readable part of a delivery report: groups of fields (RFC 3464).
 * The first group is about the message, each other one about a recipient.
 */
#include "base/address.h"
#include "base/clean.h"
#include "mail/report.h"

#include <string.h>

enum { GROUPS_MAX = 200, ADDRESSES_MAX = 100, DIAGNOSTIC_MAX = 500 };

/* Where a recipient's address may stand, best first. */
static const char *const recipient_fields[] = {
    "Final-Recipient", "X-Actual-Recipient", "Original-Recipient", NULL};

static bool is_field(const char *line, const char *name, gsize length)
{
	return g_ascii_strncasecmp(line, name, length) == 0 &&
	       line[length + strspn(line + length, " \t")] == ':';
}

char *field_value(const char *fields, const char *name)
{
	gsize length = strlen(name);
	GString *value = NULL;

	for (const char *line = fields; *line != '\0';) {
		gsize rest = strcspn(line, "\n");
		if (value != NULL && *line != ' ' && *line != '\t')
			break;
		if (value != NULL)
			g_string_append_len(value, line, (gssize)rest);
		else if (is_field(line, name, length)) {
			const char *start = strchr(line + length, ':') + 1;
			value = g_string_new_len(start, line + rest - start);
		}
		line += rest + (line[rest] == '\n');
	}
	return value == NULL ? NULL : g_strstrip(g_string_free(value, FALSE));
}

/* Ideographs and wide brackets stand beside an address without a space, so only ASCII is in it. */
static bool is_local_character(char c)
{
	return c > ' ' && c < 0x7f && strchr("<>()[]\\,;:\"@", c) == NULL;
}

/* Behind the local part that starts at TEXT, a quoted string (not longer than an address) or an
 * atom; TEXT itself if none. */
static const char *skip_local(const char *text)
{
	const char *at = text;

	if (*at == '"') {
		for (at++; *at != '\0' && *at != '"' && *at != '\n' && at - text < ADDRESS_MAX;
		     at++)
			at += *at == '\\' && at[1] != '\0';
		return *at == '"' ? at + 1 : text;
	}
	while (is_local_character(*at))
		at++;
	return at;
}

/* Letters of an international domain too, but none of a script that runs on without spaces. */
static bool is_domain_character(const char *at)
{
	if ((guchar)*at < 0x80)
		return g_ascii_isalnum(*at) || *at == '.' || *at == '-' || *at == '_';
	gunichar c = g_utf8_get_char_validated(at, -1);
	return c < 0x2e80 && g_unichar_isalnum(c);
}

static const char *skip_domain(const char *text)
{
	const char *at = text;

	if (*at == '[') {
		at += strspn(at + 1, "0123456789abcdefABCDEF:.IPv") + 1;
		return *at == ']' ? at + 1 : text;
	}
	while (is_domain_character(at))
		at += g_utf8_skip[(guchar)*at];
	while (at > text && (at[-1] == '.' || at[-1] == '-'))
		at--;
	return at;
}

char *address_scan(const char *text, const char **end)
{
	const char *start = text + (*text == '<' || *text == '\'');
	const char *at = skip_local(start);
	const char *stop;

	if (at == start || *at != '@' || at - start > ADDRESS_MAX)
		return NULL;
	stop = skip_domain(at + 1);
	if (stop == at + 1 || stop - start > ADDRESS_MAX)
		return NULL;
	g_autofree char *bare = g_strndup(start, (gsize)(stop - start));
	*end = stop + ((*text == '<' && *stop == '>') || (*text == '\'' && *stop == '\''));
	return address_normal(bare);
}

GPtrArray *addresses_in(const char *text)
{
	GPtrArray *found = g_ptr_array_new_with_free_func(g_free);

	for (const char *at = text; *at != '\0' && found->len < ADDRESSES_MAX;) {
		const char *end = at;
		g_autofree char *address = address_scan(at, &end);
		if (address == NULL) {
			at = MAX(skip_local(at), at + 1);
			continue;
		}
		at = MAX(end, at + 1);
		if (!g_ptr_array_find_with_equal_func(found, address, g_str_equal, NULL))
			g_ptr_array_add(found, g_steal_pointer(&address));
	}
	return found;
}

/* The part of a field behind its type, "rfc822; ada@example.net". */
static const char *untyped(const char *value)
{
	const char *semicolon = strchr(value, ';');

	if (semicolon == NULL || (strchr(value, '@') != NULL && strchr(value, '@') < semicolon))
		return value;
	return semicolon + 1 + strspn(semicolon + 1, " \t");
}

static char *group_recipient(const char *group)
{
	for (const char *const *name = recipient_fields; *name != NULL; name++) {
		g_autofree char *value = field_value(group, *name);
		if (value == NULL)
			continue;
		g_autoptr(GPtrArray) addresses = addresses_in(untyped(value));
		if (addresses->len > 0)
			return g_strdup(g_ptr_array_index(addresses, 0));
	}
	return NULL;
}

struct report report_make(const char *recipient, const char *action, const char *diagnostic,
    const struct failure *failure)
{
	return (struct report){
	    .recipient = g_strdup(recipient),
	    .action = g_strdup(action),
	    .status = failure->coded ? g_strdup(failure->status) : NULL,
	    .cause = g_strdup(failure->cause),
	    .diagnostic = diagnostic == NULL ? NULL : clean_line(diagnostic, -1, DIAGNOSTIC_MAX),
	    .permanent = failure->permanent,
	    .dead = failure->dead,
	};
}

static bool is_success(const char *action)
{
	static const char *const good[] = {"delivered", "relayed", "expanded", NULL};

	return g_strv_contains(good, action);
}

/* The Action in one of five words; an unknown one goes by the class of the status. */
static const char *group_action(const char *group, const char *status)
{
	static const char *const words[] = {
	    "failed", "delayed", "delivered", "relayed", "expanded"};
	g_autofree char *value = field_value(group, "Action");

	for (gsize i = 0; value != NULL && i < G_N_ELEMENTS(words); i++)
		if (g_ascii_strncasecmp(value, words[i], strlen(words[i])) == 0)
			return words[i];
	return status != NULL && *status == '2' ? "delivered" : "failed";
}

/* The server's words; a comment behind the status where there are no others. */
static char *group_diagnostic(const char *group, const char *status)
{
	char *diagnostic = field_value(group, "Diagnostic-Code");
	const char *comment = status == NULL ? NULL : strchr(status, '(');

	return diagnostic == NULL && comment != NULL ? g_strdup(comment) : diagnostic;
}

static struct report group_report(const char *group, const char *recipient)
{
	g_autofree char *status = field_value(group, "Status");
	g_autofree char *diagnostic = group_diagnostic(group, status);
	const char *action = group_action(group, status);
	struct failure failure = failure_read(status, diagnostic);

	if (is_success(action)) {
		failure = (struct failure){.coded = status != NULL};
		g_strlcpy(failure.status, status == NULL ? "" : status, sizeof failure.status);
	} else if (strcmp(action, "delayed") == 0) {
		failure.permanent = failure.dead = false;
	}
	return report_make(recipient, action, diagnostic, &failure);
}

static bool is_known(const GArray *reports, const char *recipient)
{
	for (guint i = 0; i < reports->len; i++)
		if (g_strcmp0(g_array_index(reports, struct report, i).recipient, recipient) == 0)
			return true;
	return false;
}

/* Adds the report that GROUP makes, unless it names nobody new. */
static void add_group(GArray *reports, const char *group)
{
	g_autofree char *recipient = group_recipient(group);

	if (recipient == NULL || is_known(reports, recipient))
		return;
	struct report report = group_report(group, recipient);
	g_array_append_val(reports, report);
}

/* A blank line ends a group; where a mail system forgot it, the next Final-Recipient does. */
static bool starts_group(const char *line, bool named)
{
	gsize length = strcspn(line, "\n");

	return strspn(line, " \t") >= length ||
	       (named && is_field(line, "Final-Recipient", strlen("Final-Recipient")));
}

void report_from_fields(GArray *reports, const char *fields)
{
	g_autoptr(GString) group = g_string_new(NULL);
	unsigned groups = 0;
	bool named = false;

	for (const char *line = fields; *line != '\0' && groups < GROUPS_MAX;) {
		gsize length = strcspn(line, "\n");
		if (starts_group(line, named)) {
			groups += group->len > 0;
			add_group(reports, group->str);
			g_string_truncate(group, 0);
			named = false;
		}
		named |= is_field(line, "Final-Recipient", strlen("Final-Recipient"));
		g_string_append_printf(group, "%.*s\n", (int)length, line);
		line += length + (line[length] == '\n');
	}
	add_group(reports, group->str);
}
