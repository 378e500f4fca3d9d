/*
 * Where things stand in a configuration file: which section and option is on
 * which line. It knows tokens and braces, and no more of the syntax than that;
 * values are libConfuse's business.
 */
#include "call/layout.h"

#include "base/clean.h"
#include "base/nearest.h"

#include <string.h>

enum { SHOWN = 20 };

enum token { TOKEN_END, TOKEN_WORD, TOKEN_STRING, TOKEN_OTHER };

/* A section that is open. */
struct frame {
	const cfg_opt_t *known; /* NULL inside an unknown section: anything goes */
	const char *type;
	char *title, *key;
	unsigned line;
};

struct scan {
	struct reader *reader;
	GString *text;
	size_t at;     /* the next octet */
	unsigned line; /* its line, from 1 */
	GArray *open;  /* of struct frame; the file itself is the first */
	/* the last token */
	enum token token;
	size_t start;
	unsigned token_line;
	GString *word; /* of a word or string */
	char other;
};

static void frame_clear(void *item)
{
	struct frame *frame = item;

	g_free(frame->title);
	g_free(frame->key);
}

static struct frame *innermost(struct scan *s)
{
	return &g_array_index(s->open, struct frame, s->open->len - 1);
}

static bool looking_at(const struct scan *s, const char *what)
{
	return strncmp(s->text->str + s->at, what, strlen(what)) == 0;
}

/* Steps over one octet. */
static char step(struct scan *s)
{
	char c = s->text->str[s->at];

	if (c != '\0') {
		s->at++;
		s->line += c == '\n';
	}
	return c;
}

static void skip_until(struct scan *s, const char *end)
{
	while (s->at < s->text->len && !looking_at(s, end))
		step(s);
}

static void skip_space(struct scan *s)
{
	for (;;) {
		if (g_ascii_isspace(s->text->str[s->at])) {
			step(s);
		} else if (looking_at(s, "#") || looking_at(s, "//")) {
			skip_until(s, "\n");
		} else if (looking_at(s, "/*")) {
			skip_until(s, "*/");
			step(s);
			step(s);
		} else {
			return;
		}
	}
}

/*
 * An open quote would turn all that follows inside out, so it ends with its line, for libConfuse
 * too, or before the brace that ends the line.
 */
static void close_string(struct scan *s, char quote)
{
	size_t end = s->at;

	while (end > s->start + 1 && g_ascii_isspace(s->text->str[end - 1]))
		end--;
	if (end > s->start + 1 && strchr("{}", s->text->str[end - 1]) != NULL)
		s->at = end - 1;
	g_string_insert_c(s->text, (gssize)s->at, quote);
	g_string_truncate(s->word, MIN(s->word->len, s->at - s->start - 1));
	g_string_set_size(s->word, strlen(g_strchomp(s->word->str)));
	g_autofree char *shown = clean_line(s->word->str, -1, SHOWN);
	reader_note(s->reader, s->token_line,
	    "the text that begins with %c%s is not closed on its line; add %c at its end", quote,
	    shown, quote);
	s->at++;
}

static void scan_string(struct scan *s)
{
	char quote = step(s);

	for (char c = s->text->str[s->at]; c != quote; c = s->text->str[s->at]) {
		if (c == '\0' || c == '\n') {
			close_string(s, quote);
			return;
		}
		if (step(s) == '\\')
			c = step(s);
		g_string_append_c(s->word, c);
	}
	step(s);
}

static bool ends_word(const struct scan *s)
{
	char c = s->text->str[s->at];

	return c == '\0' || g_ascii_isspace(c) || strchr("{}()=,#\"'", c) != NULL ||
	       looking_at(s, "+=") || looking_at(s, "//") || looking_at(s, "/*");
}

static enum token next(struct scan *s)
{
	skip_space(s);
	s->start = s->at;
	s->token_line = s->line;
	g_string_truncate(s->word, 0);
	char c = s->text->str[s->at];
	if (c == '\0') {
		s->token = TOKEN_END;
	} else if (c == '"' || c == '\'') {
		scan_string(s);
		s->token = TOKEN_STRING;
	} else if (ends_word(s)) {
		s->other = step(s);
		/* "+=" sets an option as "=" does. */
		if (s->other == '+')
			s->other = step(s);
		s->token = TOKEN_OTHER;
	} else {
		while (!ends_word(s))
			g_string_append_c(s->word, step(s));
		s->token = TOKEN_WORD;
	}
	return s->token;
}

static bool is_other(const struct scan *s, char c)
{
	return s->token == TOKEN_OTHER && s->other == c;
}

static const cfg_opt_t *find(const cfg_opt_t *known, const char *name)
{
	for (; known != NULL && known->name != NULL; known++) {
		if (strcmp(known->name, name) == 0)
			return known;
	}
	return NULL;
}

static char *describe(const struct frame *frame)
{
	if (frame->type == NULL)
		return g_strdup("this file");
	return frame->title != NULL ? g_strdup_printf("%s \"%s\"", frame->type, frame->title)
				    : g_strdup(frame->type);
}

/* Notes the line of KEY, or a finding and false if there is one already. */
static bool remember(struct scan *s, char *key, const char *what, unsigned line)
{
	gpointer first = g_hash_table_lookup(s->reader->lines, key);

	if (first == NULL) {
		g_hash_table_insert(s->reader->lines, key, GUINT_TO_POINTER(line));
		return true;
	}
	reader_note(s->reader, line, "%s is given again after line %u; keep one of them", what,
	    GPOINTER_TO_UINT(first));
	g_free(key);
	return false;
}

static bool remember_section(struct scan *s, const struct frame *frame)
{
	g_autofree char *what = describe(frame);

	return remember(s, g_strdup(frame->key), what, frame->line);
}

static char *key_in(const struct frame *frame, const char *name, const char *title)
{
	return g_strconcat(frame->key, *frame->key != '\0' ? "/" : "", name,
	    title != NULL ? " " : "", title, NULL);
}

/* The one of the options that NAME is nearly spelled as; NULL if there is none. */
static const char *meant_option(const cfg_opt_t *known, const char *name)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (; known != NULL && known->name != NULL; known++)
		g_ptr_array_add(names, (char *)(uintptr_t)known->name);
	g_ptr_array_add(names, NULL);
	return nearest_word(name, (const char *const *)names->pdata);
}

static void note_unknown(struct scan *s, const char *name, unsigned line)
{
	g_autofree char *where = describe(innermost(s));
	const char *meant = meant_option(innermost(s)->known, name);

	if (meant != NULL)
		reader_note(s->reader, line, "unknown option \"%s\" in %s; perhaps \"%s\" is meant",
		    name, where, meant);
	else if (innermost(s)->known != NULL)
		reader_note(s->reader, line,
		    "unknown option \"%s\" in %s; remove it, callbox.conf(5) lists the known ones",
		    name, where);
}

/* After '=': the value, or a list of them. */
static void scan_value(struct scan *s, const char *name, unsigned line)
{
	const struct frame *frame = innermost(s);
	const cfg_opt_t *option = find(frame->known, name);

	if (option != NULL && option->type != CFGT_SEC)
		remember(s, key_in(frame, name, NULL), name, line);
	else
		note_unknown(s, name, line);
	if (next(s) == TOKEN_WORD && (looking_at(s, "#") || looking_at(s, "//")))
		reader_note(s->reader, s->token_line,
		    "the value of %s ends at \"%s\" where a comment begins; put it in quotes", name,
		    s->word->str);
	if (is_other(s, '{')) {
		while (next(s) != TOKEN_END && !is_other(s, '}') && !is_other(s, '='))
			continue;
	}
}

static void note_open(struct scan *s)
{
	g_autofree char *what = describe(innermost(s));

	reader_note(s->reader, innermost(s)->line, "%s is not closed before line %u; add \"}\"",
	    what, s->token_line);
}

/* Closes the sections that cannot hold a NAME, if one around them can. */
static void close_before(struct scan *s, const char *name, size_t start)
{
	unsigned depth = innermost(s)->known != NULL ? s->open->len : 0;

	while (
	    depth > 0 && find(g_array_index(s->open, struct frame, depth - 1).known, name) == NULL)
		depth--;
	if (depth == 0)
		return;
	while (s->open->len > depth) {
		note_open(s);
		g_array_set_size(s->open, s->open->len - 1);
		g_string_insert(s->text, (gssize)start, "} ");
		s->at += 2;
	}
}

/* At '{': the section NAME with TITLE (or NULL) begins. START is where NAME stands. */
static void open_section(
    struct scan *s, const char *name, const char *title, size_t start, unsigned line)
{
	close_before(s, name, start);
	const struct frame *around = innermost(s);
	const cfg_opt_t *option = find(around->known, name);
	bool section = option != NULL && option->type == CFGT_SEC;
	struct frame frame = {
	    .type = section ? option->name : "section",
	    .known = section ? option->subopts : NULL,
	    .title = g_strdup(title),
	    .key = key_in(around, name, title),
	    .line = line,
	};

	if (!section)
		note_unknown(s, name, line);
	else if (title == NULL && (option->flags & CFGF_TITLE) != 0)
		reader_note(s->reader, line, "%s has no name; write %s \"name\" {", name, name);
	if (section && !remember_section(s, &frame)) {
		/* Its options are no repetition of those of the first. */
		g_autofree char *key = g_steal_pointer(&frame.key);
		frame.key = g_strdup_printf("%s line %u", key, line);
	}
	g_array_append_val(s->open, frame);
}

/* A statement that begins with the word in S. Leaves the token after it in S. */
static void scan_statement(struct scan *s)
{
	g_autofree char *name = g_strdup(s->word->str);
	g_autofree char *title = NULL;
	size_t start = s->start;
	unsigned line = s->token_line;

	next(s);
	if (is_other(s, '=')) {
		scan_value(s, name, line);
		next(s);
		return;
	}
	if (s->token == TOKEN_STRING || s->token == TOKEN_WORD) {
		title = g_strdup(s->word->str);
		next(s);
	}
	if (is_other(s, '{')) {
		open_section(s, name, title, start, line);
		next(s);
	} else if (find(innermost(s)->known, name) == NULL) {
		note_unknown(s, name, line);
	}
}

static void close_section(struct scan *s)
{
	if (s->open->len > 1)
		g_array_set_size(s->open, s->open->len - 1);
	else
		reader_note(s->reader, s->token_line, "\"}\" closes no section; remove it");
}

static void scan_file(struct scan *s)
{
	next(s);
	while (s->token != TOKEN_END) {
		if (s->token == TOKEN_WORD) {
			scan_statement(s);
			continue;
		}
		if (is_other(s, '}'))
			close_section(s);
		next(s);
	}
	while (s->open->len > 1) {
		g_autofree char *what = describe(innermost(s));
		reader_note(s->reader, innermost(s)->line,
		    "%s is not closed at the end of the file; add \"}\"", what);
		g_array_set_size(s->open, s->open->len - 1);
		g_string_append(s->text, "\n}");
	}
}

void layout_read(struct reader *reader, GString *text, const cfg_opt_t *known)
{
	struct scan s = {
	    .reader = reader,
	    .text = text,
	    .line = 1,
	    .open = g_array_new(FALSE, FALSE, sizeof(struct frame)),
	    .word = g_string_new(NULL),
	};
	struct frame file = {.known = known, .key = g_strdup(""), .line = 1};

	g_array_set_clear_func(s.open, frame_clear);
	g_array_append_val(s.open, file);
	scan_file(&s);
	g_array_unref(s.open);
	g_string_free(s.word, TRUE);
}
