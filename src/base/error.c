/* The one error domain; its codes are exit codes, so that an error knows how a command ends. */
#include "base/error.h"

GQuark callbox_error_quark(void)
{
	return g_quark_from_static_string("callbox-error-quark");
}

bool fail(GError **error, int code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_autofree char *message = g_strdup_vprintf(format, args);
	va_end(args);
	g_set_error_literal(error, CALLBOX_ERROR, code, message);
	return false;
}

int error_exit_code(const GError *error)
{
	if (error == NULL)
		return 0;
	return error->domain == CALLBOX_ERROR ? error->code : EX_SOFTWARE;
}
