/*
 * From rendered text to a row of the outbox: identity, envelope and bytes are
 * fixed here, once, so that every attempt sends the same octets (P-6).
 */
#include "step/post.h"

#include "base/address.h"
#include "base/error.h"
#include "base/random.h"

#include <string.h>

/* MAIL FROM as the outbox says (TR-08); *VERP gets the bounce token. New. */
static char *envelope_sender(const struct step *step, const struct call *call, char **verp)
{
	const struct outbox *outbox = &step->config->outbox;

	switch (outbox->envelope) {
	case ENVELOPE_VERP:
		*verp = random_token(TOKEN);
		return g_strdup_printf("bounces%s%s@%s",
		    *call->subaddress == '\0' ? "+" : call->subaddress, *verp, call_domain(call));
	case ENVELOPE_LOGIN:
		return g_strdup(outbox->at.user != NULL && strchr(outbox->at.user, '@') != NULL
				    ? outbox->at.user
				    : call->addresses[0]);
	case ENVELOPE_NULL:
		break;
	}
	return g_strdup("");
}

char *post_reply_address(const struct call *call, const char *call_address, const char *token)
{
	if (*call->subaddress == '\0')
		return g_strdup(call_address);
	return address_with_tag(call_address, call->subaddress, token);
}

static char *queued_words(const struct post *post)
{
	if (post->later == 0)
		return g_strdup(post->what);
	g_autofree char *later = instant_words(post->later, zone_utc());
	return g_strdup_printf("%s, to go out at %s UTC", post->what, later);
}

bool post_letter(struct step *step, struct post *post, GError **error)
{
	AUTO(outgoing) *row = g_new0(struct outgoing, 1);
	g_autofree char *boundary = random_token(TOKEN);
	struct letter *letter = &post->letter;
	int64_t at = MAX(post->now, post->later);

	if (!address_valid(letter->to))
		return fail(error, EX_DATAERR,
		    "\"%s\" is no address that a letter can be sent to; answer by hand",
		    letter->to);
	letter->date = at;
	letter->instance = step->instance;
	letter->boundary = boundary;
	letter->message_id = post->message_id;
	row->bytes = letter_compose(letter, error);
	if (row->bytes == NULL)
		return false;
	row->from = envelope_sender(step, post->call, &row->verp);
	row->to = address_wire(letter->to);
	row->call = g_strdup(post->call->name);
	row->what = g_strdup(post->what);
	row->story = post->story;
	row->cause = post->cause;
	row->invite = post->invite;
	row->counts = post->counts;
	row->message_id = g_strdup(post->message_id);
	row->subject = g_strdup(letter->subject);
	row->created = row->due = at;
	g_autofree char *why = queued_words(post);
	return store_add_letter(step->store, row, error) &&
	       store_event(step->store, post->now, "queued", why,
		   (struct about){.mail = post->cause, .story = post->story, .letter = row->id},
		   error);
}
