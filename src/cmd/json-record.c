/* What only an export prints: mails, letters and answers as they are kept. */
#include "cmd/json.h"

json_t *json_letter(const struct outgoing *l)
{
	return json_pack("{s:I, s:s, s:s, s:o, s:s, s:o, s:o, s:i, s:o}", "letter",
	    (json_int_t)l->id, "what", l->what, "to", l->to, "subject", json_text(l->subject),
	    "state", letter_state_name(l->state), "created", json_instant(l->created), "sent",
	    json_instant(l->sent), "attempts", (int)l->attempts, "error", json_text(l->error));
}

static json_t *lines_json(const char *text)
{
	json_t *list = json_array();
	g_auto(GStrv) lines = g_strsplit(text == NULL ? "" : text, "\n", -1);

	for (char **line = lines; *line != NULL; line++)
		if (**line != '\0')
			json_array_append_new(list, json_string(*line));
	return list;
}

json_t *json_incoming(const struct incoming *m)
{
	return json_pack("{s:I, s:I, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
	    "mail", (json_int_t)m->id, "size", (json_int_t)m->octets, "state", m->state, "kind",
	    json_text(m->kind), "call", json_text(m->call), "id", json_text(m->story), "from",
	    json_text(m->from), "subject", json_text(m->subject), "received",
	    json_instant(m->received), "received_by", json_text(m->received_by), "why",
	    json_text(m->why), "silent_because", json_text(m->silent_because), "flags",
	    lines_json(m->flags));
}

json_t *json_kept_answer(const struct kept_answer *a)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:o}", "session",
	    json_text(a->session), "uid", json_text(a->uid), "attendee", json_text(a->attendee),
	    "partstat", json_text(a->partstat), "sequence", (json_int_t)a->sequence, "dtstamp",
	    json_text(a->dtstamp), "comment", json_text(a->comment), "proposal",
	    json_text(a->proposal), "delegated_to", json_text(a->delegated_to), "effect",
	    json_text(a->effect), "why", json_text(a->why));
}
