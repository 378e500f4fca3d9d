/*
 * The ways out: one function for each place that text from others is written
 * to. Each knows only what could do harm there.
 */
#include "base/clean.h"

#include "base/address.h"
#include "base/invisible.h"
#include "base/width.h"

#include <string.h>

enum { LOG_VALUE = 300, TOKEN_SHORTEST = 16 };

static size_t utf8_size(const char *p)
{
	return (size_t)g_utf8_skip[(unsigned char)*p];
}

static const char *entity_of(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	default: /* HTML 4 readers do not know &apos;, which GLib writes. */
		return "&#39;";
	}
}

char *clean_html(const char *text)
{
	GString *out = g_string_sized_new(strlen(text));

	for (;;) {
		gsize plain = strcspn(text, "&<>\"'");
		g_string_append_len(out, text, (gssize)plain);
		text += plain;
		if (*text == '\0')
			return g_string_free(out, FALSE);
		g_string_append(out, entity_of(*text++));
	}
}

/* Some spreadsheets read the wide forms of = + - @ like the narrow ones. */
static bool starts_formula(const char *text)
{
	static const char *const wide[] = {"\uff1d", "\uff0b", "\uff0d", "\uff20"};

	for (gsize i = 0; i < G_N_ELEMENTS(wide); i++)
		if (g_str_has_prefix(text, wide[i]))
			return true;
	return *text != '\0' && strchr("=+-@\t\r\n", *text) != NULL;
}

char *clean_csv(const char *text)
{
	GString *cell = g_string_new("\"");

	if (starts_formula(text))
		g_string_append_c(cell, '\'');
	for (const char *p = text; *p != '\0'; p++)
		g_string_append(cell, *p == '"' ? "\"\"" : (char[]){*p, '\0'});
	g_string_append_c(cell, '"');
	return g_string_free(cell, FALSE);
}

/* Appends the character at P, or a visible form of it if it controls anything. Returns what follows
 * it. */
static const char *append_visible(GString *out, const char *p)
{
	gunichar c = g_utf8_get_char_validated(p, -1);

	if (c == (gunichar)-1 || c == (gunichar)-2) {
		g_string_append_printf(out, "\\x%02x", (unsigned char)*p);
		return p + 1;
	}
	if (c < 0x20 || (c >= 0x7f && c <= 0x9f))
		g_string_append_printf(out, "\\x%02x", c);
	else if (is_invisible(c) || c == 0x2028 || c == 0x2029)
		g_string_append_printf(out, "\\u%04x", c);
	else
		g_string_append_len(out, p, (gssize)utf8_size(p));
	return p + utf8_size(p);
}

char *clean_terminal(const char *text)
{
	const char *end = text + strlen(text);
	GString *out = g_string_sized_new((gsize)(end - text));

	for (const char *p = text; p < end;) {
		size_t plain = clean_plain(p, (size_t)(end - p));
		g_string_append_len(out, p, (gssize)plain);
		p += plain;
		if (p < end)
			p = append_visible(out, p);
	}
	return g_string_free(out, FALSE);
}

static bool needs_quotes(const char *text)
{
	for (const char *p = text; *p != '\0'; p++) {
		if ((unsigned char)*p <= 0x20 || strchr("\"=\\\x7f", *p) != NULL)
			return true;
	}
	return *text == '\0';
}

char *clean_log(const char *text)
{
	bool quoted = needs_quotes(text);
	GString *value = g_string_new(quoted ? "\"" : "");

	for (const char *p = text; *p != '\0';) {
		size_t before = value->len;
		if (*p == '"' || *p == '\\')
			g_string_append_printf(value, "\\%c", *p++);
		else
			p = append_visible(value, p);
		if (value->len + quoted > LOG_VALUE) {
			g_string_truncate(value, before);
			break;
		}
	}
	if (quoted)
		g_string_append_c(value, '"');
	return g_string_free(value, FALSE);
}

/* Appends the LENGTH octets of LINE, each piece behind PREFIX and at most WIDTH columns wide. */
static void append_folded(
    GString *out, const char *line, size_t length, const char *prefix, unsigned width)
{
	const char *start = line, *space = NULL, *end = line + length;
	unsigned column = 0, after_space = 0;

	for (const char *p = line; p < end; p += utf8_size(p)) {
		unsigned wide = width_of_character(g_utf8_get_char(p));
		if (width > 0 && column > 0 && column + wide > width && *p != ' ') {
			const char *cut = space != NULL ? space : p;
			g_string_append(out, prefix);
			g_string_append_len(out, start, cut - start);
			g_string_append_c(out, '\n');
			start = space != NULL ? space + 1 : p;
			column = space != NULL ? column - after_space : 0;
			space = NULL;
		}
		column += wide;
		if (*p == ' ') {
			space = p;
			after_space = column;
		}
	}
	g_string_append(out, prefix);
	g_string_append_len(out, start, end - start);
}

char *clean_prefixed(const char *text, const char *prefix, unsigned width)
{
	GString *out = g_string_sized_new(strlen(text) + 64);
	unsigned taken = (unsigned)g_utf8_strlen(prefix, -1);
	unsigned room = width == 0 ? 0 : width > taken ? width - taken : 1;

	for (const char *line = text; *line != '\0';) {
		size_t length = strcspn(line, "\n");
		if (out->len > 0)
			g_string_append_c(out, '\n');
		append_folded(out, line, length, prefix, room);
		line += length;
		line += *line == '\n';
	}
	return g_string_free(out, FALSE);
}

static bool is_base32(char c)
{
	return g_ascii_isalpha(c) || (c >= '2' && c <= '7');
}

/* What stands behind a token that would begin at P: '@' in an address or a UID, '.' in our
 * Message-IDs; '\0' where none can begin. */
static char token_end(const char *start, const char *p)
{
	if (p[-1] == '+' || p[-1] == '-')
		return '@';
	return p - start >= 4 && g_ascii_strncasecmp(p - 4, "cb1.", 4) == 0 ? '.' : '\0';
}

char *clean_tokens(const char *text)
{
	GString *out = g_string_sized_new(strlen(text));

	for (const char *p = text; *p != '\0';) {
		g_string_append_c(out, *p++);
		char behind = token_end(text, p);
		if (behind == '\0')
			continue;
		const char *end = p;
		while (is_base32(*end))
			end++;
		if (*end == behind && end - p >= TOKEN_SHORTEST)
			g_string_append(out, "…");
		else
			g_string_append_len(out, p, end - p);
		p = end;
	}
	return g_string_free(out, FALSE);
}

static bool is_local(char c)
{
	return g_ascii_isalnum(c) || (unsigned char)c >= 0x80 ||
	       (c != '\0' && strchr(".!#$%&'*+/=?^_`{|}~-", c) != NULL);
}

/* Where the local part that ends at AT begins, not before START; AT if there is none. */
static const char *local_part(const char *start, const char *at)
{
	const char *from = at;

	if (from > start && from[-1] == '"')
		for (from--; from > start && *--from != '"';)
			continue;
	while (from > start && is_local(from[-1]))
		from--;
	return from;
}

static bool is_domain(char c)
{
	return g_ascii_isalnum(c) || (unsigned char)c >= 0x80 || c == '.' || c == '-';
}

static bool is_kept(const char *address, size_t length, const char *const *kept)
{
	g_autofree char *copy = g_strndup(address, length);
	g_autofree char *key = address_key(g_strchomp(copy));

	return key != NULL && g_strv_contains(kept, key);
}

char *clean_addresses(const char *text, const char *const *kept)
{
	GString *out = g_string_sized_new(strlen(text));
	const char *start = text, *at;

	for (const char *p = text; (at = strchr(p, '@')) != NULL;) {
		const char *from = local_part(start, at), *end = at + 1;
		while (is_domain(*end))
			end++;
		while (end > at + 1 && strchr(".-", end[-1]) != NULL)
			end--;
		p = end;
		if (from == at || end == at + 1 || is_kept(from, (size_t)(end - from), kept))
			continue;
		g_string_append_len(out, start, from - start);
		g_string_append(out, "(another address)");
		start = end;
	}
	return g_string_free(g_string_append(out, start), FALSE);
}

bool clean_url_ok(const char *url)
{
	bool known = g_ascii_strncasecmp(url, "https://", 8) == 0 ||
		     g_ascii_strncasecmp(url, "mailto:", 7) == 0;

	if (!known || !g_utf8_validate(url, -1, NULL) || url[strcspn(url, ":/") + 1] == '\0')
		return false;
	if (g_ascii_strncasecmp(url, "https://", 8) == 0 && strchr("/?#", url[8]) != NULL)
		return false;
	for (const char *p = url; *p != '\0'; p += utf8_size(p)) {
		gunichar c = g_utf8_get_char(p);
		if (c <= 0x20 || (c < 0x80 && strchr("\"'<>`\\", (int)c) != NULL) ||
		    is_invisible(c) || g_unichar_isspace(c))
			return false;
	}
	return true;
}
