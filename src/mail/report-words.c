/*
 * Recipients that a mail system names in words only. Nearly half of all
 * bounces have no machine-readable part, but nearly all of them write the
 * address in one of a few places: alone on a line, at the start of a line before
 * the explanation, behind a label, or in a line of the SMTP dialogue. The
 * clearest place that occurs is believed, the others are not.
 */
#include "mail/report.h"

#include <string.h>

enum { LINES_MAX = 2000, RECIPIENTS_MAX = 100, SEGMENT_LINES = 30, WORDS_MAX = 32768 };

/* How clearly a line names a recipient. */
enum place { PLACE_ALONE, PLACE_START, PLACE_COMMAND, PLACE_LABEL, PLACE_DIALOGUE, PLACE_ANYWHERE };

struct mention {
	char *address;
	guint line;
	enum place place;
};

struct words {
	char **lines;
	guint count;
	GArray *mentions; /* of struct mention */
	char **own;
	guint named; /* how many recipients the notice is about */
};

/* What may stand before an address that the line is about. */
static const char *const labels[] = {"to:", "recipient:", "recipient address:", "failed recipient:",
    "final-recipient: rfc822;", "original-recipient: rfc822;",
    "intended recipient:", "address:", "unknown user:", "user unknown:", "undeliverable to",
    "invalid recipient:", "delivery failed to:", "delivery to",
    "could not be delivered to:", "unable to deliver to:", "unable to deliver to",
    "unable to deliver message to:", "unable to deliver message to",
    "message could not be delivered to", "could not deliver message to", "the user(s)",
    "the mailbox", "your message to", "your message for", "sorry your message to",
    "mail delivery failed:", "mail for", "mail to", "message for", "message to",
    "delivery failed for", "user mailbox exceeds allowed size:", "failed to deliver to",
    "couldn't be delivered to", "wasn't delivered to", "was not delivered to",
    "could not send mail to", "recipients:", "recipient(s):", "failed:", "email:", "e-mail:",
    "destination:", "addressed to:", "attempts:", "your mail to", "recipient", "user",
    "收件人:", "收件人：", "收件者:", "收件者：", "宛先:", "宛先：",
    "받는 사람:", "empfänger:", "destinataire :", "destinatario:", "destinatário:", "получатель:"};

/* The SMTP dialogue and lines made from it. */
static const char *const dialogue[] = {"rcpt to:", "rcpt to ", ">>> rcpt", "<<< 5", "<<< 4", "550 ",
    "551 ", "552 ", "553 ", "554 ", "450 ", "451 ", "452 ", "421 ", "501 ", "5.1.1", "said:"};

/* Lines behind which a report repeats the whole dialogue, of all recipients. */
static const char *const transcripts[] = {
    "transcript of session", "technical details", "session transcript"};

static const char *skip_bullets(const char *line)
{
	return line + strspn(line, " \t*-•>|#");
}

static bool is_own(const struct words *w, const char *address)
{
	g_autofree char *lower = g_ascii_strdown(address, -1);

	for (char **own = w->own; *own != NULL; own++)
		if (g_ascii_strcasecmp(*own, address) == 0)
			return true;
	return g_str_has_prefix(lower, "postmaster@") ||
	       g_str_has_prefix(lower, "mailer-daemon@") || g_str_has_prefix(lower, "abuse@") ||
	       g_str_has_prefix(lower, "helpdesk@");
}

static void add_mention(struct words *w, char *address, guint line, enum place place)
{
	struct mention mention = {address, line, place};

	if (w->mentions->len < RECIPIENTS_MAX)
		g_array_append_val(w->mentions, mention);
	else
		g_free(address);
}

/* What follows an address that a line starts with: nothing, or an explanation. */
static bool read_start(struct words *w, guint line)
{
	const char *start = skip_bullets(w->lines[line]), *end = start;
	bool bracketed = *start == '<';
	char *address = address_scan(start, &end);

	if (address == NULL)
		return false;
	bool repeated = end[strspn(end, " ")] == '<';
	const char *rest = end + strspn(end, " \t:,;.");
	bool ends_sentence = line > 0 && *end == '.' && *rest == '\0';
	bool alone = *rest == '\0' || repeated ||
		     (end[0] == ':' && (bracketed || g_ascii_isspace(end[1]))) ||
		     g_str_has_prefix(rest, "(");
	add_mention(w, address, line,
	    ends_sentence ? PLACE_DIALOGUE
	    : alone       ? PLACE_ALONE
			  : PLACE_START);
	return true;
}

/* True if AT in LOWER is LABEL as words of its own; "user" is not in "<username@". */
static bool is_label(const char *lower, const char *at, const char *label)
{
	char before = at > lower ? at[-1] : ' ', after = at[strlen(label)];

	return !g_ascii_isalnum(before) && strchr("-<.@", before) == NULL &&
	       (g_str_has_suffix(label, ":") || g_str_has_suffix(label, "：") ||
		   strchr(" \t<'\"", after) != NULL);
}

/* The address directly behind LABEL in LOWER, read from LINE; new or NULL. */
static char *behind_label(const char *line, const char *lower, const char *label)
{
	const char *at = lower, *end;

	while ((at = strstr(at, label)) != NULL && !is_label(lower, at, label))
		at++;
	if (at == NULL)
		return NULL;
	at += strlen(label);
	return address_scan(line + (at - lower) + strspn(at, " \t'\""), &end);
}

static bool read_label(struct words *w, guint line, const char *lower)
{
	bool found = false;

	for (gsize i = 0; i < G_N_ELEMENTS(labels) && !found; i++) {
		char *address = behind_label(w->lines[line], lower, labels[i]);
		found = address != NULL;
		if (found)
			add_mention(w, address, line, PLACE_LABEL);
	}
	return found;
}

/* Adds every address in LINE; false if there is none. */
static bool add_all(struct words *w, guint line, enum place place)
{
	g_autoptr(GPtrArray) addresses = addresses_in(w->lines[line]);

	for (guint i = 0; i < addresses->len; i++)
		add_mention(w, g_strdup(g_ptr_array_index(addresses, i)), line, place);
	return addresses->len > 0;
}

/* ">>> RCPT To:<ada@example.net>", refused in the next line. */
static bool read_command(struct words *w, guint line, const char *lower)
{
	const char *command = lower + strspn(lower, " \t");
	const char *answer = line + 1 < w->count ? w->lines[line + 1] : "";

	answer += strspn(answer, " \t");
	if (!g_str_has_prefix(command, ">>> rcpt to") ||
	    !(g_str_has_prefix(answer, "<<< 5") || g_str_has_prefix(answer, "<<< 4")))
		return false;
	return add_all(w, line, PLACE_COMMAND);
}

static void read_dialogue(struct words *w, guint line, const char *lower)
{
	bool talks = false;

	for (gsize i = 0; i < G_N_ELEMENTS(dialogue) && !talks; i++)
		talks = strstr(lower, dialogue[i]) != NULL;
	add_all(w, line, talks ? PLACE_DIALOGUE : PLACE_ANYWHERE);
}

static void read_mentions(struct words *w)
{
	for (guint i = 0; i < w->count; i++) {
		if (strchr(w->lines[i], '@') == NULL || read_start(w, i))
			continue;
		g_autofree char *lower = g_ascii_strdown(w->lines[i], -1);
		if (g_str_has_prefix(skip_bullets(lower), "original address:"))
			continue;
		if (!read_command(w, i, lower) && !read_label(w, i, lower))
			read_dialogue(w, i, lower);
	}
}

/* True if no mention before INDEX at PLACE has the same address. */
static bool is_first(const struct words *w, guint index)
{
	const struct mention *mention = &g_array_index(w->mentions, struct mention, index);

	for (guint i = 0; i < index; i++) {
		const struct mention *other = &g_array_index(w->mentions, struct mention, i);
		if (other->place == mention->place &&
		    g_ascii_strcasecmp(other->address, mention->address) == 0)
			return false;
	}
	return true;
}

/* The mentions at PLACE that are about recipients; ONLY (may be NULL) limits them. */
static GPtrArray *recipients_at(const struct words *w, enum place place, GPtrArray *only)
{
	GPtrArray *found = g_ptr_array_new();

	for (guint i = 0; i < w->mentions->len; i++) {
		struct mention *mention = &g_array_index(w->mentions, struct mention, i);
		bool wanted = only == NULL || g_ptr_array_find_with_equal_func(
						  only, mention->address, g_str_equal, NULL);
		if (mention->place == place && wanted && is_first(w, i) &&
		    (only != NULL || !is_own(w, mention->address)))
			g_ptr_array_add(found, mention);
	}
	return found;
}

/* The clearest place; among unclear ones an address that the returned mail was to. */
static GPtrArray *choose(const struct words *w, GPtrArray *returned_to)
{
	for (enum place place = PLACE_ALONE; place < PLACE_ANYWHERE; place++) {
		GPtrArray *found = recipients_at(w, place, returned_to);
		if (found->len == 0 || place == PLACE_ALONE || place == PLACE_COMMAND) {
			g_ptr_array_unref(found);
			found = recipients_at(w, place, NULL);
		}
		if (found->len > 0)
			return found;
		g_ptr_array_unref(found);
	}
	return g_ptr_array_new();
}

static bool is_transcript(const char *line)
{
	g_autofree char *lower = g_ascii_strdown(line, -1);

	for (gsize i = 0; i < G_N_ELEMENTS(transcripts); i++)
		if (strstr(lower, transcripts[i]) != NULL)
			return true;
	return false;
}

static gsize indentation(const char *line)
{
	return strspn(line, " \t");
}

/* The lines from FIRST up to the next recipient, a transcript, or the end of an explanation; one
 * that is set in ends where the margin comes back. */
static char *segment(const struct words *w, guint first, guint stop)
{
	GString *text = g_string_new(NULL);
	bool explained = false, inset = false;
	gsize margin = first < w->count ? indentation(w->lines[first]) : 0;

	for (guint i = first; i < stop && i < w->count && i < first + SEGMENT_LINES; i++) {
		bool blank = w->lines[i][strspn(w->lines[i], " \t")] == '\0';
		if (i > first && (is_transcript(w->lines[i]) || (blank && explained) ||
				     (inset && !blank && indentation(w->lines[i]) <= margin)))
			break;
		inset = inset || (i > first && !blank && indentation(w->lines[i]) > margin);
		g_string_append_printf(text, "%s ", w->lines[i]);
		explained = explained || (i > first ? !blank : strchr(w->lines[i], ' ') != NULL);
	}
	return g_string_free(text, FALSE);
}

/* The lines that name ADDRESS; an answer follows the line of a command. */
static char *lines_about(const struct words *w, const char *address)
{
	GString *text = g_string_new(NULL);
	g_autofree char *lower = g_ascii_strdown(address, -1);

	for (guint i = 0; i < w->count && text->len < 4000; i++) {
		g_autofree char *line = g_ascii_strdown(w->lines[i], -1);
		if (strstr(line, lower) == NULL)
			continue;
		g_string_append_printf(text, "%s ", w->lines[i]);
		if (g_str_has_prefix(line, ">>>") && i + 1 < w->count)
			g_string_append_printf(text, "%s ", w->lines[i + 1]);
	}
	return g_string_free(text, FALSE);
}

/* The first of the candidates that explains something, and what it explains. What the whole
 * notice says of one of several recipients counts only for those of whom nothing else is said. */
static struct report explain(
    const struct words *w, const char *address, guint first, guint stop, const char *whole)
{
	g_autofree char *own = segment(w, first, stop);
	g_autofree char *about = lines_about(w, address);
	const char *const texts[] = {own, about, whole};
	struct failure best = {"", NULL, false, true, false};
	const char *diagnostic = own;

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		struct failure failure = failure_read(NULL, texts[i]);
		if (i == 0 || failure.coded || (best.cause == NULL && failure.cause != NULL)) {
			best = failure;
			diagnostic = texts[i];
		}
		if (best.coded || (best.cause != NULL && w->named > 1))
			break;
	}
	if (!best.coded)
		best.permanent = sounds_permanent(whole);
	best.dead = best.dead && best.permanent;
	return report_make(address, best.permanent ? "failed" : "delayed", diagnostic, &best);
}

static void report_mentions(
    GArray *reports, const struct words *w, const GPtrArray *found, const char *whole)
{
	for (guint i = 0; i < found->len; i++) {
		const struct mention *mention = g_ptr_array_index(found, i);
		guint stop = i + 1 < found->len
				 ? ((const struct mention *)g_ptr_array_index(found, i + 1))->line
				 : w->count;
		struct report report = explain(
		    w, mention->address, mention->line, MAX(stop, mention->line + 1), whole);
		g_array_append_val(reports, report);
	}
}

/* Where in the text ADDRESS is first named; the end if nowhere. */
static guint line_of_mention(const struct words *w, const char *address)
{
	for (guint i = 0; i < w->mentions->len; i++) {
		const struct mention *mention = &g_array_index(w->mentions, struct mention, i);
		if (g_ascii_strcasecmp(mention->address, address) == 0)
			return mention->line;
	}
	return w->count;
}

/* Recipients that a header field names; the words only explain. */
static void report_addresses(
    GArray *reports, const struct words *w, const GPtrArray *addresses, const char *whole)
{
	for (guint i = 0; i < addresses->len; i++) {
		const char *address = g_ptr_array_index(addresses, i);
		guint first = line_of_mention(w, address), stop = w->count;
		for (guint k = 0; k < addresses->len; k++) {
			guint line = line_of_mention(w, g_ptr_array_index(addresses, k));
			if (line > first && line < stop)
				stop = line;
		}
		struct report report = explain(w, address, first, stop, whole);
		g_array_append_val(reports, report);
	}
}

static GPtrArray *returned_recipients(const struct notice *notice)
{
	g_autofree char *to = notice->returned == NULL ? NULL : field_value(notice->returned, "To");

	return addresses_in(to == NULL ? "" : to);
}

static void mention_clear(struct mention *mention)
{
	g_free(mention->address);
}

void report_from_words(GArray *reports, const struct notice *notice, char **own)
{
	g_autofree char *whole =
	    g_strndup(notice->text, MIN(returned_offset(notice->text), WORDS_MAX));
	g_auto(GStrv) lines = g_strsplit(whole, "\n", LINES_MAX);
	struct words w = {
	    lines, g_strv_length(lines), g_array_new(FALSE, TRUE, sizeof(struct mention)), own};
	g_autoptr(GPtrArray) failed = addresses_in(notice->failed == NULL ? "" : notice->failed);
	g_autoptr(GPtrArray) returned_to = returned_recipients(notice);

	g_array_set_clear_func(w.mentions, (GDestroyNotify)mention_clear);
	read_mentions(&w);
	g_autoptr(GPtrArray) found = choose(&w, returned_to);
	if (found->len == 0 && failed->len == 0 && returned_to->len == 0) {
		g_ptr_array_unref(found);
		found = recipients_at(&w, PLACE_ANYWHERE, NULL);
	}
	w.named = failed->len > 0 ? failed->len : MAX(found->len, returned_to->len);
	if (failed->len > 0)
		report_addresses(reports, &w, failed, whole);
	else if (found->len > 0)
		report_mentions(reports, &w, found, whole);
	else
		report_addresses(reports, &w, returned_to, whole);
	g_array_unref(w.mentions);
}
