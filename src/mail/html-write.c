/*
 * Lays out the text of HTML: blocks become lines, white space is folded, and
 * lists, quotes and links get the marks that people use in plain mail.
 *
 * Breaks and spaces are remembered and written only before the next word, so
 * that nested blocks do not pile up empty lines.
 */
#include "mail/html.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_OCTETS = 1 << 20, QUOTE_MARKS = 16, LISTS = 16, LINKS = 8 };

struct html_writer {
	GString *out;
	unsigned breaks;        /* line ends before the next word */
	bool space;             /* a space before the next word */
	unsigned quotes;        /* block quotes around */
	unsigned quotes_above;  /* and around the last word */
	unsigned pre;           /* preformatted elements around */
	unsigned lists;         /* lists around */
	unsigned number[LISTS]; /* next number of an ordered list; 0: bullets */
	unsigned links;         /* anchors around */
	gsize link_start[LINKS];
};

struct html_writer *html_writer_new(void)
{
	struct html_writer *w = g_new0(struct html_writer, 1);
	w->out = g_string_new(NULL);
	return w;
}

bool html_full(const struct html_writer *w)
{
	return w->out->len >= TEXT_OCTETS;
}

static void write_marks(struct html_writer *w, unsigned quotes)
{
	for (unsigned i = 0; i < MIN(quotes, QUOTE_MARKS); i++)
		g_string_append_c(w->out, '>');
}

/* At least COUNT line ends before the next word. */
static void want_breaks(struct html_writer *w, unsigned count)
{
	w->breaks = MAX(w->breaks, count);
	w->space = false;
}

/* Writes the breaks and the space that were wanted; a word follows. An empty line between two
 * depths of quotes belongs to the outer one. */
static void settle(struct html_writer *w)
{
	bool fresh = w->out->len == 0;
	bool new_line = fresh || w->breaks > 0;
	for (; w->breaks > 0 && !fresh; w->breaks--) {
		g_string_append_c(w->out, '\n');
		if (w->breaks > 1)
			write_marks(w, MIN(w->quotes, w->quotes_above));
	}
	if (new_line && w->quotes > 0) {
		write_marks(w, w->quotes);
		g_string_append_c(w->out, ' ');
	}
	if (w->space && !fresh && w->out->str[w->out->len - 1] != ' ')
		g_string_append_c(w->out, ' ');
	w->quotes_above = w->quotes;
	w->breaks = 0;
	w->space = false;
}

static void write_word(struct html_writer *w, const char *word, gsize length)
{
	settle(w);
	g_string_append_len(w->out, word, length);
}

static void write_folded(struct html_writer *w, const char *text)
{
	while (*text != '\0' && !html_full(w)) {
		if (g_ascii_isspace(*text) || g_str_has_prefix(text, "\xc2\xa0")) {
			w->space = w->breaks == 0 && w->out->len > 0;
			text += g_ascii_isspace(*text) ? 1 : 2;
			continue;
		}
		gsize length = 1;
		while (text[length] != '\0' && !g_ascii_isspace(text[length]) &&
		       text[length] != '\xc2')
			length++;
		write_word(w, text, length);
		text += length;
	}
}

static void write_lines(struct html_writer *w, const char *text)
{
	while (*text != '\0' && !html_full(w)) {
		gsize length = strcspn(text, "\r\n");
		if (length > 0)
			write_word(w, text, length);
		text += length;
		w->breaks += *text == '\n';
		text += *text != '\0';
	}
}

/* How an element stands in the text. */
enum manner {
	INLINE,
	BLOCK,     /* on lines of its own */
	PARAGRAPH, /* with empty lines around */
	CELL
};

struct element {
	const char *name;
	enum manner manner;
};

/* By name. */
static const struct element elements[] = {
    {"address", BLOCK},
    {"article", BLOCK},
    {"aside", BLOCK},
    {"blockquote", PARAGRAPH},
    {"caption", BLOCK},
    {"center", BLOCK},
    {"dd", BLOCK},
    {"div", BLOCK},
    {"dl", PARAGRAPH},
    {"dt", BLOCK},
    {"fieldset", BLOCK},
    {"figcaption", BLOCK},
    {"figure", BLOCK},
    {"footer", BLOCK},
    {"form", BLOCK},
    {"h1", PARAGRAPH},
    {"h2", PARAGRAPH},
    {"h3", PARAGRAPH},
    {"h4", PARAGRAPH},
    {"h5", PARAGRAPH},
    {"h6", PARAGRAPH},
    {"header", BLOCK},
    {"hr", PARAGRAPH},
    {"legend", BLOCK},
    {"li", BLOCK},
    {"main", BLOCK},
    {"nav", BLOCK},
    {"ol", PARAGRAPH},
    {"option", BLOCK},
    {"p", PARAGRAPH},
    {"pre", PARAGRAPH},
    {"section", BLOCK},
    {"table", BLOCK},
    {"tbody", BLOCK},
    {"td", CELL},
    {"tfoot", BLOCK},
    {"th", CELL},
    {"thead", BLOCK},
    {"tr", BLOCK},
    {"ul", PARAGRAPH},
};

static int by_name(const void *name, const void *element)
{
	return strcmp(name, ((const struct element *)element)->name);
}

static enum manner manner(const char *name)
{
	const struct element *element =
	    bsearch(name, elements, G_N_ELEMENTS(elements), sizeof *elements, by_name);
	return element ? element->manner : INLINE;
}

static void part_from_rest(struct html_writer *w, const char *name)
{
	bool inner_list = w->lists > 0 && (name[0] == 'u' || name[0] == 'o' || name[0] == 'p');
	switch (manner(name)) {
	case BLOCK:
		want_breaks(w, 1);
		break;
	case PARAGRAPH:
		want_breaks(w, inner_list ? 1 : 2);
		break;
	case CELL:
		w->space = w->breaks == 0;
		break;
	case INLINE:
		break;
	}
}

static void enter_item(struct html_writer *w)
{
	unsigned depth = CLAMP(w->lists, 1, LISTS);
	g_autofree char *mark = w->number[depth - 1] > 0
				    ? g_strdup_printf("%u. ", w->number[depth - 1]++)
				    : g_strdup("- ");
	settle(w);
	for (unsigned i = 1; i < depth; i++)
		g_string_append(w->out, "  ");
	g_string_append(w->out, mark);
}

static void enter_image(struct html_writer *w, xmlNode *node)
{
	xmlChar *alt = xmlGetProp(node, (const xmlChar *)"alt");
	xmlChar *src = xmlGetProp(node, (const xmlChar *)"src");
	bool attached = src && g_ascii_strncasecmp((const char *)src, "cid:", 4) == 0;
	if ((alt && *alt != '\0') || attached) {
		write_word(w, "[image: ", 8);
		write_folded(w, alt && *alt != '\0' ? (const char *)alt : (const char *)src);
		g_string_append_c(w->out, ']');
	}
	xmlFree(alt);
	xmlFree(src);
}

static void enter_element(struct html_writer *w, xmlNode *node, const char *name)
{
	part_from_rest(w, name);
	if (strcmp(name, "br") == 0) {
		w->breaks = MIN(w->breaks + 1, 2);
		w->space = false;
	} else if (strcmp(name, "blockquote") == 0) {
		w->quotes++;
	} else if (strcmp(name, "pre") == 0) {
		w->pre++;
	} else if (strcmp(name, "ul") == 0 || strcmp(name, "ol") == 0) {
		if (w->lists++ < LISTS)
			w->number[w->lists - 1] = name[0] == 'o';
	} else if (strcmp(name, "li") == 0) {
		enter_item(w);
	} else if (strcmp(name, "img") == 0) {
		enter_image(w, node);
	} else if (strcmp(name, "hr") == 0) {
		write_word(w, "----------", 10);
	} else if (strcmp(name, "a") == 0) {
		if (w->links++ < LINKS)
			w->link_start[w->links - 1] = w->out->len;
	}
}

void html_enter(struct html_writer *w, xmlNode *node)
{
	const char *text = (const char *)node->content;
	if (node->type == XML_ELEMENT_NODE)
		enter_element(w, node, (const char *)node->name);
	else if (text && w->pre > 0)
		write_lines(w, text);
	else if (text)
		write_folded(w, text);
}

/* A link worth showing: a real address that its own text does not say already. */
static bool is_shown_link(const char *href, const char *text)
{
	bool http = g_ascii_strncasecmp(href, "http:", 5) == 0 ||
		    g_ascii_strncasecmp(href, "https:", 6) == 0;
	bool mailto = g_ascii_strncasecmp(href, "mailto:", 7) == 0;
	if ((!http && !mailto) || strpbrk(href, " \t\r\n<>\"") || strlen(href) > 2048)
		return false;
	const char *bare = mailto ? href + 7 : strstr(href, ":") + 1;
	bare += strspn(bare, "/");
	g_autofree char *stem = g_strndup(bare, strcspn(bare, mailto ? "?" : ""));
	if (g_str_has_suffix(stem, "/"))
		stem[strlen(stem) - 1] = '\0';
	return *stem != '\0' && !strstr(text, stem);
}

static void leave_link(struct html_writer *w, xmlNode *node)
{
	if (w->links-- > LINKS)
		return;
	gsize start = w->link_start[w->links];
	xmlChar *href = xmlGetProp(node, (const xmlChar *)"href");
	if (href && w->out->len > start && w->out->len - start < 2048 &&
	    is_shown_link((const char *)href, w->out->str + start)) {
		unsigned breaks = w->breaks;
		w->breaks = 0;
		w->space = true;
		write_word(w, "<", 1);
		g_string_append(w->out, (const char *)href);
		g_string_append_c(w->out, '>');
		w->breaks = breaks;
	}
	xmlFree(href);
}

void html_leave(struct html_writer *w, xmlNode *node)
{
	if (node->type != XML_ELEMENT_NODE)
		return;
	const char *name = (const char *)node->name;
	if (strcmp(name, "blockquote") == 0)
		w->quotes--;
	else if (strcmp(name, "pre") == 0)
		w->pre--;
	else if (strcmp(name, "ul") == 0 || strcmp(name, "ol") == 0)
		w->lists--;
	else if (strcmp(name, "a") == 0)
		leave_link(w, node);
	part_from_rest(w, name);
}

char *html_writer_finish(struct html_writer *w)
{
	char *text = g_strchomp(g_string_free(w->out, FALSE));
	g_free(w);
	return text;
}
