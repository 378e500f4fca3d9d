/*
 * Finds the one calendar object of a mail that says something to us (RULES
 * section 3). Clients put it into an alternative, an attachment, both with
 * differing copies, or make it the whole mail; what stands inside a forwarded
 * or returned mail is never it (CL-06).
 */
#include "mail/calendar.h"

#include "mail/limits.h"
#include "mail/part.h"
#include "mail/text.h"

#include <string.h>

enum { CALENDARS_MAX = 20 };

/* How a leaf presents itself: the lower, the more it is meant for calendars (CI-01). */
enum rank { RANK_METHOD, RANK_CALENDAR, RANK_FILE, RANK_NONE };

/* The best object so far. */
struct search {
	struct message *message;
	const char *author;
	unsigned parts;
	enum rank rank;
	bool is_reply;
	struct calendar_object best;
	char *hint; /* the method= beside it, upper-case, or NULL */
};

static bool has_name_ending(GMimePart *part, const char *ending)
{
	const char *name = g_mime_part_get_filename(part);
	gsize length = name == NULL ? 0 : strlen(name), tail = strlen(ending);

	return length >= tail && g_ascii_strcasecmp(name + length - tail, ending) == 0;
}

static char *method_parameter(GMimePart *part)
{
	GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(part));
	const char *method = g_mime_content_type_get_parameter(type, "method");

	return method == NULL || *method == '\0' ? NULL : g_strstrip(g_ascii_strup(method, -1));
}

static enum rank part_rank(GMimePart *part, const char *hint)
{
	if (part_is(GMIME_OBJECT(part), "text", "calendar"))
		return hint != NULL ? RANK_METHOD : RANK_CALENDAR;
	if (part_is(GMIME_OBJECT(part), "application", "ics") || has_name_ending(part, ".ics"))
		return RANK_FILE;
	return RANK_NONE;
}

/* The text of the part if libical may see it, new; else NULL, and a flag says why. */
static char *calendar_text(struct message *message, GMimePart *part)
{
	bool cut = false, guessed, bad;
	g_autoptr(GByteArray) octets = part_octets(part, CALENDAR_OCTETS, &cut);
	const char *charset =
	    g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "charset");
	g_autofree char *text = NULL;
	const char *danger;

	if (octets == NULL || octets->len == 0)
		return NULL;
	text = charset_decode((const char *)octets->data, octets->len,
	    charset == NULL ? "utf-8" : charset, &guessed, &bad);
	danger = cut ? "a calendar part is too large and was not read" : calendar_danger(text);
	if (danger == NULL)
		return g_steal_pointer(&text);
	message_flag(message, danger);
	return NULL;
}

/* A published calendar file beside a story is an attachment like any other (CL-07). */
static bool is_spoken_to_us(enum rank rank, const char *method)
{
	return method != NULL && (rank != RANK_FILE || strcmp(method, "PUBLISH") != 0);
}

/* A reply goes before other methods, then the better presented part; on a tie the first stays. */
static bool is_better(const struct search *s, enum rank rank, bool is_reply)
{
	if (s->best.method == NULL)
		return true;
	return is_reply != s->is_reply ? is_reply : rank < s->rank;
}

static const char *first_uid(const struct calendar_object *object)
{
	if (object->events == NULL || object->events->len == 0)
		return NULL;
	return g_array_index(object->events, struct rsvp, 0).uid;
}

/* Two copies of one answer are usual; an answer about another event is not, and is not applied
 * (B-61). */
static void note_other(const struct search *s, const struct calendar_object *object)
{
	if (s->best.method != NULL && g_strcmp0(first_uid(&s->best), first_uid(object)) != 0)
		message_flag(s->message, "another calendar object of the mail was not read");
}

static void offer(
    struct search *s, struct calendar_object *object, enum rank rank, const char *hint)
{
	if (object->method == NULL)
		object->method = g_strdup(hint);
	bool is_reply = g_strcmp0(object->method, "REPLY") == 0;
	if (!is_spoken_to_us(rank, object->method))
		return;
	note_other(s, object);
	if (!is_better(s, rank, is_reply))
		return;
	calendar_object_clear(&s->best);
	g_free(s->hint);
	s->best = *object;
	s->hint = g_strdup(hint);
	s->rank = rank;
	s->is_reply = is_reply;
	*object = (struct calendar_object){0};
}

static void read_part(struct search *s, GMimePart *part)
{
	g_autofree char *hint = method_parameter(part);
	enum rank rank = part_rank(part, hint);
	g_autofree char *text = NULL;

	if (part_is(GMIME_OBJECT(part), "application", "ms-tnef") ||
	    part_is(GMIME_OBJECT(part), "application", "vnd.ms-tnef") ||
	    has_name_ending(part, "winmail.dat"))
		message_flag(
		    s->message, "RSVP in winmail.dat, ask the sender for HTML or plain mail");
	if (rank == RANK_NONE || s->parts++ >= CALENDARS_MAX)
		return;
	text = calendar_text(s->message, part);
	if (text == NULL)
		return;
	g_autofree char *filtered = calendar_filter(text);
	g_autoptr(GArray) objects = calendar_objects(filtered, s->author);
	for (guint i = 0; i < objects->len; i++)
		offer(s, &g_array_index(objects, struct calendar_object, i), rank, hint);
}

static void walk(struct search *s, GMimeObject *object, int depth)
{
	if (object == NULL || depth > DEPTH_MAX || part_is(object, "multipart", "report"))
		return;
	if (GMIME_IS_PART(object))
		read_part(s, GMIME_PART(object));
	if (!GMIME_IS_MULTIPART(object))
		return;
	int count = g_mime_multipart_get_count(GMIME_MULTIPART(object));
	for (int i = 0; i < count; i++)
		walk(s, g_mime_multipart_get_part(GMIME_MULTIPART(object), i), depth + 1);
}

/* What a person should know about the events; they are applied or not elsewhere. */
static void flag_events(struct message *message, const GArray *events)
{
	for (guint i = 0; i < events->len; i++) {
		const struct rsvp *rsvp = &g_array_index(events, struct rsvp, i);
		if (rsvp->sequence_odd)
			message_flag(message, "the SEQUENCE of a calendar answer is out of range");
		if (rsvp->attendee == NULL || rsvp->partstat == NULL)
			message_flag(message, "a calendar answer names no attendee or no answer");
	}
}

/* CI-02: two methods that disagree say nothing; the object's one tells the class. */
static void settle(struct search *s)
{
	struct message *message = s->message;

	if (s->best.method == NULL)
		return;
	message->calendar_method = g_steal_pointer(&s->best.method);
	if (s->hint != NULL && strcmp(s->hint, message->calendar_method) != 0) {
		message_flag(
		    message, "the calendar object and its Content-Type name different methods");
		return;
	}
	g_array_unref(message->rsvps);
	message->rsvps = g_steal_pointer(&s->best.events);
	if (s->is_reply)
		flag_events(message, message->rsvps);
}

void calendar_read(struct message *message, GMimeMessage *mime)
{
	const struct mailbox *author = message_author(message);
	struct search s = {.message = message,
	    .author = author == NULL ? NULL : author->address,
	    .rank = RANK_NONE};

	walk(&s, g_mime_message_get_mime_part(mime), 0);
	settle(&s);
	calendar_object_clear(&s.best);
	g_free(s.hint);
}
