/* An order, carried out or taken back: one transaction of the caller's, one thing at a time. */
#include "step/duty.h"

#include "base/error.h"

/* What is dropped is a guest's question, or else a held mail. NULL with ERROR. */
static const struct duty *duty_of(
    const struct mandate *m, enum order order, int64_t number, GError **error)
{
	if (order_effect(order)->group == GROUP_LETTER)
		return &duty_letter;
	if (order_effect(order)->group != GROUP_MAIL)
		return &duty_story;
	if (order != ORDER_DROP)
		return order == ORDER_ADMIT ? &duty_guest : &duty_held;
	g_autoptr(GPtrArray) guests = store_guests(
	    m->step->store, m->call == NULL ? NULL : m->call->name, number, m->now, error);
	if (guests == NULL)
		return NULL;
	return guests->len > 0 ? &duty_guest : &duty_held;
}

static bool is_sound(const struct ordered *ordered, GError **error)
{
	return ordered->problem == NULL || fail(error, EX_DATAERR, "%s", ordered->problem);
}

bool mandate_carry_out(
    const struct mandate *m, const struct ordered *ordered, char **about, GError **error)
{
	const struct duty *duty = duty_of(m, ordered->order, ordered->number, error);

	*about = NULL;
	return duty != NULL && is_sound(ordered, error) &&
	       duty->rehearse(m, ordered, about, error) &&
	       duty->carry_out(m, ordered, about, error);
}

bool mandate_rehearse(
    const struct mandate *m, const struct ordered *ordered, char **about, GError **error)
{
	const struct duty *duty = duty_of(m, ordered->order, ordered->number, error);

	*about = NULL;
	return duty != NULL && is_sound(ordered, error) && duty->rehearse(m, ordered, about, error);
}

bool mandate_preview(const struct mandate *m, const struct ordered *ordered, char **to,
    char **subject, char **text, GError **error)
{
	const struct duty *duty = duty_of(m, ordered->order, ordered->number, error);
	g_autofree char *about = NULL;

	*to = *subject = *text = NULL;
	return duty != NULL && is_sound(ordered, error) &&
	       duty->rehearse(m, ordered, &about, error) &&
	       duty->preview(m, ordered, to, subject, text, error);
}

bool mandate_undo(const struct mandate *m, const struct deed *deed, char **about, GError **error)
{
	bool letter = order_effect(deed->order)->group == GROUP_LETTER;
	const struct duty *duty = letter              ? &duty_letter
				  : deed->story != 0  ? &duty_story
				  : deed->why != NULL ? &duty_held
						      : &duty_guest;
	g_autofree char *why = g_strdup_printf("%s, by %s", order_effect(deed->order)->word, m->by);

	*about = NULL;
	return duty->undo(m, deed, about, error) &&
	       store_undo_deed(m->step->store, deed->id, m->now, error) &&
	       store_event(m->step->store, m->now, "undone", why,
		   (struct about){.mail = deed->story == 0 && !letter ? deed->number : m->cause,
		       .story = deed->story,
		       .letter = letter ? deed->number : 0},
		   error);
}

bool duty_note(const struct mandate *m, const struct ordered *ordered, struct deed *deed,
    int64_t mail, int64_t letter, GError **error)
{
	const struct order_effect *effect = order_effect(ordered->order);
	g_autofree char *why = ordered->order == ORDER_KIND
				   ? g_strdup_printf("%s, by %s",
					 ordered->kind == NULL ? "none" : ordered->kind, m->by)
				   : g_strdup_printf("by %s", m->by);

	deed->mail = m->cause;
	deed->order = ordered->order;
	deed->number = ordered->number;
	deed->kind = g_strdup(ordered->kind);
	return (m->cause == 0 || store_add_deed(m->step->store, deed, error)) &&
	       store_event(m->step->store, m->now, effect->done, why,
		   (struct about){.mail = mail, .story = deed->story, .letter = letter}, error);
}
