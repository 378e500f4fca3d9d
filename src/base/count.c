#include "base/count.h"

#include <glib.h>

char *count_words(int64_t count, const char *one, const char *many)
{
	return g_strdup_printf("%" G_GINT64_FORMAT " %s", count, count == 1 ? one : many);
}
