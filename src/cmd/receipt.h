#ifndef CMD_RECEIPT_H
#define CMD_RECEIPT_H

#include <glib.h>

/*
 * The text of a receipt or digest that somebody saved in FILE ("-": standard input): of the mail,
 * of a mail that it carries as an attachment, or the file itself if it is no mail. The first of
 * them with a proof counts, else it is the mail's. PARTS gets every way in which that mail says it,
 * as receipt_parts() does. Mails are read in the sandbox. New; NULL with ERROR.
 */
char *receipt_text(const char *file, GPtrArray *parts, GError **error);

#endif
