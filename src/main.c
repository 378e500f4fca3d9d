/* The entry: the sandboxed reader is this same binary; all else is a command. */
#include "child/child.h"
#include "cmd/cmd.h"
#include "mail/parse.h"

#include <malloc.h>
#include <string.h>

/*
 * Large mails come and go: their blocks are given back at once, instead of growing a heap that
 * never shrinks (P-12). What ordinary ones take is kept: it would be taken again for the next.
 */
static void keep_heap_small(void)
{
	enum { LARGE = 1024 * 1024, KEPT = LARGE };

	mallopt(M_MMAP_THRESHOLD, LARGE);
	mallopt(M_TRIM_THRESHOLD, KEPT);
}

int main(int argc, char **argv)
{
	keep_heap_small();
	if (argc == 2 && strcmp(argv[1], "--parse-child") == 0)
		return child_main(parse_mail);
	return cmd_main(argc, argv);
}
