/* Gathers a digest from the store, renders it and posts it to each organizer. */
#include "step/night.h"

#include "step/post.h"

#include "base/random.h"

struct night {
	struct step *step;
	struct digest digest;
	char *date, *proof;
	GBytes *chart;
};

/* Whose mail the account counts: with one call it is all mail; with several, each has its own. */
static const char *accounted(const struct night *night)
{
	return night->step->config->calls->len == 1 ? NULL : night->digest.call->name;
}

static bool gather(struct night *night, GError **error)
{
	struct store *store = night->step->store;
	struct digest *d = &night->digest;
	const char *call = d->call->name;
	struct story_filter all = {.call = call};

	return (d->stories = store_stories(store, &all, error)) != NULL &&
	       (d->notes = store_new_notes(store, call, d->since, error)) != NULL &&
	       (d->invites = store_invites(store, call, error)) != NULL &&
	       (d->comments = store_new_comments(store, call, d->since, error)) != NULL &&
	       (d->piles = store_piles(store, error)) != NULL &&
	       (d->held = store_held(store, call, error)) != NULL &&
	       (d->guests = store_guests(store, call, 0, d->now, error)) != NULL &&
	       (d->failed = store_troubled_letters(store, call, error)) != NULL &&
	       (d->unheard = store_held_answers(store, call, d->since, d->now, error)) != NULL &&
	       (d->oddities = store_oddities(store, call, d->since, error)) != NULL &&
	       (d->account = store_account(store, accounted(night), &d->in, error)) != NULL;
}

struct night *night_new(struct step *step, const struct call *call, int64_t since, int64_t now,
    enum night_kind kind, const char *date, GError **error)
{
	AUTO(night) *night = g_new0(struct night, 1);

	night->step = step;
	night->date = g_strdup(date);
	night->digest = (struct digest){.call = call,
	    .date = night->date,
	    .now = now,
	    .since = since,
	    .catch_up = kind == NIGHT_CATCH_UP,
	    .last = kind == NIGHT_LAST};
	night->digest.proof = night->proof = store_chain_head(step->store);
	night->digest.held_back = deliver_held_back(step->store, &step->config->outbox, now);
	return gather(night, error) ? g_steal_pointer(&night) : NULL;
}

void night_free(struct night *night)
{
	struct digest *d = &night->digest;
	GPtrArray *lists[] = {d->stories, d->notes, d->invites, d->comments, d->piles, d->held,
	    d->guests, d->failed, d->unheard, d->oddities, d->account};

	for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
		g_clear_pointer(&lists[i], g_ptr_array_unref);
	g_clear_pointer(&night->chart, g_bytes_unref);
	g_free(night->date);
	g_free(night->proof);
	g_free(night);
}

GBytes *night_chart(struct night *night)
{
	if (night->chart == NULL)
		night->chart =
		    chart_png(night->digest.call, night->digest.stories, night->digest.now);
	return night->chart;
}

void night_render(struct night *night, const char *token, const char *picture, char **subject,
    char **text, char **html)
{
	struct digest reader = night->digest;
	g_autofree char *reply =
	    token == NULL ? NULL
			  : post_reply_address(reader.call, reader.call->addresses[0], token);

	reader.token = token;
	reader.reply_address = reply;
	reader.picture = picture;
	json_t *facts = digest_facts(&reader);
	letterbox_render(night->step->letterbox, "digest", facts, subject, text, html);
	json_decref(facts);
}

static bool post_digest(
    struct night *night, const struct organizer *organizer, const char *token, GError **error)
{
	const struct call *call = night->digest.call;
	g_autofree char *cid = g_strdup_printf("chart.%s@%s", token, call_domain(call));
	g_autofree char *picture = g_strdup_printf("cid:%s", cid);
	g_autofree char *id = g_strdup_printf("cb1.%s.1@%s", token, call_domain(call));
	g_autofree char *reply = post_reply_address(call, call->addresses[0], token);
	g_autofree char *list_id = g_strdup_printf("<%s-digest.%s>", call->name, call_domain(call));
	g_autofree char *leave = g_strdup_printf(
	    "<mailto:%s?subject=unsubscribe%%20from%%20the%%20digest>", call->contact);
	g_autofree char *subject = NULL, *text = NULL, *html = NULL;

	night_render(night, organizer->decides ? token : NULL, picture, &subject, &text, &html);
	struct post post = {
	    .call = call,
	    .what = "digest",
	    .message_id = id,
	    .now = night->digest.now,
	    .letter = {.from_name = call->title,
		.from = call->addresses[0],
		.to_name = organizer->name,
		.to = organizer->address,
		.reply_to = *call->subaddress == '\0' ? NULL : reply,
		.subject = subject,
		.text = text,
		.html = html,
		.list_id = list_id,
		.list_unsubscribe = leave,
		.png = night_chart(night),
		.png_cid = cid},
	};
	return post_letter(night->step, &post, error);
}

bool night_queue(struct step *step, struct night *night, GError **error)
{
	const struct call *call = night->digest.call;

	for (guint i = 0; i < call->organizers->len; i++) {
		const struct organizer *organizer = g_ptr_array_index(call->organizers, i);
		g_autofree char *token = random_token(TOKEN);
		if (!organizer->digest)
			continue;
		if (!store_add_organizer_token(step->store, token, call->name, organizer->address,
			night->date, night->digest.now, error) ||
		    !post_digest(night, organizer, token, error))
			return false;
	}
	return true;
}
