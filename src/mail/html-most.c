/*
 * How much a page can say at most, by counting instead of reading: the plain
 * text beside a page is nearly always enough (ST-02), and then nobody needs
 * the page. Where counting cannot tell, the page has to be read.
 */
#include "mail/text.h"

#include "mail/html.h"

#include <string.h>

enum {
	LEVELS_SURE = 200, /* libxml2 stops at 256, which is to be noted (B-67) */
	MARK_OCTETS = 11   /* a number in a list, a rule, brackets around an address */
};

/* What was counted so far. */
struct tally {
	gsize visible;
	unsigned depth;
	bool puzzling;
};

static bool is_named(const char *name, gsize length, const char *want)
{
	return length == strlen(want) && g_ascii_strncasecmp(name, want, length) == 0;
}

/* True if ATTRIBUTES may hide what is inside, of which a note is to be made. */
static bool may_hide(const char *attributes, gsize length)
{
	static const char *const signs[] = {"hid", "none", "font-size"};
	g_autofree char *lower = g_ascii_strdown(attributes, length);
	for (gsize i = 0; i < G_N_ELEMENTS(signs); i++)
		if (strstr(lower, signs[i]))
			return true;
	return false;
}

/* Elements that write what does not stand between tags: a mark, an address, a mark on every line
 * of a quote, words in an attribute that may go on behind the first >. */
static void count_marks(struct tally *tally, const char *name, gsize length, gsize octets)
{
	if (is_named(name, length, "a") || is_named(name, length, "li") ||
	    is_named(name, length, "hr"))
		tally->visible += octets + MARK_OCTETS;
	tally->puzzling |= is_named(name, length, "blockquote") || is_named(name, length, "img");
}

/* TAG stands between < and >. */
static void count_tag(struct tally *tally, const char *tag, gsize octets)
{
	if (*tag == '/') {
		tally->depth -= tally->depth > 0;
		return;
	}
	gsize length = 1;
	while (length < octets && g_ascii_isalnum(tag[length]))
		length++;
	count_marks(tally, tag, length, octets);
	tally->depth += !is_named(tag, length, "br");
	tally->puzzling |= tally->depth > LEVELS_SURE ||
			   (length < octets && may_hide(tag + length, octets - length));
}

/* Where the tag ends that P begins; NULL if none begins there. LAST is the last > of the tally. */
static const char *tag_end(const char *p, const char *last)
{
	const char *name = p[1] == '/' ? p + 2 : p + 1;
	return *p == '<' && p < last && g_ascii_isalpha(*name) ? strchr(name, '>') : NULL;
}

gsize html_visible_most(const char *html)
{
	struct tally tally = {.puzzling = strlen(html) > HTML_OCTETS};
	const char *last = strrchr(html, '>'), *p = html, *tag;
	while (!tally.puzzling && (tag = strchr(p, '<'))) {
		const char *end = tag_end(tag, last);
		if (end)
			count_tag(&tally, tag + 1, end - tag - 1);
		tally.visible += tag - p + (end == NULL);
		p = (end ? end : tag) + 1;
	}
	return tally.puzzling ? G_MAXSIZE : tally.visible + strlen(p);
}
