#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <glib.h>
#include <stdbool.h>
#include <sysexits.h>

/*
 * Every error of ours is in this domain and its code is the sysexits(3) value
 * that the command would end with: EX_USAGE 64, EX_DATAERR 65, EX_NOINPUT 66,
 * EX_UNAVAILABLE 69, EX_SOFTWARE 70, EX_OSERR 71, EX_IOERR 74, EX_TEMPFAIL 75,
 * EX_NOPERM 77, EX_CONFIG 78. A message says what was attempted, on what, why
 * it failed and what to do.
 */
#define CALLBOX_ERROR callbox_error_quark()
GQuark callbox_error_quark(void);

/* Sets ERROR (if not NULL) to a formatted message with CODE. Returns false, so that "return
 * fail(...)" reads well. */
bool fail(GError **error, int code, const char *format, ...) G_GNUC_PRINTF(3, 4);

/*
 * At the start of a function: lets its body ask *ERROR whether something failed, also when the
 * caller gave NULL. For what is NULL without an error when there is none:
 *
 *	ERROR_GUARD(error);
 *	AUTO(held) *held = store_held_mail(store, call, number, error);
 *	if (*error != NULL)
 *		return false;
 */
#define ERROR_GUARD(error)                                                    \
	__attribute__((cleanup(g_clear_error))) GError *guarded_error = NULL; \
	(error) = (error) != NULL ? (error) : &guarded_error

/* The exit code for ERROR: its own if it is ours, EX_SOFTWARE otherwise; 0 when ERROR is NULL. */
int error_exit_code(const GError *error);

#endif
