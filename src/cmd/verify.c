/* The chain of receipts: what was changed after the fact, and whether a saved receipt is one of
 * ours. */
#include "cmd/cmd.h"

#include "base/error.h"
#include "child/child.h"
#include "cmd/json.h"
#include "letter/claim.h"

#include <stdio.h>
#include <string.h>

enum { RECEIPT_MAX = 1 << 20 };

/* The message in FILE, "-" for standard input; read in the sandbox. NULL with ERROR. */
static struct message *read_receipt(const char *file, GError **error)
{
	AUTO(child) *child = child_new();
	g_autoptr(GError) problem = NULL;
	g_autofree char *octets = NULL;
	gsize length;

	if (!g_file_get_contents(
		strcmp(file, "-") == 0 ? "/dev/stdin" : file, &octets, &length, &problem)) {
		fail(error, EX_NOINPUT, "cannot read the receipt: %s", problem->message);
		return NULL;
	}
	if (length > RECEIPT_MAX) {
		fail(error, EX_DATAERR, "%s is too large to be a receipt of ours", file);
		return NULL;
	}
	g_autoptr(GBytes) bytes = g_bytes_new_take(g_steal_pointer(&octets), length);
	return child_parse(child, bytes, error);
}

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

static const struct proof *match(
    GPtrArray *links, const char *file, const struct message *message, GError **error)
{
	g_autofree char *code = claim_code(message->text);
	g_autofree char *difference = NULL;
	const struct proof *p;

	if (code == NULL) {
		fail(error, EX_DATAERR, "%s has no line \"Proof:\"; save the whole receipt", file);
		return NULL;
	}
	if ((p = find_link(links, code, error)) == NULL)
		return NULL;
	difference = claim_difference(message->text, p);
	if (difference == NULL)
		return p;
	fail(error, EX_DATAERR, "%s is not as it was sent: %s", file, difference);
	return NULL;
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

static int verify_file(struct app *app, GPtrArray *links, const char *file)
{
	GError *error = NULL;
	AUTO(message) *message = read_receipt(file, &error);
	const struct proof *p = message == NULL ? NULL : match(links, file, message, &error);

	if (p == NULL)
		return app_fail(error);
	if (app->json)
		json_line(json_proof(p));
	else
		print_receipt(file, links, p);
	return EX_OK;
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
	unsigned erased = erased_of(links);

	if (app->json)
		json_line(json_pack("{s:i, s:i, s:o}", "records", links->len, "erased", erased,
		    "head", json_text(head)));
	else if (head == NULL)
		puts("no story came in yet, so there is nothing to verify");
	else
		printf("%u records, %u of them erased, none changed; the chain ends in %s\n",
		    links->len, erased, head);
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
	store_rollback(store);
	return code;
}

const struct command command_verify = {
    .name = "verify",
    .arguments = "[RECEIPT...]",
    .summary = "what was changed after the fact; whether saved receipts are as they were sent",
    .example = "callbox verify receipt.eml",
    .need = NEED_CONFIG,
    .run = run,
};
