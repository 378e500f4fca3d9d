/*
 * The iCalendar object of one invitation, with libical. One event, one
 * attendee, times in UTC without zone definitions, because receivers misread
 * those (RULES CO-12 to CO-32). libical writes line breaks in addresses and
 * URLs raw, so nothing enters it unchecked (OS-01).
 *
 * The calendar of all sessions of a call is made of the same events, without
 * anybody in them.
 */
#include "letter/letter.h"

#include "base/address.h"
#include "base/civil.h"
#include "base/clean.h"
#include "base/error.h"

#include <libical/ical.h>
#include <string.h>

enum { NAME = 64, SUMMARY = 200, UID_MAX = 200, DESCRIPTION = 8000 };

/* What an object is made of, checked and cleaned. */
struct vevent {
	const char *uid;
	int64_t sequence, dtstamp;
	bool cancel;
	int64_t start, end;
	char *organizer, *attendee; /* "mailto:..."; NULL in a calendar for anybody */
	char *cn, *summary, *description, *location;
	const char *url; /* or NULL */
};

static void vevent_clear(struct vevent *event)
{
	g_free(event->organizer);
	g_free(event->attendee);
	g_free(event->cn);
	g_free(event->summary);
	g_free(event->description);
	g_free(event->location);
}

static char *describe(const struct call *call, const struct session *session, const char *url)
{
	g_autofree char *times = session_times(call, session);
	g_autofree char *about = NULL, *all = NULL;

	if (session->description != NULL)
		about = g_strdup(session->description);
	else if (session->place != NULL)
		about = g_strdup_printf("%s (%s)", session->title, session->place);
	else
		about = g_strdup(session->title);
	all = url == NULL
		  ? g_strdup_printf("%s\n%s", about, times)
		  : g_strdup_printf("%s\n%s\nSchedule and join links: %s", about, times, url);
	return clean_text(all, -1, DESCRIPTION);
}

static void fill_text(struct vevent *event, const struct call *call, const struct session *session)
{
	const char *url = session->url;

	event->url =
	    url != NULL && clean_url_ok(url) && g_str_has_prefix(url, "https:") ? url : NULL;
	event->cn = clean_line(call->title, -1, NAME);
	event->summary = clean_line(session->title, -1, SUMMARY);
	event->description = describe(call, session, event->url);
	if (event->url != NULL)
		event->location = g_strdup(event->url);
	else if (session->place != NULL)
		event->location = clean_line(session->place, -1, SUMMARY);
}

static char *mailto(const char *address)
{
	g_autofree char *wire = address_wire(address);

	return g_strconcat("mailto:", wire, NULL);
}

static bool uid_ok(const char *uid)
{
	for (const char *c = uid; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~')
			return false;
	return *uid != '\0' && strlen(uid) <= UID_MAX;
}

static bool check(const struct invite *invite, GError **error)
{
	if (!address_valid(invite->address) || !address_valid(invite->organizer))
		return fail(error, EX_SOFTWARE,
		    "writing an invitation: \"%s\" or \"%s\" is no address for a calendar",
		    invite->address, invite->organizer);
	if (address_same(invite->address, invite->organizer))
		return fail(error, EX_SOFTWARE, "writing an invitation: %s would invite itself",
		    invite->organizer);
	if (!uid_ok(invite->uid))
		return fail(error, EX_SOFTWARE, "writing an invitation: its UID is no UID");
	return true;
}

static void add(icalcomponent *component, icalproperty *property)
{
	icalcomponent_add_property(component, property);
}

static void add_x(icalcomponent *component, const char *name, const char *value)
{
	icalproperty *property = icalproperty_new_x(value);

	icalproperty_set_x_name(property, name);
	add(component, property);
}

/* Not from a time_t: libical asks the machine's zone, which may count leap seconds. */
static struct icaltimetype utc(int64_t instant)
{
	struct icaltimetype time = icaltime_null_time();
	struct civil c;

	civil_at(&c, zone_utc(), instant);
	time.year = c.year;
	time.month = c.month;
	time.day = c.day;
	time.hour = c.hour;
	time.minute = c.minute;
	time.second = c.second;
	time.zone = icaltimezone_get_utc_timezone();
	return time;
}

/* --- what one person's object has of its own --- */

static icalproperty *own_uid(const struct vevent *event)
{
	return icalproperty_new_uid(event->uid);
}

static icalproperty *own_stamp(const struct vevent *event)
{
	return icalproperty_new_dtstamp(utc(event->dtstamp));
}

static icalproperty *own_creation(const struct vevent *event)
{
	return icalproperty_new_created(utc(event->dtstamp));
}

static icalproperty *own_modification(const struct vevent *event)
{
	return icalproperty_new_lastmodified(utc(event->dtstamp));
}

static icalproperty *own_organizer(const struct vevent *event)
{
	icalproperty *property = icalproperty_new_organizer(event->organizer);

	if (*event->cn != '\0')
		icalproperty_add_parameter(property, icalparameter_new_cn(event->cn));
	return property;
}

static icalproperty *own_attendee(const struct vevent *event)
{
	icalproperty *property = icalproperty_new_attendee(event->attendee);

	icalproperty_add_parameter(property, icalparameter_new_cutype(ICAL_CUTYPE_INDIVIDUAL));
	icalproperty_add_parameter(property, icalparameter_new_role(ICAL_ROLE_REQPARTICIPANT));
	if (!event->cancel) {
		icalproperty_add_parameter(
		    property, icalparameter_new_partstat(ICAL_PARTSTAT_NEEDSACTION));
		icalproperty_add_parameter(property, icalparameter_new_rsvp(ICAL_RSVP_TRUE));
	}
	return property;
}

/* --- the whole object --- */

static void add_place(icalcomponent *component, const struct vevent *event)
{
	add(component, icalproperty_new_description(event->description));
	if (event->location != NULL)
		add(component, icalproperty_new_location(event->location));
	if (event->url != NULL)
		add(component, icalproperty_new_url(event->url));
}

static void add_stamps(icalcomponent *component, const struct vevent *event)
{
	add(component, icalproperty_new_class(ICAL_CLASS_PUBLIC));
	/* When it was first sent is only known then. */
	if (event->sequence == 0 && event->attendee != NULL)
		add(component, own_creation(event));
	add(component, own_modification(event));
	add_x(component, "X-MICROSOFT-CDO-BUSYSTATUS", "BUSY");
	if (event->attendee != NULL)
		add_x(component, "X-MICROSOFT-DISALLOW-COUNTER", "TRUE");
}

static icalcomponent *component_of(const struct vevent *event)
{
	icalcomponent *component = icalcomponent_new_vevent();

	add(component, own_uid(event));
	add(component, own_stamp(event));
	add(component, icalproperty_new_sequence((int)event->sequence));
	add(component, icalproperty_new_dtstart(utc(event->start)));
	add(component, icalproperty_new_dtend(utc(event->end)));
	add(component, icalproperty_new_summary(event->summary));
	if (event->attendee != NULL) {
		add(component, own_organizer(event));
		add(component, own_attendee(event));
	}
	if (!event->cancel)
		add_place(component, event);
	add(component,
	    icalproperty_new_status(event->cancel ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED));
	add(component, icalproperty_new_transp(ICAL_TRANSP_OPAQUE));
	if (!event->cancel)
		add_stamps(component, event);
	return component;
}

static icalcomponent *new_calendar(void)
{
	icalcomponent *calendar = icalcomponent_new_vcalendar();

	add(calendar, icalproperty_new_version("2.0"));
	add(calendar, icalproperty_new_prodid("-//callbox//callbox 0.1//EN"));
	add(calendar, icalproperty_new_calscale("GREGORIAN"));
	return calendar;
}

/* CALENDAR as text; frees it. */
static char *serialise(icalcomponent *calendar)
{
	char *text = icalcomponent_as_ical_string_r(calendar);
	char *result = g_strdup(text);

	icalmemory_free_buffer(text);
	icalcomponent_free(calendar);
	return result;
}

char *invite_ics(const struct invite *invite, const struct call *call,
    const struct session *session, const char *method, GError **error)
{
	struct vevent event = {.uid = invite->uid,
	    .sequence = invite->sequence,
	    .dtstamp = invite->dtstamp,
	    .cancel = strcmp(method, "CANCEL") == 0};

	if (!check(invite, error))
		return NULL;
	icalcomponent *calendar = new_calendar();
	add(calendar,
	    icalproperty_new_method(event.cancel ? ICAL_METHOD_CANCEL : ICAL_METHOD_REQUEST));
	event.start = event.cancel ? invite->start : session->start;
	event.end = event.cancel ? invite->end : session->end;
	event.organizer = mailto(invite->organizer);
	event.attendee = mailto(invite->address);
	fill_text(&event, call, session);
	icalcomponent_add_component(calendar, component_of(&event));
	vevent_clear(&event);
	return serialise(calendar);
}

static const struct {
	const char *name;
	icalproperty *(*make)(const struct vevent *event);
} own[] = {
    {"UID", own_uid},
    {"DTSTAMP", own_stamp},
    {"ORGANIZER", own_organizer},
    {"ATTENDEE", own_attendee},
    {"CREATED", own_creation},
    {"LAST-MODIFIED", own_modification},
};

/* The property of EVENT's own that LINE begins, of LENGTH octets to its ":" or ";"; or NULL. */
static icalproperty *own_property(const struct vevent *event, const char *line, size_t length)
{
	for (size_t i = 0; i < G_N_ELEMENTS(own); i++)
		if (strlen(own[i].name) == length && strncmp(own[i].name, line, length) == 0)
			return own[i].make(event);
	return NULL;
}

static void append_property(GString *out, icalproperty *property)
{
	char *lines = icalproperty_as_ical_string_r(property);

	g_string_append(out, lines);
	icalmemory_free_buffer(lines);
	icalproperty_free(property);
}

/* The length of the property at LINE with the lines that go on with it. */
static size_t property_length(const char *line)
{
	const char *end = line;

	do
		end += strcspn(end, "\n") + 1;
	while (*end == ' ');
	return (size_t)(end - line);
}

char *invite_ics_like(
    const char *other, const struct invite *invite, const struct call *call, GError **error)
{
	struct vevent event = {.uid = invite->uid, .dtstamp = invite->dtstamp};

	if (!check(invite, error))
		return NULL;
	event.organizer = mailto(invite->organizer);
	event.attendee = mailto(invite->address);
	event.cn = clean_line(call->title, -1, NAME);
	GString *ics = g_string_sized_new(strlen(other) + UID_MAX);
	for (const char *line = other; *line != '\0';) {
		size_t length = property_length(line);
		icalproperty *property = own_property(&event, line, strcspn(line, ":;"));
		if (property != NULL)
			append_property(ics, property);
		else
			g_string_append_len(ics, line, (gssize)length);
		line += length;
	}
	vevent_clear(&event);
	return g_string_free(ics, FALSE);
}

/* The last change of time or status that anybody was told of. */
static int64_t sequence_of(const struct session *session, GPtrArray *invites)
{
	int64_t sequence = 0;

	for (guint i = 0; i < invites->len; i++) {
		const struct invite *invite = g_ptr_array_index(invites, i);
		if (strcmp(invite->session, session->name) == 0 && !invite->cancelled)
			sequence = MAX(sequence, invite->last_major_seq);
	}
	return sequence;
}

static void add_name(icalcomponent *calendar, const struct call *call)
{
	g_autofree char *name = clean_line(call->title, -1, SUMMARY);
	icalproperty *refresh =
	    icalproperty_new_refreshinterval(icaldurationtype_from_string("PT6H"));

	icalproperty_add_parameter(refresh, icalparameter_new_value(ICAL_VALUE_DURATION));
	add(calendar, refresh);
	add(calendar, icalproperty_new_name(name));
	add_x(calendar, "X-WR-CALNAME", name);
	add_x(calendar, "X-PUBLISHED-TTL", "PT6H");
}

char *sessions_ics(const struct call *call, GPtrArray *invites, int64_t changed)
{
	icalcomponent *calendar = new_calendar();

	add_name(calendar, call);
	for (guint i = 0; i < call->sessions->len; i++) {
		const struct session *session = g_ptr_array_index(call->sessions, i);
		g_autofree char *uid = g_strdup_printf(
		    "session.%s.%s@%s", call->name, session->name, call_domain(call));
		struct vevent event = {.uid = uid,
		    .sequence = sequence_of(session, invites),
		    .dtstamp = changed,
		    .start = session->start,
		    .end = session->end};
		fill_text(&event, call, session);
		icalcomponent_add_component(calendar, component_of(&event));
		vevent_clear(&event);
	}
	return serialise(calendar);
}
