/*
 * Address lists, read strictly and in one pass. GMime turns "e@x.org> junk"
 * into two addresses and "a@b@c.d" into "a@b", and has none for a docomo
 * address (RULES ST-19); an answer would then go to somebody else. Whatever
 * is not exactly one address stays visible as it was written and is no sender.
 */
#include "mail/mailboxes.h"

#include "base/address.h"
#include "base/clean.h"
#include "mail/text.h"

#include <string.h>

enum { WORD_MAX = 250 };

/* One list item while it is read. */
struct item {
	GString *words;   /* outside brackets, as written */
	GString *phrase;  /* the same with quotes and escapes taken off */
	GString *angle;   /* inside brackets */
	GString *comment; /* inside parentheses */
	bool has_angle, malformed;
};

static void item_reset(struct item *item)
{
	g_string_truncate(item->words, 0);
	g_string_truncate(item->phrase, 0);
	g_string_truncate(item->angle, 0);
	g_string_truncate(item->comment, 0);
	item->has_angle = item->malformed = false;
}

/* True if ADDRESS is local@domain with one '@' outside quotes and no space. */
static bool is_single(const char *address)
{
	bool quoted = false;
	unsigned ats = 0;
	for (const char *p = address; *p; p++) {
		if (*p == '\\' && quoted && p[1])
			p++;
		else if (*p == '"')
			quoted = !quoted;
		else if (!quoted && (g_ascii_isspace(*p) || *p == '<' || *p == '>'))
			return false;
		else if (!quoted && *p == '@')
			ats++;
	}
	return ats == 1 && !quoted;
}

static char *item_name(const struct item *item)
{
	const GString *from = item->has_angle ? item->phrase : item->comment;
	g_autofree char *name = header_decode(from->str);
	return *name ? g_steal_pointer(&name) : NULL;
}

/* True if white space at P, behind what was kept of RAW up to TO, joins rather than parts. */
static bool is_loose(const char *raw, const char *to, const char *p)
{
	const char *next = p + strspn(p, " \t\r\n");
	return (to > raw && strchr(".@", to[-1])) || (*next && strchr(".@", *next));
}

/* Behind what OPEN begins at P: a quoted string, or a comment with comments inside. */
static const char *enclosed_end(const char *p, char open, char close)
{
	unsigned depth = 0;
	do {
		if (*p == '\\' && p[1])
			p++;
		else if (depth > 0 && *p == close)
			depth--;
		else if (*p == open)
			depth++;
		p++;
	} while (depth > 0 && *p);
	return p;
}

/* Takes comments out of RAW, and the white space that may stand beside a dot or an @ in old mails
 * (RFC 5322 4.4); quoted strings stay. */
static char *squeeze(char *raw)
{
	char *to = raw;
	for (const char *p = raw; *p;) {
		const char *end = p + 1;
		bool drop = false;
		if (*p == '"')
			end = enclosed_end(p, '"', '"');
		else if ((drop = *p == '('))
			end = enclosed_end(p, '(', ')');
		else
			drop = g_ascii_isspace(*p) && is_loose(raw, to, p);
		memmove(to, p, drop ? 0 : end - p);
		to += drop ? 0 : end - p;
		p = end;
	}
	*to = '\0';
	return raw;
}

/* What is left of RAW without doubled brackets, quotes around the whole and a route (RFC 5322 4.4).
 */
static const char *bare_address(char *raw)
{
	gsize length = strlen(raw);
	const char *route = *raw == '@' ? strrchr(raw, ':') : NULL;

	if (route != NULL)
		return route + 1;
	if (length > 2 && raw[0] == '\'' && raw[length - 1] == '\'') {
		raw[length - 1] = '\0';
		return raw + 1;
	}
	return raw + strspn(raw, "<");
}

static void item_end(struct mailboxes *boxes, struct item *item)
{
	g_strstrip(item->words->str);
	char *written = item->has_angle ? item->angle->str : item->words->str;
	const char *raw = g_strstrip(squeeze(written));
	if (item->has_angle)
		raw = bare_address(written);
	if (*raw || item->has_angle) {
		bool good = !item->malformed && is_single(raw);
		g_autofree char *address = good ? address_normal(raw) : NULL;
		g_autofree char *shown = clean_line(address ? address : raw, -1, ADDRESS_MAX);
		g_autofree char *name = item_name(item);
		g_ptr_array_add(boxes->list, mailbox_new(shown, name));
		boxes->malformed |= !address;
	}
	item_reset(item);
}

/* Copies the quoted string at P to both forms; returns its last octet. */
static const char *read_quoted(struct item *item, const char *p)
{
	g_string_append_c(item->words, '"');
	for (p++; *p && *p != '"'; p++) {
		if (*p == '\\' && p[1])
			g_string_append_c(item->words, *p++);
		g_string_append_c(item->words, *p);
		g_string_append_c(item->phrase, *p);
	}
	g_string_append_c(item->words, '"');
	item->malformed |= *p == '\0';
	return *p ? p : p - 1;
}

/* Reads the comment at P, nested to any depth; returns its last octet. */
static const char *read_comment(struct item *item, const char *p)
{
	unsigned depth = 1;
	for (p++; *p; p++) {
		if (*p == '\\' && p[1])
			p++;
		else if (*p == '(')
			depth++;
		else if (*p == ')' && --depth == 0)
			return p;
		g_string_append_c(item->comment, *p);
	}
	return p - 1;
}

/* Reads the address in brackets at P; returns its last octet. */
static const char *read_angle(struct item *item, const char *p)
{
	item->malformed |= item->has_angle;
	item->has_angle = true;
	bool quoted = false;
	for (p++; *p && (quoted || *p != '>'); p++) {
		if (*p == '"')
			quoted = !quoted;
		g_string_append_c(item->angle, *p);
		if (*p == '\\' && quoted && p[1])
			g_string_append_c(item->angle, *++p);
	}
	item->malformed |= *p == '\0';
	return *p ? p : p - 1;
}

/* A comma in a name without quotes ("Doe, Ada <ada@example.org>") ends nothing. */
static bool comma_in_name(const struct item *item, const char *p)
{
	if (item->has_angle || item->words->len == 0 || strchr(item->words->str, '@'))
		return false;
	const char *stop = strpbrk(p + 1, ",;<@");
	return stop && *stop == '<';
}

static void add_octet(struct item *item, char c)
{
	item->malformed |= item->has_angle && c != '>' && !g_ascii_isspace(c);
	g_string_append_c(item->words, c);
	g_string_append_c(item->phrase, c);
}

static bool starts_group(const struct item *item)
{
	g_autofree char *words = g_ascii_strdown(item->words->str, -1);
	return strcmp(g_strstrip(words), "mailto") != 0;
}

static const char *read_one(struct mailboxes *boxes, struct item *item, const char *p)
{
	if (*p == '"')
		return read_quoted(item, p);
	if (*p == '(')
		return read_comment(item, p);
	if (*p == '<')
		return read_angle(item, p);
	if (*p == ';' || (*p == ',' && !comma_in_name(item, p))) {
		item_end(boxes, item);
	} else if (*p == ':' && !item->has_angle && !strchr(item->words->str, '@') &&
		   starts_group(item)) {
		boxes->group = true;
		item_reset(item);
	} else {
		add_octet(item, *p);
	}
	return p;
}

/* The end of the encoded word at P, which may hold commas; P if there is none. */
static const char *word_end(const char *p)
{
	if (p[0] != '=' || p[1] != '?')
		return p;
	const char *stop = p;
	while (stop - p < WORD_MAX && *stop && !strchr(" \t\r\n<>\"", *stop))
		stop++;
	const char *end = g_strstr_len(p + 2, stop - p - 2, "?=");
	if (end && end + 2 < stop && end[-1] == '?')
		end = g_strstr_len(end + 1, stop - end - 1, "?=");
	return end ? end + 2 : p;
}

static void read_items(struct mailboxes *boxes, const char *raw)
{
	struct item item = {.words = g_string_new(NULL),
	    .phrase = g_string_new(NULL),
	    .angle = g_string_new(NULL),
	    .comment = g_string_new(NULL)};
	for (const char *p = raw; *p; p++) {
		const char *end = word_end(p);
		while (p < end)
			add_octet(&item, *p++);
		if (!*p)
			break;
		p = read_one(boxes, &item, p);
	}
	item_end(boxes, &item);
	g_string_free(item.words, TRUE);
	g_string_free(item.phrase, TRUE);
	g_string_free(item.angle, TRUE);
	g_string_free(item.comment, TRUE);
}

/* A field that is none as it stands may have been encoded as a whole, brackets and all. */
void mailboxes_read(struct mailboxes *boxes, const char *raw)
{
	struct mailboxes plain = {
	    .list = g_ptr_array_new_with_free_func((GDestroyNotify)mailbox_free)};
	struct mailboxes decoded = {
	    .list = g_ptr_array_new_with_free_func((GDestroyNotify)mailbox_free)};

	read_items(&plain, raw);
	if (plain.malformed && strstr(raw, "=?") != NULL) {
		g_autofree char *text = header_decode(raw);
		read_items(&decoded, text);
	}
	bool use = decoded.list->len > 0 && !decoded.malformed;
	boxes->malformed |= !use && plain.malformed;
	boxes->group |= plain.group || (use && decoded.group);
	if (use)
		g_ptr_array_set_size(plain.list, 0);
	else
		g_ptr_array_set_size(decoded.list, 0);
	g_ptr_array_extend_and_steal(boxes->list, plain.list);
	g_ptr_array_extend_and_steal(boxes->list, decoded.list);
}
