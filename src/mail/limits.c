/*
 * The limits of BAD-INPUTS section 2, checked in one linear pass over the
 * bytes. It knows of MIME only what bounds the work of a parser: header
 * blocks, boundaries, and attached mails. Where a mail is ambiguous it counts
 * too much rather than too little; the parser stands in a sandbox all the same.
 */
#define _GNU_SOURCE /* memrchr */
#include "mail/limits.h"

#include <string.h>

enum {
	STRETCH_LEAST = 2048,
	MAIL_MAX = 25 * 1024 * 1024,
	BLOCK_MAX = 256 * 1024,
	HEADER_MAX = 32 * 1024,
	ADDRESSES_MAX = 100,
	RECEIVED_MAX = 50
};

/* A multipart or an attached mail that the scan is in. */
struct level {
	char *boundary; /* NULL for an attached mail */
	size_t length;
	bool digest; /* parts without a type are mails */
};

struct scan {
	struct limits *limits;
	const char *start;
	struct level level[DEPTH_MAX];
	unsigned depth, parts, received, fields;
	bool in_header, top;
	bool in_leaf;    /* in the body of a part that has no parts */
	size_t block;    /* octets of this header block */
	GString *header; /* the header being collected, unfolded */
	char *type;      /* value of Content-Type in this block, or NULL */
};

static void hold(struct scan *s, const char *why)
{
	if (!s->limits->held)
		s->limits->held = why;
}

/* The value of header NAME if it is the collected one. */
static const char *value_of(const struct scan *s, const char *name)
{
	size_t length = strlen(name);
	if (g_ascii_strncasecmp(s->header->str, name, length) != 0)
		return NULL;
	const char *p = s->header->str + length;
	p += strspn(p, " \t");
	return *p == ':' ? p + 1 : NULL;
}

/* How many addresses a list has at most: what stands between separators outside quotes. */
static unsigned count_addresses(const char *value)
{
	unsigned count = 1;
	bool quoted = false;
	for (const char *p = value; *p; p++) {
		if (*p == '\\' && p[1])
			p++;
		else if (*p == '"')
			quoted = !quoted;
		else if (!quoted && (*p == ',' || *p == ';'))
			count++;
	}
	return count;
}

static void check_addresses(struct scan *s)
{
	static const char *const lists[] = {"From", "Sender", "Reply-To", "To", "Cc", "Bcc",
	    "Resent-To", "Resent-Cc", "Delivered-To"};
	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
		const char *value = value_of(s, lists[i]);
		if (value && count_addresses(value) > ADDRESSES_MAX)
			hold(s, "more than 100 addresses in one header");
	}
}

static void end_field(struct scan *s)
{
	if (s->header->len == 0)
		return;
	const char *type = value_of(s, "Content-Type");
	if (type && !s->type)
		s->type = g_strdup(type);
	if (strchr(s->header->str, ':'))
		s->fields++;
	if (s->top) {
		check_addresses(s);
		if (value_of(s, "Received") && ++s->received > RECEIVED_MAX)
			hold(s, "more than 50 Received headers");
	}
	g_string_truncate(s->header, 0);
}

static void begin_header(struct scan *s)
{
	s->in_header = true;
	s->in_leaf = false;
	s->block = 0;
	g_clear_pointer(&s->type, g_free);
	g_string_truncate(s->header, 0);
}

/* The parameter "boundary" of a Content-Type, unquoted; new, NULL if there is none. */
static char *boundary_in(const char *type)
{
	const char *p = type;
	while ((p = strchr(p, ';'))) {
		p += 1 + strspn(p + 1, " \t\r\n");
		if (g_ascii_strncasecmp(p, "boundary", 8) != 0)
			continue;
		p += 8 + strspn(p + 8, " \t\r\n");
		if (*p != '=')
			continue;
		p += 1 + strspn(p + 1, " \t\r\n");
		if (*p != '"')
			return g_strndup(p, strcspn(p, "; \t\r\n"));
		GString *boundary = g_string_new(NULL);
		for (p++; *p && *p != '"'; p++) {
			if (*p == '\\' && p[1])
				p++;
			g_string_append_c(boundary, *p);
		}
		return g_string_free(boundary, FALSE);
	}
	return NULL;
}

static void push(struct scan *s, char *boundary, bool digest)
{
	if (s->depth == DEPTH_MAX) {
		hold(s, "more than 20 parts inside one another");
		g_free(boundary);
		return;
	}
	s->level[s->depth++] = (struct level){boundary, boundary ? strlen(boundary) : 0, digest};
}

static bool is_type(const char *type, const char *prefix)
{
	return type &&
	       g_ascii_strncasecmp(type + strspn(type, " \t\r\n"), prefix, strlen(prefix)) == 0;
}

static void end_header(struct scan *s)
{
	end_field(s);
	s->in_header = s->top = false;
	bool digest = !s->type && s->depth > 0 && s->level[s->depth - 1].digest;
	if (digest || is_type(s->type, "message/rfc822") || is_type(s->type, "message/global") ||
	    is_type(s->type, "message/news")) {
		push(s, NULL, false);
		begin_header(s);
	} else if (is_type(s->type, "multipart/")) {
		char *boundary = boundary_in(s->type);
		if (boundary && *boundary)
			push(s, boundary, is_type(s->type, "multipart/digest"));
		else
			g_free(boundary);
	} else {
		s->in_leaf = true;
	}
}

static void pop_to(struct scan *s, unsigned depth)
{
	while (s->depth > depth)
		g_free(s->level[--s->depth].boundary);
}

/* Handles LINE if it is a boundary of a multipart that we are in. */
static bool at_boundary(struct scan *s, const char *line, size_t length)
{
	if (length < 2 || line[0] != '-' || line[1] != '-')
		return false;
	for (unsigned i = s->depth; i-- > 0;) {
		const struct level *l = &s->level[i];
		if (!l->boundary || length - 2 < l->length ||
		    memcmp(line + 2, l->boundary, l->length) != 0)
			continue;
		const char *rest = line + 2 + l->length, *end = line + length;
		bool last = end - rest >= 2 && rest[0] == '-' && rest[1] == '-';
		rest += last ? 2 : 0;
		while (rest < end && g_ascii_isspace(*rest))
			rest++;
		if (rest < end)
			continue;
		end_field(s);
		s->top = false;
		pop_to(s, last ? i : i + 1);
		s->in_header = s->in_leaf = false;
		if (!last) {
			s->parts++;
			begin_header(s);
		}
		return true;
	}
	return false;
}

static void header_line(struct scan *s, const char *line, size_t length)
{
	s->block += length;
	if (s->block > BLOCK_MAX)
		hold(s, "headers longer than 256 KiB");
	if (line[0] == '\n' || (line[0] == '\r' && (length == 1 || line[1] == '\n'))) {
		end_header(s);
		return;
	}
	if (line[0] != ' ' && line[0] != '\t')
		end_field(s);
	if (s->header->len + length > HEADER_MAX)
		hold(s, "a header longer than 32 KiB");
	else
		for (size_t i = 0; i < length; i++)
			g_string_append_c(s->header, line[i] ? line[i] : ' ');
}

/* False when nothing behind LINE matters any more. */
static bool scan_line(struct scan *s, const char *line, size_t length)
{
	if (s->depth > 0 && at_boundary(s, line, length))
		return s->parts <= PARTS_MAX;
	if (s->in_header)
		header_line(s, line, length);
	return !s->limits->held;
}

/* The first line from LINE on that begins as a boundary does; END if there is none. */
static const char *dashed_line(const char *line, const char *end)
{
	while (line < end && !(line[0] == '-' && end - line > 1 && line[1] == '-')) {
		const char *dash = memchr(line + 1, '-', (size_t)(end - line - 1));
		if (!dash)
			return end;
		const char *newline =
		    dash[-1] == '\n' ? dash - 1 : memchr(dash, '\n', (size_t)(end - dash));
		if (!newline)
			return end;
		line = newline + 1;
	}
	return line;
}

/* Notes what is between the first and the last line of [P, END), if it is much. */
static void note_stretch(struct scan *s, const char *p, const char *end)
{
	const char *first = memchr(p, '\n', (size_t)(end - p));
	const char *last = first ? memrchr(first, '\n', (size_t)(end - 1 - first)) : NULL;
	if (!last || last - first < STRETCH_LEAST)
		return;
	struct stretch stretch = {(size_t)(first + 1 - s->start), (size_t)(last + 1 - s->start)};
	g_array_append_val(s->limits->stretches, stretch);
}

/* Behind the lines of a body from P on in which nothing begins or ends. */
static const char *pass_body(struct scan *s, const char *p, const char *end)
{
	const char *next = s->depth > 0 ? dashed_line(p, end) : end;
	if (s->in_leaf)
		note_stretch(s, p, next);
	return next;
}

void limits_check(struct limits *limits, const unsigned char *bytes, size_t length)
{
	*limits = (struct limits){.readable = MIN(length, (size_t)MAIL_MAX),
	    .stretches = g_array_new(FALSE, FALSE, sizeof(struct stretch))};
	limits->length_cut = length > limits->readable;
	const char *p = length ? (const char *)bytes : "";
	struct scan s = {
	    .limits = limits, .start = p, .top = true, .header = g_string_sized_new(512)};
	begin_header(&s);
	for (const char *end = p + limits->readable; p < end;) {
		if (!s.in_header && (p = pass_body(&s, p, end)) == end)
			break;
		const char *newline = memchr(p, '\n', (size_t)(end - p));
		const char *next = newline ? newline + 1 : end;
		if (!scan_line(&s, p, (size_t)(next - p)))
			break;
		p = next;
	}
	end_field(&s);
	limits->parts_cut = s.parts > PARTS_MAX;
	if (limits->parts_cut)
		limits->readable = (size_t)(p - s.start);
	if (s.fields == 0)
		hold(&s, length ? "it has no header" : "it is empty");
	pop_to(&s, 0);
	g_free(s.type);
	g_string_free(s.header, TRUE);
}

void limits_clear(struct limits *limits)
{
	g_clear_pointer(&limits->stretches, g_array_unref);
}
