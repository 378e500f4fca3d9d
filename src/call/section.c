/* A call of the configuration, with its organizers and sessions. */
#include "call/reader.h"

#include "base/address.h"
#include "base/civil.h"

#include <string.h>

static void organizer_free(void *item)
{
	struct organizer *organizer = item;

	g_free(organizer->name);
	g_free(organizer->address);
	g_free(organizer->affiliation);
	g_free(organizer);
}

static void session_free(void *item)
{
	struct session *session = item;

	g_free(session->name);
	g_free(session->title);
	g_free(session->place);
	g_free(session->url);
	g_free(session->description);
	g_free(session);
}

void call_free(struct call *call)
{
	if (call == NULL)
		return;
	g_free(call->name);
	g_free(call->title);
	g_strfreev(call->addresses);
	g_free(call->list_id);
	g_free(call->subaddress);
	g_free(call->contact);
	g_free(call->page);
	zone_free(call->zone);
	deadline_clear(&call->deadline);
	deadline_clear(&call->configured);
	g_strfreev(call->kinds);
	g_array_unref(call->reminders);
	g_ptr_array_unref(call->organizers);
	g_ptr_array_unref(call->sessions);
	g_free(call);
}

static void read_addresses(struct call *call, const struct section *section)
{
	call->addresses = section_list(section, "address");
	if (call->addresses[0] == NULL)
		section_note(section, "address",
		    "address is missing; add address = {\"stories@example.org\"}");
	for (char **address = call->addresses; *address != NULL; address++) {
		g_autofree char *normal = address_normal(*address);
		if (normal == NULL || !address_valid(normal)) {
			section_note(section, "address",
			    "address \"%s\" is no mail address; write \"name@example.org\"",
			    *address);
			continue;
		}
		g_free(*address);
		*address = g_steal_pointer(&normal);
	}
}

/* "" is a value here: the provider has no subaddresses. */
static void read_subaddress(struct call *call, const struct section *section)
{
	const char *value = cfg_getstr(section->cfg, "subaddress");

	call->subaddress = g_strdup(value != NULL ? value : "+");
	if (strcmp(call->subaddress, "+") != 0 && strcmp(call->subaddress, "-") != 0 &&
	    *call->subaddress != '\0')
		section_note(section, "subaddress",
		    "subaddress \"%s\" is unknown; write \"+\", \"-\" or \"\"", call->subaddress);
}

static void read_zone(struct call *call, const struct section *section)
{
	g_autofree char *name = section_required(section, "zone");
	g_autoptr(GError) error = NULL;

	if (name != NULL)
		call->zone = zone_new(name, &error);
	if (error != NULL)
		section_note(section, "zone", "%s", error->message);
}

/* "2021-06-01 AoE" is the beginning of that day; a time may be written too. */
static void read_opens(struct call *call, const struct section *section)
{
	g_autofree char *text = section_text(section, "opens");
	g_autoptr(GError) error = NULL;

	call->opens = INT64_MIN;
	if (text == NULL)
		return;
	bool day = strlen(text) > 11 && text[10] == ' ' && !g_ascii_isdigit(text[11]);
	g_autofree char *instant =
	    day ? g_strdup_printf("%.10s 00:00%s", text, text + 10) : g_strdup(text);
	if (!instant_parse(instant, &call->opens, &error))
		section_note(section, "opens",
		    "opens \"%s\" is no day in a zone; write \"2021-06-01 AoE\" or "
		    "\"2021-06-01 09:00 Europe/Berlin\"",
		    text);
}

static void read_deadline(struct call *call, const struct section *section)
{
	g_autofree char *text = section_required(section, "deadline");
	g_autoptr(GError) error = NULL;

	if (text == NULL)
		return;
	if (!deadline_parse(&call->deadline, text, &error)) {
		section_note(section, "deadline", "%s", error->message);
		return;
	}
	call->deadline.grace = section_duration(section, "grace", 0);
	if (call->opens >= call->deadline.cutoff)
		section_note(section, "deadline",
		    "deadline \"%s\" is before the call opens; move one of them", text);
}

/* Minutes after midnight, 21:00 if not given. */
static int read_minute(const struct section *section, const char *option)
{
	g_autofree char *text = section_text(section, option);

	if (text == NULL)
		return 21 * 60;
	if (strlen(text) == 5 && text[2] == ':' && strspn(text, "0123456789:") == 5) {
		g_auto(GStrv) parts = g_strsplit(text, ":", 2);
		guint64 hour, minute;
		if (g_ascii_string_to_unsigned(parts[0], 10, 0, 23, &hour, NULL) &&
		    g_ascii_string_to_unsigned(parts[1], 10, 0, 59, &minute, NULL))
			return (int)(hour * 60 + minute);
	}
	section_note(section, option, "%s \"%s\" is no time of day; write \"21:00\"", option, text);
	return 21 * 60;
}

/* Seconds, FALLBACK if not given, -1 for "never". */
static int64_t read_wait(const struct section *section, const char *option, int64_t fallback)
{
	const char *text = cfg_getstr(section->cfg, option);

	return g_strcmp0(text, "never") == 0 ? -1 : section_duration(section, option, fallback);
}

static int by_length(const void *a, const void *b)
{
	const int64_t *one = a, *other = b;

	return *one < *other ? 1 : *one > *other ? -1 : 0;
}

/* How long before a session people are reminded, the longest first; {} is never. */
static GArray *read_reminders(const struct section *section)
{
	static const int64_t usual[] = {DAY, HOUR};
	GArray *leads = g_array_new(FALSE, FALSE, sizeof(int64_t));
	g_auto(GStrv) words = section_list(section, "reminders");

	if (!section_has(section, "reminders"))
		g_array_append_vals(leads, usual, G_N_ELEMENTS(usual));
	for (char **word = words; *word != NULL; word++) {
		int64_t lead = 0;
		if (duration_parse(*word, &lead) && lead >= MINUTE && lead <= 30 * DAY)
			g_array_append_val(leads, lead);
		else
			section_note(section, "reminders",
			    "reminders has \"%s\", which is no time from a minute to 30 days; "
			    "write {\"24h\", \"1h\"}, or {} for none",
			    *word);
	}
	g_array_sort(leads, by_length);
	return leads;
}

static struct organizer *organizer_read(const struct section *section)
{
	struct organizer *organizer = g_new0(struct organizer, 1);

	organizer->name = g_strdup(section->name);
	organizer->address = section_address(section, "address");
	organizer->affiliation = section_text(section, "affiliation");
	organizer->digest = section_flag(section, "digest", true);
	organizer->decides = section_flag(section, "decides", false);
	return organizer;
}

/* An hour that clocks skip, or show twice, is a slip of the organizer, and nobody would know which
 * hour was meant. */
static void check_shown(const struct call *call, const struct section *section, const char *start)
{
	enum civil_unit unit;
	struct civil c;
	int64_t again;

	if (civil_scan(&c, &unit, start) == NULL)
		return;
	if (!civil_shown(call->zone, &c))
		section_note(section, "start",
		    "start \"%s\" is in an hour that clocks in %s skip on that day; write an hour "
		    "earlier or later",
		    start, zone_name(call->zone));
	if (!civil_twice(call->zone, &c, &again))
		return;
	g_autofree char *choice = civil_choice(call->zone, &c, 0);
	section_note(section, "start", "start \"%s\" %s", start, choice);
}

/* "2021-07-22T08:00:00-07:00" is an instant that needs no zone. */
static bool has_offset(const char *start)
{
	return strlen(start) > strlen("2021-07-22") && start[strlen("2021-07-22")] == 'T';
}

/* In the zone of the call; or an instant with its offset, which says all. */
static bool read_start(struct session *session, const struct call *call, const char *start)
{
	g_autofree char *full = g_strdup_printf("%s %s", start, zone_name(call->zone));

	return instant_parse(full, &session->start, NULL) ||
	       (has_offset(start) && instant_parse(start, &session->start, NULL));
}

/* Start and length; both are needed, and the zone of the call is what the clock shows. */
static void read_times(
    struct session *session, const struct call *call, const struct section *section)
{
	g_autofree char *start = section_required(section, "start");
	g_autofree char *length = section_required(section, "length");
	int64_t seconds = length != NULL ? section_duration(section, "length", HOUR) : 0;

	if (start == NULL || call->zone == NULL)
		return;
	if (!read_start(session, call, start))
		section_note(section, "start",
		    "start \"%s\" is no time; write \"2021-07-22 08:00\", it is in the zone of the "
		    "call",
		    start);
	else if (call->opens != INT64_MIN && session->start < call->opens)
		section_note(section, "start",
		    "start \"%s\" is before the call opens; move one of them", start);
	else if (!has_offset(start))
		check_shown(call, section, start);
	session->end = session->start + seconds;
	if (length != NULL && (seconds <= 0 || seconds > 7 * DAY))
		section_note(section, "length",
		    "length \"%s\" is not between a second and a week; write \"60m\"", length);
}

static struct session *session_read(const struct call *call, const struct section *section)
{
	static const char *const policies[] = {"nobody", "submitted", "accepted", NULL};
	struct session *session = g_new0(struct session, 1);

	section_check_name(section, "session");
	session->name = g_strdup(section->name);
	session->title = section_required(section, "title");
	read_times(session, call, section);
	session->place = section_text(section, "place");
	session->url = section_https(section, "url");
	session->description = section_text(section, "description");
	session->invite = section_choice(section, "invite", policies, INVITE_SUBMITTED);
	return session;
}

static void read_people(struct call *call, const struct section *section)
{
	for (unsigned i = 0; i < cfg_size(section->cfg, "organizer"); i++) {
		struct section inner;
		section_open(&inner, section, "organizer", i);
		g_ptr_array_add(call->organizers, organizer_read(&inner));
		section_clear(&inner);
	}
	if (call->organizers->len == 0)
		reader_note(section->reader, section->line,
		    "call \"%s\" has no organizer; add organizer \"Name\" { address = \"...\" }",
		    section->name);
}

static void read_sessions(struct call *call, const struct section *section)
{
	for (unsigned i = 0; i < cfg_size(section->cfg, "session"); i++) {
		struct section inner;
		section_open(&inner, section, "session", i);
		g_ptr_array_add(call->sessions, session_read(call, &inner));
		section_clear(&inner);
	}
}

struct call *call_read(const struct section *section)
{
	struct call *call = g_new0(struct call, 1);

	section_check_name(section, "call");
	call->name = g_strdup(section->name);
	call->title = section_required(section, "title");
	read_addresses(call, section);
	call->list_id = section_text(section, "list_id");
	read_subaddress(call, section);
	call->contact = section_address(section, "contact");
	call->page = section_https(section, "page");
	read_zone(call, section);
	read_opens(call, section);
	read_deadline(call, section);
	call->kinds = section_list(section, "kinds");
	call->digest_minute = read_minute(section, "digest");
	call->retention = read_wait(section, "retention", 90 * DAY);
	call->reminders = read_reminders(section);
	call->ask_again = read_wait(section, "ask_again", 3 * DAY);
	call->closing = read_wait(section, "closing", 2 * DAY);
	call->organizers = g_ptr_array_new_with_free_func(organizer_free);
	call->sessions = g_ptr_array_new_with_free_func(session_free);
	read_people(call, section);
	read_sessions(call, section);
	return call;
}
