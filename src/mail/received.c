/*
 * Fields that mail servers add: Received (the time of arrival, RULES TI-03) and
 * Authentication-Results (RFC 8601; TR-13, TR-14). Words inside comments and
 * quotes do not count, or a sender could write a result into his own name.
 */
#include "base/clean.h"
#include "mail/header.h"

#include <string.h>

enum { VALUE_MAX = 255 };

/* RAW in two: what stands outside comments, and the comments. Both have a ';' for each that counts.
 */
static void split_comments(const char *raw, GString *outside, GString *comments)
{
	unsigned depth = 0;
	bool quoted = false;
	for (const char *p = raw; *p; p++) {
		if (*p == '\\' && p[1] && (quoted || depth > 0)) {
			p++;
			continue;
		}
		if (*p == '"' && depth == 0)
			quoted = !quoted;
		else if (!quoted && *p == '(')
			depth++;
		else if (!quoted && *p == ')' && depth > 0)
			depth--;
		else if (depth > 0)
			g_string_append_c(comments, *p == ';' ? ' ' : *p);
		else if (!quoted) {
			g_string_append_c(outside, g_ascii_isspace(*p) ? ' ' : *p);
			if (*p == ';')
				g_string_append_c(comments, ';');
		} else
			g_string_append_c(outside, strchr(";= ", *p) ? '_' : *p);
	}
}

static char *lower_line(const char *text, gssize length)
{
	g_autofree char *line = clean_line(text, length, VALUE_MAX);
	return g_ascii_strdown(line, -1);
}

static void set(char **to, char *value)
{
	g_free(*to);
	*to = value;
}

static char *by_host(const char *text)
{
	const char *by = g_ascii_strncasecmp(text, "by ", 3) == 0 ? text : NULL;
	for (const char *p = strchr(text, ' '); p && !by; p = strchr(p + 1, ' '))
		if (g_ascii_strncasecmp(p, " by ", 4) == 0)
			by = p + 1;
	if (!by)
		return g_strdup("");
	by += 3 + strspn(by + 3, " ");
	return lower_line(by, (gssize)strcspn(by, " ;"));
}

/* COMMENTS hold an address in brackets; one that a peer wrote itself stands behind "helo=". */
static bool is_loopback(const char *comments)
{
	const char *p = comments;

	while (*p != '\0' && !(*p == '[' && (p == comments || p[-1] == ' ')))
		p++;
	return g_str_has_prefix(p, "[127.") || g_str_has_prefix(p, "[::1]") ||
	       g_ascii_strncasecmp(p, "[IPv6:::1]", 10) == 0;
}

/*
 * The peer gave HOST as its name, and the server that looked its address up found another, or none.
 * A server that tells of no look-up at all is one of an inner network.
 */
static bool contradicts(const char *comments, const char *host)
{
	comments += strspn(comments, " ;");
	size_t length = strcspn(comments, " ([");
	g_autofree char *name = g_ascii_strdown(comments, (gssize)length);

	return *comments != '\0' && strcmp(name, host) != 0;
}

static char *from_host(const char *raw)
{
	g_autofree char *line = g_strdelimit(g_ascii_strdown(raw, -1), "\r\n\t", ' ');
	char *by = strstr(g_strchug(line), " by ");

	if (!g_str_has_prefix(line, "from "))
		return g_strdup("");
	if (by)
		*by = '\0';
	GString *outside = g_string_new(NULL), *comments = g_string_new(NULL);
	split_comments(line, outside, comments);
	const char *name = outside->str + strlen("from ");
	name += strspn(name, " ");
	char *host = lower_line(name, (gssize)strcspn(name, " ;"));
	if (is_loopback(comments->str))
		*host = '\0';
	else if (contradicts(comments->str, host))
		set(&host, g_strdup("unknown"));
	g_string_free(outside, TRUE);
	g_string_free(comments, TRUE);
	return host;
}

void received_read(struct received *received, const char *raw)
{
	GString *outside = g_string_new(NULL), *comments = g_string_new(NULL);
	split_comments(raw, outside, comments);
	g_strchug(outside->str);
	const char *semicolon = strrchr(outside->str, ';');
	struct mail_date date = {0};
	if (semicolon)
		date_read(&date, semicolon + 1);
	*received =
	    (struct received){by_host(outside->str), from_host(raw), date.known, date.instant};
	g_string_free(outside, TRUE);
	g_string_free(comments, TRUE);
}

/* The value of property NAME ("header.d") among WORDS; new, or NULL. */
static char *property(char **words, const char *name)
{
	size_t length = strlen(name);
	for (; *words; words++)
		if (g_ascii_strncasecmp(*words, name, length) == 0 && (*words)[length] == '=')
			return lower_line(*words + length + 1, -1);
	return NULL;
}

/* The domain of VALUE, which is an address, "@domain" or a domain; takes it over. */
static char *domain_of(char *value)
{
	const char *at = value ? strrchr(value, '@') : NULL;
	char *domain = at ? g_strdup(at + 1) : g_strdup(value);
	g_free(value);
	return domain;
}

/* A mail may be signed by whoever passed it on as well as by its author's domain: each that passed
 * counts. */
static void take_dkim(struct auth_result *r, const char *verdict, char **words)
{
	bool known = g_strcmp0(r->dkim, "pass") == 0 && r->dkim_domains;
	if (r->dkim && strcmp(verdict, "pass") != 0)
		return;
	g_autofree char *named = property(words, "header.d");
	g_autofree char *domain =
	    named ? g_steal_pointer(&named) : domain_of(property(words, "header.i"));
	set(&r->dkim, g_strdup(verdict));
	if (known && domain)
		set(&r->dkim_domains, g_strjoin(" ", r->dkim_domains, domain, NULL));
	else if (!known)
		set(&r->dkim_domains, g_steal_pointer(&domain));
}

static void take_spf(struct auth_result *r, const char *verdict, char **words)
{
	if (r->spf)
		return;
	char *domain = property(words, "smtp.mailfrom");
	r->spf = g_strdup(verdict);
	r->spf_domain = domain_of(domain ? domain : property(words, "smtp.mail"));
}

/* The policy that a server names in a comment: "(p=REJECT sp=NONE dis=NONE)". */
static char *policy_in(const char *comments)
{
	g_auto(GStrv) words = g_strsplit_set(comments, " ,;\t\r\n", 50);
	return property(words, "p");
}

static void take_dmarc(
    struct auth_result *r, const char *verdict, char **words, const char *comments)
{
	if (r->dmarc)
		return;
	static const char *const names[] = {
	    "policy.dmarc", "policy.published-domain-policy", "policy.p", "p"};
	r->dmarc = g_strdup(verdict);
	for (size_t i = 0; i < G_N_ELEMENTS(names) && !r->dmarc_policy; i++)
		r->dmarc_policy = property(words, names[i]);
	if (!r->dmarc_policy)
		r->dmarc_policy = policy_in(comments);
}

static void take_result(struct auth_result *r, const char *text, const char *comments)
{
	g_auto(GStrv) words = g_strsplit(text, " ", 100);
	char **first = words;
	while (*first && !**first)
		first++;
	char *equals = *first ? strchr(*first, '=') : NULL;
	if (!equals)
		return;
	g_autofree char *verdict = lower_line(equals + 1, -1);
	*equals = '\0';
	if (g_ascii_strcasecmp(*first, "dkim") == 0)
		take_dkim(r, verdict, first + 1);
	else if (g_ascii_strcasecmp(*first, "spf") == 0)
		take_spf(r, verdict, first + 1);
	else if (g_ascii_strcasecmp(*first, "dmarc") == 0)
		take_dmarc(r, verdict, first + 1, comments);
}

void auth_result_read(struct auth_result *result, const char *raw, unsigned above)
{
	GString *outside = g_string_new(NULL), *comments = g_string_new(NULL);
	split_comments(raw, outside, comments);
	g_strchug(outside->str);
	*result = (struct auth_result){.above = above};
	result->authserv_id = lower_line(outside->str, (gssize)strcspn(outside->str, " ;"));
	g_auto(GStrv) parts = g_strsplit(outside->str, ";", 50);
	g_auto(GStrv) asides = g_strsplit(comments->str, ";", 50);
	for (guint i = 1; i < MIN(g_strv_length(parts), g_strv_length(asides)); i++)
		take_result(result, parts[i], asides[i]);
	g_string_free(outside, TRUE);
	g_string_free(comments, TRUE);
}
