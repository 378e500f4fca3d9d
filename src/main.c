/* The entry: hands the command line to the cmd room. */
#include "base/error.h"
#include "child/child.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--parse-child") == 0)
		return child_main();
	fprintf(stderr, "%s: no command yet\n", argc > 0 ? argv[0] : "callbox");
	return EX_USAGE;
}
