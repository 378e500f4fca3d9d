#ifndef CHILD_SANDBOX_H
#define CHILD_SANDBOX_H

#include <stdbool.h>

/* What tests need to know of the child's side. Private to this room. */

/* No file can be opened any more, where the kernel has Landlock; false where it has not. For the
 * rest of the process's life. */
bool sandbox_lock_files(void);

#endif
