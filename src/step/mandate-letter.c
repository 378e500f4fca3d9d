/* Orders about letters that did not go out, or of which nobody knows whether they did (P-7). */
#include "step/duty.h"

#include "base/error.h"

static struct outgoing *letter_of(
    const struct mandate *m, int64_t number, char **about, GError **error)
{
	ERROR_GUARD(error);
	const char *call = m->call == NULL ? NULL : m->call->name;
	struct outgoing *letter = store_troubled_letter(m->step->store, call, number, error);

	if (letter == NULL && *error == NULL)
		fail(error, EX_DATAERR,
		    "no " LETTER_PREFIX "%" G_GINT64_FORMAT
		    " waits; the newest digest and \"callbox held\" show those that do",
		    number);
	if (letter != NULL && *about == NULL)
		*about = g_strdup_printf(
		    "%s to %s, %s", letter->what, letter->to, letter_state_name(letter->state));
	return letter;
}

static bool rehearse(
    const struct mandate *m, const struct ordered *ordered, char **about, GError **error)
{
	AUTO(outgoing) *letter = letter_of(m, ordered->number, about, error);

	return letter != NULL;
}

static bool carry_out(
    const struct mandate *m, const struct ordered *ordered, char **about, GError **error)
{
	struct store *store = m->step->store;
	AUTO(outgoing) *letter = letter_of(m, ordered->number, about, error);

	if (letter == NULL)
		return false;
	AUTO(deed) *deed = g_new0(struct deed, 1);
	return (ordered->order == ORDER_RELEASE_LETTER
		       ? store_resend_letter(store, letter->id, m->now, error)
		       : store_drop_letter(store, letter->id, m->now, error)) &&
	       duty_note(m, ordered, deed, letter->cause, letter->id, error);
}

/* What goes out is what was written then (P-6). */
static bool preview(const struct mandate *m, const struct ordered *ordered, char **to,
    char **subject, char **text, GError **error)
{
	g_autofree char *about = NULL;
	AUTO(outgoing) *letter = letter_of(m, ordered->number, &about, error);

	if (letter == NULL || ordered->order == ORDER_DROP_LETTER)
		return letter != NULL;
	*to = g_strdup(letter->to);
	*subject = g_strdup(letter->subject);
	*text = g_strdup_printf("(the %s as it was written)\n", letter->what);
	return true;
}

static bool undo(const struct mandate *m, const struct deed *deed, char **about, GError **error)
{
	if (deed->order == ORDER_RELEASE_LETTER)
		return fail(error, EX_DATAERR, "a letter that was sent cannot be taken back");
	if (!store_drop_letter(m->step->store, deed->number, 0, error))
		return false;
	AUTO(outgoing) *letter = letter_of(m, deed->number, about, error);
	return letter != NULL;
}

const struct duty duty_letter = {rehearse, carry_out, preview, undo};
