/*
 * Addresses: what may go into an envelope, what is stored, and what is the same
 * person. Only ASCII leaves this file; a domain in another script becomes its
 * A-label, a local part in another script stays and is then not valid.
 */
#include "base/address.h"

#include <gio/gio.h>
#include <string.h>

static bool is_atext(char c)
{
	return g_ascii_isalnum(c) || (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

/* Letters, digits, hyphens and dots, no empty label; an address literal in brackets is none (nobody
 * mails from one). */
static bool domain_valid(const char *domain)
{
	char before = '.';

	if (*domain == '\0' || strlen(domain) > 253)
		return false;
	for (const char *c = domain; *c != '\0'; before = *c++) {
		bool edge = before == '.' || c[1] == '.' || c[1] == '\0';
		if (*c == '.' ? before == '.'
			      : !g_ascii_isalnum(*c) && *c != '_' && (*c != '-' || edge))
			return false;
	}
	return before != '.';
}

/* "a b"@x: printable ASCII between quotes, with \ before a quote or backslash. */
static bool quoted_valid(const char *local, gsize length)
{
	if (length < 3 || local[0] != '"' || local[length - 1] != '"')
		return false;
	for (gsize i = 1; i < length - 1; i++) {
		if (local[i] < ' ' || local[i] > '~' || local[i] == '"' || local[i] == '<' ||
		    local[i] == '>')
			return false;
		if (local[i] == '\\' && (++i == length - 1 || local[i] < ' ' || local[i] > '~'))
			return false;
	}
	return true;
}

/* Atoms and dots in any order: docomo's "foo..bar." is usable once quoted (ST-19). */
static bool loose_local_valid(const char *local, gsize length)
{
	for (gsize i = 0; i < length; i++)
		if (!is_atext(local[i]) && local[i] != '.')
			return false;
	return length > 0;
}

static bool is_dot_atom(const char *local, gsize length)
{
	for (gsize i = 0; i < length; i++)
		if (local[i] == '.' && (i == 0 || i == length - 1 || local[i - 1] == '.'))
			return false;
	return true;
}

const char *address_domain(const char *address)
{
	const char *at = strrchr(address, '@');

	return at == NULL ? address + strlen(address) : at + 1;
}

static gsize local_length(const char *address)
{
	const char *at = strrchr(address, '@');

	return at == NULL ? strlen(address) : (gsize)(at - address);
}

bool address_valid(const char *address)
{
	gsize length = local_length(address);

	if (strlen(address) > ADDRESS_MAX || length > 64 || address[length] != '@')
		return false;
	return domain_valid(address_domain(address)) &&
	       (loose_local_valid(address, length) || quoted_valid(address, length));
}

char *address_wire(const char *address)
{
	gsize length = local_length(address);

	if (address[0] == '"' || is_dot_atom(address, length))
		return g_strdup(address);
	return g_strdup_printf("\"%.*s\"%s", (int)length, address, address + length);
}

/* The bare address inside mailto:, angle brackets, quotes of the whole and white space. New. */
static char *unwrap(const char *text)
{
	char *bare = g_strstrip(g_strdup(text));
	gsize length = strlen(bare);

	if (g_ascii_strncasecmp(bare, "mailto:", 7) == 0) {
		char *plain = g_uri_unescape_string(bare + 7, NULL);
		if (plain == NULL)
			plain = g_strdup(bare + 7);
		g_free(bare);
		bare = g_strstrip(plain);
		length = strlen(bare);
	}
	if (length > 1 && bare[0] == '<' && bare[length - 1] == '>') {
		memmove(bare, bare + 1, length - 2);
		bare[length - 2] = '\0';
	}
	return g_strstrip(bare);
}

char *address_normal(const char *address)
{
	g_autofree char *bare = unwrap(address);
	char *at = strrchr(bare, '@');
	g_autofree char *domain = NULL;

	if (at == NULL || at == bare || at[1] == '\0')
		return NULL;
	*at = '\0';
	domain = g_hostname_to_ascii(at + 1);
	if (domain == NULL || *domain == '\0')
		return NULL;
	g_autofree char *lower = g_ascii_strdown(domain, -1);
	return g_strdup_printf("%s@%s", bare, lower);
}

char *address_key(const char *address)
{
	g_autofree char *normal = address_normal(address);

	if (normal == NULL)
		return NULL;
	char *lower = g_utf8_strdown(normal, -1);
	char *at = strrchr(lower, '@');
	char *plus = strchr(lower, '+');
	if (plus != NULL && plus > lower && plus < at)
		memmove(plus, at, strlen(at) + 1);
	return lower;
}

bool address_same(const char *a, const char *b)
{
	g_autofree char *x = address_normal(a);
	g_autofree char *y = address_normal(b);

	if (x == NULL || y == NULL)
		return false;
	g_autofree char *lower_x = g_utf8_strdown(x, -1);
	g_autofree char *lower_y = g_utf8_strdown(y, -1);
	return strcmp(lower_x, lower_y) == 0;
}

char *address_tag(const char *address, const char *base, const char *separator)
{
	gsize local = local_length(base);
	gsize mark = strlen(separator);
	gsize end = local_length(address);

	if (mark == 0 || end <= local + mark || g_ascii_strncasecmp(address, base, local) != 0 ||
	    g_ascii_strncasecmp(address + local, separator, mark) != 0 ||
	    g_ascii_strcasecmp(address_domain(address), address_domain(base)) != 0)
		return NULL;
	return g_ascii_strdown(address + local + mark, (gssize)(end - local - mark));
}

char *address_with_tag(const char *base, const char *separator, const char *tag)
{
	gsize local = local_length(base);

	return g_strdup_printf("%.*s%s%s%s", (int)local, base, separator, tag, base + local);
}
