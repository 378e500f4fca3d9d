#ifndef CHILD_SANDBOX_H
#define CHILD_SANDBOX_H

#include "mail/message.h"

#include <stddef.h>

/* What tests need to know of the child's side. Private to this room. */

/*
 * What reads a mail in the child; parse_mail() unless a test program puts
 * something that dies in its place before it calls child_main().
 */
extern struct message *(*sandbox_read)(const unsigned char *bytes, size_t length);

/* No file can be opened any more, where the kernel has Landlock; false where it has not. For the
 * rest of the process's life. */
bool sandbox_lock_files(void);

#endif
