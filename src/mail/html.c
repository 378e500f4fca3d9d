/*
 * HTML to text, for reading (RULES ST-14).
 *
 * libxml2 reads the HTML of strangers safely within limits that are ours to
 * keep: no huge tags, because its list of attributes is searched for each new
 * one, 50,000 tags and attributes, and 1 MiB in all. It stops silently at 256 levels, so its last
 * error is looked at. The walk over the tree is a loop; nothing is fetched.
 */
#include "mail/html.h"
#include "mail/text.h"

#include <libxml/HTMLparser.h>
#include <string.h>

enum {
	HTML_OCTETS = 1 << 20,
	TAG_OCTETS = 32 << 10,
	LONG_TAGS = 64,    /* so many are looked for to their end */
	SIGNS_MAX = 50000, /* tags, attributes, and what looks like them */
	ENTITY_OCTETS = 34,
	HIDDEN_SHARE = 10
};

/* Where the tag that starts at P ends, as libxml2 sees it: a ">" inside a quoted value does not
 * end it. NULL when that is further than a tag may be long. Its "=" are counted into SIGNS. */
static const char *tag_end(const char *p, const char *end, unsigned *signs)
{
	char quote = '\0', last = '\0';
	const char *limit = end - p > TAG_OCTETS ? p + TAG_OCTETS : end;
	for (; p < limit; p++) {
		if (quote == '\0' && *p == '>')
			return p + 1;
		if (*p == quote)
			quote = '\0';
		else if (quote == '\0' && last == '=' && (*p == '"' || *p == '\''))
			quote = *p;
		*signs += quote == '\0' && *p == '=';
		if (!g_ascii_isspace(*p))
			last = *p;
	}
	return NULL;
}

static bool is_tag(const char *p, const char *end)
{
	return end - p > 1 && (g_ascii_isalpha(p[1]) || p[1] == '/');
}

/* What follows the "<" or "&" at P; NULL if that begins a tag that is too long. Whatever libxml2
 * takes long for is counted into SIGNS: tags, attributes, and signs that only look like the begin
 * of something. */
static const char *sign_end(const char *p, const char *end, unsigned *signs)
{
	if (*p == '&') {
		gsize name = 1 + (p + 1 < end && p[1] == '#');
		while (name < ENTITY_OCTETS && p + name < end && g_ascii_isalnum(p[name]))
			name++;
		*signs += p + name == end || p[name] != ';';
		return p + 1;
	}
	++*signs;
	return is_tag(p, end) ? tag_end(p, end, signs) : p + 1;
}

/* A copy of the HTML without tags that are too long, up to where there are too many of anything;
 * then *CUT. */
static GString *within_limits(const char *html, gsize length, bool *cut)
{
	GString *out = g_string_sized_new(length);
	const char *end = html + length;
	unsigned dropped = 0, signs = 0;
	while (html < end) {
		const char *sign = MIN(html + strcspn(html, "<&"), end);
		g_string_append_len(out, html, sign - html);
		if (sign == end)
			break;
		const char *after = sign_end(sign, end, &signs);
		if (signs > SIGNS_MAX || dropped > LONG_TAGS) {
			*cut = true;
			break;
		}
		if (after) {
			g_string_append_len(out, sign, after - sign);
		} else {
			after = memchr(sign, '>', end - sign);
			after = after ? after + 1 : end;
			dropped++;
		}
		html = after;
	}
	return out;
}

static bool is_named(const xmlNode *node, const char *const *names)
{
	return node->type == XML_ELEMENT_NODE && g_strv_contains(names, (const char *)node->name);
}

static bool is_skipped(const xmlNode *node)
{
	static const char *const names[] = {"script", "style", "head", "title", "template",
	    "object", "applet", "iframe", "svg", NULL};
	return (node->type != XML_ELEMENT_NODE && node->type != XML_TEXT_NODE &&
		   node->type != XML_CDATA_SECTION_NODE) ||
	       is_named(node, names);
}

static char *attribute(xmlNode *node, const char *name)
{
	xmlChar *value = xmlGetProp(node, (const xmlChar *)name);
	char *copy = g_strdup((const char *)value);
	xmlFree(value);
	return copy;
}

/* True if a size of zero follows, "0.9em" being none. */
static bool is_zero_size(const char *style, const char *property)
{
	const char *at = strstr(style, property);
	return at && (at == style || at[-1] == ';') && at[strlen(property)] == '0' &&
	       at[strlen(property) + 1] != '.';
}

static bool style_hides(const char *style)
{
	g_autofree char *plain = g_ascii_strdown(style, -1);
	gsize kept = 0;
	for (gsize i = 0; plain[i] != '\0'; i++)
		if (!g_ascii_isspace(plain[i]))
			plain[kept++] = plain[i];
	plain[kept] = '\0';
	return strstr(plain, "display:none") || strstr(plain, "visibility:hidden") ||
	       strstr(plain, "mso-hide:all") || is_zero_size(plain, "font-size:");
}

static bool is_hidden(xmlNode *node)
{
	if (node->type != XML_ELEMENT_NODE || !node->properties)
		return false;
	if (xmlHasProp(node, (const xmlChar *)"hidden"))
		return true;
	g_autofree char *style = attribute(node, "style");
	return style && style_hides(style);
}

/* The next node in document order that is not below NODE; leaves elements on the way. */
static xmlNode *next_beside(struct html_writer *writer, xmlNode *node, const xmlNode *root)
{
	while (node != root && !node->next) {
		node = node->parent;
		html_leave(writer, node);
	}
	return node == root ? NULL : node->next;
}

static gsize count_words(const char *text)
{
	gsize count = 0;
	for (; text && *text != '\0'; text++)
		count += !g_ascii_isspace(*text);
	return count;
}

/* Octets of text below a hidden NODE, without a recursion. */
static gsize hidden_octets(xmlNode *node)
{
	gsize count = 0;
	for (xmlNode *at = node; at;) {
		if (at->type == XML_TEXT_NODE)
			count += count_words((const char *)at->content);
		if (at->children && !is_skipped(at)) {
			at = at->children;
			continue;
		}
		while (at != node && !at->next)
			at = at->parent;
		at = at == node ? NULL : at->next;
	}
	return count;
}

/* Writes everything below ROOT; returns how many octets of text were hidden. */
static gsize walk(struct html_writer *writer, xmlNode *root)
{
	gsize hidden = 0;
	for (xmlNode *node = root; node && !html_full(writer);) {
		bool shown = !is_skipped(node);
		if (shown && is_hidden(node)) {
			hidden += hidden_octets(node);
			shown = false;
		}
		if (shown)
			html_enter(writer, node);
		if (shown && node->children) {
			node = node->children;
			continue;
		}
		if (shown)
			html_leave(writer, node);
		node = next_beside(writer, node, root);
	}
	return hidden;
}

static bool stopped_early(void)
{
	const xmlError *error = xmlGetLastError();
	return error && error->message &&
	       (strstr(error->message, "xcessive depth") || strstr(error->message, "too long"));
}

char *html_to_text(const char *html, gsize length, bool *incomplete, bool *hidden)
{
	*incomplete = length > HTML_OCTETS;
	*hidden = false;
	g_autoptr(GString) source = within_limits(html, MIN(length, HTML_OCTETS), incomplete);
	if (source->len == 0)
		return g_strdup("");
	xmlResetLastError();
	htmlDocPtr document = htmlReadMemory(source->str, source->len, NULL, "UTF-8",
	    HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_RECOVER |
		HTML_PARSE_IGNORE_ENC);
	*incomplete |= stopped_early();
	xmlNode *root = document ? xmlDocGetRootElement(document) : NULL;
	struct html_writer *writer = html_writer_new();
	gsize unseen = root ? walk(writer, root) : 0;
	char *text = html_writer_finish(writer);
	gsize seen = count_words(text);
	*hidden = unseen * 100 > (seen + unseen) * HIDDEN_SHARE;
	*incomplete |= !root || (seen == 0 && unseen == 0 && strstr(source->str, "<!--"));
	xmlFreeDoc(document);
	return text;
}
