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
	struct link {
		char *href; /* or NULL */
		gsize start;
	} link[LINKS];
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

/* The octets of the space that stands at TEXT, which may be one that does not break; or 0. */
static gsize space_at(const char *text, const char *end)
{
	if (g_ascii_isspace(*text))
		return 1;
	return end - text > 1 && memcmp(text, "\xc2\xa0", 2) == 0 ? 2 : 0;
}

static void write_folded(struct html_writer *w, const char *text, const char *end)
{
	while (text < end && !html_full(w)) {
		gsize space = space_at(text, end);
		if (space > 0) {
			w->space = w->breaks == 0 && w->out->len > 0;
			text += space;
			continue;
		}
		const char *word = text++;
		while (text < end && !g_ascii_isspace(*text) && *text != '\xc2')
			text++;
		write_word(w, word, text - word);
	}
}

static void write_lines(struct html_writer *w, const char *text, const char *end)
{
	while (text < end && !html_full(w)) {
		const char *line = text;
		while (text < end && *text != '\r' && *text != '\n')
			text++;
		if (text > line)
			write_word(w, line, text - line);
		w->breaks += text < end && *text == '\n';
		text += text < end;
	}
}

/* How an element stands in the text. */
enum manner {
	INLINE,
	BLOCK,     /* on lines of its own */
	PARAGRAPH, /* with empty lines around */
	CELL
};

/* What else there is to do about it. */
enum work { NOTHING, BREAK, QUOTE, AS_IT_IS, LIST, NUMBERS, ITEM, IMAGE, RULE, LINK };

struct element {
	const char *name;
	enum manner manner;
	enum work work;
};

/* By name. */
static const struct element elements[] = {
    {"a", INLINE, LINK},
    {"address", BLOCK},
    {"article", BLOCK},
    {"aside", BLOCK},
    {"blockquote", PARAGRAPH, QUOTE},
    {"br", INLINE, BREAK},
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
    {"hr", PARAGRAPH, RULE},
    {"img", INLINE, IMAGE},
    {"legend", BLOCK},
    {"li", BLOCK, ITEM},
    {"main", BLOCK},
    {"nav", BLOCK},
    {"ol", PARAGRAPH, NUMBERS},
    {"option", BLOCK},
    {"p", PARAGRAPH},
    {"pre", PARAGRAPH, AS_IT_IS},
    {"section", BLOCK},
    {"table", BLOCK},
    {"tbody", BLOCK},
    {"td", CELL},
    {"tfoot", BLOCK},
    {"th", CELL},
    {"thead", BLOCK},
    {"tr", BLOCK},
    {"ul", PARAGRAPH, LIST},
};

static int by_name(const void *name, const void *element)
{
	return strcmp(name, ((const struct element *)element)->name);
}

static const struct element *element_of(const char *name)
{
	static const struct element other = {"", INLINE, NOTHING};
	const struct element *element =
	    bsearch(name, elements, G_N_ELEMENTS(elements), sizeof *elements, by_name);
	return element ? element : &other;
}

static void part_from_rest(struct html_writer *w, const struct element *element)
{
	char first = element->name[0];
	bool inner_list = w->lists > 0 && (first == 'u' || first == 'o' || first == 'p');
	switch (element->manner) {
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

static void enter_list(struct html_writer *w, unsigned number)
{
	if (w->lists++ < LISTS)
		w->number[w->lists - 1] = number;
}

static void enter_item(struct html_writer *w)
{
	unsigned depth = CLAMP(w->lists, 1, LISTS);
	unsigned number = w->number[depth - 1];
	settle(w);
	for (unsigned i = 1; i < depth; i++)
		g_string_append(w->out, "  ");
	if (number == 0) {
		g_string_append_len(w->out, "- ", 2);
	} else {
		g_string_append_printf(w->out, "%u. ", number);
		w->number[depth - 1]++;
	}
}

const char *html_attribute(const char *const *attributes, const char *name)
{
	for (; attributes && attributes[0]; attributes += 2)
		if (strcmp(attributes[0], name) == 0)
			return attributes[1] ? attributes[1] : "";
	return NULL;
}

static void enter_image(struct html_writer *w, const char *const *attributes)
{
	const char *alt = html_attribute(attributes, "alt");
	const char *src = html_attribute(attributes, "src");
	const char *shown = alt && *alt != '\0'                               ? alt
			    : src && g_ascii_strncasecmp(src, "cid:", 4) == 0 ? src
									      : NULL;
	if (!shown)
		return;
	write_word(w, "[image: ", 8);
	write_folded(w, shown, shown + strlen(shown));
	g_string_append_c(w->out, ']');
}

static void enter_link(struct html_writer *w, const char *const *attributes)
{
	if (w->links++ < LINKS)
		w->link[w->links - 1] =
		    (struct link){g_strdup(html_attribute(attributes, "href")), w->out->len};
}

void html_enter(struct html_writer *w, const char *name, const char *const *attributes)
{
	const struct element *element = element_of(name);
	part_from_rest(w, element);
	switch (element->work) {
	case BREAK:
		w->breaks = MIN(w->breaks + 1, 2);
		w->space = false;
		break;
	case QUOTE:
		w->quotes++;
		break;
	case AS_IT_IS:
		w->pre++;
		break;
	case LIST:
	case NUMBERS:
		enter_list(w, element->work == NUMBERS);
		break;
	case ITEM:
		enter_item(w);
		break;
	case IMAGE:
		enter_image(w, attributes);
		break;
	case RULE:
		write_word(w, "----------", 10);
		break;
	case LINK:
		enter_link(w, attributes);
		break;
	case NOTHING:
		break;
	}
}

void html_text(struct html_writer *w, const char *text, gsize length)
{
	if (w->pre > 0)
		write_lines(w, text, text + length);
	else
		write_folded(w, text, text + length);
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

static void leave_link(struct html_writer *w)
{
	if (w->links-- > LINKS)
		return;
	const struct link *link = &w->link[w->links];
	g_autofree char *href = link->href;
	if (href && w->out->len > link->start && w->out->len - link->start < 2048 &&
	    is_shown_link(href, w->out->str + link->start)) {
		unsigned breaks = w->breaks;
		w->breaks = 0;
		w->space = true;
		write_word(w, "<", 1);
		g_string_append(w->out, href);
		g_string_append_c(w->out, '>');
		w->breaks = breaks;
	}
}

void html_leave(struct html_writer *w, const char *name)
{
	const struct element *element = element_of(name);
	switch (element->work) {
	case QUOTE:
		w->quotes--;
		break;
	case AS_IT_IS:
		w->pre--;
		break;
	case LIST:
	case NUMBERS:
		w->lists--;
		break;
	case LINK:
		leave_link(w);
		break;
	default:
		break;
	}
	part_from_rest(w, element);
}

char *html_writer_finish(struct html_writer *w)
{
	char *text = g_strchomp(g_string_free(w->out, FALSE));
	while (w->links > 0)
		if (w->links-- <= LINKS)
			g_free(w->link[w->links].href);
	g_free(w);
	return text;
}
