/*
 * Chooses among the parts of a mail the text that a person wrote (RULES
 * section 5), then splits off what they did not write.
 *
 * The walk goes no deeper than the limits of BAD-INPUTS section 2, reads a
 * part only once, and opens no attachment: a story in a PDF is named, not
 * read (ST-15), and nothing that lies elsewhere is fetched (B-20).
 */
#include "mail/body.h"
#include "mail/header.h"
#include "mail/limits.h"
#include "mail/part.h"
#include "mail/subject.h"
#include "mail/text.h"

#include "base/clean.h"

#include <string.h>

enum {
	UNPARTED_MAX = 1 << 20,
	SHORT_STORY = 40, /* characters; less is a note beside the story (ST-04, ST-15) */
	PLAIN_MIN = 20,   /* non-space characters that make a text/plain part real (ST-02) */
	PLAIN_SHARE = 30  /* and its length in percent of the HTML's */
};

/* What the walk carries along. */
struct walk {
	struct message *message;
	unsigned parts;
	bool attached_too; /* take text from attachments: there is no other (ST-03) */
};

static char *text_below(struct walk *walk, GMimeObject *object, unsigned depth);

/* How many visible characters TEXT has; counting ends at MOST. */
static gsize count_visible(const char *text, gsize most)
{
	gsize count = 0;
	const char *p = text ? text + strspn(text, " \n\t") : "";
	while (*p != '\0' && count < most)
		if ((guchar)*p < 0x80) {
			count += *p++ > ' ';
		} else {
			count += !g_unichar_isspace(g_utf8_get_char(p));
			p = g_utf8_next_char(p);
		}
	return count;
}

static bool has_text(const char *text)
{
	return count_visible(text, 1) > 0;
}

static void unreadable(struct walk *walk, enum readable why, const char *note)
{
	if (walk->message->readable == READ_TEXT)
		walk->message->readable = why;
	message_flag(walk->message, note);
}

static char *html_part(struct walk *walk, GMimePart *part)
{
	AUTO(page) *page = part_page(walk->message, part);
	if (page->incomplete)
		message_flag(walk->message, "text may be incomplete");
	if (page->hidden)
		message_flag(walk->message, "hidden text left out");
	char *text = g_strdup(page->text);
	/* A page without words is looked at again when there are no others. */
	if (!has_text(text))
		part_keep_page(part, g_steal_pointer(&page));
	return text;
}

static bool has_parameter(GMimePart *part, const char *name, const char *value)
{
	const char *found = g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), name);
	return found && g_ascii_strcasecmp(found, value) == 0;
}

static char *plain_part(struct walk *walk, GMimePart *part)
{
	char *text = part_text(walk->message, part);
	char *opened = armor_open(text);
	if (opened != NULL) {
		g_free(text);
		text = opened;
		message_flag(walk->message, "signed with PGP; the signature was not checked");
	}
	if (g_str_has_prefix(text, "-----BEGIN PGP MESSAGE-----") ||
	    strstr(text, "\n-----BEGIN PGP MESSAGE-----"))
		unreadable(walk, READ_ENCRYPTED, "encrypted with PGP");
	if (!has_parameter(part, "format", "flowed"))
		return text;
	char *joined = flowed_decode(text, has_parameter(part, "delsp", "yes"));
	g_free(text);
	return joined;
}

static bool is_pkcs7(GMimeObject *object)
{
	return part_is(object, "application", "pkcs7-mime") ||
	       part_is(object, "application", "x-pkcs7-mime");
}

static void note_other_part(struct walk *walk, GMimePart *part)
{
	GMimeObject *object = GMIME_OBJECT(part);
	if (is_pkcs7(object))
		unreadable(walk, READ_ENCRYPTED,
		    has_parameter(part, "smime-type", "signed-data")
			? "signed with S/MIME in a form that cannot be read"
			: "encrypted with S/MIME");
	else if (part_is(object, "message", "external-body"))
		message_flag(walk->message, "a part lies elsewhere and was not fetched");
	else if (part_is(object, "application", "ms-tnef") ||
		 part_is(object, "application", "vnd.ms-tnef"))
		message_flag(walk->message, "Outlook's winmail.dat was not opened");
}

/* Text parts that are data for programs rather than words for people. */
static bool is_data(GMimeObject *object)
{
	static const char *const subtypes[] = {"calendar", "vcard", "x-vcard", "directory", "css",
	    "csv", "javascript", "rtf", "x-amp-html", "rfc822-headers", "xml"};
	for (gsize i = 0; i < G_N_ELEMENTS(subtypes); i++)
		if (part_is(object, "text", subtypes[i]))
			return true;
	return !part_is(object, "text", "*");
}

static char *leaf_text(struct walk *walk, GMimePart *part)
{
	if (walk->parts++ >= PARTS_MAX) {
		message_flag(walk->message, "more than 200 parts; the rest was not read");
		return NULL;
	}
	GMimeObject *object = GMIME_OBJECT(part);
	if (is_data(object)) {
		note_other_part(walk, part);
		return NULL;
	}
	if (body_is_attached(object) && !walk->attached_too)
		return NULL;
	return part_is(object, "text", "html") ? html_part(walk, part) : plain_part(walk, part);
}

/* Texts of all displayable parts, in order (ST-02). */
static char *mixed_text(struct walk *walk, GMimeMultipart *multipart, unsigned depth)
{
	GString *all = g_string_new(NULL);
	int count = g_mime_multipart_get_count(multipart);
	for (int i = 0; i < count && walk->parts < PARTS_MAX; i++) {
		g_autofree char *text =
		    text_below(walk, g_mime_multipart_get_part(multipart, i), depth);
		if (!has_text(text))
			continue;
		if (all->len > 0 && all->str[all->len - 1] != '\n')
			g_string_append_c(all, '\n');
		g_string_append(all, text);
	}
	return g_string_free(all, FALSE);
}

/* How a part stands beside others that say the same. */
enum manner { PLAIN, RICH };

static enum manner manner(GMimeObject *object)
{
	bool rich = part_is(object, "text", "html") || part_is(object, "multipart", "related") ||
		    part_is(object, "multipart", "mixed");
	return rich ? RICH : PLAIN;
}

static char *first_in_manner(
    struct walk *walk, GMimeMultipart *multipart, enum manner wanted, unsigned depth)
{
	int count = g_mime_multipart_get_count(multipart);
	for (int i = 0; i < count; i++) {
		GMimeObject *child = g_mime_multipart_get_part(multipart, i);
		g_autofree char *text =
		    manner(child) == wanted ? text_below(walk, child, depth) : NULL;
		if (has_text(text))
			return g_steal_pointer(&text);
	}
	return NULL;
}

/* How many visible characters the rich parts have at most; G_MAXSIZE if only reading tells. */
static gsize rich_most(struct walk *walk, GMimeMultipart *multipart)
{
	gsize most = 0;
	int count = g_mime_multipart_get_count(multipart);
	for (int i = 0; i < count; i++) {
		GMimeObject *child = g_mime_multipart_get_part(multipart, i);
		if (manner(child) != RICH)
			continue;
		if (!GMIME_IS_PART(child))
			return G_MAXSIZE;
		g_autofree char *html = part_text(walk->message, GMIME_PART(child));
		most = MAX(most, html_visible_most(html));
	}
	return most;
}

/* A short answer is enough beside HTML that is as short: RICH visible characters. */
static bool plain_is_enough(const char *plain, gsize rich)
{
	gsize share = rich / 100 * PLAIN_SHARE + (rich % 100 * PLAIN_SHARE + 99) / 100;
	gsize enough = MAX(MIN(PLAIN_MIN, rich), share);
	return count_visible(plain, enough) >= enough;
}

/* The plain text unless it is a stand-in for the HTML (ST-02) or the HTML was cut (B-67). */
static char *alternative_text(struct walk *walk, GMimeMultipart *multipart, unsigned depth)
{
	g_autofree char *plain = first_in_manner(walk, multipart, PLAIN, depth);
	if (plain && plain_is_enough(plain, rich_most(walk, multipart)))
		return g_steal_pointer(&plain);
	g_autofree char *html = first_in_manner(walk, multipart, RICH, depth);
	bool take_plain =
	    !html || (plain && plain_is_enough(plain, count_visible(html, G_MAXSIZE)));
	return take_plain ? g_steal_pointer(&plain) : g_steal_pointer(&html);
}

/* Related: the root; signed and report: what stands first for people. */
static char *first_text(struct walk *walk, GMimeMultipart *multipart, unsigned depth)
{
	int count = g_mime_multipart_get_count(multipart);
	for (int i = 0; i < count; i++) {
		char *text = text_below(walk, g_mime_multipart_get_part(multipart, i), depth);
		if (has_text(text))
			return text;
		g_free(text);
	}
	return NULL;
}

/* A multipart whose boundary is missing or never comes has no parts: all of it is text (B-6). */
static char *unparted_text(GMimeMultipart *multipart)
{
	bool guessed, bad;
	const char *all = g_mime_multipart_get_prologue(multipart);
	return all ? charset_decode(all, MIN(strlen(all), UNPARTED_MAX), NULL, &guessed, &bad)
		   : NULL;
}

static char *multipart_text(struct walk *walk, GMimeObject *object, unsigned depth)
{
	GMimeMultipart *multipart = GMIME_MULTIPART(object);
	if (part_is(object, "multipart", "encrypted")) {
		unreadable(walk, READ_ENCRYPTED, "encrypted");
		return NULL;
	}
	if (g_mime_multipart_get_count(multipart) == 0)
		return unparted_text(multipart);
	if (part_is(object, "multipart", "alternative"))
		return alternative_text(walk, multipart, depth);
	if (part_is(object, "multipart", "related") || part_is(object, "multipart", "signed") ||
	    part_is(object, "multipart", "report"))
		return first_text(walk, multipart, depth);
	return mixed_text(walk, multipart, depth);
}

/* The text of OBJECT and what is below it, attached mails left out; new or NULL. */
static char *text_below(struct walk *walk, GMimeObject *object, unsigned depth)
{
	if (!object || depth > DEPTH_MAX)
		return NULL;
	if (GMIME_IS_MULTIPART(object))
		return multipart_text(walk, object, depth + 1);
	if (GMIME_IS_MESSAGE_PARTIAL(object)) {
		unreadable(walk, READ_PARTIAL, "one piece of a divided mail");
		return NULL;
	}
	return GMIME_IS_PART(object) ? leaf_text(walk, GMIME_PART(object)) : NULL;
}

/* The first mail attached below OBJECT. */
static GMimeMessage *attached_mail(GMimeObject *object, unsigned depth)
{
	if (!object || depth > DEPTH_MAX)
		return NULL;
	if (GMIME_IS_MESSAGE_PART(object))
		return g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
	GMimeMessage *found = NULL;
	int count = GMIME_IS_MULTIPART(object) && !part_is(object, "multipart", "report")
			? g_mime_multipart_get_count(GMIME_MULTIPART(object))
			: 0;
	for (int i = 0; i < count && !found; i++)
		found =
		    attached_mail(g_mime_multipart_get_part(GMIME_MULTIPART(object), i), depth + 1);
	return found;
}

/* True if TEXT is too short to be a story, its signature left out. */
static bool is_only_note(const char *text)
{
	struct reply_parts parts;
	reply_split(&parts, text, false);
	bool note =
	    g_utf8_strlen(parts.reply, -1) < SHORT_STORY || g_str_has_prefix(parts.reply, "-- \n");
	reply_parts_clear(&parts);
	return note;
}

/* TEXT, or the text of an attached mail when TEXT is only a note beside it (ST-04). */
static char *or_forwarded(struct walk *walk, GMimeObject *root, char *text)
{
	GMimeMessage *mail = attached_mail(root, 0);
	if (!mail || !is_only_note(text ? text : ""))
		return text;
	char *inner = text_below(walk, g_mime_message_get_mime_part(mail), 1);
	if (!has_text(inner)) {
		g_free(inner);
		return text;
	}
	walk->message->forwarded = true;
	g_free(text);
	return inner;
}

static char *choose_text(struct walk *walk, GMimeObject *root)
{
	char *text = or_forwarded(walk, root, text_below(walk, root, 0));
	if (has_text(text) || walk->message->readable != READ_TEXT)
		return text;
	g_free(text);
	walk->attached_too = true;
	walk->parts = 0;
	text = text_below(walk, root, 0);
	walk->message->attached = has_text(text);
	return text;
}

static bool is_in_thread(const struct message *message)
{
	return !message->forwarded && ((message->in_reply_to && message->in_reply_to[0]) ||
					  (message->references && message->references[0]) ||
					  (message->subject && subject_is_reply(message->subject)));
}

static void judge(struct message *message)
{
	gsize visible = count_visible(message->text, SHORT_STORY);
	if (message->readable != READ_TEXT || visible >= SHORT_STORY)
		return;
	if (body_has_document(message))
		message->readable = READ_ATTACHMENT;
	else if (visible == 0)
		message->readable = READ_EMPTY;
}

void body_read(struct message *message, GMimeMessage *mime)
{
	GMimeObject *root = g_mime_message_get_mime_part(mime);
	struct walk walk = {.message = message};
	g_autofree char *chosen = root ? choose_text(&walk, root) : NULL;
	const char *text = chosen ? chosen : "";
	if (strlen(text) > CLEAN_TEXT_STORED)
		message_flag(message, "text cut at 256 KiB");
	g_free(message->text);
	message->text = clean_text(text, -1, CLEAN_TEXT_STORED);
	if (root)
		body_attachments(message, root);
	judge(message);
	struct reply_parts parts;
	reply_split(&parts, message->text, is_in_thread(message));
	g_free(message->reply);
	g_free(message->removed);
	message->reply = parts.reply;
	message->removed = parts.removed;
	message->inline_reply = parts.inline_reply;
	message->auto_subject =
	    message->auto_subject || text_is_automatic(message_own_words(message));
}
