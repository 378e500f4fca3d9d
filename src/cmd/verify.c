/* The chain of receipts: what was changed after the fact, and whether a saved receipt is one of
 * ours. */
#include "cmd/cmd.h"

#include "base/count.h"
#include "base/error.h"
#include "cmd/json.h"
#include "cmd/receipt-part.h"
#include "cmd/receipt.h"
#include "letter/claim.h"

#include <stdio.h>
#include <string.h>

/* A receipt or digest that somebody saved. */
struct saved {
	const char *file;
	const char *text; /* what counts of it */
	GPtrArray *parts; /* of struct receipt_part: every way in which its mail says it */
};

/* The link that CODE names, or NULL with ERROR. */
static const struct proof *find_link(GPtrArray *links, const char *code, GError **error)
{
	guint64 link = g_ascii_strtoull(code, NULL, 10);
	const struct proof *p =
	    link == 0 || link > links->len ? NULL : g_ptr_array_index(links, link - 1);
	g_autofree char *ours = p == NULL ? NULL : proof_code(p->link, p->entry);

	if (g_strcmp0(ours, code) == 0)
		return p;
	fail(error, EX_DATAERR,
	    "the chain has no proof %s: the receipt was changed, or is of another callbox", code);
	return NULL;
}

/* The link that SAVED names by the code CODE, or NULL with ERROR when it says something else. */
static const struct proof *match(
    GPtrArray *links, const struct saved *saved, const char *code, GError **error)
{
	const struct proof *p = find_link(links, code, error);
	g_autofree char *difference = p == NULL ? NULL : claim_difference(saved->text, p);

	if (difference == NULL)
		return p;
	fail(error, EX_DATAERR, "%s is not as it was sent: %s", saved->file, difference);
	return NULL;
}

/* What PART says other than the link P that CODE names, new; NULL if nothing. */
static char *part_difference(
    const struct receipt_part *part, const char *code, const struct proof *p)
{
	g_autofree char *said = claim_code(part->text);

	if (said != NULL && strcmp(said, code) != 0)
		return g_strdup_printf("it says the proof %s", said);
	return claim_difference(part->text, p);
}

/* Whether each part of SAVED says the same: a mail program shows one of them only. */
static bool parts_match(
    const struct saved *saved, const char *code, const struct proof *p, GError **error)
{
	for (guint i = 0; i < saved->parts->len; i++) {
		const struct receipt_part *part = g_ptr_array_index(saved->parts, i);
		g_autofree char *difference = part_difference(part, code, p);
		if (difference != NULL)
			return fail(error, EX_DATAERR,
			    "%s is not as it was sent: in its %s part, %s", saved->file, part->what,
			    difference);
	}
	return true;
}

/* A later link of the same version: it was judged anew after the receipt. */
static const struct proof *latest(GPtrArray *links, const struct proof *p)
{
	const struct proof *found = p;

	for (guint i = 0; p->revision != 0 && i < links->len; i++) {
		const struct proof *other = g_ptr_array_index(links, i);
		if (other->revision == p->revision)
			found = other;
	}
	return found;
}

static json_t *json_proof(const struct proof *p)
{
	g_autofree char *id = g_strdup_printf("%s-%" G_GINT64_FORMAT, p->call, p->number);
	g_autofree char *code = proof_code(p->link, p->entry);

	return json_pack("{s:s, s:s, s:i, s:o, s:o, s:o, s:b}", "proof", code, "id", id, "version",
	    p->version, "received", json_instant(p->received), "sha256", json_text(p->sha256),
	    "verdict", json_text(p->verdict), "erased", p->salt == NULL);
}

static void print_receipt(const char *file, GPtrArray *links, const struct proof *p)
{
	const struct proof *last = latest(links, p);
	g_autofree char *received = instant_words(p->received, zone_utc());

	printf("%s is as it was sent: %s-%" G_GINT64_FORMAT " version %u", file, p->call, p->number,
	    p->version);
	if (p->salt == NULL)
		printf("; its person and facts were erased since\n");
	else
		printf(", received %s UTC, %s\n", received, p->verdict);
	if (last != p && strcmp(last->verdict, p->verdict) != 0)
		printf("it was judged anew afterwards: %s\n", last->verdict);
}

static void print_head(const struct app *app, const char *file, GPtrArray *links, const char *code,
    const struct proof *p)
{
	g_autofree char *records = count_words(links->len, "record", "records");

	if (app->json)
		json_line(json_pack("{s:s, s:I, s:i}", "head", code, "link", (json_int_t)p->link,
		    "records", (int)links->len));
	else
		printf("%s holds %s, the end of the chain at its time: the first %" G_GINT64_FORMAT
		       " of %s %s then\n",
		    file, code, p->link, records,
		    p->link == 1 ? "is as it was" : "are as they were");
}

static bool verify_receipt(const struct app *app, GPtrArray *links, const struct saved *saved,
    const char *code, GError **error)
{
	const struct proof *p = match(links, saved, code, error);

	if (p == NULL || !parts_match(saved, code, p, error))
		return false;
	if (app->json)
		json_line(json_proof(p));
	else
		print_receipt(saved->file, links, p);
	return true;
}

static bool heads_match(const struct saved *saved, const char *head, GError **error)
{
	for (guint i = 0; i < saved->parts->len; i++) {
		const struct receipt_part *part = g_ptr_array_index(saved->parts, i);
		g_autofree char *said = claim_head(part->text);
		if (g_strcmp0(said, head) != 0)
			return fail(error, EX_DATAERR,
			    "%s is not as it was sent: its %s part ends the chain in %s, another "
			    "in %s",
			    saved->file, part->what, said == NULL ? "nothing" : said, head);
	}
	return true;
}

/* A digest only says where the chain ended. */
static bool verify_digest(const struct app *app, GPtrArray *links, const struct saved *saved,
    const char *head, GError **error)
{
	if (!heads_match(saved, head, error))
		return false;
	const struct proof *p = find_link(links, head, error);
	if (p != NULL)
		print_head(app, saved->file, links, head, p);
	return p != NULL;
}

static bool verify_saved(
    const struct app *app, GPtrArray *links, const struct saved *saved, GError **error)
{
	g_autofree char *code = claim_code(saved->text);
	g_autofree char *head = claim_head(saved->text);

	if (code != NULL)
		return verify_receipt(app, links, saved, code, error);
	if (head != NULL)
		return verify_digest(app, links, saved, head, error);
	return fail(error, EX_DATAERR,
	    "%s has no line \"Proof:\"; save the whole receipt, with the header (as .eml), "
	    "or its text",
	    saved->file);
}

static int verify_file(struct app *app, GPtrArray *links, const char *file)
{
	GError *error = NULL;
	g_autoptr(GPtrArray) parts =
	    g_ptr_array_new_with_free_func((GDestroyNotify)receipt_part_free);
	g_autofree char *text = receipt_text(file, parts, &error);
	const struct saved saved = {file, text, parts};

	return text != NULL && verify_saved(app, links, &saved, &error) ? EX_OK : app_fail(error);
}

static unsigned erased_of(GPtrArray *links)
{
	unsigned erased = 0;

	for (guint i = 0; i < links->len; i++)
		erased += ((struct proof *)g_ptr_array_index(links, i))->salt == NULL;
	return erased;
}

static void print_chain(const struct app *app, struct store *store, GPtrArray *links)
{
	g_autofree char *head = store_chain_head(store);
	g_autofree char *records = count_words(links->len, "record", "records");
	unsigned erased = erased_of(links);

	if (app->json)
		json_line(json_pack("{s:i, s:i, s:o}", "records", links->len, "erased", erased,
		    "head", json_text(head)));
	else if (head == NULL)
		puts("no story came in yet, so there is nothing to verify");
	else
		printf("%s, %u of them erased, none changed; the chain ends in %s\n", records,
		    erased, head);
}

static int run(struct app *app, int argc, char **argv)
{
	AUTO(store) *store = NULL;
	g_autoptr(GPtrArray) links = NULL;
	GError *error = NULL;
	int code = EX_OK;

	if ((store = app_store(app, STORE_READ, &error)) == NULL || !store_begin(store, &error) ||
	    (links = store_chain(store, &error)) == NULL || !store_verify(store, links, &error))
		return app_fail(error);
	if (argc == 0)
		print_chain(app, store, links);
	for (int i = 0; i < argc; i++) {
		int found = verify_file(app, links, argv[i]);
		code = MAX(code, found);
	}
	store_take_back(store);
	return code;
}

const struct command command_verify = {
    .name = "verify",
    .arguments = "[RECEIPT...]",
    .summary =
	"what was changed after the fact; whether saved receipts and digests are as they were sent",
    .example = "callbox verify receipt.eml",
    .need = NEED_CONFIG,
    .run = run,
};
