/* The entry: the sandboxed reader is this same binary; all else is a command. */
#include "child/child.h"
#include "cmd/cmd.h"

#include <string.h>

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--parse-child") == 0)
		return child_main();
	return cmd_main(argc, argv);
}
