/*
 * Addresses. The domain is what comes after the last '@', so a local part may
 * hold anything, and whatever is no strict address is refused by
 * address_valid() before it can reach an envelope.
 */
#include "base/address.h"

#include <glib.h>
#include <string.h>

enum { LOCAL_MAX = 64, LABEL_MAX = 63, DOMAIN_MAX = 253 };

static bool is_atext(char c)
{
	return g_ascii_isalnum(c) || (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

/* Atoms and dots, wherever the dots are (docomo, ST-19). */
static bool is_loose_local(const char *local, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (!is_atext(local[i]) && local[i] != '.')
			return false;
	}
	return length > 0;
}

static bool is_dot_atom(const char *local, size_t length)
{
	if (!is_loose_local(local, length) || local[0] == '.' || local[length - 1] == '.')
		return false;
	return g_strstr_len(local, (gssize)length, "..") == NULL;
}

static bool is_domain(const char *domain)
{
	size_t label = 0;

	if (strlen(domain) > DOMAIN_MAX)
		return false;
	for (const char *p = domain;; p++) {
		if (*p == '.' || *p == '\0') {
			if (label == 0 || label > LABEL_MAX || p[-1] == '-')
				return false;
			label = 0;
			if (*p == '\0')
				return true;
		} else if (g_ascii_isalnum(*p) || (*p == '-' && label > 0)) {
			label++;
		} else {
			return false;
		}
	}
}

bool address_valid(const char *address)
{
	const char *at = strrchr(address, '@');

	if (at == NULL || strlen(address) > ADDRESS_MAX || at - address > LOCAL_MAX)
		return false;
	return is_loose_local(address, (size_t)(at - address)) && is_domain(at + 1);
}

char *address_wire(const char *address)
{
	const char *at = strrchr(address, '@');

	if (at == NULL || is_dot_atom(address, (size_t)(at - address)))
		return g_strdup(address);
	GString *wire = g_string_new("\"");
	for (const char *p = address; p < at; p++) {
		if (*p == '"' || *p == '\\')
			g_string_append_c(wire, '\\');
		g_string_append_c(wire, *p);
	}
	g_string_append_c(wire, '"');
	g_string_append(wire, at);
	return g_string_free(wire, FALSE);
}

/* DOMAIN in lower case and as A-label, or NULL. */
static char *domain_normal(const char *domain)
{
	size_t length = strlen(domain);

	if (length > 0 && domain[length - 1] == '.')
		length--;
	if (length == 0 || length > 4 * DOMAIN_MAX)
		return NULL;
	g_autofree char *bare = g_strndup(domain, length);
	if (g_str_is_ascii(bare))
		return g_ascii_strdown(bare, -1);
	if (!g_utf8_validate(bare, -1, NULL))
		return NULL;
	g_autofree char *ascii = g_hostname_to_ascii(bare);
	return ascii != NULL ? g_ascii_strdown(ascii, -1) : NULL;
}

/* The part of TEXT without white space, <> and mailto: around it. */
static char *address_bare(const char *text)
{
	g_autofree char *copy = g_strstrip(g_strdup(text));
	char *start = copy;
	size_t length = strlen(copy);

	if (length >= 2 && start[0] == '<' && start[length - 1] == '>') {
		start[length - 1] = '\0';
		start++;
	}
	if (g_ascii_strncasecmp(start, "mailto:", 7) == 0)
		start += 7;
	return g_strstrip(g_strdup(start));
}

/* What is valid as it stands, as nearly all are, has nothing around it and an ASCII domain. */
static char *normal_of_valid(const char *address)
{
	char *copy = g_strdup(address);

	for (char *p = strrchr(copy, '@'); *p != '\0'; p++)
		*p = g_ascii_tolower(*p);
	return copy;
}

char *address_normal(const char *address)
{
	if (address == NULL)
		return NULL;
	if (address_valid(address))
		return normal_of_valid(address);
	g_autofree char *bare = address_bare(address);
	char *at = strrchr(bare, '@');

	if (at == NULL || at == bare)
		return NULL;
	g_autofree char *domain = domain_normal(at + 1);
	if (domain == NULL)
		return NULL;
	const char *local = bare;
	size_t length = (size_t)(at - bare);
	bool quoted = length > 2 && local[0] == '"' && local[length - 1] == '"';
	if (quoted && is_loose_local(local + 1, length - 2)) {
		local++;
		length -= 2;
	}
	return g_strdup_printf("%.*s@%s", (int)length, local, domain);
}

char *address_key(const char *address)
{
	g_autofree char *normal = address_normal(address);

	if (normal == NULL)
		return NULL;
	const char *at = strrchr(normal, '@');
	size_t local = strcspn(normal, "+");
	if (local == 0 || normal + local > at)
		local = (size_t)(at - normal);
	memmove(normal + local, at, strlen(at) + 1);
	if (g_str_is_ascii(normal) || !g_utf8_validate(normal, -1, NULL))
		return g_ascii_strdown(normal, -1);
	return g_utf8_strdown(normal, -1);
}

bool address_same(const char *a, const char *b)
{
	g_autofree char *one = address_normal(a);
	g_autofree char *other = address_normal(b);

	return one != NULL && other != NULL && g_ascii_strcasecmp(one, other) == 0;
}

const char *address_domain(const char *address)
{
	const char *at = strrchr(address, '@');

	return at != NULL ? at + 1 : "";
}

char *address_tag(const char *address, const char *base, const char *separator)
{
	g_autofree char *ours = address_normal(base);
	g_autofree char *theirs = address_normal(address);

	if (*separator == '\0' || ours == NULL || theirs == NULL)
		return NULL;
	const char *our_at = strrchr(ours, '@');
	const char *at = strrchr(theirs, '@');
	size_t local = (size_t)(our_at - ours), gap = strlen(separator);
	if (strcmp(at, our_at) != 0 || (size_t)(at - theirs) <= local + gap)
		return NULL;
	const char *tag = theirs + local + gap;
	if (g_ascii_strncasecmp(theirs, ours, local) != 0 ||
	    strncmp(theirs + local, separator, gap) != 0)
		return NULL;
	return g_ascii_strdown(tag, at - tag);
}

char *address_with_tag(const char *base, const char *separator, const char *tag)
{
	const char *at = strrchr(base, '@');

	if (at == NULL)
		at = base + strlen(base);
	return g_strdup_printf("%.*s%s%s%s", (int)(at - base), base, separator, tag, at);
}

bool address_id_octet(char c)
{
	return c >= '!' && c <= '~' && c != '<' && c != '>';
}
