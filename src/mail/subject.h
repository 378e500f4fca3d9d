#ifndef MAIL_SUBJECT_H
#define MAIL_SUBJECT_H

#include <stdbool.h>

/* The prefixes of a decoded Subject that mail programs set, "Re:" or "AW:" or "Fwd:" (RE-19). Pure.
 */

/* The subject without any of them, new: the title of a story. */
char *bare_subject(const char *subject);

/* True if it begins with one for an answer, not for a mail that is passed on. */
bool subject_is_reply(const char *subject);

#endif
