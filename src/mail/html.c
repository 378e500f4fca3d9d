/*
 * HTML to text, for reading (RULES ST-14).
 *
 * libxml2 reads the HTML of strangers safely within limits that are ours to
 * keep: no huge tags, because its list of attributes is searched for each new
 * one, 50,000 tags and attributes, 257 levels, and 1 MiB in all. No tree is built: elements are
 * laid out as they come. Nothing is fetched.
 */
#include "mail/html.h"
#include "mail/text.h"

#include <libxml/HTMLparser.h>
#include <string.h>

enum {
	TAG_OCTETS = 32 << 10,
	LONG_TAGS = 64,    /* so many are looked for to their end */
	SIGNS_MAX = 50000, /* tags, attributes, and what looks like them */
	ENTITY_OCTETS = 34,
	/* As libxml2 has it where it builds a tree: an end tag looks at all levels. */
	LEVELS_MAX = 257,
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

/* What the parser tells of goes to the writer, but for what a reader would not see. */
struct reading {
	htmlParserCtxtPtr parser;
	struct html_writer *writer;
	unsigned depth;
	unsigned skipped; /* the depth of the element around that has no text for people, or 0 */
	unsigned hidden;  /* the same of one that is hidden */
	gsize unseen;     /* octets of text that were hidden */
	bool any;         /* element at all */
	bool deep;        /* given up for too many levels */
};

static bool is_skipped(const char *name)
{
	static const char *const names[] = {"script", "style", "head", "title", "template",
	    "object", "applet", "iframe", "svg", NULL};
	return g_strv_contains(names, name);
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

static bool is_hidden(const char *const *attributes)
{
	const char *style = html_attribute(attributes, "style");
	return html_attribute(attributes, "hidden") || (style && style_hides(style));
}

static void start_element(void *data, const xmlChar *name, const xmlChar **attributes)
{
	struct reading *r = data;
	r->any = true;
	if (++r->depth > LEVELS_MAX) {
		r->deep = true;
		xmlStopParser(r->parser);
	} else if (r->skipped > 0) {
		return;
	} else if (is_skipped((const char *)name)) {
		r->skipped = r->depth;
	} else if (r->hidden > 0) {
		return;
	} else if (is_hidden((const char *const *)attributes)) {
		r->hidden = r->depth;
	} else if (!html_full(r->writer)) {
		html_enter(r->writer, (const char *)name, (const char *const *)attributes);
	}
}

static void end_element(void *data, const xmlChar *name)
{
	struct reading *r = data;
	if (r->deep) /* the deepest was not entered, and libxml2 may close it all the same */
		return;
	if (r->skipped == r->depth)
		r->skipped = 0;
	else if (r->hidden == r->depth && r->skipped == 0)
		r->hidden = 0;
	else if (r->skipped == 0 && r->hidden == 0 && !html_full(r->writer))
		html_leave(r->writer, (const char *)name);
	r->depth--;
}

static gsize count_words(const char *text, gsize length)
{
	gsize count = 0;
	for (gsize i = 0; i < length; i++)
		count += !g_ascii_isspace(text[i]);
	return count;
}

static void characters(void *data, const xmlChar *text, int length)
{
	struct reading *r = data;
	if (r->skipped > 0)
		return;
	if (r->hidden > 0)
		r->unseen += count_words((const char *)text, (gsize)length);
	else
		html_text(r->writer, (const char *)text, (gsize)length);
}

static bool was_too_long(void)
{
	const xmlError *error = xmlGetLastError();
	return error && error->message && strstr(error->message, "too long");
}

/* Has libxml2 read SOURCE without building a tree of it. */
static void read_elements(struct reading *r, const GString *source)
{
	r->parser = htmlNewParserCtxt();
	*r->parser->sax = (xmlSAXHandler){
	    .startElement = start_element, .endElement = end_element, .characters = characters};
	r->parser->userData = r;
	htmlCtxtReadMemory(r->parser, source->str, (int)source->len, NULL, "UTF-8",
	    HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_RECOVER |
		HTML_PARSE_IGNORE_ENC);
	htmlFreeParserCtxt(r->parser);
}

char *html_to_text(const char *html, gsize length, bool *incomplete, bool *hidden)
{
	*incomplete = length > HTML_OCTETS;
	*hidden = false;
	g_autoptr(GString) source = within_limits(html, MIN(length, HTML_OCTETS), incomplete);
	if (source->len == 0)
		return g_strdup("");
	struct reading r = {.writer = html_writer_new()};
	xmlResetLastError();
	read_elements(&r, source);
	*incomplete |= r.deep || was_too_long();
	char *text = html_writer_finish(r.writer);
	gsize seen = count_words(text, strlen(text));
	*hidden = r.unseen * 100 > (seen + r.unseen) * HIDDEN_SHARE;
	*incomplete |= seen == 0 && r.unseen == 0 && (!r.any || strstr(source->str, "<!--"));
	return text;
}
