/* See the header. */
#include "sort/border.h"

static bool is_ours(const struct inbox *inbox, const char *host, const char *also)
{
	if (*host == '\0')
		return false;
	for (char **ours = inbox->trusted_by; ours != NULL && *ours != NULL; ours++)
		if (g_ascii_strcasecmp(host, *ours) == 0)
			return true;
	return also != NULL && g_ascii_strcasecmp(host, also) == 0;
}

static bool came_from(const struct received *field, const char *host)
{
	return field->from == NULL || *field->from == '\0' ||
	       g_ascii_strcasecmp(field->from, host) == 0;
}

guint border_hops(const struct inbox *inbox, const struct message *message, const char *also)
{
	const struct received *above = NULL;
	guint hops = 0;

	for (; inbox != NULL && hops < message->received->len; hops++) {
		const struct received *field =
		    &g_array_index(message->received, struct received, hops);
		if (!is_ours(inbox, field->by, also) ||
		    (above != NULL && !came_from(above, field->by)))
			break;
		above = field;
	}
	return hops;
}
