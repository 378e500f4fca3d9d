/* The entry: hands the command line to the cmd room. */
#include "base/error.h"

#include <stdio.h>

int main(int argc, char **argv)
{
	fprintf(stderr, "%s: no command yet\n", argc > 0 ? argv[0] : "callbox");
	return EX_USAGE;
}
