/*
 * The events of a calendar object. libical is lenient here on purpose: clients
 * leave out ORGANIZER, DTSTAMP or an ATTENDEE's value, and an answer counts all
 * the same (RULES CI-04, CI-06). Times stay text; nothing is computed from them.
 */
#include "base/address.h"
#include "base/civil.h"
#include "base/clean.h"
#include "mail/calendar.h"
#include "mail/layout.h"

#include <libical/ical.h>
#include <string.h>

void calendar_object_clear(struct calendar_object *object)
{
	g_free(object->method);
	g_clear_pointer(&object->events, g_array_unref);
}

/* One clean line of at most MAX characters; NULL for NULL or an empty one. */
static char *line_of(const char *text, size_t max)
{
	g_autofree char *line = text == NULL ? NULL : clean_line(text, -1, max);

	return line == NULL || *line == '\0' ? NULL : g_steal_pointer(&line);
}

/* The first X-RAW-NAME of COMPONENT, or NULL. */
static icalproperty *raw_property(icalcomponent *component, const char *name)
{
	icalproperty *p = icalcomponent_get_first_property(component, ICAL_X_PROPERTY);

	for (; p != NULL; p = icalcomponent_get_next_property(component, ICAL_X_PROPERTY)) {
		const char *full = icalproperty_get_x_name(p);
		if (full != NULL && g_str_has_prefix(full, "X-RAW-") &&
		    strcmp(full + strlen("X-RAW-"), name) == 0)
			return p;
	}
	return NULL;
}

/* Its value as one clean line, new, or NULL. */
static char *raw_value(icalcomponent *component, const char *name)
{
	icalproperty *p = raw_property(component, name);

	return p == NULL ? NULL : line_of(icalproperty_get_x(p), CLEAN_LINE_STORED);
}

/* A parameter as it was written, unquoted; new, NULL if it is absent or empty. */
static char *parameter(icalproperty *property, const char *name)
{
	char *value = icalproperty_get_parameter_as_string_r(property, name);
	char *line = line_of(value, CLEAN_LINE_STORED);

	if (value != NULL)
		icalmemory_free_buffer(value);
	return line;
}

/* The address in a calendar address ("MAILTO:%41da@example.net", quoted, without a scheme), or
 * NULL. */
static char *plain_address(const char *written)
{
	g_autofree char *lower = written == NULL ? NULL : g_ascii_strdown(written, -1);
	const char *scheme = lower == NULL ? NULL : g_strrstr(lower, "mailto:");
	const char *start;

	if (written == NULL)
		return NULL;
	start = scheme == NULL ? written : written + (scheme - lower) + strlen("mailto:");
	g_autofree char *unescaped = g_uri_unescape_string(start, NULL);
	g_autofree char *line =
	    clean_line(unescaped == NULL ? start : unescaped, -1, CLEAN_LINE_STORED);
	char *trimmed = g_strstrip(g_strdelimit(line, "<>\"'", ' '));
	return strchr(trimmed, '@') == NULL ? NULL : address_normal(trimmed);
}

/* Some calendars write a path or a number as value and the address beside it (RFC 7986 EMAIL). */
static char *attendee_address(icalproperty *attendee)
{
	char *address = plain_address(icalproperty_get_attendee(attendee));

	if (address != NULL)
		return address;
	g_autofree char *email = parameter(attendee, "EMAIL");
	return plain_address(email);
}

/* A word that is no answer yet. */
static bool is_undecided(const char *partstat)
{
	return partstat == NULL || g_ascii_strcasecmp(partstat, "NEEDS-ACTION") == 0;
}

/* How much ATTENDEE looks like the one who answers: the sender, else one with an answer. */
static int attendee_weight(icalproperty *attendee, const char *author)
{
	g_autofree char *address = attendee_address(attendee);
	g_autofree char *partstat = parameter(attendee, "PARTSTAT");

	return (author != NULL && address != NULL && address_same(address, author) ? 4 : 0) +
	       (is_undecided(partstat) ? 0 : 2) + (address != NULL ? 1 : 0);
}

static icalproperty *select_attendee(icalcomponent *event, const char *author, unsigned *count)
{
	icalproperty *best = NULL, *p;
	int weight = -1;

	for (p = icalcomponent_get_first_property(event, ICAL_ATTENDEE_PROPERTY); p != NULL;
	     p = icalcomponent_get_next_property(event, ICAL_ATTENDEE_PROPERTY)) {
		int own = attendee_weight(p, author);
		if (own > weight) {
			best = p;
			weight = own;
		}
		++*count;
	}
	return best;
}

/* The comment that a calendar puts beside the answer. */
static char *response_comment(icalproperty *attendee)
{
	icalparameter *p = icalproperty_get_first_parameter(attendee, ICAL_X_PARAMETER);

	for (; p != NULL; p = icalproperty_get_next_parameter(attendee, ICAL_X_PARAMETER)) {
		const char *name = icalparameter_get_xname(p);
		if (name != NULL && g_ascii_strcasecmp(name, "X-RESPONSE-COMMENT") == 0)
			return g_strdup(icalparameter_get_xvalue(p));
	}
	return NULL;
}

/* At most CLEAN_COMMENT characters of text that nobody vouches for (CI-20, OS-07). */
static char *clean_comment(const char *text)
{
	g_autofree char *clean = text == NULL ? NULL : clean_text(text, -1, 0);

	if (clean == NULL || *g_strstrip(clean) == '\0')
		return NULL;
	if (g_utf8_strlen(clean, -1) > CLEAN_COMMENT)
		*g_utf8_offset_to_pointer(clean, CLEAN_COMMENT) = '\0';
	return g_steal_pointer(&clean);
}

static void read_attendee(struct rsvp *rsvp, icalproperty *attendee)
{
	g_autofree char *partstat = parameter(attendee, "PARTSTAT");
	g_autofree char *sent_by = parameter(attendee, "SENT-BY");
	g_autofree char *delegated_to = parameter(attendee, "DELEGATED-TO");
	g_autofree char *comment = response_comment(attendee);

	rsvp->attendee = attendee_address(attendee);
	rsvp->partstat = partstat == NULL ? NULL : g_ascii_strup(partstat, -1);
	rsvp->sent_by = plain_address(sent_by);
	rsvp->delegated_to = plain_address(delegated_to);
	if (rsvp->comment == NULL)
		rsvp->comment = clean_comment(comment);
}

/* CI-17: a number of our own reading; false if it is none or out of range. */
static bool read_number(const char *text, int64_t *number)
{
	guint64 value;

	if (text == NULL || !g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT32, &value, NULL))
		return false;
	*number = (int64_t)value;
	return true;
}

/* CI-16: 0 when missing; Exchange's own count stands in for a 0. */
static void read_sequence(struct rsvp *rsvp, icalcomponent *event)
{
	g_autofree char *sequence = raw_value(event, "SEQUENCE");
	g_autofree char *exchange = raw_value(event, "X-MICROSOFT-CDO-APPT-SEQUENCE");

	rsvp->sequence_odd = sequence != NULL && !read_number(sequence, &rsvp->sequence);
	if (rsvp->sequence == 0)
		read_number(exchange, &rsvp->sequence);
}

/* CI-18: 0 for what is no instant in UTC. */
static int64_t read_stamp(const char *text)
{
	int64_t instant = 0;

	return text != NULL && instant_from_ics(text, &instant) ? instant : 0;
}

/* Another time as it was written; one that is not in UTC is of the zone behind it, whatever that is
 * (CI-26). */
static char *read_proposal(icalcomponent *event)
{
	icalproperty *start = raw_property(event, "DTSTART");
	g_autofree char *zone = start == NULL ? NULL : parameter(start, "TZID");
	char *written = raw_value(event, "DTSTART");

	if (written == NULL || zone == NULL || g_str_has_suffix(written, "Z"))
		return written;
	char *both = g_strdup_printf("%s %s", written, zone);
	g_free(written);
	return both;
}

/* A calendar that names its only attendee by a number ("urn:uuid:...") speaks for who sent it. */
static char *unnamed_attendee(const struct rsvp *rsvp, const char *author)
{
	return rsvp->attendees == 1 && author != NULL ? address_normal(author) : NULL;
}

static struct rsvp read_event(icalcomponent *event, const char *author)
{
	struct rsvp rsvp = {0};
	icalproperty *uid = icalcomponent_get_first_property(event, ICAL_UID_PROPERTY);
	icalproperty *comment = icalcomponent_get_first_property(event, ICAL_COMMENT_PROPERTY);
	icalproperty *attendee = select_attendee(event, author, &rsvp.attendees);

	rsvp.uid = uid == NULL ? NULL : line_of(icalproperty_get_uid(uid), CLEAN_LINE_STORED);
	rsvp.comment = comment == NULL ? NULL : clean_comment(icalproperty_get_comment(comment));
	if (attendee != NULL)
		read_attendee(&rsvp, attendee);
	if (rsvp.attendee == NULL)
		rsvp.attendee = unnamed_attendee(&rsvp, author);
	read_sequence(&rsvp, event);
	rsvp.dtstamp = raw_value(event, "DTSTAMP");
	rsvp.stamped = read_stamp(rsvp.dtstamp);
	rsvp.recurrence_id = raw_value(event, "RECURRENCE-ID");
	rsvp.proposal = read_proposal(event);
	return rsvp;
}

static char *read_method(icalcomponent *calendar)
{
	icalproperty *p = icalcomponent_get_first_property(calendar, ICAL_METHOD_PROPERTY);
	char *value = p == NULL ? NULL : icalproperty_get_value_as_string_r(p);
	g_autofree char *line = line_of(value, CLEAN_LINE_STORED);

	if (value != NULL)
		icalmemory_free_buffer(value);
	return line == NULL ? NULL : g_ascii_strup(line, -1);
}

static void add_event(struct calendar_object *object, icalcomponent *event, const char *author)
{
	if (object->events->len >= CALENDAR_EVENTS)
		return;
	struct rsvp rsvp = read_event(event, author);
	g_array_append_val(object->events, rsvp);
}

static void read_object(GArray *objects, icalcomponent *component, const char *author)
{
	struct calendar_object object = {.events = layout_array(&rsvp_layout)};
	icalcomponent *event;

	if (icalcomponent_isa(component) == ICAL_VEVENT_COMPONENT) {
		add_event(&object, component, author);
	} else {
		object.method = read_method(component);
		for (event = icalcomponent_get_first_component(component, ICAL_VEVENT_COMPONENT);
		     event != NULL;
		     event = icalcomponent_get_next_component(component, ICAL_VEVENT_COMPONENT))
			add_event(&object, event, author);
	}
	g_array_append_val(objects, object);
}

/* Two objects in one text come back as one XROOT without a method (CI-05). */
static void read_root(GArray *objects, icalcomponent *root, const char *author)
{
	icalcomponent *child;

	if (icalcomponent_isa(root) != ICAL_XROOT_COMPONENT) {
		read_object(objects, root, author);
		return;
	}
	for (child = icalcomponent_get_first_component(root, ICAL_ANY_COMPONENT); child != NULL;
	     child = icalcomponent_get_next_component(root, ICAL_ANY_COMPONENT))
		read_object(objects, child, author);
}

GArray *calendar_objects(const char *filtered, const char *author)
{
	GArray *objects = g_array_new(FALSE, TRUE, sizeof(struct calendar_object));
	icalcomponent *root = NULL;

	g_array_set_clear_func(objects, (GDestroyNotify)calendar_object_clear);
	icalerror_set_errors_are_fatal(0);
	if (*filtered != '\0')
		root = icalparser_parse_string(filtered);
	if (root != NULL) {
		read_root(objects, root, author);
		icalcomponent_free(root);
	}
	return objects;
}
