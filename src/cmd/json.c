/* Facts as JSON. jansson checks UTF-8; all text here is clean already. */
#include "cmd/json.h"

#include "rule/attached.h"

json_t *json_text(const char *text)
{
	return text == NULL ? json_null() : json_string(text);
}

json_t *json_instant(int64_t instant)
{
	g_autofree char *words = instant == 0 ? NULL : instant_rfc3339(instant);

	return json_text(words);
}

void json_set_list(json_t *object, const char *name, GPtrArray *records, to_json each)
{
	json_t *list = json_array();

	for (guint i = 0; i < records->len; i++)
		json_array_append_new(list, each(g_ptr_array_index(records, i)));
	json_object_set_new(object, name, list);
}

static json_t *date_json(const struct mail_date *date)
{
	g_autofree char *words = !date->known ? NULL
				 : date->offset_known
				     ? instant_rfc3339_offset(date->instant, date->offset)
				     : instant_rfc3339(date->instant);

	return json_text(words);
}

static json_t *attachment_json(const struct attachment *a)
{
	return json_pack("{s:o, s:o, s:I, s:o}", "name", json_text(a->name), "type",
	    json_text(a->type), "size", (json_int_t)a->size, "sha256", json_text(a->sha256));
}

static json_t *rsvps_json(const struct message *message)
{
	json_t *list = json_array();

	/* Only a REPLY answers; a COUNTER or REQUEST records nothing (CI-21, CI-24). */
	if (g_strcmp0(message->calendar_method, "REPLY") != 0)
		return list;
	for (guint i = 0; i < message->rsvps->len; i++) {
		const struct rsvp *r = &g_array_index(message->rsvps, struct rsvp, i);
		json_array_append_new(
		    list, json_pack("{s:o, s:o, s:o, s:I, s:o, s:o}", "uid", json_text(r->uid),
			      "attendee", json_text(r->attendee), "partstat",
			      json_text(r->partstat), "sequence", (json_int_t)r->sequence,
			      "dtstamp", json_text(r->dtstamp), "comment", json_text(r->comment)));
	}
	return list;
}

static json_t *reports_json(const struct message *message)
{
	json_t *list = json_array();

	for (guint i = 0; i < message->reports->len; i++) {
		const struct report *r = &g_array_index(message->reports, struct report, i);
		json_array_append_new(
		    list, json_pack("{s:o, s:o, s:o, s:b, s:b, s:o}", "recipient",
			      json_text(r->recipient), "action", json_text(r->action), "status",
			      json_text(r->status), "permanent", r->permanent, "dead", r->dead,
			      "cause", json_text(r->cause)));
	}
	return list;
}

static void append_all(json_t *list, GPtrArray *words)
{
	for (guint i = 0; i < words->len; i++)
		json_array_append_new(list, json_string(g_ptr_array_index(words, i)));
}

static json_t *flags_json(const struct matter *matter)
{
	json_t *list = json_array();

	append_all(list, matter->message->flags);
	append_all(list, matter->arrival.flags);
	append_all(list, matter->decision.flags);
	if (matter->decision.delayed)
		json_array_append_new(list, json_string("possibly delayed in transit"));
	return list;
}

static void set_sender(json_t *object, const struct message *message)
{
	const struct mailbox *author = message_author(message);

	if (author == NULL && message->from->len > 0)
		author = g_ptr_array_index(message->from, 0);
	json_object_set_new(object, "from", json_text(author == NULL ? NULL : author->address));
	json_object_set_new(object, "from_name", json_text(author == NULL ? NULL : author->name));
}

static void set_time(json_t *object, const struct matter *matter)
{
	const struct decision *d = &matter->decision;

	json_object_set_new(object, "date", date_json(&matter->message->date));
	json_object_set_new(object, "received", json_instant(matter->arrival.at));
	json_object_set_new(
	    object, "received_by", json_string(arrival_rule_name(matter->arrival.rule)));
	json_object_set_new(object, "verdict", json_text(verdict_name(d->verdict)));
	json_object_set_new(object, "margin_seconds",
	    d->verdict == VERDICT_NONE ? json_null() : json_integer((json_int_t)d->margin));
}

json_t *json_matter(const char *file, const struct matter *matter)
{
	const struct message *m = matter->message;
	const struct decision *d = &matter->decision;
	g_autofree char *sentence = decision_sentence(d);
	json_t *object = json_object();

	json_object_set_new(object, "file", json_text(file));
	json_object_set_new(object, "kind", json_string(kind_name(d->kind)));
	json_object_set_new(object, "why", json_text(d->why));
	json_object_set_new(object, "respond", json_boolean(d->respond));
	json_object_set_new(object, "silent_because", json_text(d->silent_because));
	set_sender(object, m);
	json_object_set_new(object, "subject", json_text(m->subject));
	json_object_set_new(object, "message_id", json_text(m->message_id));
	json_object_set_new(object, "list_id", json_text(m->list_id));
	set_time(object, matter);
	json_object_set_new(object, "call",
	    json_text(matter->thread.call == NULL ? NULL : matter->thread.call->name));
	/* The long ones were checked when they came out of the child. */
	json_object_set_new(object, "text", json_string_nocheck(m->text));
	json_object_set_new(object, "reply", json_string_nocheck(m->reply));
	json_set_list(object, "attachments", m->attachments, (to_json)attachment_json);
	json_object_set_new(object, "rsvp", rsvps_json(m));
	json_object_set_new(object, "calendar_method", json_text(m->calendar_method));
	json_object_set_new(object, "reports", reports_json(m));
	json_object_set_new(object, "answer", json_text(d->answer));
	json_object_set_new(object, "decision", json_string(sentence));
	json_object_set_new(object, "flags", flags_json(matter));
	return object;
}

json_t *json_revision(const struct revision *r)
{
	g_autofree char *clock = arrival_words(r->rule, r->arrival_by);
	g_autofree char *date = revision_date(r);
	g_autoptr(GPtrArray) attached = attached_read(r->attachments);

	json_t *object = json_pack("{s:i, s:o, s:o, s:o, s:s, s:s, s:o, s:o, s:o}", "number",
	    r->number, "subject", json_text(r->title), "text", json_text(r->text), "received",
	    json_instant(r->received), "received_by", arrival_rule_name(r->rule), "clock", clock,
	    "date", json_text(date), "internaldate", json_instant(r->internaldate), "first_seen",
	    json_instant(r->first_seen));
	json_object_set_new(object, "verdict", json_text(verdict_name(r->verdict)));
	json_object_set_new(object, "margin_seconds", json_integer((json_int_t)r->margin));
	json_object_set_new(object, "delayed", json_boolean(r->delayed));
	json_set_list(object, "attachments", attached, (to_json)attachment_json);
	json_object_set_new(object, "message_id", json_text(r->message_id));
	json_object_set_new(object, "mail", json_integer((json_int_t)r->mail));
	return object;
}

json_t *json_note(const struct note *n)
{
	return json_pack("{s:o, s:o, s:o, s:I}", "from", json_text(n->from), "received",
	    json_instant(n->at), "text", json_text(n->text), "mail", (json_int_t)n->mail);
}

json_t *json_invite(const struct invite *i)
{
	return json_pack("{s:s, s:s, s:s, s:o, s:I, s:b, s:o}", "session", i->session, "uid",
	    i->uid, "address", i->address, "partstat", json_text(i->partstat), "sequence",
	    (json_int_t)i->sequence, "cancelled", i->cancelled, "comment", json_text(i->comment));
}

static json_t *partstats_json(GPtrArray *invites)
{
	json_t *object = json_object();

	for (guint i = 0; invites != NULL && i < invites->len; i++) {
		const struct invite *invite = g_ptr_array_index(invites, i);
		if (!invite->cancelled)
			json_object_set_new(object, invite->session, json_text(invite->partstat));
	}
	return object;
}

json_t *json_story(const struct story *s, GPtrArray *invites)
{
	const struct revision *r = &s->record;
	g_autofree char *id = story_id(s);
	json_t *object = json_pack("{s:s, s:s, s:s, s:o, s:o, s:o}", "id", id, "call", s->call,
	    "state", state_name(s->state), "from", json_text(s->address), "from_name",
	    json_text(s->name), "kind", json_text(s->tag));

	json_object_set_new(object, "subject", json_text(r->title));
	json_object_set_new(object, "received", json_instant(r->received));
	json_object_set_new(object, "received_by", json_string(arrival_rule_name(r->rule)));
	json_object_set_new(object, "verdict", json_text(verdict_name(r->verdict)));
	json_object_set_new(object, "margin_seconds", json_integer((json_int_t)r->margin));
	json_object_set_new(object, "revisions", json_integer(s->revisions));
	json_object_set_new(object, "respond", json_boolean(s->answered));
	json_object_set_new(object, "silent_because", json_text(s->silent_because));
	json_object_set_new(object, "confirmed", json_boolean(s->coming == COMING_YES));
	json_object_set_new(object, "coming", json_string(coming_name(s->coming)));
	json_object_set_new(object, "rsvps", partstats_json(invites));
	json_object_set_new(object, "text", json_text(r->text));
	return object;
}

json_t *json_event(const struct event *e)
{
	return json_pack("{s:o, s:s, s:o, s:I, s:I, s:I}", "at", json_instant(e->at), "what",
	    e->what, "why", json_text(e->why), "mail", (json_int_t)e->mail, "story",
	    (json_int_t)e->story, "letter", (json_int_t)e->letter);
}

json_t *json_guest(const struct guest *g)
{
	return json_pack("{s:I, s:o, s:s, s:o, s:o, s:s, s:o, s:o}", "number", (json_int_t)g->mail,
	    "at", json_instant(g->at), "why", "a guest asks to join", "from", json_text(g->sender),
	    "subject", json_null(), "guest", g->address, "session", json_text(g->session),
	    "comment", json_text(g->comment));
}

json_t *json_held(const struct held *h)
{
	return json_pack("{s:I, s:o, s:o, s:o, s:o}", "number", (json_int_t)h->number, "at",
	    json_instant(h->at), "why", json_text(h->why), "from", json_text(h->from), "subject",
	    json_text(h->subject));
}

json_t *json_pile(const struct pile *p)
{
	return json_pack("{s:I, s:o, s:o, s:o, s:I, s:I}", "pile", (json_int_t)p->number, "at",
	    json_instant(p->at), "why", json_text(p->why), "inbox", json_text(p->inbox), "mails",
	    (json_int_t)p->mails, "letters", (json_int_t)p->letters);
}
