/*
 * The identity of a mail, from its bytes alone: a small scanner of our own,
 * because this runs in front of the sandbox, where no library may see the
 * bytes. It is one linear pass and understands no more than where a field
 * begins and ends.
 */
#include "mail/parse.h"

#include "base/address.h"
#include "base/sha256.h"

#include <string.h>

/* Field values as spans of the mail; NULL when the field is absent. The first one counts. */
struct span {
	const char *at;
	size_t length;
};

enum { FROM, DATE, MESSAGE_ID, SUBJECT, FIELDS };

static const char *const names[FIELDS] = {"from", "date", "message-id", "subject"};

/* The first octet behind the line that begins at P. */
static const char *line_end(const char *p, const char *end)
{
	const char *newline = memchr(p, '\n', (size_t)(end - p));
	return newline ? newline + 1 : end;
}

static bool is_blank_line(const char *p, const char *end)
{
	return p < end && (*p == '\n' || (*p == '\r' && (p + 1 == end || p[1] == '\n')));
}

/* Which of our fields the line at P begins; FIELDS if none. *VALUE is behind the colon. */
static int field_of(const char *p, const char *end, const char **value)
{
	for (int i = 0; i < FIELDS; i++) {
		size_t length = strlen(names[i]);
		if ((size_t)(end - p) <= length || g_ascii_strncasecmp(p, names[i], length) != 0)
			continue;
		const char *colon = p + length;
		while (colon < end && (*colon == ' ' || *colon == '\t'))
			colon++;
		if (colon == end || *colon != ':')
			continue;
		*value = colon + 1;
		return i;
	}
	return FIELDS;
}

/* Finds our fields; returns where the body begins. */
static const char *scan(struct span *span, const char *p, const char *end)
{
	int current = FIELDS;
	while (p < end && !is_blank_line(p, end)) {
		const char *next = line_end(p, end), *value = p;
		if (*p != ' ' && *p != '\t') {
			current = field_of(p, next, &value);
			if (current < FIELDS && span[current].at)
				current = FIELDS;
			if (current < FIELDS)
				span[current].at = value;
		}
		if (current < FIELDS)
			span[current].length = (size_t)(next - span[current].at);
		p = next;
	}
	return p < end ? line_end(p, end) : end;
}

/* A field however it was folded: white space counts for nothing. */
static void hash_field(struct sha256 *sum, struct span span)
{
	const char *end = span.at ? span.at + span.length : NULL;
	for (const char *p = span.at; p < end;) {
		const char *start = p;
		while (p < end && !g_ascii_isspace(*p))
			p++;
		sha256_add(sum, start, (size_t)(p - start));
		while (p < end && g_ascii_isspace(*p))
			p++;
	}
	sha256_add(sum, "\n", 1);
}

/* Servers may write an address in other capitals. */
static void hash_from(struct sha256 *sum, struct span span)
{
	g_autofree char *lower = span.at ? g_ascii_strdown(span.at, (gssize)span.length) : NULL;

	hash_field(sum, (struct span){lower, span.length});
}

/* The end of what counts between P and END: servers add and take white space there. */
static const char *text_end(const char *p, const char *end)
{
	while (end > p && g_ascii_isspace(end[-1]))
		end--;
	return end;
}

/* White space at the end of a line counts for nothing, nor do empty lines at the end. */
static void hash_body(struct sha256 *sum, const char *p, const char *end)
{
	end = text_end(p, end);
	while (p < end) {
		const char *next = line_end(p, end);
		sha256_add(sum, p, (size_t)(text_end(p, next) - p));
		sha256_add(sum, "\n", 1);
		p = next;
	}
}

/* What has none of the fields is no mail, and all of it makes the difference. */
static bool has_field(const struct span *span)
{
	for (int i = 0; i < FIELDS; i++)
		if (span[i].at)
			return true;
	return false;
}

char *mail_key(const unsigned char *bytes, size_t length)
{
	struct span span[FIELDS] = {0};
	const char *start = length ? (const char *)bytes : "", *end = start + length;
	const char *body = scan(span, start, end);
	struct sha256 *sum = sha256_new();
	hash_from(sum, span[FROM]);
	for (int i = FROM + 1; i < FIELDS; i++)
		hash_field(sum, span[i]);
	hash_body(sum, has_field(span) ? body : start, end);
	return sha256_end(sum);
}

char *mail_id(const unsigned char *bytes, size_t length)
{
	struct span span[FIELDS] = {0};
	const char *start = length ? (const char *)bytes : "";
	scan(span, start, start + length);
	struct span id = span[MESSAGE_ID];
	const char *open = id.at ? memchr(id.at, '<', id.length) : NULL;
	if (!open)
		return NULL;
	const char *p = ++open, *end = id.at + id.length;
	while (p < end && address_id_octet(*p))
		p++;
	return p < end && *p == '>' && p > open ? g_strndup(open, (size_t)(p - open)) : NULL;
}

char *mail_from_field(const unsigned char *bytes, size_t length)
{
	struct span span[FIELDS] = {0};
	const char *start = length ? (const char *)bytes : "";

	scan(span, start, start + length);
	return span[FROM].at ? g_strndup(span[FROM].at, span[FROM].length) : NULL;
}
