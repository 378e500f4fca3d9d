/* The digest as it would go out now: on the terminal, as a page, or sent. */
#include "cmd/cmd.h"

#include "base/clean.h"
#include "base/clock.h"
#include "base/count.h"
#include "base/error.h"
#include "cmd/json.h"
#include "step/night.h"
#include "store/lock.h"

#include <stdio.h>

static struct {
	gboolean preview, send;
	char *html, *call;
} given;

static const GOptionEntry options[] = {
    {"preview", 0, 0, G_OPTION_ARG_NONE, &given.preview, "print it (the default)", NULL},
    {"html", 0, 0, G_OPTION_ARG_FILENAME, &given.html, "write the page to FILE, the chart inside",
	"FILE"},
    {"send", 0, 0, G_OPTION_ARG_NONE, &given.send, "queue it to the organizers now", NULL},
    {"call", 0, 0, G_OPTION_ARG_STRING, &given.call, "of this call (default: the first)", "CALL"},
    {NULL},
};

static struct night *gather(struct step *step, const struct call *call, GError **error)
{
	int64_t last = 0, now = clock_now();
	/* Only the time of the last one matters here, not its date. */
	g_free(store_last_digest(step->store, call->name, now, &last));
	g_autofree char *date = instant_date(now, call->zone);

	return night_new(step, call, last, now, NIGHT_ORDINARY, date, error);
}

static bool write_page(struct night *night, GError **error)
{
	gsize length;
	const guchar *png = g_bytes_get_data(night_chart(night), &length);
	g_autofree char *encoded = g_base64_encode(png, length);
	g_autofree char *picture = g_strconcat("data:image/png;base64,", encoded, NULL);
	g_autofree char *subject = NULL, *text = NULL, *html = NULL;

	night_render(night, NULL, picture, &subject, &text, &html);
	if (g_file_set_contents_full(given.html, html, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL))
		return true;
	return fail(error, EX_CANTCREAT,
	    "writing the page to %s failed; check the directory and its rights", given.html);
}

static void print_text(const char *subject, const char *text)
{
	g_autofree char *safe = clean_terminal(text);

	printf("Subject: %s\n\n%s", subject, safe);
}

/* Whom it was queued to; nobody unless it was to be sent. */
static json_t *readers(const struct call *call)
{
	json_t *list = json_array();

	for (guint i = 0; given.send && i < call->organizers->len; i++) {
		const struct organizer *organizer = g_ptr_array_index(call->organizers, i);
		if (organizer->digest)
			json_array_append_new(list, json_text(organizer->address));
	}
	return list;
}

static void print_queued(const struct call *call)
{
	json_t *list = readers(call);
	g_autofree char *letters =
	    count_words((int64_t)json_array_size(list), "letter waits", "letters wait");

	json_decref(list);
	printf("%s in the outbox for the next pass, or for \"callbox send\"\n", letters);
}

static void tell(const struct app *app, const struct call *call, struct night *night)
{
	g_autofree char *subject = NULL, *text = NULL, *html = NULL;

	night_render(night, NULL, NULL, &subject, &text, &html);
	if (app->json)
		json_line(json_pack("{s:s, s:s, s:s, s:o, s:o}", "call", call->name, "subject",
		    subject, "text", text, "html", json_text(given.html), "queued", readers(call)));
	else if (given.preview || (given.html == NULL && !given.send))
		print_text(subject, text);
	if (given.send && !app->json)
		print_queued(call);
}

static bool queue(struct step *step, struct night *night, GError **error)
{
	return store_begin(step->store, error) &&
	       store_end(step->store, night_queue(step, night, error), error);
}

static int show_or_send(const struct app *app, struct step *step, const struct call *call)
{
	GError *error = NULL;
	AUTO(night) *night = gather(step, call, &error);

	if (night == NULL || (given.html != NULL && !write_page(night, &error)) ||
	    (given.send && !queue(step, night, &error)))
		return app_fail(error);
	tell(app, call, night);
	return EX_OK;
}

static int run(struct app *app, int argc, char **argv)
{
	struct step step;
	GError *error = NULL;
	const struct call *call = given.call == NULL ? g_ptr_array_index(app->config->calls, 0)
						     : config_call(app->config, given.call);

	if (argc > 0)
		return app_usage(&command_digest, "takes options only");
	if (call == NULL)
		return app_usage(&command_digest, "the configuration has no such call");
	if (!app_step(app, &step, &error))
		return app_fail(error);
	int code = show_or_send(app, &step, call);
	step_close(&step);
	return code;
}

const struct command command_digest = {
    .name = "digest",
    .arguments = "",
    .summary = "the digest as it would go out now (--html FILE, --send)",
    .example = "callbox digest --html digest.html",
    .need = NEED_CONFIG,
    .options = options,
    .run = run,
};
